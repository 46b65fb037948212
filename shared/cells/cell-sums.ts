/**
 * What some pixels of every cell of a view say of it: how many they are, their mean, and the variance
 * of those of a cell and of the cells beside it, for lines near a cell are its detail too.
 *
 *   level    sum / count
 *   detail   sum over the 3x3 cells around of square / count, less the square of their mean
 */

/** Sums over some pixels of every cell and of one channel, row by row of the view, in code values. */
export interface CellSums {
  count: Float32Array | Float64Array;
  sum: Float64Array;
  square: Float64Array;
}

/** Squared grey levels that are never held against a view: two kernels differ by four on a flat picture. */
export const INVISIBLE_VARIANCE = 16;

/** Sums of `cells` cells, all 0. */
export function newCellSums(cells: number): CellSums {
  return {
    count: new Float32Array(cells),
    sum: new Float64Array(cells),
    square: new Float64Array(cells),
  };
}

/** The mean of each cell in grey levels, NaN where no pixel of it is known; `scale`: grey levels per code. */
export function cellLevels({ count, sum }: CellSums, scale: number): Float64Array {
  const levels = new Float64Array(count.length);
  for (let cell = 0; cell < levels.length; cell++) {
    levels[cell] = count[cell] > 0 ? (sum[cell] / count[cell]) * scale : NaN;
  }
  return levels;
}

/** The detail of each of width * height cells in squared grey levels, 0 where no pixel around is known. */
export function cellDetail(
  { count, sum, square }: CellSums,
  width: number,
  height: number,
  scale: number,
): Float64Array {
  const detail = new Float64Array(width * height);
  const [n, total, squares] = Array.from({ length: 3 }, () => new Float64Array(width));
  for (let j = 0; j < height; j++) {
    // Of every column of cells, what its cells in the rows around hold; then of the columns around.
    const top = Math.max(0, j - 1) * width;
    const bottom = Math.min(height - 1, j + 1) * width;
    for (let i = 0; i < width; i++) {
      n[i] = total[i] = squares[i] = 0;
      for (let cell = top + i; cell <= bottom + i; cell += width) {
        n[i] += count[cell];
        total[i] += sum[cell];
        squares[i] += square[cell];
      }
    }
    for (let i = 0; i < width; i++) {
      const left = Math.max(0, i - 1);
      const right = Math.min(width - 1, i + 1);
      let around = 0;
      let level = 0;
      let power = 0;
      for (let at = left; at <= right; at++) {
        around += n[at];
        level += total[at];
        power += squares[at];
      }
      const variance = around > 0 ? Math.max(0, power / around - (level / around) ** 2) : 0;
      detail[j * width + i] = variance * scale * scale;
    }
  }
  return detail;
}
