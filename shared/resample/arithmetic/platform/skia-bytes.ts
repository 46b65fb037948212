/**
 * Bytes of Skia's processor backend, and of Chromium on it: as parts of 1 in single precision, RGBA premultiplied.
 * Source: Skia, src/opts/SkRasterPipeline_opts.h.
 */
import { roundHalfEven, type Channels } from '../../../base/raster.ts';
import { mapColors } from '../alpha-arithmetic.ts';
import type { Buffer } from '../combiner.ts';

/** What a level is worth. */
export const UNIT = Math.fround(1 / 255);

/** 0..1 in single precision to 8 bits, half to even. */
export function toByte(value: number): number {
  return roundHalfEven(Math.fround(Math.min(1, Math.max(0, value)) * 255));
}

/** 255 * color / alpha by a reciprocal in single precision; 0 where alpha is 0. */
export function skiaUnpremultiply(data: Buffer, channels: Channels): Buffer {
  return mapColors(data, channels, (color, alpha) => {
    if (alpha === 0) return 0;
    const reciprocal = Math.fround(1 / Math.fround(alpha * UNIT));
    return toByte(Math.fround(Math.fround(color * UNIT) * reciprocal));
  });
}
