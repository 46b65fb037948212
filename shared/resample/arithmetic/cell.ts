/** Sums over the part of each sample that a cell covers, divided by the cell's size at the end. */
import type { Combiner } from './combiner.ts';

/**
 * Taps in order, in single precision, with weights times `cell` (the overlaps in samples), which
 * single precision holds exactly; the sum times `scale`.
 */
export function cellSingle(cell: number, scale: number): Combiner {
  return {
    result: (_source, _output, length) => new Float32Array(length),
    weights: (taps) => taps.weights.map((weight) => Math.fround(weight * cell)),
    combine: (src, at, taps, weights, first, out, dst, count) => {
      for (let i = 0; i < count; i++) {
        let sum = Math.fround(src[at[0] + i] * weights[first]);
        for (let k = 1; k < taps; k++) {
          sum = Math.fround(sum + Math.fround(src[at[k] + i] * weights[first + k]));
        }
        out[dst + i] = sum * scale;
      }
    },
  };
}
