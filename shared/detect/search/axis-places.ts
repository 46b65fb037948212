/**
 * The places of the cells of one axis, in WebAssembly memory: column x of cell j has place x - anchor(j) - first,
 * in the columns about the anchor.
 */
import type { Counts, DetectWasm, Singles, Words } from '../kernels/wasm.ts';
import type { AxisLattice, Geometry } from '../lattice/geometry.ts';
import { steppedAnchor } from '../lattice/stepped.ts';

/** Places per axis, at most: of longer periods those about the anchor. */
const MOST_PLACES = 10;
/** Cells per tile and axis, and tiles per axis at most. */
const TILE = 12;
const MOST_TILES = 24;

/** What the kernel calls geometries, by where they have their anchors. */
const GEOMETRY_CODES: Readonly<Record<Geometry, number>> = {
  half1: 0,
  half2: 1,
  corner1: 2,
  corner2: 2,
  align2: 3,
  align1: 4,
  stepped: 5,
};

export interface AxisPlaces {
  /** Places per cell, and the offset from the anchor of the first. */
  count: number;
  first: number;
  cells: number;
  tiles: number;
  /** The first cell of each tile, and the end of the last. */
  edges: Words;
  /** Per cell two words, as foldTiles takes them. */
  table: Words;
  /** Samples per place and tile, place by place. */
  held: Singles;
  /** Of every sample where its sum is in the row of a place, in bytes; 65535 where it has none. Of columns alone. */
  slots: Counts;
}

/** The places of `lattice` along an axis of `samples` samples; the first and the last two have none. */
export function placesOf(
  wasm: DetectWasm,
  { geometry, length, size, from, period }: AxisLattice,
  samples: number,
  areColumns: boolean,
): AxisPlaces {
  const count = Math.min(MOST_PLACES, Math.ceil(period - 1e-9));
  const first = -Math.floor((Math.min(period, MOST_PLACES) - 1) / 2);
  const perTile = Math.max(TILE, Math.ceil(size / MOST_TILES));
  const tiles = Math.max(1, Math.round(size / perTile));
  const edges = wasm.alloc(Int32Array, tiles + 1);
  const table = wasm.alloc(Int32Array, size * 2);
  const held = wasm.alloc(Float32Array, count * tiles);
  const slots = wasm.alloc(Uint16Array, areColumns ? samples : 0);
  const code = GEOMETRY_CODES[geometry];
  if (geometry === 'stepped') {
    const words = table.view();
    for (let j = 0; j < size; j++) words[2 * j] = steppedAnchor(length, size, j);
  }
  const there = [edges, table, held, areColumns ? 1 : 0, slots] as const;
  wasm.axisPlaces(code, length, size, from, samples, count, first, tiles, ...there);
  return { count, first, cells: size, tiles, edges, table, held, slots };
}
