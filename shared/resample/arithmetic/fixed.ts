/** Sums of integer samples and weights that are integers over a power of two. */
import { integerWeights, type Combiner } from './combiner.ts';

/** The exact sum of products, times 2^bits, kept as it is; of 16-bit samples in doubles. */
export function fixedExact(bits: number): Combiner {
  return {
    result: (_source, output, length) =>
      output === 'uint16' ? new Float64Array(length) : new Int32Array(length),
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
  const one = 2 ** shift;
  const half = one / 2;
  const wide = max > 255;
  return {
    result: (_source, _output, length) => (wide ? new Uint16Array(length) : new Uint8Array(length)),
    weights: (taps) => integerWeights(taps, bits),
    combine: (src, at, taps, weights, first, out, dst, count) => {
      if (taps === 2 && !wide) {
        // Two taps are what is resized most often; without the inner loop it takes half as long.
        const [left, right] = at;
        const [ofLeft, ofRight] = weights.subarray(first, first + 2);
        for (let i = 0; i < count; i++) {
          const value = (half + src[left + i] * ofLeft + src[right + i] * ofRight) >> shift;
          out[dst + i] = value < 0 ? 0 : value > max ? max : value;
        }
        return;
      }
      for (let i = 0; i < count; i++) {
        let sum = half;
        for (let k = 0; k < taps; k++) sum += src[at[k] + i] * weights[first + k];
        const value = wide ? Math.floor(sum / one) : sum >> shift;
        out[dst + i] = value < 0 ? 0 : value > max ? max : value;
      }
    },
  };
}

/** sum >> (bits + carry), of weights that are not negative, on exact sums that still carry `carry` bits; to bytes. */
export function fixedTruncate(bits: number, carry: number): Combiner {
  const shift = bits + carry;
  return {
    result: (_source, _output, length) => new Uint8Array(length),
    weights: (taps) => integerWeights(taps, bits),
    combine: (src, at, taps, weights, first, out, dst, count) => {
      for (let i = 0; i < count; i++) {
        let sum = 0;
        for (let k = 0; k < taps; k++) sum += src[at[k] + i] * weights[first + k];
        out[dst + i] = sum >> shift;
      }
    },
  };
}

/** (sum + half) >> bits, kept signed and unclamped. */
export function fixedSigned(bits: number): Combiner {
  const half = 2 ** (bits - 1);
  return {
    result: (_source, _output, length) => new Int32Array(length),
    weights: (taps) => integerWeights(taps, bits),
    combine: (src, at, taps, weights, first, out, dst, count) => {
      for (let i = 0; i < count; i++) {
        let sum = half;
        for (let k = 0; k < taps; k++) sum += src[at[k] + i] * weights[first + k];
        out[dst + i] = sum >> bits;
      }
    },
  };
}
