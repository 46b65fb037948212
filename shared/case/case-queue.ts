/** The review queue of a case: its rows, counts and campaigns, and what is asked of it. */
import * as v from 'valibot';
import { digits, NUMBER, TEXT, text, WHOLE } from './case-fields.ts';
import { DECISIONS, type Decision, type SignOff } from './case-review.ts';
import type { ErrorBody } from '../base/errors.ts';
import type { Size } from '../base/raster.ts';
import type { Verdict } from '../verdict/judge.ts';
import { LISTED_VERDICTS, type ListedVerdict } from '../verdict/words.ts';

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

/** One image in the queue. */
export interface QueueRow {
  id: number;
  /** Names its finding, decision and sign-off: what a decision on it is made against. */
  basis: string;
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
  /** Only where it is: the verdict that the decision was made on. */
  decidedOn?: ListedVerdict;
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
  /** Given to this reviewer. */
  assigned: v.optional(text(200)),
  /** Samples that wait for a second look of this reviewer. */
  sample: v.optional(text(200)),
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
