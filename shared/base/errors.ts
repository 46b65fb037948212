/**
 * The two kinds of failure that are nobody's bug in the code: the input is wrong (UserError, shown
 * as it is) and anything else (crosses a boundary as `internal`).
 */

/** Codes a person or a script can act on. New ones are only ever added. */
export const ERROR_CODES = [
  'not-found', // no such file
  'unreadable', // exists, but cannot be read (permissions, a directory, a device)
  'unsupported-format', // not an image format that is accepted
  'decode-failed', // an accepted format, but broken
  'too-large', // above the pixel, byte or frame limits
  'ambiguous-frame', // animated or multi-page, and no frame was chosen
  'invalid-argument', // a size, id or option that makes no sense
  'unknown-pipeline', // no sampler or preset of that id
  'not-attackable', // craft: this sampler at this ratio cannot carry a payload
  'write-failed', // the output could not be written
  'changed', // the file is no longer the one that was opened
  'damaged', // a case is truncated, malformed, or not as it was written
  'engine-crashed', // the decoder crashed or hung on this file
  'cancelled',
  'busy',
  'internal',
] as const;

export type ErrorCode = (typeof ERROR_CODES)[number];

/** A failure whose message is written for the person: what was wrong, with which file, what to do. */
export class UserError extends Error {
  readonly code: ErrorCode;
  /** What was wrong, without `remedy`: for a person who is not on the command line. */
  readonly fact: string;
  /** What to do about it in words of the command line, its flags; empty where there is none. */
  readonly remedy: string;

  constructor(code: ErrorCode, fact: string, remedy = '') {
    const short = shortened(fact);
    super(remedy === '' ? short : `${short}; ${remedy}`);
    this.name = 'UserError';
    this.code = code;
    this.fact = short;
    this.remedy = remedy;
  }
}

/** Of a sentence: more than any has but one that repeats what it was given. */
const MOST_CHARACTERS = 3000;
const LAST_CHARACTERS = 500;

/** `text` without its middle where it is far too long to be read: some of it was made by others. */
export function shortened(text: string): string {
  if (text.length <= MOST_CHARACTERS) return text;
  return `${text.slice(0, MOST_CHARACTERS - LAST_CHARACTERS)} … ${text.slice(-LAST_CHARACTERS)}`;
}

/** The JSON form of an error, as it crosses process and network boundaries. */
export interface ErrorBody {
  code: ErrorCode;
  message: string;
}

/** The code and sentence of any thrown value; what is not a UserError becomes `internal`. */
export function toErrorBody(error: unknown): ErrorBody {
  if (error instanceof UserError) return { code: error.code, message: error.message };
  return { code: 'internal', message: error instanceof Error ? error.message : String(error) };
}

/** The UserError that `body` describes (the inverse of toErrorBody). */
export function fromErrorBody(body: ErrorBody): UserError {
  return new UserError(body.code, body.message);
}
