/**
 * A coarse picture of a large JPEG, to be shown until its pixels are decoded. libjpeg makes it of the lowest
 * frequencies of each block of 8x8, so every pixel of it is an average of 2x2, 4x4 or 8x8: what a person sees from
 * afar, in a third of the time. Nothing is measured on it.
 */
import type { DecodePolicy } from '../../../shared/image/facts.ts';
import type { Size } from '../../../shared/base/raster.ts';
import { decodeFailure } from './formats/decode-failure.ts';
import { refusePixels, type PixelLimits } from './formats/declared-cost.ts';
import { sharp } from './formats/libvips.ts';
import { sniff } from './formats/sniff.ts';

/** A preview: RGBA, 8 bit, row-major. */
export interface Preview extends Size {
  data: Uint8Array;
}

/** Pixels from which decoding takes long enough to be waited for. */
const LEAST_PIXELS = 6e6;
/** The larger side that a preview has at least. */
const LEAST_SIDE = 480;
/** By how much the decoder can shrink. */
const SHRINKS = [8, 4, 2];

/**
 * The preview of the JPEG `bytes` called `name`; null for other formats, small images, second pictures and frames,
 * and files in several scans or other colors, whose preview would take as long as the image. Throws UserError
 * `too-large` or `decode-failed`.
 */
export async function decodePreview(
  bytes: Buffer,
  name: string,
  { orientation, frame, item }: DecodePolicy,
  limits: PixelLimits,
): Promise<Preview | null> {
  const found = sniff(bytes);
  if (!('format' in found) || found.format !== 'jpeg' || (frame ?? 0) > 0 || item) return null;
  const input = sharp(bytes, {
    failOn: 'error',
    ignoreIcc: true,
    limitInputPixels: false, // refusePixels checks the size
    autoOrient: orientation === 'applied',
  });
  try {
    const { width, height, space, isProgressive, autoOrient } = await input.metadata();
    refusePixels({ name, bytes }, { width, height }, limits);
    const isPlain = (space === 'srgb' || space === 'b-w') && isProgressive !== true;
    if (!isPlain || width * height < LEAST_PIXELS) return null;
    const by = SHRINKS.find((shrink) => Math.max(width, height) / shrink >= LEAST_SIDE) ?? 2;
    const shown = orientation === 'applied' ? autoOrient : { width, height };
    const { data, info } = await input
      .resize(Math.ceil(shown.width / by), Math.ceil(shown.height / by), { fit: 'fill' })
      .toColourspace('srgb')
      .ensureAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    return { width: info.width, height: info.height, data: new Uint8Array(data) };
  } catch (error) {
    throw decodeFailure({ name, format: found.format }, error);
  }
}
