/** What a model says that it can read in a chart, typed in: lines of text, or JSON. */
import * as v from 'valibot';
import { parseChecked } from '../../base/checked-json.ts';
import { UserError } from '../../base/errors.ts';
import type { Size } from '../../base/raster.ts';
import { parseChartSize } from '../chart/chart-size.ts';

export const ANSWERS_SCHEMA = 'scalescope/fingerprint-answers@1';

export interface Answers {
  /** The chart that was shown; null where the answers do not say. */
  chart: Size | null;
  /** Texts that were read, in any order. */
  read: string[];
}

const MOST_TEXTS = 500;
const MOST_LENGTH = 2000;
const list = 'a list of texts';

const AnswersFile = v.strictObject({
  schema: v.literal(ANSWERS_SCHEMA, `"${ANSWERS_SCHEMA}"`),
  chart: v.optional(v.string('a size such as "1024x768"')),
  read: v.pipe(
    v.array(v.pipe(v.string('a text'), v.maxLength(MOST_LENGTH, 'a shorter text')), list),
    v.maxLength(MOST_TEXTS, `at most ${MOST_TEXTS} texts`),
  ),
});

/**
 * The answers in `text`, which is JSON where it begins with a brace, else a text on each line. Throws UserError
 * `invalid-argument`; `name` is what its file is called.
 */
export function parseAnswers(text: string, name: string): Answers {
  if (/^\uFEFF?\s*\{/.test(text)) {
    const { value, fail } = parseChecked(AnswersFile, text, name);
    if (value.chart === undefined) return { chart: null, read: value.read };
    try {
      return { chart: parseChartSize(value.chart), read: value.read };
    } catch (error) {
      if (error instanceof UserError) return fail(['chart'], error.message);
      throw error;
    }
  }
  const read = text.split(/\r\n|[\r\n]/).filter((line) => line.trim() !== '');
  if (read.length <= MOST_TEXTS && read.every((line) => line.length <= MOST_LENGTH)) {
    return { chart: null, read };
  }
  throw new UserError(
    'invalid-argument',
    `${name} has more than ${MOST_TEXTS} lines, or one of more than ${MOST_LENGTH} characters. Keep the texts of the chart alone.`,
  );
}
