/** Sums in single or double precision, each operation rounded where the library rounds it. */
import { operandsOf, type Combiner } from './combiner.ts';

/** a + (b - a) * w, w the second tap's weight, in single precision. */
export const lerpSingle: Combiner = {
  result: (_source, _output, length) => new Float32Array(length),
  weights: (taps) => taps.weights,
  combine: (src, at, _taps, weights, first, out, dst, count) => {
    const fraction = weights[first + 1];
    const a = at[0];
    const b = at[1];
    for (let i = 0; i < count; i++) {
      const low = src[a + i];
      out[dst + i] = low + Math.fround(Math.fround(src[b + i] - low) * fraction);
    }
  },
};

/** a + (b - a) * w, w the second tap's weight, in double precision. */
export const lerpDouble: Combiner = {
  result: (_source, _output, length) => new Float64Array(length),
  weights: (taps) => taps.weights,
  combine: (src, at, _taps, weights, first, out, dst, count) => {
    const fraction = weights[first + 1];
    const a = at[0];
    const b = at[1];
    for (let i = 0; i < count; i++) {
      const low = src[a + i];
      out[dst + i] = low + (src[b + i] - low) * fraction;
    }
  },
};

/** Taps in order; each product and each sum rounded to single precision. */
export const sumSingle: Combiner = {
  result: (_source, _output, length) => new Float32Array(length),
  weights: (taps) => taps.weights,
  combine: (src, at, taps, weights, first, out, dst, count) => {
    for (let i = 0; i < count; i++) {
      let sum = Math.fround(src[at[0] + i] * weights[first]);
      for (let k = 1; k < taps; k++) {
        sum = Math.fround(sum + Math.fround(src[at[k] + i] * weights[first + k]));
      }
      out[dst + i] = sum;
    }
  },
};

/**
 * Taps in order in single precision, as a loop compiled for AVX2 adds them: after the first tap,
 * whole groups of four are multiplied, then added; the rest is fused, rounded once. The fused step
 * is computed in double, where the product is exact.
 */
export const sumFusedSingle: Combiner = {
  result: (_source, _output, length) => new Float32Array(length),
  weights: (taps) => taps.weights,
  combine: (src, at, taps, weights, first, out, dst, count) => {
    const grouped = taps - ((taps - 1) % 4);
    for (let i = 0; i < count; i++) {
      let sum = Math.fround(src[at[0] + i] * weights[first]);
      for (let k = 1; k < grouped; k++) {
        sum = Math.fround(sum + Math.fround(src[at[k] + i] * weights[first + k]));
      }
      for (let k = grouped; k < taps; k++) {
        sum = Math.fround(sum + src[at[k] + i] * weights[first + k]);
      }
      out[dst + i] = sum;
    }
  },
};

/** Taps in order in single precision, each product divided by the sum of the operands. */
export const sumDividedSingle: Combiner = {
  result: (_source, _output, length) => new Float32Array(length),
  weights: operandsOf,
  combine: (src, at, taps, operands, first, out, dst, count) => {
    let total = 0;
    for (let k = 0; k < taps; k++) total = Math.fround(total + operands[first + k]);
    for (let i = 0; i < count; i++) {
      let sum = 0;
      for (let k = 0; k < taps; k++) {
        const product = Math.fround(src[at[k] + i] * operands[first + k]);
        sum = Math.fround(sum + Math.fround(product / total));
      }
      out[dst + i] = sum;
    }
  },
};

/** Every `lanes`-th tap in order in single precision; of four lanes (0 + 2) + (1 + 3), of two 0 + 1. */
export function sumLanesSingle(lanes: 2 | 4): Combiner {
  const sums = [0, 0, 0, 0];
  return {
    result: (_source, _output, length) => new Float32Array(length),
    weights: (taps) => taps.weights,
    combine: (src, at, taps, weights, first, out, dst, count) => {
      for (let i = 0; i < count; i++) {
        sums.fill(0);
        for (let k = 0; k < taps; k++) {
          const lane = k & (lanes - 1);
          sums[lane] = Math.fround(sums[lane] + Math.fround(src[at[k] + i] * weights[first + k]));
        }
        const [a, b, c, d] = sums;
        out[dst + i] = lanes === 2 ? a + b : Math.fround(a + c) + Math.fround(b + d);
      }
    },
  };
}

/** Taps in order in single precision, each product and sum rounded once. */
export const sumFmaSingle: Combiner = {
  result: (_source, _output, length) => new Float32Array(length),
  weights: (taps) => taps.weights,
  combine: (src, at, taps, weights, first, out, dst, count) => {
    for (let i = 0; i < count; i++) {
      let sum = 0;
      for (let k = 0; k < taps; k++) sum = Math.fround(sum + src[at[k] + i] * weights[first + k]);
      out[dst + i] = sum;
    }
  },
};

/** Taps in order, in double precision. */
export const sumDouble: Combiner = {
  result: (_source, _output, length) => new Float64Array(length),
  weights: (taps) => taps.weights,
  combine: (src, at, taps, weights, first, out, dst, count) => {
    for (let i = 0; i < count; i++) {
      let sum = src[at[0] + i] * weights[first];
      for (let k = 1; k < taps; k++) sum += src[at[k] + i] * weights[first + k];
      out[dst + i] = sum;
    }
  },
};
