/** Arithmetic of two resizers in JavaScript, jimp and pica. Both know only RGBA; other rasters are opaque. */
import { integerWeights, operandsOf, type Combiner } from './combiner.ts';
import type { GridCombiner } from './grid.ts';

/**
 * jimp's default when it shrinks: overlaps (the operands) times samples, added in single precision. Colors are
 * divided by the overlap of what is not transparent, alpha by the ratio; then singles, or bytes rounded half up.
 */
export function jimpMean(options: { alpha: boolean; ratio: number; bytes: boolean }): Combiner {
  const { alpha, bytes } = options;
  const perRatio = 1 / options.ratio;
  const channels = alpha ? 4 : 1;
  return {
    result: (_source, _output, length) =>
      bytes ? new Uint8Array(length) : new Float32Array(length),
    weights: operandsOf,
    combine: (src, at, taps, overlaps, first, out, dst, count) => {
      for (let i = 0; i < count; i += channels) {
        let covered = 0;
        for (let k = 0; k < taps; k++) {
          if (!alpha || src[at[k] + i + 3] !== 0) covered += overlaps[first + k];
        }
        const perCovered = covered === 0 ? 0 : 1 / covered;
        for (let c = 0; c < channels; c++) {
          let sum = 0;
          for (let k = 0; k < taps; k++) {
            if (alpha && src[at[k] + i + 3] === 0) continue;
            sum = Math.fround(sum + src[at[k] + i + c] * overlaps[first + k]);
          }
          const value = sum * (c === 3 ? perRatio : perCovered);
          out[dst + i + c] = bytes ? Math.round(value) : value;
        }
      }
    },
  };
}

/** jimp's mean of a cell: colors over the pixels that are not transparent, alpha over all, half up. */
export const jimpCellMean: GridCombiner = {
  result: (_source, _output, length) => new Uint8Array(length),
  combine: () => (src, cell, out, dst, channels) => {
    const { rows, columns, firstY, firstX } = cell;
    const endY = firstY + cell.rowCount;
    const endX = firstX + cell.columnCount;
    const pixels = cell.rowCount * cell.columnCount;
    const sums = [0, 0, 0, 0];
    let opaque = 0;
    for (let j = firstY; j < endY; j++) {
      for (let k = firstX; k < endX; k++) {
        const from = rows[j] + columns[k];
        if (channels === 4 && src[from + 3] === 0) continue;
        for (let c = 0; c < channels; c++) sums[c] += src[from + c];
        opaque++;
      }
    }
    for (let c = 0; c < channels; c++) {
      const over = c === 3 ? pixels : opaque;
      out[dst + c] = over === 0 ? 0 : Math.round(sums[c] / over);
    }
  },
};

/** Bits of pica's weights, and of what it keeps below a level between its passes. */
const PICA_BITS = 14;
const PICA_CARRY = 7;

/** pica's first pass: to 15 bits a channel, none below 0; colors times alpha where there is one. */
export function picaColumns(alpha: boolean): Combiner {
  return {
    result: (_source, _output, length) => new Uint16Array(length),
    weights: (taps) => integerWeights(taps, PICA_BITS),
    combine: (src, at, taps, weights, first, out, dst, count) => {
      for (let i = 0; i < count; i++) {
        const color = alpha && i % 4 !== 3;
        let sum = 0;
        for (let k = 0; k < taps; k++) {
          const from = at[k] + i;
          const times = color ? src[from - (i % 4) + 3] : 1;
          sum = (sum + weights[first + k] * src[from] * times) | 0;
        }
        if (color) sum = (sum / 255) | 0;
        out[dst + i] = Math.max(0, sum >> PICA_CARRY);
      }
    },
  };
}

/** pica's second pass: to bytes; colors divided by the alpha that comes out. */
export function picaRows(alpha: boolean): Combiner {
  const half = 2 ** (PICA_BITS - 1);
  const toByte = (value: number): number => Math.min(255, Math.max(0, (value + half) >> PICA_BITS));
  return {
    result: (_source, _output, length) => new Uint8Array(length),
    weights: (taps) => integerWeights(taps, PICA_BITS),
    combine: (src, at, taps, weights, first, out, dst, count) => {
      const channels = alpha ? 4 : 1;
      for (let i = 0; i < count; i += channels) {
        let opacity = 0;
        for (let c = channels - 1; c >= 0; c--) {
          let sum = 0;
          for (let k = 0; k < taps; k++) sum += src[at[k] + i + c] * weights[first + k];
          const value = sum >> PICA_CARRY;
          if (c === 3) opacity = toByte(value);
          const divided = c < 3 && opacity > 0 ? ((value * 255) / opacity) | 0 : value;
          out[dst + i + c] = toByte(divided);
        }
      }
    },
  };
}
