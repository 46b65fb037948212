/** The kernel that folds a map (assembly/detect/fold.ts) equals its definition. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onBench } from '../../../support/kernel-bench.ts';

const MOST = 48;

test('a fold adds every byte of a row class and a column place to their sum', () => {
  onBench(80, ({ machine, pick, oneIn, put, take }) => {
    const [width, many, places] = [pick(1, 70), pick(1, 4), pick(1, 12)];
    const rows = oneIn(5) ? 1365 : pick(0, 30);
    // A row of sums is longer than what is folded here: other tiles stand beside.
    const step = places + pick(0, 5);
    const map = Uint8Array.from({ length: width * rows }, () => (oneIn(3) ? MOST : pick(0, MOST)));
    const other = map.map((value) => (oneIn(2) ? value : pick(0, MOST)));
    const classes = Int32Array.from({ length: rows }, () => pick(-1, many - 1));
    const words = Int32Array.from({ length: width }, () => pick(-1, places - 1));
    const expected = Int32Array.from({ length: many * step }, () => pick(0, 1000));
    const out = put(expected);
    for (let y = 0; y < rows; y++) {
      for (let x = 0; x < width; x++) {
        if (classes[y] < 0 || words[x] < 0) continue;
        const at = y * width + x;
        expected[classes[y] * step + words[x]] += Math.max(map[at], other[at]);
      }
    }
    const lines = put(new Uint16Array(many * Math.ceil(width / 16) * 16));
    machine.foldRows(
      put(map),
      put(other),
      width,
      rows,
      put(classes),
      many,
      put(words),
      step,
      lines,
      out,
    );
    assert.deepEqual(take(out, expected), expected);
  });
});

test('sixteen bits hold 1365 rows of a class at their most', () => {
  onBench(1, ({ machine, put, take }) => {
    const rows = 1365;
    const out = put(new Int32Array(1));
    const [map, classes] = [put(new Uint8Array(rows).fill(MOST)), put(new Int32Array(rows))];
    const lines = put(new Uint16Array(16));
    machine.foldRows(map, map, 1, rows, classes, 1, put(new Int32Array(1)), 1, lines, out);
    assert.deepEqual(take(out, new Int32Array(1)), Int32Array.of(rows * MOST));
  });
});
