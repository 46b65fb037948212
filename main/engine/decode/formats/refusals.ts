/** The refusals that decoders of every format share. */
import { UserError } from '../../../../shared/base/errors.ts';
import type { DecodePolicy, ImageFormat } from '../../../../shared/image/facts.ts';
import { decodeFailure } from './decode-failure.ts';
import { FORMAT_TITLES } from './sniff.ts';

/**
 * The frame that `policy` takes of `frames`. Throws UserError `invalid-argument` where there is no such frame
 * and `ambiguous-frame` where none is named and `first` is not what everybody shows.
 */
export function chooseFrame(
  name: string,
  frames: number,
  policy: Pick<DecodePolicy, 'frame'>,
  first: 'shown' | 'one-of-many' = 'one-of-many',
): number {
  if (policy.frame === null) {
    if (frames === 1 || first === 'shown') return 0;
    throw new UserError(
      'ambiguous-frame',
      `${name} has ${frames} frames`,
      `choose one with --frame 1..${frames}`,
    );
  }
  if (policy.frame >= 0 && policy.frame < frames) return policy.frame;
  throw new UserError(
    'invalid-argument',
    `${name} has ${frames} frame${frames === 1 ? '' : 's'}`,
    `expected --frame 1..${frames} but received ${policy.frame + 1}`,
  );
}

/**
 * What to throw for `error`, which a decoder of ours threw of `file`: what it says of the data becomes a
 * sentence that names the file.
 */
export function describedFailure(
  file: { name: string; format: ImageFormat },
  error: unknown,
): UserError {
  if (!(error instanceof UserError)) return decodeFailure(file, error);
  const article = file.format === 'avif' || file.format === 'heic' ? 'an' : 'a';
  const what = `${file.name} is ${article} ${FORMAT_TITLES[file.format]} image`;
  if (error.code === 'unsupported-format') {
    return new UserError(error.code, `${what} that Scalescope cannot read: ${error.fact}`);
  }
  if (error.code !== 'decode-failed') return error;
  const fact = `${what} that could not be decoded: the data are damaged or cut off (${error.fact})`;
  return new UserError(error.code, fact);
}
