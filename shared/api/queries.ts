/** Runtime checks of what a request carries: its query, the parts of its path and its body. */
import * as v from 'valibot';
import { invalid, missing } from '../base/invalid.ts';
import { MAX_PROFILE_SAMPLES } from '../image/line-profile.ts';
import { ITEM_ID } from '../image/facts.ts';
import { FOUND_PICTURES, MAX_TARGET_SIDE, SHOWN } from './contract.ts';

/** What was expected, as it is said to people; each check below has such a text. */
const WHOLE = 'a whole number';
const TEXT = 'a text';

const integer = v.pipe(v.string(WHOLE), v.regex(/^\d{1,9}$/, WHOLE), v.transform(Number));
const positive = v.pipe(integer, v.minValue(1, `${WHOLE} from 1`));
const side = v.pipe(
  integer,
  v.minValue(1, `${WHOLE} of 1 to ${MAX_TARGET_SIDE}`),
  v.maxValue(MAX_TARGET_SIDE, `${WHOLE} of 1 to ${MAX_TARGET_SIDE}`),
);

/** No id is longer, a chain of several included. */
export const MAX_PIPELINE_LENGTH = 300;

export const PolicyQuery = v.object({
  orientation: v.optional(v.picklist(['stored', 'applied'], '"stored" or "applied"'), 'stored'),
  frame: v.optional(v.nullable(integer), null),
  item: v.optional(v.pipe(v.string(TEXT), v.regex(ITEM_ID, 'the id of a second picture, or main'))),
});

/** The way to a picture inside of a file: a few names of at most a thousand characters each. */
const MAX_INSIDE_LENGTH = 20_000;
export const InsideText = v.pipe(
  v.string(TEXT),
  v.minLength(1, 'a text that is not empty'),
  v.maxLength(MAX_INSIDE_LENGTH, `at most ${MAX_INSIDE_LENGTH} characters`),
);

export const ViewQuery = v.object({
  pipeline: v.pipe(
    v.string(TEXT),
    v.maxLength(MAX_PIPELINE_LENGTH, `at most ${MAX_PIPELINE_LENGTH} characters`),
  ),
  width: v.optional(side),
  height: v.optional(side),
  part: v.optional(integer),
});

export const ShownQuery = v.object({
  show: v.optional(v.picklist(SHOWN, `one of ${SHOWN.join(', ')}`)),
});

/** A view, and what is shown of it. */
export const ShownViewQuery = v.object({ ...ViewQuery.entries, ...ShownQuery.entries });

/** The same, left out where the source itself is meant. */
export const OptionalViewQuery = v.partial(ViewQuery);
export const OptionalShownQuery = v.partial(ShownViewQuery);

export const RegionQuery = v.object({
  x: integer,
  y: integer,
  width: positive,
  height: positive,
});

/** A region of a machine view, beside the `width` and `height` of the view itself. */
export const ViewRegionQuery = v.object({
  x: integer,
  y: integer,
  columns: positive,
  rows: positive,
});

const DECIMAL = 'a decimal number';
const decimal = v.pipe(
  v.string(DECIMAL),
  v.regex(/^-?\d{1,7}(\.\d{1,4})?$/, DECIMAL),
  v.transform(Number),
);
const SAMPLES = `${WHOLE} of 1 to ${MAX_PROFILE_SAMPLES}`;

/** A line in pixels of what is shown, and at how many places it is read. */
export const LineQuery = v.object({
  x0: decimal,
  y0: decimal,
  x1: decimal,
  y1: decimal,
  count: v.pipe(integer, v.minValue(1, SAMPLES), v.maxValue(MAX_PROFILE_SAMPLES, SAMPLES)),
});

/** What whoever opens an image calls the opening: a UUID. */
export const TicketText = v.pipe(v.string(TEXT), v.uuid('a UUID'));
export const TicketParams = v.object({ ticket: TicketText });

export const StartImageParams = v.object({ index: integer });

/** The most sizes a matrix may be asked for. */
export const MAX_MATRIX_SIZES = 16;

export const MatrixQuery = v.object({
  /** Sizes such as `224x224,299x299`. */
  sizes: v.optional(v.string(TEXT), '299x299'),
  /** Whether models take part, each at its own size; `only`: nothing but these, at no other size. */
  presets: v.optional(v.picklist(['0', '1', 'only'], '0, 1 or only'), '0'),
});

/** `source`: a size such as `4000x3000`. */
export const SourceQuery = v.object({ source: v.optional(v.string(TEXT)) });

export const SpectrumQuery = v.object({
  window: v.optional(v.picklist(['hann', 'none'], '"hann" or "none"'), 'hann'),
  detrend: v.optional(
    v.picklist(['none', 'mean', 'median-residual'], '"none", "mean" or "median-residual"'),
    'mean',
  ),
  channel: v.optional(v.picklist(['mean', 'r', 'g', 'b'], '"mean", "r", "g" or "b"'), 'mean'),
  /** `coarse`: fewer bins, for a first look. */
  detail: v.optional(v.picklist(['full', 'coarse'], '"full" or "coarse"'), 'full'),
});

export const REPORT_FORMS = ['html', 'pdf', 'json'] as const;
export type ReportFormName = (typeof REPORT_FORMS)[number];

/** `case`: the open case whose reviewers' decisions, notes and marks the report is to hold. */
export const ReportQuery = v.object({
  case: v.optional(v.string()),
  form: v.optional(v.picklist(REPORT_FORMS, REPORT_FORMS.join(', ')), 'html'),
  /** Whether text is read for it. */
  text: v.optional(v.picklist(['yes', 'no'], 'yes or no'), 'no'),
});

/** The query of labels. */
export const LabelsQuery = v.object({ classifier: v.string() });

/** Sides of the sizes; `aspect`: height over width in thousandths, 1000 for squares. */
export const SweepQuery = v.object({
  pipeline: v.pipe(
    v.string(TEXT),
    v.maxLength(MAX_PIPELINE_LENGTH, `at most ${MAX_PIPELINE_LENGTH} characters`),
  ),
  from: side,
  to: side,
  step: v.optional(positive, '1'),
  aspect: v.optional(positive, '1000'),
});

export const PixelQuery = v.object({ x: integer, y: integer });

export const FoundParams = v.object({ picture: v.picklist(FOUND_PICTURES, '"hidden" or "heat"') });

export const TileParams = v.object({ level: integer, col: integer, row: integer });

export const OpenPathBody = v.object({
  path: v.pipe(v.string(TEXT), v.minLength(1, 'a text that is not empty')),
});

/**
 * `input` as `schema` describes it. Throws UserError `invalid-argument` that names the first field
 * that is wrong and what was received.
 */
export function parse<S extends v.GenericSchema>(schema: S, input: unknown): v.InferOutput<S> {
  const result = v.safeParse(schema, input);
  if (result.success) return result.output;
  const issue = result.issues[0];
  const field = v.getDotPath(issue);
  if (field !== null && issue.input === undefined) {
    throw missing(field);
  }
  // The library's own messages start so; a check's own text is what was expected.
  const expected = issue.message.startsWith('Invalid') ? issue.expected : issue.message;
  throw invalid(expected ?? 'another value', field ?? 'request', issue.input);
}
