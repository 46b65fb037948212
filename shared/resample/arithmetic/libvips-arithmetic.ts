/** Arithmetic that only libvips has. */
import type { Combiner } from './combiner.ts';
import type { GridCombiner } from './grid.ts';

/** The mean of equal taps by a 32-bit reciprocal: ((sum + k / 2) * trunc(2^24 / k)) >> 24. */
export const vipsShrink: Combiner = {
  result: (_source, _output, length) => new Uint8Array(length),
  weights: (taps) => taps.weights,
  combine: (src, at, taps, _weights, _first, out, dst, count) => {
    const half = taps >> 1;
    const reciprocal = Math.floor(2 ** 24 / taps);
    for (let i = 0; i < count; i++) {
      let sum = half;
      for (let k = 0; k < taps; k++) sum += src[at[k] + i];
      out[dst + i] = (sum * reciprocal) >>> 24;
    }
  },
};

/**
 * Two taps by two, fractions fx and fy in 12 bits. The weights are fy * fx and (1 - fy) * fx
 * truncated to 12 bits, and what is left of fy and of 1 - fy; the sum is rounded half up.
 */
export const vipsBilinear: GridCombiner = {
  result: (_source, _output, length) => new Uint8Array(length),
  combine: (tapsX, tapsY) => (src, cell, out, dst, channels) => {
    const { rows, columns, firstX, firstY } = cell;
    const fx = tapsX.weights[firstX + 1] * 4096;
    const fy = tapsY.weights[firstY + 1] * 4096;
    const bottomRight = (fy * fx) >> 12;
    const topRight = ((4096 - fy) * fx) >> 12;
    const bottomLeft = fy - bottomRight;
    const topLeft = 4096 - fy - topRight;
    const top = rows[firstY];
    const bottom = rows[firstY + 1];
    const left = columns[firstX];
    const right = columns[firstX + 1];
    for (let c = 0; c < channels; c++) {
      const sum =
        topLeft * src[top + left + c] +
        topRight * src[top + right + c] +
        bottomLeft * src[bottom + left + c] +
        bottomRight * src[bottom + right + c];
      out[dst + c] = (sum + 2048) >> 12;
    }
  },
};
