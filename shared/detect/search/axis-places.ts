/**
 * The places of the cells of one axis, in WebAssembly memory: column x of cell j has place x - anchor(j) - first,
 * in the columns about the anchor.
 */
import type { DetectWasm, Singles, Words } from '../kernels/wasm.ts';
import { anchorOf, type AxisLattice } from '../lattice/geometry.ts';

/** Places per axis, at most: of longer periods those about the anchor. */
const MOST_PLACES = 10;
/** Cells per tile and axis, and tiles per axis at most. */
const TILE = 12;
const MOST_TILES = 24;

export interface AxisPlaces {
  /** Places per cell, and the offset from the anchor of the first. */
  count: number;
  first: number;
  cells: number;
  tiles: number;
  /** The first cell of each tile, and the end of the last; words in WebAssembly memory too. */
  edges: Int32Array;
  edgesThere: Words;
  /** Per cell two words, as foldTiles takes them. */
  cellsThere: Words;
  /** Samples per place and tile; singles in WebAssembly memory too. */
  samples: Float32Array;
  samplesThere: Singles;
}

/** The places of `lattice` along an axis of `samples` samples; the first and the last two have none. */
export function placesOf(
  wasm: DetectWasm,
  { geometry, length, size, from, period }: AxisLattice,
  samples: number,
): AxisPlaces {
  const count = Math.min(MOST_PLACES, Math.ceil(period - 1e-9));
  const first = -Math.floor((Math.min(period, MOST_PLACES) - 1) / 2);
  const perTile = Math.max(TILE, Math.ceil(size / MOST_TILES));
  const tiles = Math.max(1, Math.round(size / perTile));
  const cells = new Int32Array(size * 2);
  const edges = new Int32Array(tiles + 1);
  // Per tile how many cells begin at each place, less those that have ended there.
  const begun = new Int32Array(tiles * (count + 1));
  // Maps are empty at the borders.
  const [least, most] = [Math.max(from, 1), samples - 2];
  let next = anchorOf(geometry, length, size, 0);
  for (let j = 0; j < size; j++) {
    const start = from + next + first;
    next = j + 1 < size ? anchorOf(geometry, length, size, j + 1) : length - first;
    const low = Math.max(0, least - start);
    const t = Math.min(tiles - 1, Math.floor((j * tiles) / size));
    const high = Math.max(low, Math.min(count, from + next + first - start, most - start));
    cells[2 * j] = start;
    cells[2 * j + 1] = low + 256 * high;
    edges[t + 1] = j + 1;
    begun[t * (count + 1) + low]++;
    begun[t * (count + 1) + high]--;
  }
  const held = new Float32Array(tiles * count);
  for (let t = 0; t < tiles; t++) {
    let there = 0;
    for (let k = 0; k < count; k++) held[k * tiles + t] = there += begun[t * (count + 1) + k];
  }
  return {
    count,
    first,
    cells: size,
    tiles,
    edges,
    edgesThere: wasm.put(edges),
    cellsThere: wasm.put(cells),
    samples: held,
    samplesThere: wasm.put(held),
  };
}
