/** Sums of integer samples and weights that are integers over a power of two. */
import { integerWeights, type Combiner } from './combiner.ts';

/** The exact sum of products, times 2^bits, kept as it is. */
export function fixedExact(bits: number): Combiner {
  return {
    result: (_source, _output, length) => new Int32Array(length),
    weights: (taps) => integerWeights(taps, bits),
    combine: (src, at, taps, weights, first, out, dst, count) => {
      for (let i = 0; i < count; i++) {
        let sum = 0;
        for (let k = 0; k < taps; k++) sum += src[at[k] + i] * weights[first + k];
        out[dst + i] = sum;
      }
    },
  };
}

/**
 * clamp((sum + half) >> (bits + carry)) to 0..max, where the samples still carry `carry` bits from
 * an exact pass.
 */
export function fixedRound(bits: number, carry: number, max: number): Combiner {
  const shift = bits + carry;
  const half = 2 ** (shift - 1);
  return {
    result: (_source, _output, length) =>
      max > 255 ? new Uint16Array(length) : new Uint8Array(length),
    weights: (taps) => integerWeights(taps, bits),
    combine: (src, at, taps, weights, first, out, dst, count) => {
      for (let i = 0; i < count; i++) {
        let sum = half;
        for (let k = 0; k < taps; k++) sum += src[at[k] + i] * weights[first + k];
        const value = sum >> shift;
        out[dst + i] = value < 0 ? 0 : value > max ? max : value;
      }
    },
  };
}
