/**
 * The API of case files and their review queue: types of what crosses, and runtime checks of what
 * comes in. Beside shared/contract, whose rules for failures and sessions hold here as well.
 *
 *   GET    /api/cases                              CaseSummary[]: the cases that are open
 *   POST   /api/cases          OpenCaseBody        CaseSummary; paths only where Session.openPaths
 *   GET    /api/cases/:case                        CaseSummary, with QueueProgress
 *   DELETE /api/cases/:case                        204: closed; what runs on it ends, nothing is unsaved
 *
 * The queue. …filter is `verdict` (of LISTED_VERDICTS: `clean` is without what is `not-assessable`),
 * `decision`, `sampler`, `original` (several with commas), `scoreFrom`, `scoreTo`, `labelsFrom`,
 * `pixelsFrom`, `pixelsTo`, `folder` (with all below it), `text` (part of a path), `signedOff` (0 or 1),
 * `outdated` (1: decided on an older finding); …order is `sort` and `order`. Two ways to page: `cursor`
 * from page to page, or all ids once and rows by `ids`, for lists in which a person jumps about.
 *
 *   GET    /api/cases/:case/rows?…filter&…order&limit&cursor   QueuePage
 *   GET    /api/cases/:case/rows?ids=7,3,9         QueuePage of these rows, in this order
 *   GET    /api/cases/:case/order?…filter&…order   {ids}: every id that matches, in order
 *   GET    /api/cases/:case/counts?…filter         QueueCounts
 *   GET    /api/cases/:case/progress               QueueProgress
 *   GET    /api/cases/:case/campaigns              Campaign[]: hidden pictures that several carry
 *   GET    /api/cases/:case/folders                CaseFolder[]
 *
 * One image. `:image` is the id of its row.
 *
 *   GET    /api/cases/:case/images/:image          CaseImage: everything known of it
 *   POST   /api/cases/:case/images/:image/open?orientation&frame   OpenImage (shared/contract): the
 *                                                  original, for the viewer, decoded as its finding
 *                                                  was but for what is asked; `changed` or
 *                                                  `not-found` where it is no longer what was scanned
 *   GET    /api/cases/:case/images/:image/thumbnail?view=human|machine   image/webp, antialiased,
 *                                                  with X-View: what it shows; 404 without one
 *
 * Review. Every change is one Change with a number; undo puts back what it replaced, and is a change
 * itself. A second reviewer's sign-off is void once the decision changes.
 *
 *   POST   /api/cases/:case/decisions  DecisionBody      Change
 *   POST   /api/cases/:case/notes      NoteBody          Change: a reviewer has one note per image
 *   POST   /api/cases/:case/sign-offs  SignOffBody       Change
 *   POST   /api/cases/:case/changes/:change/undo {"reviewer"}   Change; `changed` where somebody
 *                                                  has gone on from it
 *
 * Marks: annotations bound to source pixels, and bookmarks (a view, its settings, annotations).
 *
 *   POST   /api/cases/:case/images/:image/annotations   AnnotationBody    Annotation
 *   PUT    /api/cases/:case/annotations/:id             AnnotationBody    Annotation
 *   DELETE /api/cases/:case/annotations/:id?reviewer=N                    204
 *   POST   /api/cases/:case/images/:image/bookmarks     BookmarkBody      Bookmark
 *   GET    /api/cases/:case/bookmarks                                     Bookmark[]
 *   PUT    /api/cases/:case/bookmarks/:id               BookmarkBody      Bookmark
 *   DELETE /api/cases/:case/bookmarks/:id?reviewer=N                      204
 *
 * Work on the whole case, streamed as NDJSON; abort the request to cancel, what is done stays.
 *
 *   POST   /api/cases/:case/scan       ScanBody          CaseScanEvent
 *   POST   /api/cases/:case/verify                       CaseVerifyEvent
 *   GET    /api/cases/:case/audit?before&limit           AuditEntry[], newest first
 *   GET    /api/cases/:case/findings.csv                 text/csv
 */
import * as v from 'valibot';
import { digits, id, nonEmpty } from './case-fields.ts';
import type { Annotation, Bookmark } from './case-marks.ts';
import type { QueueProgress, QueueRow } from './case-queue.ts';
import type { ReviewEvent } from './case-review.ts';
import type { ErrorBody } from './errors.ts';
import type { Finding } from './finding.ts';

export interface CaseSummary {
  id: string;
  /** File name, and its whole path. */
  name: string;
  path: string;
  createdAt: string;
  /** Why nothing can be changed, as a sentence; null where changes are possible. */
  readOnly: string | null;
  progress: QueueProgress;
  /** Files that could not be examined at all. */
  failures: number;
  /** Folders and files that scans were started on; a scan without paths takes these again. */
  roots: string[];
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

/** One thing that is not as it was recorded. */
export interface CaseProblem {
  part: 'database' | 'row' | 'audit' | 'original';
  /** A sentence that names the row or file. */
  message: string;
}

export interface VerifyResult {
  problems: CaseProblem[];
  checked: { rows: number; auditEntries: number; originals: number };
  /** Hash of the last audit entry: noted elsewhere, it proves later that nothing was cut off. */
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
});

/** How an original is decoded; left out: as its finding is of. */
export const OpenOriginalQuery = v.object({
  orientation: v.optional(v.picklist(['stored', 'applied'], '"stored" or "applied"')),
  frame: v.optional(digits),
});

export const ThumbnailQuery = v.object({
  view: v.optional(v.picklist(['human', 'machine'], 'human or machine'), 'human'),
});

export const ScanBody = v.object({
  /** Folders and files; left out: the roots of the case. */
  paths: v.optional(v.pipe(v.array(nonEmpty(4096)), v.minLength(1, 'at least one path'))),
  jobs: v.optional(v.pipe(id, v.maxValue(64, 'at most 64'))),
});

export const AuditQuery = v.object({
  before: v.optional(digits),
  limit: v.optional(v.pipe(digits, v.minValue(1), v.maxValue(1000, 'at most 1000')), '100'),
});
