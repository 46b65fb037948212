/** The kernel that reads the blocks of a lattice (wasm/detect/gather.ts) equals its definition. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onBench } from '../../../support/kernel-bench.ts';

test('a class has the mean of every block, and what a map has at its top left pixel', () => {
  onBench(80, ({ wasm, pick, oneIn, put, take }) => {
    const [width, height] = [pick(2, 40), pick(2, 40)];
    const [columns, rows] = [pick(1, 20), pick(1, 20)];
    const [tapsX, tapsY] = [pick(1, 2), pick(1, 2)];
    const stride = columns + pick(0, 8);
    const noise = () => Uint8Array.from({ length: width * height }, () => pick(0, 255));
    const [plane, pixels, blocks] = [noise(), noise(), noise()];
    const places = (count: number, length: number, taps: number) =>
      Int32Array.from({ length: count }, () => (oneIn(6) ? -1 : pick(0, length - taps)));
    const [xs, ys] = [places(columns, width, tapsX), places(rows, height, tapsY)];
    const map = tapsX === 2 && tapsY === 2 ? blocks : pixels;
    const [value, excess] = [0, 1].map(() => new Float32Array(stride * rows).fill(-7));
    const [toValue, toExcess] = [put(value), put(excess)];
    for (let j = 0; j < rows; j++) {
      for (const row of [value, excess]) row.fill(NaN, j * stride + columns, (j + 1) * stride);
      for (let i = 0; i < columns; i++) {
        const isThere = xs[i] >= 0 && ys[j] >= 0;
        let sum = 0;
        for (let v = 0; v < tapsY; v++) {
          for (let u = 0; u < tapsX; u++) sum += plane[(ys[j] + v) * width + xs[i] + u];
        }
        value[j * stride + i] = isThere ? sum / (tapsX * tapsY) : NaN;
        excess[j * stride + i] = isThere ? map[ys[j] * width + xs[i]] : 0;
      }
    }
    wasm.gather(
      put(plane),
      put(pixels),
      put(blocks),
      width,
      put(xs),
      columns,
      put(ys),
      rows,
      tapsX,
      tapsY,
      toValue,
      toExcess,
      stride,
    );
    assert.deepEqual(take(toValue, value), value);
    assert.deepEqual(take(toExcess, excess), excess);
  });
});
