/** What a person at the viewer can do about a failure; the host tells what is wrong, and no more. */
import type { ErrorCode } from '../../shared/base/errors.ts';

const ADVICE: Partial<Record<ErrorCode, string>> = {
  'too-large':
    'The limit protects this computer from files made to exhaust it. If you trust this file, ' +
    'examine it on the command line, where you can raise the limit.',
  'decode-failed': 'It may be cut off or damaged. Get the file again from its source.',
  'engine-crashed':
    'The decoder crashed on this file. Nothing else was affected. If the file does so again, it may have ' +
    'been made to crash decoders.',
};

/** The advice on a failure of this kind, or null where its message says all there is to say. */
export function adviceOn(code: ErrorCode): string | null {
  return ADVICE[code] ?? null;
}
