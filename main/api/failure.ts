/** How a thrown value leaves the API: a status and a sentence, never a stack. */
import { randomBytes } from 'node:crypto';
import { UserError, type ErrorBody } from '../../shared/base/errors.ts';
import { statusOf } from '../../shared/api/contract.ts';

/**
 * The body for `error`, without what only the command line could do about it. What is nobody's input
 * is written to stderr under a log id, and only that id crosses. What fails after `signal` fired, or because the other side has gone, is `cancelled`.
 */
export function failureOf(error: unknown, signal?: AbortSignal): ErrorBody {
  if (error instanceof UserError && error.code !== 'internal') {
    return { code: error.code, message: error.fact };
  }
  if (signal?.aborted || isGone(error)) {
    return { code: 'cancelled', message: 'The request was cancelled' };
  }
  const logId = randomBytes(4).toString('hex');
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`scalescope: internal error ${logId}\n${details}\n`);
  return {
    code: 'internal',
    message: `Something went wrong inside Scalescope (log id ${logId}). The terminal shows the details.`,
  };
}

/** True where the request ended before its answer: its body stops with one of these. */
function isGone(error: unknown): boolean {
  if (!(error instanceof Error)) return false;
  const { code } = error as NodeJS.ErrnoException;
  return error.name === 'AbortError' || code === 'ECONNRESET' || error.message === 'aborted';
}

/** The response for a thrown value; `signal` is the request's. */
export function failureResponse(error: unknown, signal?: AbortSignal): Response {
  const body = failureOf(error, signal);
  return Response.json(
    { error: body },
    { status: statusOf(body.code), headers: { 'cache-control': 'no-store' } },
  );
}
