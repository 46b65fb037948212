/** The refusals that decoders of every format share. */
import { UserError } from '../../../../shared/base/errors.ts';
import type { Size } from '../../../../shared/base/raster.ts';
import type { DecodeLimits, DecodePolicy, ImageFormat } from '../../../../shared/image/facts.ts';
import { FORMAT_TITLES } from './sniff.ts';

/** Throws UserError `too-large` where a picture of `size` has more pixels than `limits` allow. */
export function requirePixels(
  name: string,
  { width, height }: Size,
  limits: Pick<DecodeLimits, 'maxPixels'>,
): void {
  if (width * height <= limits.maxPixels) return;
  throw new UserError(
    'too-large',
    `${name} is ${width}x${height}, ${width * height} pixels, more than the limit of ` +
      String(limits.maxPixels),
    'raise it with --max-pixels',
  );
}

/**
 * The frame that `policy` takes of `frames`. Throws UserError `invalid-argument` where there is no such frame
 * and `ambiguous-frame` where none is named and `first` is not what everybody shows.
 */
export function chooseFrame(
  name: string,
  frames: number,
  policy: DecodePolicy,
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

/** What to throw for `error`, which a decoder threw of `file`: a sentence that names the file. */
export function decodeFailure(
  file: { name: string; format: ImageFormat },
  error: unknown,
): UserError {
  const title = FORMAT_TITLES[file.format];
  const article = file.format === 'avif' || file.format === 'heic' ? 'an' : 'a';
  if (error instanceof UserError && error.code === 'unsupported-format') {
    const what = `${file.name} is ${article} ${title} image that Scalescope cannot read`;
    return new UserError('unsupported-format', `${what}: ${error.fact}`);
  }
  const reason = reasonOf(error);
  const words = error instanceof UserError ? reason : `the decoder's words: ${reason}`;
  return new UserError(
    'decode-failed',
    `${file.name} is ${article} ${title} image that could not be decoded: the data are damaged or cut off` +
      (reason === null ? '' : ` (${words})`),
  );
}

/**
 * The first line of what libvips said that says something, without the preamble of sharp, the names
 * of operations in front and the final full stop; null where nothing is left.
 */
export function reasonOf(error: unknown): string | null {
  const message = error instanceof Error ? error.message : String(error);
  const lines = message
    .replace(/^Input buffer (has corrupt header|contains unsupported image format):?/, '')
    .split('\n')
    .map((line) => line.trim().replace(/^((Vips[A-Za-z]*|[a-z][a-z0-9_]*): )+/, ''))
    .filter((line) => !/^$|^Warning treated as error|^bad seek to|^unknown error/i.test(line));
  return lines.length === 0 ? null : lines[0].replace(/\.$/, '');
}
