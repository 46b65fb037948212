/** The statistics of cells obey their definitions. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { cellDetail, cellLevels, newCellSums } from '../../../shared/cells/cell-sums.ts';
import { Random } from '../../support/random.ts';

const [WIDTH, HEIGHT] = [5, 4];

/** Some pixels of every cell but the second, drawn at random. */
function draw(): number[][] {
  const random = new Random(7);
  return Array.from({ length: WIDTH * HEIGHT }, (_, cell) =>
    Array.from({ length: cell === 1 ? 0 : random.int(1, 6) }, () => random.int(0, 255)),
  );
}

function sumsOf(pixels: readonly number[][]) {
  const sums = newCellSums(pixels.length);
  pixels.forEach((values, cell) => {
    for (const value of values) {
      sums.count[cell]++;
      sums.sum[cell] += value;
      sums.square[cell] += value * value;
    }
  });
  return sums;
}

test('the level of a cell is the mean of its pixels, and none where it has none', () => {
  const pixels = draw();
  const levels = cellLevels(sumsOf(pixels), 0.5);
  pixels.forEach((values, cell) => {
    const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
    assert.equal(levels[cell], values.length === 0 ? NaN : mean * 0.5);
  });
});

test('the detail of a cell is the variance of its pixels and of those of the cells around it', () => {
  const pixels = draw();
  const detail = cellDetail(sumsOf(pixels), WIDTH, HEIGHT, 2);
  for (let j = 0; j < HEIGHT; j++) {
    for (let i = 0; i < WIDTH; i++) {
      const isNear = (cell: number): boolean =>
        Math.abs((cell % WIDTH) - i) <= 1 && Math.abs(Math.floor(cell / WIDTH) - j) <= 1;
      const all = pixels.filter((_, cell) => isNear(cell)).flat();
      const mean = all.reduce((sum, value) => sum + value, 0) / all.length;
      const variance = all.reduce((sum, value) => sum + (value - mean) ** 2, 0) / all.length;
      assert.ok(Math.abs(detail[j * WIDTH + i] - 4 * variance) < 1e-6);
    }
  }
});

test('the detail is 0 where nothing around is known', () => {
  assert.deepEqual([...cellDetail(newCellSums(4), 2, 2, 1)], [0, 0, 0, 0]);
});
