/** What nothing else has caught: one sentence instead of a stack, and the exit code of a failure. */
import { printable, printableText } from '../../shared/base/printable.ts';
import { toErrorBody, UserError } from '../../shared/base/errors.ts';
import { systemReason } from '../base/file-failure.ts';

/** The environment variable with which failures also tell where in the code they are. */
export const DEBUG_VARIABLE = 'SCALESCOPE_DEBUG';

/** One line for a person about any thrown value; what is not written for people is put in words. */
export function sentenceOf(error: unknown): string {
  if (error instanceof UserError) return printable(error.message);
  const { code, message = '' } = (error ?? {}) as NodeJS.ErrnoException;
  // Where Node itself finds no room for a file of the program it says so in words only.
  const errno = /too many open files/i.test(message) ? 'EMFILE' : code;
  const reason = typeof errno === 'string' ? systemReason(errno) : null;
  if (reason !== null) return `Scalescope cannot go on: ${reason}`;
  const said = printable(toErrorBody(error).message);
  return `Something went wrong inside Scalescope (${said}). ${DEBUG_VARIABLE}=1 shows where`;
}

/** Where `error` was thrown, with a line end, if the environment asks for it; empty otherwise. */
export function detailsOf(error: unknown): string {
  if (!process.env[DEBUG_VARIABLE] || error instanceof UserError) return '';
  return error instanceof Error ? `${printableText(error.stack ?? '')}\n` : '';
}

/**
 * Ends this process with `exitCode` and a sentence for whatever nothing catches. Returns what takes that
 * back.
 */
export function catchTheRest(exitCode: number): () => void {
  const end = (error: unknown): void => {
    try {
      process.stderr.write(`scalescope: ${sentenceOf(error)}\n${detailsOf(error)}`);
    } finally {
      process.exit(exitCode);
    }
  };
  process.on('uncaughtException', end);
  process.on('unhandledRejection', end);
  return () => {
    process.off('uncaughtException', end);
    process.off('unhandledRejection', end);
  };
}
