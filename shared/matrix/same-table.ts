/** Which tables make the same picture, whatever the image: no source tells them apart. */
import type { AxisTaps } from '../resample/taps/taps.ts';

/**
 * Mean absolute difference of the weights of an output, summed over its taps, below which two tables
 * are the same: half a grey level of black against white.
 */
const SAME_WEIGHTS = 0.004;

/** Room for the differences of an output, all 0 in between: tables are compared by the ten thousand. */
let differences = new Float64Array(0);

/** True when `a` and `b` differ by less than rounding does. */
export function sameTable(a: AxisTaps, b: AxisTaps): boolean {
  if (a === b) return true;
  if (a.srcSize !== b.srcSize || a.dstSize !== b.dstSize) return false;
  const limit = SAME_WEIGHTS * a.dstSize;
  if (differences.length < a.srcSize) differences = new Float64Array(a.srcSize);
  const difference = differences;
  let total = 0;
  for (let dst = 0; dst < a.dstSize; dst++) {
    add(a, dst, 1, difference);
    add(b, dst, -1, difference);
    total += takeAbsolute(a, dst, difference) + takeAbsolute(b, dst, difference);
    if (total > limit) return false;
  }
  return true;
}

function add(taps: AxisTaps, dst: number, sign: number, to: Float64Array): void {
  const { offsets, indices, weights } = taps;
  for (let k = offsets[dst]; k < offsets[dst + 1]; k++) to[indices[k]] += sign * weights[k];
}

/** Sums the absolute values at the taps of `dst`, and clears them. */
function takeAbsolute(taps: AxisTaps, dst: number, from: Float64Array): number {
  const { offsets, indices } = taps;
  let sum = 0;
  for (let k = offsets[dst]; k < offsets[dst + 1]; k++) {
    sum += Math.abs(from[indices[k]]);
    from[indices[k]] = 0;
  }
  return sum;
}
