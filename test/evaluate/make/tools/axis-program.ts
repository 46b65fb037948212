/** The quadratic program of one axis. */
import type { AxisTaps } from '../../../../shared/resample/taps/taps.ts';

/**
 * Changes `line` least, in the sum of squares, so that every output of `taps` is within `slack` of
 * `goal` and every value within 0..255.
 *
 * Source: Hildreth 1957: bounds in turn, each with the dual value it has gathered.
 */
export function clampedAxis(
  line: Float32Array,
  { offsets, indices, weights, dstSize }: AxisTaps,
  goal: ArrayLike<number>,
  slack: number,
): void {
  const upper = new Float64Array(dstSize);
  const lower = new Float64Array(dstSize);
  const rows = Array.from({ length: dstSize }, (_, d) => d);
  for (let sweep = 0; sweep < 12; sweep++) {
    let most = 0;
    for (const d of rows) {
      let sum = 0;
      let norm = 0;
      for (let k = offsets[d]; k < offsets[d + 1]; k++) {
        sum += weights[k] * line[indices[k]];
        norm += weights[k] * weights[k];
      }
      const over = Math.max(-upper[d], (sum - goal[d] - slack) / norm);
      const under = Math.max(-lower[d], (goal[d] - slack - sum) / norm);
      upper[d] += over;
      lower[d] += under;
      const shift = under - over;
      most = Math.max(most, Math.abs(shift));
      if (shift === 0) continue;
      for (let k = offsets[d]; k < offsets[d + 1]; k++)
        line[indices[k]] = Math.min(255, Math.max(0, line[indices[k]] + weights[k] * shift));
    }
    if (most < 0.05) return;
  }
}
