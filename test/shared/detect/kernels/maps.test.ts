/** Kernels of maps (wasm/detect/maps.ts) equal their definition. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onBench, type Bench } from '../../../support/kernel-bench.ts';

const CAP = 48;

/** Noise of 4, 60 or 255 levels. */
function noiseOf({ pick }: Bench, count: number): Uint8Array {
  const most = [4, 60, 255][pick(0, 2)];
  const base = pick(0, 255 - most);
  return Uint8Array.from({ length: count }, () => base + pick(0, most));
}

/** How far `value` is outside the range of `others`, at most CAP. */
function outside(value: number, others: readonly number[]): number {
  return Math.min(CAP, Math.max(0, value - Math.max(...others), Math.min(...others) - value));
}

interface Plane {
  width: number;
  data: Uint8Array;
}

/** The pixels of the block from (x, y) on, or those that touch it, of `side`*`side` pixels. */
function pixelsOf({ width, data }: Plane, x: number, y: number, side: number, around: boolean) {
  const found: number[] = [];
  for (let v = -1; v <= side; v++) {
    for (let u = -1; u <= side; u++) {
      const inside = u >= 0 && v >= 0 && u < side && v < side;
      if (inside !== around) found.push(data[(y + v) * width + x + u]);
    }
  }
  return found;
}

/** The halves of a sum, rounded up. */
function halve(a: number, b: number): number {
  return Math.ceil((a + b) / 2);
}

/** What the maps have at a pixel. */
const MAPS = [
  (plane: Plane, x: number, y: number): number => {
    const [value] = pixelsOf(plane, x, y, 1, false);
    const all = [...pixelsOf(plane, x, y, 1, true), value].sort((a, b) => a - b);
    return Math.min(CAP, Math.abs(value - all[4]));
  },
  (plane: Plane, x: number, y: number): number => {
    const [value] = pixelsOf(plane, x, y, 1, false);
    return outside(value, pixelsOf(plane, x, y, 1, true));
  },
  (plane: Plane, x: number, y: number): number => {
    const [a, b, c, d] = pixelsOf(plane, x, y, 2, false);
    return outside(halve(halve(a, b), halve(c, d)), pixelsOf(plane, x, y, 2, true));
  },
];

for (const more of [0, 1]) {
  const what = more === 0 ? 'are written over' : 'are the larger of both';
  test(`maps of the median, pixels and blocks ${what}, and 0 in columns that lack neighbors`, () => {
    onBench(120, (bench) => {
      const { wasm, pick, put, take } = bench;
      const [width, height] = [pick(2, 40), pick(4, 12)];
      const plane = { width, data: noiseOf(bench, width * height) };
      const from = pick(1, height - 2);
      const to = pick(from, height - 2);
      const expected = MAPS.map(() =>
        Uint8Array.from({ length: (to + 1) * width }, () => pick(0, CAP)),
      );
      const out = expected.map(put);
      MAPS.forEach((mapAt, m) => {
        const after = m === 2 ? 2 : 1;
        for (let y = from; y < to; y++) {
          for (let x = 0; x < width; x++) {
            const hasAll = x > 0 && x < width - after;
            const there = more === 1 ? expected[m][y * width + x] : 0;
            expected[m][y * width + x] = hasAll ? Math.max(there, mapAt(plane, x, y)) : 0;
          }
        }
      });
      const [median, pixels, blocks] = out;
      const lines = put(new Uint8Array(7 * (width + 64)));
      wasm.residualMaps(put(plane.data), width, from, to, median, pixels, blocks, lines, more);
      out.forEach((map, m) => assert.deepEqual(take(map, expected[m]), expected[m]));
    });
  });
}

test('the larger of two maps is that of every byte, and no byte more', () => {
  onBench(40, (bench) => {
    const { wasm, pick, put, take } = bench;
    const count = pick(0, 70);
    const [map, into] = [noiseOf(bench, count), noiseOf(bench, count + 16)];
    const expected = into.map((value, i) => (i < count ? Math.max(value, map[i]) : value));
    const at = put(into);
    wasm.largerOf(put(map), at, count, at);
    assert.deepEqual(take(at, expected), expected);
  });
});

test('column sums are added to those there, of 1365 rows at most', () => {
  onBench(40, ({ wasm, pick, oneIn, put, take }) => {
    const [width, rows] = [pick(1, 40), oneIn(4) ? 1365 : pick(0, 30)];
    const least = rows === 1365 ? CAP : 0;
    const map = Uint8Array.from({ length: width * rows }, () => pick(least, CAP));
    const expected = Uint16Array.from({ length: width }, () => pick(0, 15));
    const out = put(expected);
    map.forEach((value, i) => (expected[i % width] += value));
    wasm.sumColumns(put(map), width, rows, out);
    assert.deepEqual(take(out, expected), expected);
  });
});

test('row sums are those of every strip of columns, empty ones too', () => {
  onBench(40, ({ wasm, pick, put, take }) => {
    const [width, rows, strips] = [pick(1, 90), pick(0, 9), pick(1, 5)];
    const map = Uint8Array.from({ length: width * rows }, () => pick(0, CAP));
    const edges = Int32Array.from({ length: strips + 1 }, () => pick(0, width)).sort();
    const expected = new Int32Array(rows * strips);
    for (let row = 0, at = 0; row < rows; row++) {
      for (let strip = 0; strip < strips; strip++, at++) {
        for (let x = edges[strip]; x < edges[strip + 1]; x++) expected[at] += map[row * width + x];
      }
    }
    const out = put(new Int32Array(rows * strips));
    wasm.sumRows(put(map), width, rows, put(edges), strips, out);
    assert.deepEqual(take(out, expected), expected);
  });
});

test('the sum of a rectangle is that of its bytes', () => {
  onBench(40, ({ wasm, pick, put }) => {
    const [width, height] = [pick(1, 60), pick(1, 20)];
    const map = Uint8Array.from({ length: width * height }, () => pick(0, 255));
    const [fromX, fromY] = [pick(0, width), pick(0, height)];
    const [toX, toY] = [pick(fromX, width), pick(fromY, height)];
    let sum = 0;
    for (let y = fromY; y < toY; y++) for (let x = fromX; x < toX; x++) sum += map[y * width + x];
    assert.equal(wasm.sumRect(put(map), width, fromX, toX, fromY, toY), sum);
  });
});

test('a sum of crossings is that of every column in every row', () => {
  onBench(40, ({ wasm, pick, put }) => {
    const [width, height] = [pick(1, 40), pick(1, 40)];
    const map = Uint8Array.from({ length: width * height }, () => pick(0, 255));
    const placed = (count: number, length: number): Int32Array =>
      Int32Array.from({ length: count }, () => pick(0, length - 1));
    const [xs, ys] = [placed(pick(0, 20), width), placed(pick(0, 20), height)];
    let expected = 0;
    for (const y of ys) for (const x of xs) expected += map[y * width + x];
    const sum = wasm.sumCrossings(put(map), width, put(xs), xs.length, put(ys), ys.length);
    assert.equal(sum, expected);
  });
});
