/** Whether tables are one but for how their libraries round weights. */
import type { AxisTaps } from './taps.ts';

/** Weights below this count as none, and up to this they are alike: of 11 bits they are rounded by a quarter of it. */
const ROUNDING = 1 / 1024;

/** Whether `a` and `b` read the same samples for every output, in their order, with weights that are alike. */
export function areAlike(a: AxisTaps, b: AxisTaps): boolean {
  if (a.srcSize !== b.srcSize || a.dstSize !== b.dstSize) return false;
  for (let dst = 0; dst < a.dstSize; dst++) {
    let [i, j] = [a.offsets[dst], b.offsets[dst]];
    const [endA, endB] = [a.offsets[dst + 1], b.offsets[dst + 1]];
    for (;;) {
      while (i < endA && Math.abs(a.weights[i]) < ROUNDING) i++;
      while (j < endB && Math.abs(b.weights[j]) < ROUNDING) j++;
      if (i === endA || j === endB) break;
      if (a.indices[i] !== b.indices[j]) return false;
      if (Math.abs(a.weights[i++] - b.weights[j++]) > ROUNDING) return false;
    }
    if (i < endA || j < endB) return false;
  }
  return true;
}
