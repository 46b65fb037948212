/** Differences of two views of one size, as planes of grey levels. */
import { greyLevelsPerCode, type IntegerSamples, type Raster } from '../base/raster.ts';
import type { GreyPlane } from './plane.ts';

/** A channel of a view. */
export type ChannelName = 'r' | 'g' | 'b' | 'gray';

/** RMS grey levels of a difference below which nothing is written in it, and the share of the strongest channel. */
const LEAST_RMS = 0.4;
const LEAST_SHARE = 0.25;
/** Correlation from which the difference of two channels is one. */
const SAME = 0.97;

const COLORS = ['r', 'g', 'b'] as const;

/** Those of the `planes` of channels in which something is written, each once, strongest first. */
export function strongest(planes: readonly GreyPlane[]): { name: ChannelName; plane: GreyPlane }[] {
  const names = planes.length === 1 ? (['gray'] as const) : COLORS;
  const all = planes.map((plane, i) => ({ name: names[i], plane, rms: rmsOf(plane) }));
  const most = Math.max(...all.map(({ rms }) => rms));
  const kept: typeof all = [];
  for (const one of all.sort((a, b) => b.rms - a.rms)) {
    if (one.rms < Math.max(LEAST_RMS, LEAST_SHARE * most)) continue;
    if (kept.some((other) => correlation(other.plane.data, one.plane.data) > SAME)) continue;
    kept.push(one);
  }
  return kept;
}

/** By how much each channel of `machine` differs from `other`, in 8-bit grey levels. */
export function differences(
  machine: Raster<IntegerSamples>,
  other: Raster<IntegerSamples>,
): GreyPlane[] {
  const colors = Math.min(3, machine.channels);
  return Array.from({ length: colors }, (_, c) => {
    const plane = channelOf(machine, c);
    const seen = channelOf(other, c).data;
    for (let i = 0; i < seen.length; i++) plane.data[i] -= seen[i];
    return plane;
  });
}

/** Channel `c` in 8-bit grey levels. */
function channelOf(raster: Raster<IntegerSamples>, c: number): GreyPlane {
  const { width, height, channels, data } = raster;
  const grey = greyLevelsPerCode(raster);
  const plane = new Float32Array(width * height);
  for (let i = 0; i < plane.length; i++) plane[i] = data[i * channels + c] * grey;
  return { width, height, data: plane };
}

/** The luminance of ITU-R BT.601 in 8-bit grey levels. */
export function luminance(raster: Raster<IntegerSamples>): GreyPlane {
  if (raster.channels === 1) return channelOf(raster, 0);
  const [r, g, b] = [0, 1, 2].map((c) => channelOf(raster, c));
  for (let i = 0; i < r.data.length; i++) {
    r.data[i] = 0.299 * r.data[i] + 0.587 * g.data[i] + 0.114 * b.data[i];
  }
  return r;
}

/** The root of the mean square. */
export function rmsOf({ data }: GreyPlane): number {
  return Math.sqrt(data.reduce((sum, value) => sum + value * value, 0) / data.length);
}

/** Pearson's correlation of two planes of one size; 0 where one is flat. */
function correlation(a: Float32Array, b: Float32Array): number {
  let [sumA, sumB, squareA, squareB, product] = [0, 0, 0, 0, 0];
  for (let i = 0; i < a.length; i++) {
    sumA += a[i];
    sumB += b[i];
    squareA += a[i] * a[i];
    squareB += b[i] * b[i];
    product += a[i] * b[i];
  }
  const spread = (squareA - (sumA * sumA) / a.length) * (squareB - (sumB * sumB) / a.length);
  return spread <= 0 ? 0 : (product - (sumA * sumB) / a.length) / Math.sqrt(spread);
}
