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
import type { ErrorBody } from './errors.ts';
import type { Finding } from './finding.ts';
import { LISTED_VERDICTS } from './finding-words.ts';
import type { Size } from './raster.ts';
import type { Verdict } from './verdict.ts';

/** What a reviewer says of an image. */
export const DECISIONS = ['ok', 'to-check', 'confirmed'] as const;
export type Decision = (typeof DECISIONS)[number];

/** What is known of the file of an image since it was last looked for. */
export const ORIGINAL_STATES = ['there', 'changed', 'missing'] as const;
export type OriginalState = (typeof ORIGINAL_STATES)[number];

export const QUEUE_SORTS = [
  'score',
  'verdict',
  'pixels',
  'bytes',
  'sampler',
  'folder',
  'name',
  'decision',
  'labels',
  'added',
] as const;
export type QueueSort = (typeof QUEUE_SORTS)[number];

/** The most rows of one page, and of one `ids`. */
export const MAX_PAGE_ROWS = 500;

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

export interface QueueProgress {
  images: number;
  /** Images with a decision, and with a sign-off that agrees. */
  decided: number;
  signedOff: number;
  /** Images of verdict attack or suspicious, and how many of them are decided. */
  flagged: number;
  flaggedDecided: number;
  byDecision: Record<Decision, number>;
}

export interface SignOff {
  reviewer: string;
  agrees: boolean;
  at: string;
}

/** One image in the queue. */
export interface QueueRow {
  id: number;
  sha256: string;
  /** Where it was first seen, and at how many paths in all. */
  path: string;
  folder: string;
  name: string;
  places: number;
  bytes: number;
  format: string | null;
  width: number | null;
  height: number | null;
  verdict: Verdict;
  score: number;
  /** Of the best target; null where there is none. */
  sampler: string | null;
  target: Size | null;
  explanation: string | null;
  /** Why it could not be examined; null where it was. */
  error: ErrorBody | null;
  decision: Decision | null;
  reviewer: string | null;
  decidedAt: string | null;
  /** Decided on an older finding than the one shown. */
  outdated: boolean;
  signOff: SignOff | null;
  hasNote: boolean;
  marks: number;
  original: OriginalState;
  /** How far the labels of the two scales disagree, 0..1 (labelDisagreement); null: not asked. */
  labelDisagreement: number | null;
}

export interface QueuePage {
  rows: QueueRow[];
  /** Give it back as `cursor` for the rows that follow; null at the end. */
  next: string | null;
}

/** How many images match in all, and of each kind among those that match. */
export interface QueueCounts {
  total: number;
  matching: number;
  verdicts: Record<Verdict, number>;
  /** Of the clean ones, those that could not be assessed. */
  notAssessable: number;
  /** `none`: not decided. */
  decisions: Record<Decision | 'none', number>;
  originals: Record<OriginalState, number>;
  /** Most frequent first. */
  samplers: { sampler: string; images: number }[];
}

/** A folder in which images were seen; the same image may lie there at several paths. */
export interface CaseFolder {
  folder: string;
  images: number;
  paths: number;
}

/** Several files in which a machine sees the same hidden picture. */
export interface Campaign {
  /** Perceptual hash of the hidden picture in the first file. */
  hash: string;
  /** Ids of the files, most suspicious first. */
  images: number[];
  /** Distinct pictures that people see in them. */
  carriers: number;
  /** Images in which people see that picture openly. */
  openly: number[];
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

export interface ReviewEvent {
  id: number;
  change: number;
  image: number;
  kind: 'decision' | 'note' | 'sign-off';
  /** A decision, the text of a note, `agree` or `disagree`; null: taken back. */
  value: string | null;
  reviewer: string;
  at: string;
  /** The change that this one undoes. */
  undoes: number | null;
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

const TEXT = 'a text';
const WHOLE = 'a whole number';
const NUMBER = 'a number';

const text = (most: number) =>
  v.pipe(
    v.string(TEXT),
    v.check((value) => value.isWellFormed() && !value.includes('\0'), 'a text of whole characters'),
    v.maxLength(most, `at most ${most} characters`),
  );
const nonEmpty = (most: number) =>
  v.pipe(
    text(most),
    v.check((value) => value.trim() !== '', 'a text that is not empty'),
  );
const id = v.pipe(v.number(WHOLE), v.safeInteger(WHOLE), v.minValue(1, `${WHOLE} from 1`));
const coordinate = v.pipe(v.number(NUMBER), v.finite(NUMBER));
const reviewer = v.pipe(nonEmpty(200), v.trim());
const digits = v.pipe(v.string(WHOLE), v.regex(/^\d{1,15}$/, WHOLE), v.transform(Number));
const decimal = v.pipe(
  v.string(NUMBER),
  v.regex(/^-?\d{1,15}(\.\d{1,20})?(e-?\d{1,2})?$/, NUMBER),
  v.transform(Number),
);
const flag = v.pipe(
  v.picklist(['0', '1'], '0 or 1'),
  v.transform((value) => value === '1'),
);

/** A comma-separated list of `values`. */
const listOf = <const T extends readonly string[]>(values: T) =>
  v.pipe(
    v.string(TEXT),
    v.transform((list) => list.split(',')),
    v.array(v.picklist(values, values.join(', '))),
  );

export const OpenCaseBody = v.object({
  path: nonEmpty(4096),
  /** Makes the case where there is none; otherwise a missing one is `not-found`. */
  create: v.optional(v.boolean('true or false'), false),
});

export const FilterQuery = v.object({
  verdict: v.optional(listOf(LISTED_VERDICTS)),
  decision: v.optional(listOf(['none', ...DECISIONS])),
  original: v.optional(listOf(ORIGINAL_STATES)),
  sampler: v.optional(
    v.pipe(
      v.string(TEXT),
      v.transform((list) => list.split(',')),
    ),
  ),
  scoreFrom: v.optional(decimal),
  scoreTo: v.optional(decimal),
  /** Images with labels of both scales that disagree by so much or more. */
  labelsFrom: v.optional(decimal),
  pixelsFrom: v.optional(digits),
  pixelsTo: v.optional(digits),
  folder: v.optional(text(4096)),
  text: v.optional(text(200)),
  signedOff: v.optional(flag),
  outdated: v.optional(flag),
});
export type QueueFilter = v.InferOutput<typeof FilterQuery>;

export const OrderQuery = v.object({
  sort: v.optional(v.picklist(QUEUE_SORTS, QUEUE_SORTS.join(', ')), 'score'),
  order: v.optional(v.picklist(['asc', 'desc'], 'asc or desc'), 'desc'),
});
export type QueueOrder = v.InferOutput<typeof OrderQuery>;

export const PageQuery = v.object({
  cursor: v.optional(v.string(TEXT)),
  limit: v.optional(
    v.pipe(
      digits,
      v.minValue(1, `${WHOLE} of 1 to ${MAX_PAGE_ROWS}`),
      v.maxValue(MAX_PAGE_ROWS, `${WHOLE} of 1 to ${MAX_PAGE_ROWS}`),
    ),
    '200',
  ),
  ids: v.optional(
    v.pipe(
      v.string(TEXT),
      v.transform((list) => (list === '' ? [] : list.split(','))),
      v.array(digits),
      v.maxLength(MAX_PAGE_ROWS, `at most ${MAX_PAGE_ROWS} ids`),
    ),
  ),
});

/** How an original is decoded; left out: as its finding is of. */
export const OpenOriginalQuery = v.object({
  orientation: v.optional(v.picklist(['stored', 'applied'], '"stored" or "applied"')),
  frame: v.optional(digits),
});

export const ThumbnailQuery = v.object({
  view: v.optional(v.picklist(['human', 'machine'], 'human or machine'), 'human'),
});

/** Images that one decision may be made on at once. */
const MAX_IMAGES = 1000;

export const DecisionBody = v.object({
  images: v.pipe(
    v.array(id, 'a list of ids'),
    v.minLength(1, 'at least one id'),
    v.maxLength(MAX_IMAGES, `at most ${MAX_IMAGES} ids`),
  ),
  /** Null takes the decision back. */
  decision: v.nullable(v.picklist(DECISIONS, DECISIONS.join(', '))),
  reviewer,
});

export const NoteBody = v.object({ image: id, text: text(20_000), reviewer });

export const SignOffBody = v.object({
  image: id,
  /** Null takes the sign-off back. */
  agrees: v.nullable(v.boolean('true or false')),
  reviewer,
});

export const UndoBody = v.object({ reviewer });
export const ReviewerQuery = v.object({ reviewer });

/** On which view something was drawn; null: the source. Places are source pixels all the same. */
const View = v.nullable(
  v.object({
    pipeline: nonEmpty(100),
    width: v.optional(id),
    height: v.optional(id),
    part: v.optional(v.pipe(v.number(WHOLE), v.safeInteger(WHOLE), v.minValue(0, WHOLE))),
  }),
);
export type MarkedView = v.InferOutput<typeof View>;

/** Shapes in source pixels: (0, 0) is the left upper corner of the first pixel. */
const Shape = v.variant(
  'kind',
  [
    v.object({
      kind: v.literal('box'),
      x: coordinate,
      y: coordinate,
      width: coordinate,
      height: coordinate,
    }),
    /** From (x, y) to its head. */
    v.object({
      kind: v.literal('arrow'),
      x: coordinate,
      y: coordinate,
      toX: coordinate,
      toY: coordinate,
    }),
    v.object({ kind: v.literal('text'), x: coordinate, y: coordinate }),
  ],
  'a box, an arrow or a text',
);
export type AnnotationShape = v.InferOutput<typeof Shape>;

export const AnnotationBody = v.object({
  shape: Shape,
  /** The caption; of a text, the text. */
  text: v.optional(text(2000), ''),
  view: v.optional(View, null),
  reviewer,
});

export const BookmarkBody = v.object({
  name: nonEmpty(200),
  /** Center of the screen in source pixels, and screen pixels per source pixel. */
  place: v.object({
    srcX: coordinate,
    srcY: coordinate,
    zoom: v.pipe(coordinate, v.gtValue(0, 'a number above 0')),
  }),
  /** The machine view beside it, and whatever else the viewer was set to. */
  view: v.optional(View, null),
  settings: v.optional(v.record(v.string(), v.unknown()), {}),
  annotations: v.optional(v.array(id, 'a list of ids'), []),
  note: v.optional(text(20_000), ''),
  reviewer,
});

interface Mark {
  id: number;
  image: number;
  createdAt: string;
  updatedAt: string;
}

/** `reviewer`: who wrote it last. */
export interface Annotation extends Mark, v.InferOutput<typeof AnnotationBody> {}
export interface Bookmark extends Mark, v.InferOutput<typeof BookmarkBody> {}

export const ScanBody = v.object({
  /** Folders and files; left out: the roots of the case. */
  paths: v.optional(v.pipe(v.array(nonEmpty(4096)), v.minLength(1, 'at least one path'))),
  jobs: v.optional(v.pipe(id, v.maxValue(64, 'at most 64'))),
});

export const AuditQuery = v.object({
  before: v.optional(digits),
  limit: v.optional(v.pipe(digits, v.minValue(1), v.maxValue(1000, 'at most 1000')), '100'),
});
