/** The kernel that prescreens a lattice (wasm/detect/prescreen.ts) equals its definition. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { onBench } from '../../../support/kernel-bench.ts';

const CLASSES = 4;

test('prescreening sums a map, its squares and their count per tile at crossings and between', () => {
  onBench(80, ({ wasm, pick, oneIn, put, take }) => {
    const [width, height, tiles] = [pick(2, 40), pick(2, 40), pick(1, 4)];
    const [wide, high] = [pick(0, 1), pick(0, 1)];
    const map = Uint8Array.from({ length: width * height }, () => pick(0, 48));
    const axis = (length: number) => {
      const count = pick(1, 12);
      const place = (): number => pick(0, length - 2);
      const edges = Int32Array.from({ length: tiles + 1 }, () => pick(0, count)).sort();
      return {
        starts: Int32Array.from({ length: count }, place),
        gaps: Int32Array.from({ length: count }, () => (oneIn(4) ? -1 : place())),
        edges,
      };
    };
    const [x, y] = [axis(width), axis(height)];
    const largest = (column: number, row: number): number => {
      const values = [map[row * width + column]];
      if (wide) values.push(map[row * width + column + 1]);
      if (high) values.push(map[(row + 1) * width + column]);
      if (wide && high) values.push(map[(row + 1) * width + column + 1]);
      return Math.max(...values);
    };
    const expected = new Int32Array(tiles * tiles * 3 * CLASSES);
    for (let ty = 0; ty < tiles; ty++) {
      for (let tx = 0; tx < tiles; tx++) {
        const at = (ty * tiles + tx) * 3 * CLASSES;
        for (let j = y.edges[ty]; j < y.edges[ty + 1]; j++) {
          for (let i = x.edges[tx]; i < x.edges[tx + 1]; i++) {
            for (let c = 0; c < CLASSES; c++) {
              const column = c & 1 ? x.gaps[i] : x.starts[i];
              const row = c & 2 ? y.gaps[j] : y.starts[j];
              if (column < 0 || row < 0) continue;
              const value = largest(column, row);
              expected[at + c] += value;
              expected[at + CLASSES + c] += value * value;
              expected[at + 2 * CLASSES + c]++;
            }
          }
        }
      }
    }
    const out = put(new Int32Array(expected.length).fill(-1));
    const [ofX, ofY] = [x, y].map(({ starts, gaps, edges }) => [starts, gaps, edges].map(put));
    const [xs, gapsX, edgesX] = ofX;
    const [ys, gapsY, edgesY] = ofY;
    wasm.prescreen(put(map), width, xs, gapsX, edgesX, ys, gapsY, edgesY, tiles, wide, high, out);
    assert.deepEqual(take(out, expected), expected);
  });
});
