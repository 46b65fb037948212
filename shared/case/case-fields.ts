/** Checks of the fields that come in with requests to a case. */
import * as v from 'valibot';
import { withoutUnprintable } from '../base/printable.ts';

export const TEXT = 'a text';
export const WHOLE = 'a whole number';
export const NUMBER = 'a number';

/** A text of at most `most` characters. */
export const text = (most: number) =>
  v.pipe(
    v.string(TEXT),
    v.check((value) => value.isWellFormed() && !value.includes('\0'), 'a text of whole characters'),
    v.maxLength(most, `at most ${most} characters`),
  );

/** The same, and more than blanks. */
export const nonEmpty = (most: number) =>
  v.pipe(
    text(most),
    v.check((value) => value.trim() !== '', 'a text that is not empty'),
  );

/** A row of the case. */
export const id = v.pipe(v.number(WHOLE), v.safeInteger(WHOLE), v.minValue(1, `${WHOLE} from 1`));
/** A name without what cannot be shown: it stands in lists and reports beside others. */
export const reviewer = v.pipe(
  nonEmpty(200),
  v.transform((name) => withoutUnprintable(name).trim()),
  v.check((name) => name !== '', 'a name that can be shown'),
);
export const digits = v.pipe(v.string(WHOLE), v.regex(/^\d{1,15}$/, WHOLE), v.transform(Number));
