/** Symmetric filters in double precision: the samples of equal weight are added first. */
import type { Combiner } from './combiner.ts';

/** The first tap is the center; the others follow in pairs that share the weight of the first. */
export const pairsDouble: Combiner = {
  result: (_source, _output, length) => new Float64Array(length),
  weights: (taps) => taps.weights,
  combine: (src, at, taps, weights, first, out, dst, count) => {
    for (let i = 0; i < count; i++) {
      let sum = src[at[0] + i] * weights[first];
      for (let k = 1; k < taps; k += 2) {
        sum += (src[at[k] + i] + src[at[k + 1] + i]) * weights[first + k];
      }
      out[dst + i] = sum;
    }
  },
};
