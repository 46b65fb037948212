/** Arithmetic that only Pillow has. */
import type { GridCombiner } from './grid.ts';

/**
 * Image.reduce: the mean of a cell by a reciprocal in 32-bit integers,
 * ((sum + area / 2) * trunc(2^32 / (256 * area))) >> 24, the quotient in single precision. Cells at
 * the right and the bottom have the area that is left.
 */
export const pillowReduce: GridCombiner = {
  result: (_source, _output, length) => new Uint8Array(length),
  combine: () => (src, cell, out, dst, channels) => {
    const { rows, columns, rowCount, columnCount, firstY, firstX } = cell;
    const result = reduced(rowCount, columnCount);
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      for (let j = 0; j < rowCount; j++) {
        for (let k = 0; k < columnCount; k++)
          sum += src[rows[firstY + j] + columns[firstX + k] + c];
      }
      out[dst + c] = result(sum);
    }
  },
  ofSum: { result: reduced, most: 2 ** 31 },
};

function reduced(rows: number, columns: number): (sum: number) => number {
  const area = rows * columns;
  const half = area >> 1;
  const reciprocal = Math.trunc(Math.fround(2 ** 32 / Math.fround(256 * area)));
  return (sum) => Math.imul(sum + half, reciprocal) >>> 24;
}
