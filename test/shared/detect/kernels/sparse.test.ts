/** The kernels of maps that are mostly empty (wasm/detect/sparse.ts) equal their definitions. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { withWasm } from '../../../../shared/detect/kernels/wasm.ts';
import { onBench } from '../../../support/kernel-bench.ts';

const MOST = 48;

test('a list of a map has what is not 0, row by row', () => {
  onBench(80, ({ wasm, pick, oneIn, put, take }) => {
    const [width, height, rare] = [pick(1, 70), pick(1, 20), pick(1, 30)];
    const map = Uint8Array.from({ length: width * height }, () =>
      oneIn(rare) ? pick(1, MOST) : 0,
    );
    const [rows, entries]: [number[], number[]] = [[0], []];
    for (let y = 0; y < height; y++) {
      for (let x = 0; x < width; x++) {
        const value = map[y * width + x];
        if (value > 0) entries.push(128 * x + value);
      }
      rows.push(entries.length);
    }
    const [expectedRows, expected] = [Int32Array.from(rows), Int32Array.from(entries)];
    const [atRows, atEntries] = [put(expectedRows.map(() => -1)), put(new Int32Array(map.length))];
    // There has to be room for all of the last row.
    const least = rows[height - 1] + width;
    const room = pick(width, map.length);
    assert.equal(
      wasm.listWritten(put(map), width, height, atRows, atEntries, room),
      room < least ? 0 : 1,
    );
    assert.equal(wasm.listWritten(put(map), width, height, atRows, atEntries, map.length), 1);
    assert.deepEqual(take(atRows, expectedRows), expectedRows);
    assert.deepEqual(take(atEntries.from(0, expected.length), expected), expected);
  });
});

test('a list folds as its map does', () => {
  onBench(80, ({ wasm, pick, oneIn, put, take }) => {
    const [width, height] = [pick(8, 90), pick(8, 60)];
    const map = Uint8Array.from({ length: width * height }, () => (oneIn(5) ? pick(1, MOST) : 0));
    const axisOf = (samples: number) => {
      const size = pick(1, Math.floor(samples / 2));
      const count = Math.min(10, Math.ceil(samples / size));
      const tiles = pick(1, Math.min(4, size));
      const edges = put(new Int32Array(tiles + 1));
      const [cells, held] = [put(new Int32Array(2 * size)), put(new Float32Array(count * tiles))];
      const slots = put(new Uint16Array(samples));
      const there = [edges, cells, held, 1, slots] as const;
      wasm.axisPlaces(pick(0, 4), samples, size, 0, samples, count, 0, tiles, ...there);
      return { count, tiles, edges, cells, slots };
    };
    const [x, y] = [axisOf(width), axisOf(height)];
    const every = pick(1, 3);
    const step = x.count * x.tiles;
    const sums = new Int32Array(y.tiles * y.count * step);
    const [expected, folded] = [put(sums), put(sums)];
    const bounds = y.edges.view().slice();
    for (let t = 0; t < y.tiles; t++) {
      const out = expected.from(t * y.count * step);
      // What is left out stays as it was.
      if (t % every === 0) {
        wasm.foldTiles(
          ...([put(map), width, y.cells, bounds[t], bounds[t + 1], y.count] as const),
          ...([
            x.cells,
            x.edges,
            x.tiles,
            x.count,
            put(new Uint16Array(2 * (width + 96))),
            out,
          ] as const),
        );
      }
    }
    const [rows, entries] = [put(new Int32Array(height + 1)), put(new Int32Array(map.length))];
    wasm.listWritten(put(map), width, height, rows, entries, map.length);
    const ofRows = [y.cells, y.edges, y.tiles, y.count] as const;
    wasm.foldWritten(rows, entries, ...ofRows, every, x.slots, step, folded);
    assert.deepEqual(take(folded, sums), take(expected, sums));
  });
});

test('a list of the widest maps has every column, and folds by its own slot', () => {
  const width = 2 ** 24 + 21;
  const written = [0, 1, 2 ** 22, 2 ** 23 - 1, 2 ** 23, 2 ** 24 - 1, 2 ** 24, width - 1];
  const map = new Uint8Array(width);
  // Each has a slot of its own.
  const slots = new Uint16Array(width).fill(65535);
  written.forEach((x, k) => {
    map[x] = MOST - k;
    slots[x] = 4 * k;
  });
  withWasm((wasm) => {
    const [rows, entries] = [wasm.alloc(Int32Array, 2), wasm.alloc(Int32Array, written.length)];
    wasm.listWritten(wasm.put(map), width, 1, rows, entries, width);
    assert.deepEqual(rows.view(), Int32Array.of(0, written.length));
    assert.deepEqual(
      new Uint32Array(entries.view()),
      Uint32Array.from(written, (x, k) => 128 * x + MOST - k),
    );
    const sums = wasm.alloc(Int32Array, written.length);
    const [cells, edges] = [wasm.put(Int32Array.of(0, 256)), wasm.put(Int32Array.of(0, 1))];
    const of = [cells, edges, 1, 1, 1] as const;
    wasm.foldWritten(rows, entries, ...of, wasm.put(slots), written.length, sums);
    assert.deepEqual(
      sums.view(),
      Int32Array.from(written, (_, k) => MOST - k),
    );
  });
});
