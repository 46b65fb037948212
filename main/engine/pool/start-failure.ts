/** Why a process could not be started: whether the way to start it is at fault, and how it is told. */
import { UserError } from '../../../shared/base/errors.ts';
import { systemReason } from '../../base/file-failure.ts';

/** What the system lacks for a while, by errno or in the words of bubblewrap; the system kills where memory is short. */
const LACKING =
  /\b(EAGAIN|ENOMEM|EMFILE|ENFILE|SIGKILL)\b|Resource temporarily unavailable|Cannot allocate memory|Too many open files/;

/** Whether what failed for `reason` may work the next time, so that it says nothing of the way to start. */
export function isPassing(reason: string): boolean {
  return LACKING.test(reason);
}

/** Why no process could be started, as a UserError `engine-crashed`. */
export function startFailure(error: unknown): UserError {
  const { code = '', message } = error as NodeJS.ErrnoException;
  const reason = systemReason(code);
  const why = reason === null ? ` (${message})` : `: ${reason}`;
  return new UserError('engine-crashed', `The engine could not be started${why}`);
}
