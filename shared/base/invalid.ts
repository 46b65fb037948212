/** How a bad argument is told: what was expected, of which field, and what came instead. */
import { UserError } from './errors.ts';

/** Longest piece of what came that is told. */
const SHOWN = 60;

/** `value` as JSON, cut where it is long; `nothing` where there is none. */
export function shown(value: unknown): string {
  const text = JSON.stringify(value) ?? 'nothing';
  return text.length > SHOWN ? `${text.slice(0, SHOWN - 3)}…` : text;
}

/** The refusal: `Expected a whole number for x but received "a"`. Without `field` it is not named. */
export function invalid(expected: string, field: string | null, received: unknown): UserError {
  return refusal(expected, field, shown(received));
}

/** The same of what is better told in words, or as a plain number. */
export function refusal(expected: string, field: string | null, received: string): UserError {
  return new UserError('invalid-argument', expectation(expected, field, received));
}

/** The sentence of a refusal, without its full stop. */
export function expectation(expected: string, field: string | null, received: string): string {
  const of = field === null ? '' : ` for ${field}`;
  return `Expected ${expected}${of} but received ${received}`;
}

/** The refusal of a field that is not there. */
export function missing(field: string): UserError {
  return new UserError('invalid-argument', `${field} is missing`);
}

/** Refuses a value above `limit`. */
export function atMost(field: string, value: number, limit: number): void {
  if (value > limit) throw refusal(`at most ${limit}`, field, String(value));
}
