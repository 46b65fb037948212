/** Rows of a case in addresses. */
import { invalid } from '../../shared/base/invalid.ts';

/** The whole number from 1 that `text` is. Throws UserError `invalid-argument`. */
export function numberOf(text: string): number {
  if (/^[1-9]\d{0,14}$/.test(text)) return Number(text);
  throw invalid('a whole number from 1', null, text);
}
