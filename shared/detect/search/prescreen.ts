/**
 * Quick test of a candidate lattice on maps of what strays: does it concentrate on the
 * crossings of lattice columns and lattice rows? Lines on a matched grid do not: they are as strong
 * between the crossings.
 *
 *   z = (mean at crossings - largest mean of the three control classes) / standard error
 *
 * The classes are the crossings shifted by half a period along x, along y and along both. z is the
 * largest of the whole frame and of its tiles (tiles pay for their number).
 *
 * Source: control views, own formulation on the residual maps.
 */
import { gapAfter } from '../lattice/gaps.ts';
import { startOf, type AxisLattice } from '../lattice/geometry.ts';
import type { Bytes, DetectWasm, Words } from '../kernels/wasm.ts';
import type { Plane } from '../lattice/plane.ts';

const WORDS_PER_TILE = 12;

export interface Prescreened {
  z: number;
  /** The z of the whole frame alone. */
  whole: number;
  contrast: number;
}

/**
 * Prescreens the lattice pair on the median map and on that of pixels or blocks: the larger z. At most
 * `mostCells` cells are read per axis, evenly spaced, in `tiles` tiles per axis.
 */
export function prescreen(
  wasm: DetectWasm,
  plane: Plane,
  columns: AxisLattice,
  rows: AxisLattice,
  mostCells: number,
  tiles: number,
): Prescreened {
  return wasm.scoped(() => {
    const x = placesOf(wasm, columns, mostCells, tiles);
    const y = placesOf(wasm, rows, mostCells, tiles);
    const out = wasm.alloc(Int32Array, tiles * tiles * WORDS_PER_TILE);
    const prescreenMap = (map: Bytes, wide: number, high: number): Prescreened => {
      wasm.prescreen(map, plane.width, ...x, ...y, tiles, wide, high, out);
      return contrastOf(out.view());
    };
    const median = prescreenMap(plane.median, columns.taps - 1, rows.taps - 1);
    const areBlocks = columns.taps === 2 && rows.taps === 2;
    const isolated = prescreenMap(areBlocks ? plane.blocks : plane.pixels, 0, 0);
    return {
      z: Math.max(median.z, isolated.z),
      whole: Math.max(median.whole, isolated.whole),
      contrast: median.contrast,
    };
  });
}

/** Starts, gaps and the first of each tile of the cells of an axis that are read. */
function placesOf(
  wasm: DetectWasm,
  lattice: AxisLattice,
  mostCells: number,
  tiles: number,
): [starts: Words, gaps: Words, edges: Words] {
  const step = Math.max(1, Math.ceil(lattice.size / mostCells));
  const count = Math.ceil(lattice.size / step);
  const starts = new Int32Array(count);
  const between = new Int32Array(count);
  for (let i = 0; i < count; i++) {
    starts[i] = startOf(lattice, i * step);
    between[i] = gapAfter(lattice, i * step);
  }
  const edges = Int32Array.from({ length: tiles + 1 }, (_, t) => Math.floor((t * count) / tiles));
  return [wasm.put(starts), wasm.put(between), wasm.put(edges)];
}

/** Per tile four sums, four sums of squares and four counts. */
function contrastOf(tiles: Int32Array): Prescreened {
  const all = new Float64Array(WORDS_PER_TILE);
  let best = 0;
  for (let at = 0; at < tiles.length; at += WORDS_PER_TILE) {
    for (let q = 0; q < WORDS_PER_TILE; q++) all[q] += tiles[at + q];
    if (tiles.length > WORDS_PER_TILE) best = Math.max(best, classContrast(tiles, at).z - 2);
  }
  const whole = classContrast(all, 0);
  return { z: Math.max(whole.z, best), whole: whole.z, contrast: whole.contrast };
}

function classContrast(
  sums: Int32Array | Float64Array,
  at: number,
): { z: number; contrast: number } {
  const count = sums[at + 8];
  if (count < 4) return { z: 0, contrast: 0 };
  const mean = sums[at] / count;
  const spread = sums[at + 4] / count - mean * mean;
  let z = Infinity;
  let contrast = Infinity;
  for (let c = 1; c < 4; c++) {
    const others = sums[at + 8 + c];
    if (others < 4) continue;
    const other = sums[at + c] / others;
    const otherSpread = sums[at + 4 + c] / others - other * other;
    const error = Math.sqrt((spread + 0.5) / count + (otherSpread + 0.5) / others);
    z = Math.min(z, (mean - other) / error);
    contrast = Math.min(contrast, mean - other);
  }
  return z === Infinity ? { z: 0, contrast: 0 } : { z, contrast };
}
