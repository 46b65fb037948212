/** The values of a raster along a line. */
import type { IntegerSamples, Raster } from '../base/raster.ts';

/** The most samples of a profile. */
export const MAX_PROFILE_SAMPLES = 4096;

/** A line from (x0, y0) to (x1, y1) in pixels of the raster; pixel (0, 0) covers 0..1. */
export interface Line {
  x0: number;
  y0: number;
  x1: number;
  y1: number;
}

export interface LineProfile {
  /** The largest value that there can be: 255 or 65535. */
  most: number;
  channels: number;
  /** Of each sample the values of its channels, null beside the raster; evenly along the line. */
  samples: (number[] | null)[];
}

/**
 * The values of `raster` (HxWxC row-major) under `count` places evenly along `line`, each the middle of
 * its share of the line: no pixel is mixed with another.
 */
export function profileOf(
  { width, height, channels, data }: Raster<IntegerSamples>,
  { x0, y0, x1, y1 }: Line,
  count: number,
): LineProfile {
  const samples = Array.from({ length: count }, (_, i) => {
    const at = (i + 0.5) / count;
    const x = Math.floor(x0 + (x1 - x0) * at);
    const y = Math.floor(y0 + (y1 - y0) * at);
    if (x < 0 || y < 0 || x >= width || y >= height) return null;
    const from = (y * width + x) * channels;
    return [...data.subarray(from, from + channels)];
  });
  return { most: data instanceof Uint16Array ? 65535 : 255, channels, samples };
}
