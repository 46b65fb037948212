/** Failures as they cross between an engine and its host. */
import {
  ERROR_CODES,
  toErrorBody,
  UserError,
  type ErrorBody,
} from '../../../shared/base/errors.ts';

/** A failure, and the parts that its message is made of where it is a UserError. */
export type ErrorParts = ErrorBody & { fact?: string; remedy?: string };

/** The parts of any thrown value. */
export function toParts(error: unknown): ErrorParts {
  const parts = error instanceof UserError ? { fact: error.fact, remedy: error.remedy } : {};
  return { ...toErrorBody(error), ...parts };
}

/** The UserError of `parts` (the inverse of toParts), which another process made of whatever it likes. */
export function fromParts({ code, message, fact, remedy }: ErrorParts): UserError {
  const known = ERROR_CODES.includes(code) ? code : 'internal';
  return new UserError(known, String(fact ?? message), remedy === undefined ? '' : String(remedy));
}
