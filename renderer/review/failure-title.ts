import type { ErrorCode } from '../../shared/base/errors.ts';

const TITLES: Partial<Record<ErrorCode, string>> = {
  'unsupported-format': 'no image',
  'decode-failed': 'broken file',
  'too-large': 'too large',
  'ambiguous-frame': 'several frames',
  'engine-crashed': 'ended its decoder',
  damaged: 'damaged case',
};

/** Why an image could not be examined, short enough for a row of the queue. */
export function failureTitle(code: ErrorCode): string {
  return TITLES[code] ?? 'failed';
}
