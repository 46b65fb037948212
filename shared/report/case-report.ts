/** The report of a whole case as data: what was scanned, what was found, who decided what. JSON-safe. */
import type {
  AuditEntry,
  Campaign,
  Decision,
  QueueCounts,
  QueueProgress,
  QueueRow,
} from '../case-contract.ts';
import type { ReportSignature } from './report.ts';

export const CASE_REPORT_SCHEMA = 'scalescope/case-report@1';

/** One flagged image of a case. */
export interface CaseReportImage {
  row: QueueRow;
  places: string[];
  reasons: string[];
  notes: { reviewer: string; text: string; at: string }[];
  /** Shapes that reviewers drew, as sentences. */
  annotations: string[];
  /** Small pictures as data addresses; null where the case has none. */
  human: string | null;
  machine: string | null;
}

export interface CaseReport {
  schema: typeof CASE_REPORT_SCHEMA;
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
