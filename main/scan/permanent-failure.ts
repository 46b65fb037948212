/** Which failures to examine a file are final. */
import type { ErrorCode } from '../../shared/base/errors.ts';

const PERMANENT: readonly ErrorCode[] = ['unsupported-format', 'decode-failed'];

/**
 * Whether a failure comes of the bytes of a file, and so comes each time. Others may pass (a crash, a
 * timeout, a file that was not there, a limit): those are tried again.
 */
export function isPermanent(code: ErrorCode): boolean {
  return PERMANENT.includes(code);
}
