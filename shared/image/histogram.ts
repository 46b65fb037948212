/** How often each value occurs in each channel of a raster. */
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

/** The histogram of `raster` (H×W×C row-major, 8 or 16 bit). Exact: every pixel is counted. */
export function histogramOf(raster: Raster<IntegerSamples>): Histogram {
  const { width, height, channels, data } = raster;
  const shift = data instanceof Uint16Array ? 8 : 0;
  const made = CHANNELS[channels].map((channel, at): ChannelHistogram => {
    const counts = new Uint32Array(HISTOGRAM_BINS);
    let min = Infinity;
    let max = 0;
    let sum = 0;
    for (let i = at; i < data.length; i += channels) {
      const value = data[i];
      counts[value >> shift]++;
      if (value < min) min = value;
      if (value > max) max = value;
      sum += value;
    }
    return { channel, counts: [...counts], min, max, mean: sum / (width * height) };
  });
  return { width, height, most: shift === 0 ? 255 : 65535, channels: made };
}
