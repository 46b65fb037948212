/** Arithmetic that only OpenCV has. */
import { roundHalfEven } from '../../base/raster.ts';
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

/**
 * The vertical pass of 8-bit CUBIC, on sums that carry 11 bits. Rows are done eight samples at a
 * time in single precision, from the last tap to the first, rounded half to even; what is left at
 * the end of a row in integers, rounded half up.
 */
export const opencvCubicVertical: Combiner = {
  result: (_source, _output, length) => new Uint8Array(length),
  weights: (taps) => integerWeights(taps, 11),
  combine: (src, at, taps, weights, first, out, dst, count) => {
    const body = count - (count % 8);
    const scale = 2 ** -22;
    for (let i = 0; i < body; i++) {
      let sum = 0;
      for (let k = taps - 1; k >= 0; k--) {
        const product = Math.fround(Math.fround(src[at[k] + i]) * (weights[first + k] * scale));
        sum = Math.fround(product + sum);
      }
      out[dst + i] = Math.min(255, Math.max(0, roundHalfEven(sum)));
    }
    for (let i = body; i < count; i++) {
      let sum = 2 ** 21;
      for (let k = 0; k < taps; k++) sum += src[at[k] + i] * weights[first + k];
      out[dst + i] = Math.min(255, Math.max(0, sum >> 22));
    }
  },
};

/**
 * The vertical pass of CUBIC and LANCZOS4 in single precision: a row is summed `lanes` samples at a
 * time from the last tap to the first, what is left at its end from the first to the last.
 */
export function opencvSumVertical(lanes: number): Combiner {
  return {
    result: (_source, _output, length) => new Float32Array(length),
    weights: (taps) => taps.weights,
    combine: (src, at, taps, weights, first, out, dst, count) => {
      const body = count - (count % lanes);
      for (let i = 0; i < count; i++) {
        const from = i < body ? taps - 1 : 0;
        const step = i < body ? -1 : 1;
        let sum = Math.fround(src[at[from] + i] * weights[first + from]);
        for (let k = from + step; k >= 0 && k < taps; k += step) {
          sum = Math.fround(sum + Math.fround(src[at[k] + i] * weights[first + k]));
        }
        out[dst + i] = sum;
      }
    },
  };
}
