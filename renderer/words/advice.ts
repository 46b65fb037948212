/** What a person at the viewer can do about a failure; the host tells what is wrong, and no more. */
import type { ErrorCode } from '../../shared/base/errors.ts';

const ADVICE: Partial<Record<ErrorCode, string>> = {
  'too-large':
    'The limit protects this computer from files that are made to exhaust it. Whoever trusts this one ' +
    'can examine it on the command line, where the limit can be raised.',
  'decode-failed': 'It may be cut short or damaged: get it once more from where it came from.',
  'engine-crashed':
    'The decoder did not survive this file; nothing else was affected. A file that does so again was ' +
    'perhaps made to do it.',
};

/** The advice on a failure of this kind, or null where its message says all there is to say. */
export function adviceOn(code: ErrorCode): string | null {
  return ADVICE[code] ?? null;
}
