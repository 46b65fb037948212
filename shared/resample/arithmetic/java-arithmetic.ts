/** Arithmetic that only Java has. */
import type { Channels } from '../../base/raster.ts';
import { mapColors } from './alpha-arithmetic.ts';
import type { Buffer } from './combiner.ts';
import type { GridCombiner } from './grid.ts';

/** color * alpha / 255 by 32-bit fixed point, rounded to nearest. */
export function javaPremultiply(data: Buffer, channels: Channels): Buffer {
  return mapColors(data, channels, (color, alpha) => (color * alpha * 0x10101 + 0x800000) >>> 24);
}

/** 255 * color / alpha by a reciprocal of 24 bits, rounded to nearest; 255 from alpha on, 0 where alpha is 0. */
export function javaUnpremultiply(data: Buffer, channels: Channels): Buffer {
  return mapColors(data, channels, (color, alpha) => {
    if (alpha === 0) return 0;
    if (color >= alpha) return 255;
    const reciprocal = Math.floor((255 * 2 ** 24 + (alpha >> 1)) / alpha);
    return Math.floor((color * reciprocal + 0x800000) / 2 ** 24);
  });
}

/**
 * AreaAveragingScaleFilter: products of the overlaps in whole parts, sums in single precision, over all parts
 * of the cell, rounded half up; RGBA premultiplied.
 */
export const javaArea: GridCombiner = {
  result: (_source, _output, length) => new Uint8Array(length),
  combine: (tapsX, tapsY) => {
    const columnParts = tapsX.weights.map((weight) => Math.round(weight * tapsX.srcSize));
    const rowParts = tapsY.weights.map((weight) => Math.round(weight * tapsY.srcSize));
    const all = Math.fround(Math.fround(tapsX.srcSize) * tapsY.srcSize);
    return (src, cell, out, dst, channels) => {
      const { rows, columns, rowCount, columnCount, firstY, firstX } = cell;
      const sums = [0, 0, 0, 0];
      for (let j = firstY; j < firstY + rowCount; j++) {
        for (let k = firstX; k < firstX + columnCount; k++) {
          const at = rows[j] + columns[k];
          const weight = Math.fround(columnParts[k] * rowParts[j]);
          const alpha = channels === 4 ? src[at + 3] : 255;
          const scale = Math.fround(alpha / 255);
          for (let c = 0; c < channels; c++) {
            const sample =
              c === 3 || alpha === 255 ? src[at + c] : Math.fround(src[at + c] * scale);
            sums[c] = Math.fround(sums[c] + Math.fround(weight * sample));
          }
        }
      }
      let divisor = all;
      if (channels === 4) {
        const alpha = rounded(sums[3], all);
        out[dst + 3] = alpha;
        if (alpha > 0 && alpha < 255) divisor = Math.fround(sums[3] / 255);
      }
      for (let c = 0; c < Math.min(channels, 3); c++) out[dst + c] = rounded(sums[c], divisor);
    };
  },
};

function rounded(sum: number, divisor: number): number {
  return Math.min(255, Math.max(0, Math.floor(Math.fround(sum / divisor) + 0.5)));
}
