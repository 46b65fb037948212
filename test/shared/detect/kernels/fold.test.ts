/** The kernel that folds a map (wasm/detect/fold.ts) equals its definition. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onBench } from '../../../support/kernel-bench.ts';

const MOST = 48;
/** How far a cell may begin before the first column. */
const BEFORE = 16;

test('a fold adds every byte of a place of the cells of a tile to their sum', () => {
  onBench(120, ({ wasm, pick, oneIn, put, take }) => {
    const [width, height] = [pick(1, 90), pick(1, 40)];
    const [down, across, tiles] = [pick(1, 12), pick(1, 12), pick(1, 4)];
    const map = Uint8Array.from({ length: width * height }, () =>
      oneIn(3) ? MOST : pick(0, MOST),
    );
    /** Cells of up to `places` places, all of them inside of `length`. */
    const cellsOf = (count: number, places: number, length: number): Int32Array => {
      const cells = new Int32Array(count * 2);
      for (let j = 0; j < count; j++) {
        const start = pick(-Math.min(BEFORE, places), length - 1);
        const low = Math.min(places, Math.max(0, -start) + (oneIn(3) ? 1 : 0));
        const high = Math.max(low, Math.min(places, length - start) - (oneIn(3) ? 1 : 0));
        cells.set([start, low + 256 * high], 2 * j);
      }
      return cells;
    };
    const [rows, columns] = [
      cellsOf(pick(1, oneIn(4) ? 80 : 20), down, height),
      cellsOf(pick(0, oneIn(4) ? 80 : 30), across, width),
    ];
    const edges = new Int32Array(tiles + 1);
    for (let t = 1; t <= tiles; t++) edges[t] = pick(edges[t - 1], columns.length / 2);
    const fromCell = pick(0, rows.length / 2 - 1);
    const toCell = pick(fromCell, rows.length / 2);
    const expected = new Int32Array(down * tiles * across);
    for (let j = fromCell; j < toCell; j++) {
      for (let ky = rows[2 * j + 1] & 255; ky < rows[2 * j + 1] >> 8; ky++) {
        for (let t = 0; t < tiles; t++) {
          for (let i = edges[t]; i < edges[t + 1]; i++) {
            for (let kx = columns[2 * i + 1] & 255; kx < columns[2 * i + 1] >> 8; kx++) {
              const at = (rows[2 * j] + ky) * width + columns[2 * i] + kx;
              const to = (ky * across + kx) * tiles + t;
              expected[to] += map[at];
            }
          }
        }
      }
    }
    const out = put(expected);
    wasm.foldTiles(
      put(map),
      width,
      put(rows),
      fromCell,
      toCell,
      down,
      put(columns),
      put(edges),
      tiles,
      across,
      put(new Uint16Array(2 * (width + 96))),
      out,
    );
    assert.deepEqual(take(out, expected), expected);
  });
});

test('sixteen bits hold 1365 rows of a place at their most', () => {
  onBench(1, ({ wasm, put, take }) => {
    const rows = 1365;
    const out = put(new Int32Array(1));
    const map = put(new Uint8Array(rows).fill(MOST));
    const cells = Int32Array.from({ length: 2 * rows }, (_, i) => (i % 2 === 0 ? i / 2 : 256));
    const column = put(Int32Array.of(0, 256));
    const line = put(new Uint16Array(2 * 97));
    wasm.foldTiles(
      ...([map, 1, put(cells), 0, rows, 1] as const),
      ...([column, put(Int32Array.of(0, 1)), 1, 1, line, out] as const),
    );
    assert.deepEqual(take(out, new Int32Array(1)), Int32Array.of(rows * MOST));
  });
});
