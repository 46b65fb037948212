/** A JPEG file as stored, by libjpeg's other transforms: the fast one, and those that shrink. */
import type { Size } from '../../base/raster.ts';
import type { StoredPicture } from '../stored/stored-picture.ts';
import { readCoefficients } from './coefficients.ts';
import { jpegPicture, type JpegOrder } from './jpeg-picture.ts';

/**
 * The picture of `bytes`, its inks 0 where there is none; it is not turned. `beforeBlocks` is told the size of the
 * file before memory is taken, and may throw. Throws UserError `decode-failed` and `unsupported-format`.
 */
export function storedJpeg(
  bytes: Uint8Array,
  order: JpegOrder,
  beforeBlocks?: (size: Size) => void,
): StoredPicture {
  const coefficients = readCoefficients(bytes, beforeBlocks);
  const { width, height, color, data } = jpegPicture(coefficients, order);
  const isInverted = color === 'cmyk' && coefficients.adobe !== null;
  return {
    width,
    height,
    format: 'jpeg',
    color,
    bits: 8,
    data: isInverted ? data.map((ink) => 255 - ink) : data,
    palette: null,
    colorKey: null,
    orientation: 1,
    ...(isInverted && { inverted: true as const }),
    damage: null,
  };
}
