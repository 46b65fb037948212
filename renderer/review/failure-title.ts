import type { ErrorCode } from '../../shared/base/errors.ts';

const TITLES: Partial<Record<ErrorCode, string>> = {
  'unsupported-format': 'not an image',
  'decode-failed': 'broken file',
  'too-large': 'too large',
  'ambiguous-frame': 'several frames',
  'engine-crashed': 'crashed the decoder',
  damaged: 'damaged case',
};

/** Why an image could not be examined, short enough for a row of the queue. */
export function failureTitle(code: ErrorCode): string {
  return TITLES[code] ?? 'failed';
}
