/**
 * Whether a view antialiases, read off its tables: every source sample counts the same over all
 * outputs, and none counts more in an output than it does in the mean of a cell. Such a view shows what
 * the mean of the cells shows, sharper or softer at most.
 *
 *   even    sum of a sample's weights, over the mean of these sums, is within UNEVEN of 1; of an axis that
 *           is not made smaller no sample has less than LEAST of the mean
 *   gentle  the heaviest weight is at most STEEP / ratio
 *
 * Both, for an interpolation may be even at one ratio (bicubic at 2) and still read single samples. An axis
 * that is not made smaller is looked at as well: a chain may shrink first and enlarge then.
 */
import type { AxisTaps } from '../resample/taps/taps.ts';
import type { ToldTables } from './channel-view.ts';

const UNEVEN = 1 / 8;
const STEEP = 1.1;
const LEAST = 1 / 2;

/** Whether both axes of a view antialias. */
export function antialiases({ x, y, ratioX, ratioY }: ToldTables): boolean {
  return axisAntialiases(x, ratioX) && axisAntialiases(y, ratioY);
}

function axisAntialiases(taps: AxisTaps, ratio: number): boolean {
  const { srcSize, dstSize, offsets, indices, weights } = taps;
  const sums = new Float64Array(srcSize);
  let first = srcSize;
  let last = -1;
  let reach = 0;
  for (let i = 0; i < dstSize; i++) {
    reach = Math.max(reach, offsets[i + 1] - offsets[i]);
    for (let k = offsets[i]; k < offsets[i + 1]; k++) {
      sums[indices[k]] += weights[k];
      first = Math.min(first, indices[k]);
      last = Math.max(last, indices[k]);
    }
  }
  // At both ends outputs are missing that would read the same, and kernels are cut.
  const [from, to] = [first + reach, last + 1 - reach];
  if (from >= to) return false;
  for (let k = 0; k < indices.length; k++) {
    const isInside = indices[k] >= from && indices[k] < to;
    if (isInside && ratio > 1 && Math.abs(weights[k]) * ratio > STEEP) return false;
  }
  const inner = sums.subarray(from, to);
  const mean = inner.reduce((sum, value) => sum + value, 0) / inner.length;
  return inner.every((value) =>
    ratio > 1 ? Math.abs(value - mean) <= UNEVEN * mean : value >= LEAST * mean,
  );
}
