/** The report of a whole case as data: what was scanned, what was found, who decided what. JSON-safe. */
import type { AuditEntry } from '../case/case-contract.ts';
import type { VerdictChange } from '../case/case-changes.ts';
import type { MarkedView } from '../case/case-marks.ts';
import type { Campaign, QueueCounts, QueueProgress, QueueRow } from '../case/case-queue.ts';
import type { Decision } from '../case/case-review.ts';
import type { FileDigests, KnownHit } from '../known/known.ts';
import type { Size } from '../base/raster.ts';
import type { CaseStatement, FailedFile, InventoryRow } from './case-inventory.ts';
import type { Examination } from './examination.ts';
import type { Place, ReportMark } from './report-marks.ts';
import type { ReportEdition, ReportSignature } from './report.ts';

export const CASE_REPORT_SCHEMA = 'scalescope/case-report@1';

/** One flagged image of a case. */
export interface CaseReportImage {
  row: QueueRow;
  places: string[];
  reasons: string[];
  /** What lists of known files say of it, and MD5 and SHA-1; only where they were asked for. */
  known?: KnownHit[];
  hashes?: Omit<FileDigests, 'sha256'>;
  notes: { reviewer: string; text: string; at: string }[];
  /** What others say of the decision in second looks; left out where nobody looked. */
  secondLooks?: InventoryRow['secondLooks'];
  /** What reviewers drew. */
  marks: ReportMark[];
  /** Small pictures; null where the case has none. */
  human: CaseReportPicture | null;
  machine: CaseReportPicture | null;
}

/** A small picture of a case. */
export interface CaseReportPicture extends Size {
  /** A data address. */
  src: string;
  /** The view that it is of; null: the source. */
  view: MarkedView;
  /** Which source pixels it shows; null where that cannot be told. */
  shows: Place | null;
}

/** Lists of which the page prints only the beginning where they are long. */
export const DIGESTED_PARTS = ['inventory', 'failures', 'statements'] as const;
export type DigestedPart = (typeof DIGESTED_PARTS)[number];

export interface PartDigest {
  rows: number;
  /** Of the canonical JSON (RFC 8785) of the list, in UTF-8. */
  sha256: string;
}

export interface CaseReport {
  schema: typeof CASE_REPORT_SCHEMA;
  /** Left out: the first, which had neither inventory nor failures nor statements. */
  edition?: ReportEdition;
  /** ISO 8601, UTC. */
  createdAt: string;
  engine: { scalescope: string; node: string; platform: string };
  case: { name: string; createdAt: string; roots: string[]; failures: number };
  progress: QueueProgress;
  counts: QueueCounts;
  campaigns: Campaign[];
  /** Images of verdict attack or suspicious and those that somebody confirmed, by score. */
  images: CaseReportImage[];
  /** How many of them are left out, beyond the most that a report holds. */
  leftOut: number;
  /** Images whose verdict is another since they were examined again; left out in reports of before. */
  changes?: VerdictChange[];
  /** How many of those are left out, beyond the most that a report holds. */
  changesLeftOut?: number;
  /** Every image of the case; left out in reports of before, like what follows. */
  inventory?: InventoryRow[];
  failures?: FailedFile[];
  statements?: CaseStatement[];
  /** Of each of these three lists the number of its rows, and the SHA-256 of its canonical JSON; from edition 3 on. */
  digests?: Record<DigestedPart, PartDigest>;
  /** Who examined it under which numbers; left out where nobody said. */
  examination?: Examination;
  limits: string[];
  audit: { entries: number; head: string; last: AuditEntry[] };
  signature?: ReportSignature;
}

/** What decisions are called for people. */
export const DECISION_WORDS: Record<Decision | 'none', string> = {
  ok: 'ok',
  'to-check': 'to check',
  confirmed: 'confirmed',
  none: 'not decided',
};
