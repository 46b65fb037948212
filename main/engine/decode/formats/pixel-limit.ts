/** Refuses images with more pixels than the limit before any is decoded. */
import { UserError } from '../../../../shared/base/errors.ts';
import type { Size } from '../../../../shared/base/raster.ts';

/** Throws UserError `too-large` where `size` has more than `maxPixels`. */
export function refuseTooLarge({ width, height }: Size, name: string, maxPixels: number): void {
  if (width * height <= maxPixels) return;
  throw new UserError(
    'too-large',
    `${name} is ${width}x${height}, ${width * height} pixels, more than the limit of ` +
      String(maxPixels),
    'raise it with --max-pixels',
  );
}
