/** Kernels of lagged products (wasm/detect/lags.ts) equal their definition. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onBench } from '../../../support/kernel-bench.ts';

const LAGS = [0, 1, ...Array.from({ length: 17 }, (_, k) => 8 + k)];
const LAST = 24;

test('products of every second row are those a lag on, along x in whole fours and along y', () => {
  onBench(60, ({ wasm, pick, put, take }) => {
    const [columns, rows] = [pick(1, 40), pick(1, 40)];
    const stride = Math.ceil(columns / 4) * 4 + pick(0, 2) * 4;
    const difference = new Float32Array(stride * rows);
    for (let j = 0; j < rows; j++) {
      // Quarters: their products and the sums of these are exact. What lies after a row is 0.
      for (let i = 0; i < columns; i++) difference[j * stride + i] = pick(-300, 300) / 4;
    }
    const clipped = difference.map((d) => Math.max(-64, Math.min(64, d)));
    const expected = new Float64Array(2 * (LAST + 1));
    for (let j = 0; j < rows; j += 2) {
      for (const lag of LAGS) {
        const pairs = Math.max(0, Math.floor((columns - lag) / 4) * 4);
        for (let i = 0; i < pairs; i++) {
          expected[lag] += clipped[j * stride + i] * clipped[j * stride + i + lag];
        }
        if (j + lag >= rows) continue;
        for (let i = 0; i < columns; i++) {
          const product = clipped[j * stride + i] * clipped[(j + lag) * stride + i];
          expected[LAST + 1 + lag] += product;
        }
      }
    }
    const out = put(new Float64Array(expected.length).fill(-7));
    wasm.lagProducts(put(difference), columns, rows, stride, out);
    assert.deepEqual(take(out, expected), expected);
  });
});

test('lagged sums of words add up all pairs that a lag leaves, to what is there', () => {
  onBench(60, ({ wasm, pick, oneIn, put, take }) => {
    const count = oneIn(8) ? pick(16380, 40000) : pick(1, 80);
    const words = Int16Array.from({ length: count }, () => pick(-200, 200));
    const lags = Int32Array.from({ length: pick(1, 6) }, () => pick(0, count + 2));
    const expected = Float64Array.from(lags, () => pick(-1000, 1000));
    const out = put(expected);
    lags.forEach((lag, k) => {
      for (let i = 0; i + lag < count; i++) expected[k] += words[i] * words[i + lag];
    });
    wasm.lagSums(put(words), count, put(lags), lags.length, out);
    assert.deepEqual(take(out, expected), expected);
  });
});
