/** How a thrown value leaves the API: a status and a sentence, never a stack. */
import { randomBytes } from 'node:crypto';
import { UserError, type ErrorBody } from '../../shared/errors.ts';
import { statusOf } from '../../shared/contract.ts';

/**
 * The body for `error`. What is nobody's input is written to stderr under a log id, and only that
 * id crosses.
 */
export function failureOf(error: unknown): ErrorBody {
  if (error instanceof UserError && error.code !== 'internal') {
    return { code: error.code, message: error.message };
  }
  if (error instanceof Error && error.name === 'AbortError') {
    return { code: 'cancelled', message: 'The request was cancelled' };
  }
  const logId = randomBytes(4).toString('hex');
  const details = error instanceof Error ? (error.stack ?? error.message) : String(error);
  process.stderr.write(`scalescope: internal error ${logId}\n${details}\n`);
  return {
    code: 'internal',
    message: `Something went wrong inside Scalescope (log id ${logId}); the terminal has the details`,
  };
}

/** The response for a thrown value. */
export function failureResponse(error: unknown): Response {
  const body = failureOf(error);
  return Response.json(
    { error: body },
    { status: statusOf(body.code), headers: { 'cache-control': 'no-store' } },
  );
}
