/** The kernel of the places of cells (wasm/detect/places.ts) equals its definition. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { anchorOf, type Geometry } from '../../../../shared/detect/lattice/geometry.ts';
import { onBench, type Bench } from '../../../support/kernel-bench.ts';

const GEOMETRIES: readonly Geometry[] = [
  'half1',
  'half2',
  'corner2',
  'align2',
  'align1',
  'stepped',
];
/** The geometry whose anchors the kernel is given. */
const STEPPED = GEOMETRIES.indexOf('stepped');

/** Holds the kernel against its definition, of cells of geometry `code`. */
function assertPlaces(
  { wasm, pick, put, take }: Bench,
  code: number,
  length: number,
  size: number,
): void {
  const from = pick(0, 9);
  const samples = from + length + pick(0, 9);
  const [count, tiles] = [pick(1, 10), pick(1, Math.min(size, 5))];
  const first = -pick(0, Math.min(4, count - 1));
  const anchorAt = (j: number): number => anchorOf(GEOMETRIES[code], length, size, j);
  const starts = Array.from({ length: size }, (_, j) => from + first + anchorAt(j));
  const tileOf = (j: number): number => Math.min(tiles - 1, Math.floor((j * tiles) / size));
  const edges = Int32Array.from({ length: tiles + 1 }, (_, t) =>
    t === 0 ? 0 : 1 + starts.findLastIndex((_, j) => tileOf(j) < t),
  );
  const slots = new Uint16Array(samples).fill(65535);
  const held = new Float32Array(count * tiles);
  const cells = new Int32Array(2 * size);
  for (const [j, start] of starts.entries()) {
    const next = j + 1 < size ? starts[j + 1] : from + length;
    const isPlace = (k: number): boolean =>
      start + k >= Math.max(1, from) && start + k < Math.min(next, samples - 2);
    const places = Array.from({ length: count }, (_, k) => k).filter(isPlace);
    for (const k of places) {
      const slot = k * tiles + tileOf(j);
      slots[start + k] = 4 * slot;
      held[slot]++;
    }
    const low = Math.max(0, Math.max(1, from) - start);
    cells.set([start, low + 256 * (low + places.length)], 2 * j);
  }
  const [atEdges, atCells, atHeld, atSlots] = [
    put(edges.map(() => 7)),
    put(cells.map((_, i) => (code === STEPPED ? anchorAt(i >> 1) : 7))),
    put(held.map(() => 7)),
    put(slots.map(() => 7)),
  ];
  const areSlotted = pick(0, 1);
  const there = [atEdges, atCells, atHeld, areSlotted, atSlots] as const;
  wasm.axisPlaces(code, length, size, from, samples, count, first, tiles, ...there);
  assert.deepEqual(take(atEdges, edges), edges);
  assert.deepEqual(take(atHeld, held), held);
  assert.deepEqual(take(atSlots, slots), areSlotted === 1 ? slots : slots.map(() => 7));
  assert.deepEqual(take(atCells, cells), cells);
}

test('a sample has the place that it is from the anchor of its cell, before the next cell', () => {
  onBench(200, (bench) => {
    const size = bench.pick(1, 60);
    const length = bench.pick(size, size * 14);
    assertPlaces(bench, bench.pick(0, GEOMETRIES.length - 1), length, size);
  });
});

for (const [code, geometry] of GEOMETRIES.entries()) {
  test(`so it has among more than a million, in cells of ${geometry}`, () => {
    onBench(1, (bench) => assertPlaces(bench, code, 1100000, 2047));
  });
}
