/**
 * What crosses of case files and their review queue: types, and runtime checks of what comes in. Beside
 * shared/api/contract.ts, whose rules for failures and sessions hold here as well; shared/api/routes declares
 * what there is.
 */
import * as v from 'valibot';
import { digits, id, nonEmpty } from './case-fields.ts';
import type { Annotation, Bookmark } from './case-marks.ts';
import type { SecondLook } from './case-people.ts';
import type { QueueProgress, QueueRow } from './case-queue.ts';
import type { ReviewEvent } from './case-review.ts';
import type { ErrorBody } from '../base/errors.ts';
import type { Finding } from '../finding/finding.ts';
import type { FileDigests, KnownHit } from '../known/known.ts';
import { ITEM_ID } from '../image/facts.ts';

export interface CaseSummary {
  id: string;
  /** File name, and its whole path. */
  name: string;
  path: string;
  createdAt: string;
  /** Why nothing can be changed, as a sentence; null where changes are possible. */
  readOnly: string | null;
  /** Who is signed in to a shared case, in whose name alone it is changed; null: no case of a team. */
  reviewer: string | null;
  progress: QueueProgress;
  /** Files that could not be examined at all. */
  failures: number;
  /** Folders and files that scans were started on; a scan without paths takes these again. */
  roots: string[];
  /** Entries of the log, and the last of them that a head was signed of; 0: none. Not whose, nor whether it holds. */
  log: { entries: number; signed: number };
}

export interface CaseFinding {
  id: number;
  engineVersion: string;
  settings: unknown;
  createdAt: string;
  /** The finding that the queue shows. */
  isCurrent: boolean;
  finding: Finding;
}

export interface CaseImage {
  row: QueueRow;
  places: { path: string; firstSeenAt: string }[];
  /** Newest first; old ones are kept. */
  findings: CaseFinding[];
  notes: { reviewer: string; text: string; at: string }[];
  /** Decisions, notes and sign-offs ever made, newest first. */
  history: ReviewEvent[];
  /** What others said in second looks, newest first. */
  secondLooks: SecondLook[];
  /** What lists of known files say of it, and MD5 and SHA-1; only where they were asked for. */
  known?: KnownHit[];
  hashes?: Omit<FileDigests, 'sha256'>;
  annotations: Annotation[];
  bookmarks: Bookmark[];
  pictures: { id: number; kind: string; view: string; width: number; height: number }[];
}

/** What was changed; `change` is null where everything was so already. */
export interface Change {
  change: number | null;
  rows: QueueRow[];
}

export interface AuditEntry {
  seq: number;
  at: string;
  actor: string;
  action: string;
  details: unknown;
  /** Table, row and content hash of each row that was written; a null hash: removed. */
  rows: [table: string, row: number, hash: string | null][];
  previous: string;
  hash: string;
}

export interface ScanProgress {
  /** Images that were listed, and of these done; done and not examined: known already. */
  total: number;
  done: number;
  examined: number;
  /** Of those done: attack or suspicious, and failed. */
  found: number;
  failed: number;
}

export interface ScanOutcome extends ScanProgress {
  /** Folders and files that were to be scanned and were left out, and why. */
  leftOut: { path: string; error: ErrorBody }[];
}

export type CaseScanEvent =
  | ({ type: 'progress' } & ScanProgress)
  | ({ type: 'result' } & ScanOutcome)
  | { type: 'error'; error: ErrorBody };

/** One thing that does not agree with the log, or with what vouches for it. */
export interface CaseProblem {
  part: 'database' | 'row' | 'audit' | 'original' | 'anchor' | 'time';
  /** A sentence that names the row or file. */
  message: string;
}

/** What vouches for the audit log of a case: the log itself has no key, and could be made anew. */
export interface CaseAnchor {
  /** `vouched`: all of it, by what is trusted; `open`: not all of it. */
  state: 'vouched' | 'open';
  /** The last entry that is vouched for, of how many. */
  entries: number;
  of: number;
  /**
   * When that entry was signed, by the clock of the signer; null where nobody did who is trusted. A later state of
   * the case may have been put back to it: only a later head or a copy shows that.
   */
  asOf: string | null;
  /** Who or what vouches for which entries, as sentences. */
  by: string[];
  /** What is missing or not trusted, as sentences. */
  open: string[];
}

export interface VerifyResult {
  problems: CaseProblem[];
  checked: { rows: number; auditEntries: number; originals: number };
  anchor: CaseAnchor;
  /** Hash of the last audit entry: whoever noted it elsewhere sees later whether the log still has it. */
  head: string;
}

export type CaseVerifyEvent =
  | { type: 'progress'; stage: string; fraction: number }
  | ({ type: 'result' } & VerifyResult)
  | { type: 'error'; error: ErrorBody };

export const OpenCaseBody = v.object({
  path: nonEmpty(4096),
  /** Makes the case where there is none; otherwise a missing one is `not-found`. */
  create: v.optional(v.boolean('true or false'), false),
  /** Who opens a shared case; left out: the token that the host has. */
  token: v.optional(nonEmpty(4096)),
});

/** How an original is decoded; left out: as its finding is of. */
export const OpenOriginalQuery = v.object({
  orientation: v.optional(v.picklist(['stored', 'applied'], '"stored" or "applied"')),
  frame: v.optional(digits),
  item: v.optional(v.pipe(v.string(), v.regex(ITEM_ID, 'the id of a second picture, or main'))),
});

export const ThumbnailQuery = v.object({
  view: v.optional(v.picklist(['human', 'machine'], 'human or machine'), 'human'),
});

export const ScanBody = v.object({
  /** Folders and files; left out: the roots of the case. */
  paths: v.optional(v.pipe(v.array(nonEmpty(4096)), v.minLength(1, 'at least one path'))),
  jobs: v.optional(v.pipe(id, v.maxValue(64, 'at most 64'))),
  /** Goes on with what is added to them, until the request is aborted. */
  watch: v.optional(v.boolean('true or false'), false),
});

export const AuditQuery = v.object({
  before: v.optional(digits),
  limit: v.optional(v.pipe(digits, v.minValue(1), v.maxValue(1000, 'at most 1000')), '100'),
});
