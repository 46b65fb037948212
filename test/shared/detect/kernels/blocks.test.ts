/** Kernels of blocks of cells (wasm/detect/blocks.ts) equal their definition. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { assertClose, onBench } from '../../../support/kernel-bench.ts';

const CLASSES = 4;
const BLOCK = 4;
/** Quantities of a block in their order, each of four classes. */
const [HOT, EXCESS2, DIFF2, VARIANCE, COUNT, COHERENCE, LAG, SUM] = [0, 1, 2, 3, 4, 5, 6, 7];
const QUANTITIES = 8;
/** From more grey levels on, a cell is hot. */
const HOT_FROM = 6;

test('blocks add up what their cells of one class hold; absent differences become 0', () => {
  onBench(120, ({ wasm, pick, oneIn, put, take }) => {
    const [columns, rows, klass] = [pick(1, 30), pick(1, 20), pick(0, CLASSES - 1)];
    const [across, down] = [Math.ceil(columns / BLOCK), Math.ceil(rows / BLOCK)];
    const stride = across * BLOCK + 16;
    const empty = () => new Float32Array(stride * (rows + 1)).fill(NaN);
    const [difference, excess, variance] = [empty(), empty(), empty()];
    // Whole numbers: their sums are exact in any order.
    for (let j = 0; j < rows; j++) {
      for (let i = 0; i < columns; i++) {
        const at = j * stride + i;
        const isKnown = !oneIn(6);
        difference[at] = isKnown ? pick(-100, 100) : NaN;
        variance[at] = isKnown ? pick(0, 500) : -1;
        excess[at] = pick(0, 48);
      }
    }
    const expected = Float32Array.from({ length: across * down * QUANTITIES * CLASSES }, () =>
      pick(-9, 9),
    );
    const out = put(expected);
    const cell = (i: number, j: number): number =>
      i < columns && j < rows ? difference[j * stride + i] || 0 : 0;
    for (let block = 0; block < across * down; block++) {
      const sums = new Float64Array(QUANTITIES);
      const [left, top] = [(block % across) * BLOCK, Math.floor(block / across) * BLOCK];
      for (let j = top; j < Math.min(rows, top + BLOCK); j++) {
        for (let i = left; i < Math.min(columns, left + BLOCK); i++) {
          const at = j * stride + i;
          const d = cell(i, j);
          if (Number.isNaN(difference[at])) continue;
          sums[HOT] += excess[at] > HOT_FROM ? 1 : 0;
          sums[EXCESS2] += excess[at] ** 2;
          sums[DIFF2] += d * d;
          sums[VARIANCE] += variance[at];
          sums[COUNT]++;
          sums[LAG] += (d * (cell(i + 1, j) + cell(i, j + 1))) / 2;
          sums[SUM] += d;
        }
      }
      sums.forEach((sum, quantity) => {
        const at = (block * QUANTITIES + quantity) * CLASSES + klass;
        if (quantity !== COHERENCE) expected[at] = sum;
      });
    }
    const ofDifference = put(difference);
    wasm.collect(
      ofDifference,
      put(excess),
      put(variance),
      columns,
      rows,
      stride,
      across,
      klass,
      out,
    );
    assert.deepEqual(take(out, expected), expected);
    const after = take(ofDifference, difference);
    for (let j = 0; j <= rows; j++) {
      for (let i = 0; i < columns; i++) assert.equal(after[j * stride + i], cell(i, j));
    }
  });
});

test('a block coheres as far as its mean stands out, above twice any other class and two more', () => {
  onBench(60, ({ wasm, pick, oneIn, put, take }) => {
    const count = pick(1, 12);
    const quantities = QUANTITIES * CLASSES;
    const expected = new Float32Array(count * quantities);
    for (let at = 0; at < expected.length; at++) expected[at] = pick(-40, 40);
    const at = (block: number, quantity: number, klass: number): number =>
      block * quantities + quantity * CLASSES + klass;
    for (let block = 0; block < count; block++) {
      for (let c = 0; c < CLASSES; c++) {
        const cells = oneIn(5) ? 0 : pick(1, 16);
        expected[at(block, COUNT, c)] = cells;
        expected[at(block, VARIANCE, c)] = cells * pick(0, 60);
        expected[at(block, SUM, c)] = cells * pick(-9, 9) * (oneIn(4) ? 5 : 1);
      }
    }
    const blocks = put(expected);
    for (let block = 0; block < count; block++) {
      const t = Array.from({ length: CLASSES }, (_, c) => {
        const [n, spread, sum] = [COUNT, VARIANCE, SUM].map((q) => expected[at(block, q, c)]);
        if (n === 0) return 0;
        return Math.min(400, (n * (sum / n) ** 2) / (spread / n + 4));
      });
      for (let c = 0; c < CLASSES; c++) {
        const rival = Math.max(...t.filter((_, other) => other !== c));
        expected[at(block, COHERENCE, c)] = Math.max(0, Math.min(100, t[c] - 2 * rival - 2));
      }
    }
    wasm.cohere(blocks, count);
    assertClose(take(blocks, expected), expected, 1e-4);
  });
});
