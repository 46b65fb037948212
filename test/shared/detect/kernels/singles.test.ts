/** Sums over rows of singles (wasm/detect/singles.ts) equal their definition. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onBench } from '../../../support/kernel-bench.ts';

test('the sum of cells is that of a rectangle of singles', () => {
  onBench(60, ({ wasm, pick, put }) => {
    const [stride, rows] = [pick(1, 40), pick(1, 12)];
    // Whole numbers: their sums are exact in any order.
    const cells = Float32Array.from({ length: stride * rows }, () => pick(-48, 48));
    const [fromX, fromY] = [pick(0, stride), pick(0, rows)];
    const [toX, toY] = [pick(fromX, stride), pick(fromY, rows)];
    let sum = 0;
    for (let y = fromY; y < toY; y++) {
      for (let x = fromX; x < toX; x++) sum += cells[y * stride + x];
    }
    assert.equal(wasm.sumCells(put(cells), stride, fromX, toX, fromY, toY), sum);
  });
});
