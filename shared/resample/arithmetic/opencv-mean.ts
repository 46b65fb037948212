/** OpenCV's AREA at whole ratios: the mean of a cell, its samples read row by row. */
import { roundHalfEven } from '../../base/raster.ts';
import type { Buffer } from './combiner.ts';
import type { Cell, GridCombiner } from './grid.ts';

/**
 * Of integers: 2×2 as (sum + 2) >> 2; else the sum, a 32-bit integer, times the inverse of the area
 * in single precision, rounded half to even.
 */
export const opencvMean: GridCombiner = {
  result: (_source, output, length) =>
    output === 'uint16' ? new Uint16Array(length) : new Uint8Array(length),
  combine: () => (src, cell, out, dst, channels) => {
    const { rows, columns } = cell;
    const endY = cell.firstY + cell.rowCount;
    const endX = cell.firstX + cell.columnCount;
    const result = meanOfSum(cell.rowCount, cell.columnCount);
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      for (let j = cell.firstY; j < endY; j++) {
        const row = rows[j] + c;
        for (let k = cell.firstX; k < endX; k++) sum += src[row + columns[k]];
      }
      out[dst + c] = result(sum);
    }
  },
  ofSum: { result: meanOfSum, most: 2 ** 31 },
};

function meanOfSum(rows: number, columns: number): (sum: number) => number {
  if (rows === 2 && columns === 2) return (sum) => (sum + 2) >> 2;
  const inverse = Math.fround(1 / (rows * columns));
  return (sum) => Math.max(0, roundHalfEven(Math.fround(Math.fround(sum | 0) * inverse)));
}

/**
 * In single precision: samples are added four at a time, then one by one; the sum times the inverse
 * of the area. 2×2 is (a + b) + (c + d) for four channels and, for one, in the whole fours of a row.
 */
export const opencvMeanSingle: GridCombiner = {
  result: (_source, _output, length) => new Float32Array(length),
  combine: (tapsX) => (src, cell, out, dst, channels) => {
    const area = cell.rowCount * cell.columnCount;
    const inverse = Math.fround(1 / area);
    const fours = channels === 4 ? tapsX.dstSize : tapsX.dstSize - (tapsX.dstSize % 4);
    const paired =
      cell.rowCount === 2 && cell.columnCount === 2 && channels !== 3 && cell.dstX < fours;
    for (let c = 0; c < channels; c++) {
      const sum = paired ? sumOfPairs(src, cell, c) : sumOfFours(src, cell, c, area);
      out[dst + c] = sum * inverse;
    }
  },
};

function sampleOf(src: Buffer, cell: Cell, channel: number, k: number): number {
  const row = Math.trunc(k / cell.columnCount);
  const column = k - row * cell.columnCount;
  return src[cell.rows[cell.firstY + row] + cell.columns[cell.firstX + column] + channel];
}

function sumOfPairs(src: Buffer, cell: Cell, channel: number): number {
  const [a, b, c, d] = [0, 1, 2, 3].map((k) => sampleOf(src, cell, channel, k));
  return Math.fround(Math.fround(a + b) + Math.fround(c + d));
}

function sumOfFours(src: Buffer, cell: Cell, channel: number, area: number): number {
  let sum = 0;
  let k = 0;
  for (; k + 4 <= area; k += 4) {
    let four = sampleOf(src, cell, channel, k);
    for (let j = 1; j < 4; j++) four = Math.fround(four + sampleOf(src, cell, channel, k + j));
    sum = Math.fround(sum + four);
  }
  for (; k < area; k++) sum = Math.fround(sum + sampleOf(src, cell, channel, k));
  return sum;
}
