/** What a file declares that decoding it costs, and the refusal of what is more than an engine may take. */
import { UserError } from '../../../../shared/base/errors.ts';
import type { Size } from '../../../../shared/base/raster.ts';
import { aboutBytes, costOf, type Cost } from '../../../../shared/image/cost.ts';
import type { DecodeLimits } from '../../../../shared/image/facts.ts';
import type { FileIdentity, Header } from './header.ts';

/** The limits that a decoder heeds. */
export type PixelLimits = Pick<DecodeLimits, 'maxPixels'> &
  Partial<Pick<DecodeLimits, 'maxMemoryBytes'>>;

/** The cost of the frame that `header` describes, the `frame`th (from 0) of `file`. */
export function declaredCost(file: FileIdentity, header: Header, frame: number): Cost {
  const { width, height, channels, depth, isProgressive = false } = header;
  return costOf({
    format: file.format,
    ...{ width, height },
    channels: channels === 2 ? 4 : channels, // gray with alpha becomes RGBA
    bytesPerSample: depth === 'ushort' ? 2 : 1,
    isInterlaced: isProgressive,
    fileBytes: file.bytes.length,
    framesBefore: file.format === 'gif' || file.format === 'webp' ? frame : 0,
  });
}

/** What to do where an image needs too much. */
const RAISE_MEMORY = 'raise it with --max-memory';

/**
 * Throws UserError `too-large` where `bytes` of memory, which `verb` (`decode`, `examine`) the picture
 * called `name` takes, are more than the limit. There is none where the limits name none.
 */
export function refuseMemory(
  name: string,
  verb: string,
  bytes: number,
  { maxMemoryBytes = Infinity }: PixelLimits,
): void {
  if (bytes <= maxMemoryBytes) return;
  throw new UserError(
    'too-large',
    `To ${verb} ${name} may take ${aboutBytes(bytes)} of memory, more than the limit of ` +
      aboutBytes(maxMemoryBytes),
    RAISE_MEMORY,
  );
}

/**
 * Pixels to a byte above which there is no picture, only a size: blank pages of a fax reach a tenth of it.
 * Pictures of up to SMALL_PIXELS cost too little to be refused for it.
 */
const MOST_PIXELS_TO_A_BYTE = 1e6;
const SMALL_PIXELS = 16e6;

/** Throws UserError `too-large` where the pixels of `header` are more than the limit, or than `file` can hold. */
export function refusePixels(
  { name, bytes }: { name: string; bytes: { length: number } },
  { width, height }: Pick<Header, 'width' | 'height'>,
  { maxPixels }: PixelLimits,
): void {
  const pixels = width * height;
  // Raising a limit does not help where there is no picture.
  const isEmpty = pixels > SMALL_PIXELS && pixels > bytes.length * MOST_PIXELS_TO_A_BYTE;
  if (pixels > maxPixels && !isEmpty) {
    throw new UserError(
      'too-large',
      `${name} is ${width}x${height}, ${pixels} pixels, more than the limit of ${maxPixels}`,
      'raise it with --max-pixels',
    );
  }
  if (!isEmpty) return;
  throw new UserError(
    'too-large',
    `${name} declares ${width}x${height} pixels in ${bytes.length} bytes. That is a size without a picture, ` +
      'and is not decoded',
  );
}

/**
 * The cost of a picture of `size` in `file` that is decoded to RGBA of 8 bits and held whole, after `framesBefore`
 * others. Throws UserError `too-large` where that is more than the limits.
 */
export function affordable(
  file: FileIdentity,
  { width, height }: Size,
  limits: PixelLimits,
  framesBefore = 0,
): Cost {
  refusePixels(file, { width, height }, limits);
  const cost = costOf({
    format: file.format,
    ...{ width, height },
    ...{ channels: 4, bytesPerSample: 1, isInterlaced: false, framesBefore },
    fileBytes: file.bytes.length,
  });
  refuseMemory(file.name, 'decode', cost.decodeBytes, limits);
  return cost;
}
