/** The two operations that all steps come down to, a resize and a window, and what is too large for them. */
import { UserError } from '../../base/errors.ts';
import type { Size } from '../../base/raster.ts';
import { findSampler } from '../../resample/catalog.ts';
import type { SourceShape } from '../../resample/taps/plan.ts';
import { vipsFilePlan } from '../../resample/samplers/libvips/libvips.ts';
import type { Color } from './format.ts';
import { MAX_STEP_PIXELS, MAX_STEP_SIDE, MAX_TARGET_PIXELS } from './limits.ts';
import type { Picture } from './picture.ts';
import type { Window } from './windows.ts';

/** `of` resized to `size` by the sampler of that id. */
export function resizeTo(of: Picture, sampler: string, size: Size, ofFile = false): Picture {
  const { width, height } = of.shape;
  return resized(of, sampler, { left: 0, top: 0, width, height }, size, (shape) =>
    ofFile ? vipsFilePlan(shape, size, sampler) : findSampler(sampler).plan(shape, size),
  );
}

/** `region` of `of` resized to `size` by the plan that `planOf` makes. Throws UserError `invalid-argument`. */
export function resized(
  of: Picture,
  sampler: string,
  region: Window,
  size: Size,
  planOf: (shape: SourceShape) => Extract<Picture, { kind: 'resized' }>['plan'],
): Picture {
  const { antialias } = findSampler(sampler);
  // Before the plan is made: its tables alone would take gigabytes.
  assertSize(size, Math.max(MAX_TARGET_PIXELS, of.shape.width * of.shape.height));
  try {
    const plan = planOf(of.shape);
    const shape = { ...plan.target, channels: of.shape.channels, dtype: plan.output };
    return { kind: 'resized', of, shape, plan, antialias, sampler, region };
  } catch (error) {
    if (!(error instanceof RangeError)) throw error;
    throw new UserError('invalid-argument', `${sampler}: ${reasonOf(error, of.shape, size)}`);
  }
}

/** What the engine says of arrays that cannot be is nothing for people. */
function reasonOf({ message }: RangeError, from: Size, to: Size): string {
  if (!/^(Invalid (typed )?array length|Array buffer allocation)/.test(message)) return message;
  return `${from.width}x${from.height} to ${to.width}x${to.height} needs more memory than is available.`;
}

/** Refuses a picture that no model would ingest, before anything of it is computed. */
function assertSize({ width, height }: Size, maxPixels: number): void {
  const made = `A step of this pipeline would make a picture of ${width}x${height}`;
  const cause = 'The source is too long and narrow, or the preset is wrong.';
  if (!(Math.min(width, height) >= 1 && Math.max(width, height) <= MAX_STEP_SIDE)) {
    throw new UserError(
      'invalid-argument',
      `${made}, but sides are limited to 1 to ${MAX_STEP_SIDE} pixels. ${cause}`,
    );
  }
  if (width * height > maxPixels) {
    throw new UserError(
      'invalid-argument',
      `${made}, more than the limit of ${Math.floor(maxPixels / 1e6)} million pixels. ${cause}`,
    );
  }
}

/** The window `at` of `of`, `color` beyond its borders. Throws UserError `invalid-argument` for a size that cannot be. */
export function windowPicture(of: Picture, at: Window, color: Color): Picture {
  assertSize(at, MAX_STEP_PIXELS);
  const { width, height } = at;
  if (at.left === 0 && at.top === 0 && width === of.shape.width && height === of.shape.height) {
    return of;
  }
  return { kind: 'window', of, shape: { ...of.shape, width, height }, at, color };
}
