/** How often each value occurs in each channel of a raster. */
import { refusal } from '../base/invalid.ts';
import type { Channels, IntegerSamples, Raster } from '../base/raster.ts';

/** Bins of a histogram: 16-bit values are counted 256 to a bin. */
export const HISTOGRAM_BINS = 256;

export type HistogramChannel = 'r' | 'g' | 'b' | 'gray' | 'alpha';

export interface ChannelHistogram {
  channel: HistogramChannel;
  /** HISTOGRAM_BINS counts, from value 0 up. */
  counts: number[];
  /** Of the values at their own depth. */
  min: number;
  max: number;
  mean: number;
  /** The standard deviation, of all pixels that were counted. */
  deviation: number;
}

export interface Histogram {
  width: number;
  height: number;
  /** The largest value that there can be: 255 or 65535. */
  most: number;
  channels: ChannelHistogram[];
}

const CHANNELS: Record<Channels, readonly HistogramChannel[]> = {
  1: ['gray'],
  3: ['r', 'g', 'b'],
  4: ['r', 'g', 'b', 'alpha'],
};

/** A part of a raster, in its pixels. */
export interface CountedRegion {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * The histogram of `raster` (H×W×C row-major, 8 or 16 bit), or of a region of it. Exact: every pixel
 * is counted. Throws UserError `invalid-argument` where the region is not inside.
 */
export function histogramOf(
  raster: Raster<IntegerSamples>,
  region: CountedRegion = { x: 0, y: 0, width: raster.width, height: raster.height },
): Histogram {
  const { channels, data } = raster;
  const { x, y, width, height } = region;
  if (Math.min(x, y) < 0 || x + width > raster.width || y + height > raster.height) {
    const inside = `a region inside ${raster.width}x${raster.height}`;
    throw refusal(inside, null, `${width}x${height} at ${x},${y}`);
  }
  const shift = data instanceof Uint16Array ? 8 : 0;
  const made = CHANNELS[channels].map((channel, at): ChannelHistogram => {
    const counts = new Uint32Array(HISTOGRAM_BINS);
    let min = Infinity;
    let max = 0;
    let sum = 0;
    let squares = 0;
    for (let row = y; row < y + height; row++) {
      const end = (row * raster.width + x + width) * channels;
      for (let i = (row * raster.width + x) * channels + at; i < end; i += channels) {
        const value = data[i];
        counts[value >> shift]++;
        if (value < min) min = value;
        if (value > max) max = value;
        sum += value;
        squares += value * value;
      }
    }
    const mean = sum / (width * height);
    const deviation = Math.sqrt(Math.max(0, squares / (width * height) - mean * mean));
    return { channel, counts: [...counts], min, max, mean, deviation };
  });
  return { width, height, most: shift === 0 ? 255 : 65535, channels: made };
}
