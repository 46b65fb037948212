/** Arithmetic that only OpenCV has. */
import { integerWeights, type Combiner } from './combiner.ts';

/**
 * The vertical pass of 8-bit LINEAR, on sums that carry 11 bits:
 * (((b0 * (s0 >> 4)) >> 16) + ((b1 * (s1 >> 4)) >> 16) + 2) >> 2.
 */
export const opencvLinearVertical: Combiner = {
  result: (_source, _output, length) => new Uint8Array(length),
  weights: (taps) => integerWeights(taps, 11),
  combine: (src, at, _taps, weights, first, out, dst, count) => {
    const b0 = weights[first];
    const b1 = weights[first + 1];
    for (let i = 0; i < count; i++) {
      const top = (b0 * (src[at[0] + i] >> 4)) >> 16;
      const bottom = (b1 * (src[at[1] + i] >> 4)) >> 16;
      out[dst + i] = (top + bottom + 2) >> 2;
    }
  },
};
