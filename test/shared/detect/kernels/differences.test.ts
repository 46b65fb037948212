/** The kernel of differences (wasm/detect/differences.ts) equals its definition. */
import { test } from 'node:test';
import type { Singles } from '../../../../shared/detect/kernels/wasm.ts';
import { assertClose, onBench, type Bench } from '../../../support/kernel-bench.ts';

const CLASSES = 4;
const LEVELS = 34;
/** Cells that a level is shrunk by, and what is left of a row after its last. */
const SHRUNK = 20;
const AFTER = 5;

interface Grid {
  columns: number;
  rows: number;
  stride: number;
}

/** Rows of a grid with a row and eight singles before the first: not a number where nothing is. */
function emptyOf({ rows, stride }: Grid): Float32Array {
  return new Float32Array(stride * (rows + 3)).fill(NaN);
}

function indexOf({ stride }: Grid, column: number, row: number): number {
  return (row + 1) * stride + 8 + column;
}

/** Quarters of grey levels, some of them missing, in all of a row too. */
function valuesOf({ pick, oneIn }: Bench, grid: Grid): Float32Array {
  const values = emptyOf(grid);
  const [least, most] = [pick(0, 500), pick(501, 1020)];
  for (let j = 0; j < grid.rows; j++) {
    if (oneIn(6)) continue;
    for (let i = 0; i < grid.columns; i++) {
      if (!oneIn(6)) values[indexOf(grid, i, j)] = pick(least, most) / 4;
    }
  }
  return values;
}

test('differences are from the mean of up to eight neighbors, less what its level explains', () => {
  onBench(120, (bench) => {
    const { wasm, pick, put, take } = bench;
    const [columns, rows] = [pick(1, 30), pick(1, 20)];
    const grid = { columns, rows, stride: Math.ceil(columns / 4) * 4 + 16 };
    const [left, up] = [pick(-1, 0), pick(-1, 0)];
    const classes = Array.from({ length: CLASSES }, () => valuesOf(bench, grid));
    const [value, besideX, besideY, diagonal] = classes;
    const [means, variances, raw] = [0, 1, 2].map(() => new Float64Array(columns * rows).fill(NaN));
    const [sums, counts] = [new Float64Array(LEVELS), new Float64Array(LEVELS)];
    const levelOf = (mean: number): number => Math.floor((mean * 32) / 255 + 0.5);
    for (let j = 0, at = 0; j < rows; j++) {
      for (let i = 0; i < columns; i++, at++) {
        const around = [i + left, i + left + 1].flatMap((x) => [
          besideX[indexOf(grid, x, j)],
          diagonal[indexOf(grid, x, j + up)],
          diagonal[indexOf(grid, x, j + up + 1)],
        ]);
        around.push(besideY[indexOf(grid, i, j + up)], besideY[indexOf(grid, i, j + up + 1)]);
        const known = around.filter((v) => !Number.isNaN(v));
        const v = value[indexOf(grid, i, j)];
        if (known.length < 3 || Number.isNaN(v)) continue;
        means[at] = known.reduce((a, b) => a + b, 0) / known.length;
        variances[at] = known.reduce((a, b) => a + (b - means[at]) ** 2, 0) / known.length;
        raw[at] = v - means[at];
        sums[levelOf(means[at])] += raw[at];
        counts[levelOf(means[at])]++;
      }
    }
    const explained = sums.map((sum, level) => sum / (counts[level] + SHRUNK));
    const [difference, reference, variance] = [0, 1, 2].map(() => emptyOf(grid));
    const [before, after, total, count] = [0, 1, 2, 3];
    const figures = [0, 0, 0, 0];
    for (let j = 0, at = 0; j < rows; j++) {
      for (let i = 0; i < columns; i++, at++) {
        const to = indexOf(grid, i, j);
        const isKnown = !Number.isNaN(raw[at]);
        const rest = isKnown ? raw[at] - explained[levelOf(means[at])] : NaN;
        difference[to] = rest;
        reference[to] = isKnown ? means[at] : 0;
        variance[to] = isKnown ? variances[at] : -1;
        if (!isKnown) continue;
        figures[before] += raw[at] ** 2;
        figures[after] += rest ** 2;
        figures[total] += raw[at];
        figures[count]++;
      }
    }
    const made = [0, 1, 2].map(() => put(emptyOf(grid)));
    const levels = put(new Float32Array(72));
    const first = indexOf(grid, 0, 0);
    const [ofValue, ofX, ofY, ofBoth] = [value, besideX, besideY, diagonal].map((values) =>
      put(values).from(first),
    );
    const [toDifference, toReference, toVariance] = made.map((all) => all.from(first));
    wasm.differences(
      ofValue,
      ofX,
      ofY,
      ofBoth,
      left,
      up,
      columns,
      rows,
      grid.stride,
      toDifference,
      toReference,
      toVariance,
      levels,
    );
    // Rows as long as what is promised of them.
    const rowsOf = (made: Singles, expected: Float32Array, length: number): void => {
      const all = take(made, expected);
      for (let j = 0; j < rows; j++) {
        const from = indexOf(grid, 0, j);
        const [is, wanted] = [all, expected].map((row) => row.subarray(from, from + length));
        // Squares of grey levels in single precision: to a few hundredths.
        assertClose(is, wanted, expected === variance ? 0.05 : 1e-4);
      }
    };
    rowsOf(made[0], difference, columns + AFTER);
    rowsOf(made[1], reference, columns);
    rowsOf(made[2], variance, columns);
    assertClose(take(levels, new Float32Array(72)).subarray(68), figures, 1e-3);
  });
});
