/** Grids whose weight is the product of the row's and the column's, rounded to single precision. */
import type { AxisTaps } from '../taps/taps.ts';
import type { CombineCell, GridCombiner } from './grid.ts';

/** Adds the products of samples and weights, each step rounded by `round`, row by row. */
function sumOfProducts(round: (value: number) => number): GridCombiner {
  return {
    result: (_source, _output, length) => new Float32Array(length),
    combine: (tapsX: AxisTaps, tapsY: AxisTaps): CombineCell => {
      return (src, cell, out, dst, channels) => {
        const { rows, columns, firstY, firstX } = cell;
        for (let c = 0; c < channels; c++) {
          let sum = 0;
          for (let j = firstY; j < firstY + cell.rowCount; j++) {
            for (let k = firstX; k < firstX + cell.columnCount; k++) {
              const weight = Math.fround(tapsY.weights[j] * tapsX.weights[k]);
              sum = round(sum + round(src[rows[j] + columns[k] + c] * weight));
            }
          }
          out[dst + c] = sum;
        }
      };
    },
  };
}

/** Products and sums in single precision. */
export const productSingle = sumOfProducts(Math.fround);

/** Products and sums in double precision, rounded once to single. */
export const productDouble = sumOfProducts((value) => value);

/** The mean of a cell: the sum in single precision, divided by its rows, then by its columns. */
export const meanSingle: GridCombiner = {
  result: (_source, _output, length) => new Float32Array(length),
  combine: () => (src, cell, out, dst, channels) => {
    const { rows, columns, rowCount, columnCount, firstY, firstX } = cell;
    const result = meanOf(rowCount, columnCount);
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      for (let j = firstY; j < firstY + rowCount; j++) {
        for (let k = firstX; k < firstX + columnCount; k++) {
          sum = Math.fround(sum + src[rows[j] + columns[k] + c]);
        }
      }
      out[dst + c] = result(sum);
    }
  },
  // Whole numbers up to 2^24 are added exactly in single precision.
  ofSum: { result: meanOf, most: 2 ** 24 },
};

function meanOf(rows: number, columns: number): (sum: number) => number {
  return (sum) => Math.fround(sum / rows) / columns;
}
