/**
 * Sizes that models of patches choose: so many patches, so many pixels. The order of operations is theirs.
 *
 * Source: transformers 5.24.0, models/pixtral, gemma4, siglip2 and minicpmv4_6, image_processing_*.py.
 */
import { UserError } from '../../base/errors.ts';
import { roundHalfEven, type Size } from '../../base/raster.ts';

/**
 * Pixtral: the longer side to at most `longest` by floor, then both sides up to whole patches. Throws UserError
 * `invalid-argument` where floor leaves nothing of a side, on which the processor fails.
 */
export function patchesSize({ width, height }: Size, longest: number, patch: number): Size {
  const ratio = Math.max(height / longest, width / longest);
  const whole = (length: number) => {
    const down = ratio > 1 ? Math.floor(length / ratio) : length;
    if (down >= 1) return (Math.floor((down - 1) / patch) + 1) * patch;
    throw new UserError(
      'invalid-argument',
      `A picture of ${width}x${height} is too long and narrow for this pipeline: with its longer side at ` +
        `${longest} nothing is left of the other.`,
    );
  };
  return { width: whole(width), height: whole(height) };
}

/**
 * Gemma 4: scaled to `pixels`, both sides down to multiples of `multiple`. Throws UserError
 * `invalid-argument` where both vanish, as the processor does.
 */
export function budgetSize({ width, height }: Size, pixels: number, multiple: number): Size {
  const factor = Math.sqrt(pixels / (height * width));
  const down = (length: number) => Math.floor((factor * length) / multiple) * multiple;
  const size = { width: down(width), height: down(height) };
  if (size.width > 0 && size.height > 0) return size;
  if (size.width === 0 && size.height === 0) {
    throw new UserError(
      'invalid-argument',
      `A picture of ${width}x${height} would have no pixels here: sides are multiples of ${multiple}.`,
    );
  }
  const most = Math.floor(pixels / multiple ** 2) * multiple;
  const along = (ratio: number) => Math.min(Math.floor(ratio) * multiple, most);
  return size.height === 0
    ? { width: along(width / height), height: multiple }
    : { width: multiple, height: along(height / width) };
}

const NAFLEX_PRECISION = 1e-5;

/** SigLIP 2 NaFlex: the largest scale at which at most `most` patches are made, found by halving. */
export function mostPatchesSize({ width, height }: Size, most: number, patch: number): Size {
  const scaled = (scale: number, length: number) =>
    Math.max(patch, Math.ceil((length * scale) / patch) * patch);
  let low = NAFLEX_PRECISION / 10;
  let high = 100;
  while (high - low >= NAFLEX_PRECISION) {
    const scale = (low + high) / 2;
    const patches = (scaled(scale, height) / patch) * (scaled(scale, width) / patch);
    if (patches <= most) low = scale;
    else high = scale;
  }
  return { width: scaled(low, width), height: scaled(low, height) };
}

/** MiniCPM-V: to side² pixels by the aspect, then to the nearest multiples, half to even, at least one. */
export function nearArea(picture: Size, side: number, multiple: number): Size {
  const aspect = picture.width / picture.height;
  const height = Math.trunc(side / Math.sqrt(aspect));
  const width = Math.trunc(height * aspect);
  return { width: nearMultiple(width, multiple), height: nearMultiple(height, multiple) };
}

/** The nearest multiple of `multiple`, half to even, at least one of it. */
export function nearMultiple(length: number, multiple: number): number {
  return Math.max(roundHalfEven(length / multiple) * multiple, multiple);
}
