/** Arithmetic that only the crates image and fast_image_resize have. */
import type { Channels } from '../../base/raster.ts';
import { mapColors } from './alpha-arithmetic.ts';
import type { Buffer } from './combiner.ts';
import type { GridCombiner } from './grid.ts';

/** fast_image_resize: 255 / alpha in 8 fractional bits, rounded, times the color, rounded. */
export function firUnpremultiply(data: Buffer, channels: Channels): Buffer {
  return mapColors(data, channels, (color, alpha) => {
    if (alpha === 0) return 0;
    const reciprocal = Math.round((255 * 256) / alpha);
    return Math.min(255, (color * reciprocal + 128) >> 8);
  });
}

/**
 * imageops::thumbnail: along each axis a cell of whole samples (operands of 1) or, where a cell holds the
 * center of no sample, two taps. Cells by cells: the integer mean, rounded. Cells by taps: the two sums in
 * single precision, weights over their number, truncated; taps by taps likewise.
 */
export const rustThumbnail: GridCombiner = {
  result: (_source, _output, length) => new Uint8Array(length),
  combine: (tapsX, tapsY) => {
    const rawX = tapsX.operands ?? tapsX.weights;
    const rawY = tapsY.operands ?? tapsY.weights;
    return (src, cell, out, dst, channels) => {
      const { rows, columns, rowCount, columnCount, firstY, firstX } = cell;
      const endY = firstY + rowCount;
      const endX = firstX + columnCount;
      const wholeX = rawX[firstX] === 1 && rawX[endX - 1] === 1;
      const wholeY = rawY[firstY] === 1 && rawY[endY - 1] === 1;
      for (let c = 0; c < channels; c++) {
        if (wholeX && wholeY) {
          const area = rowCount * columnCount;
          let sum = area >> 1;
          for (let j = firstY; j < endY; j++) {
            for (let k = firstX; k < endX; k++) sum += src[rows[j] + columns[k] + c];
          }
          out[dst + c] = Math.floor(sum / area);
        } else if (wholeY || wholeX) {
          let [low, high] = [0, 0];
          for (let j = firstY; j < endY; j++) {
            for (let k = firstX; k < endX; k++) {
              const sample = src[rows[j] + columns[k] + c];
              if (wholeY ? k === firstX : j === firstY) low += sample;
              else high += sample;
            }
          }
          const count = wholeY ? rowCount : columnCount;
          const raw = wholeY ? rawX : rawY;
          const at = wholeY ? firstX : firstY;
          const lower = Math.fround(Math.fround(raw[at] / count) * low);
          out[dst + c] = Math.trunc(
            Math.fround(lower + Math.fround(Math.fround(raw[at + 1] / count) * high)),
          );
        } else {
          const [bottom, top] = [rows[firstY], rows[firstY + 1]];
          const [left, right] = [columns[firstX], columns[firstX + 1]];
          const part = (j: number, k: number, at: number) =>
            Math.fround(Math.fround(rawY[firstY + j] * rawX[firstX + k]) * src[at + c]);
          let sum = Math.fround(part(0, 1, bottom + right) + part(1, 1, top + right));
          sum = Math.fround(sum + part(0, 0, bottom + left));
          out[dst + c] = Math.trunc(Math.fround(sum + part(1, 0, top + left)));
        }
      }
    };
  },
};
