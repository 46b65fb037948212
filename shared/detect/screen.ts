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
 * Source: STUDY.md step 4 (control views); own formulation on the median residual.
 */
import { gapsOf } from './gaps.ts';
import type { AxisLattice } from './geometry.ts';

const TILES = 6;
/** At most this many cells are read per axis, evenly spaced in runs. */
const MOST_CELLS = 100;

export interface Screened {
  z: number;
  /** The z of the whole frame alone. */
  whole: number;
  contrast: number;
}

/** Per-pixel maps of what strays, each height*width. */
export interface StrayMaps {
  residual: Uint8Array;
  pixels: Uint8Array;
  blocks: Uint8Array;
}

/** Screens the lattice pair on the residual and on the isolated pixels or blocks: the larger z. */
export function screenPair(
  maps: StrayMaps,
  width: number,
  columns: AxisLattice,
  rows: AxisLattice,
): Screened {
  const strayed = screenMap(maps.residual, width, columns, rows, true);
  const isolated = screenMap(
    columns.taps === 2 && rows.taps === 2 ? maps.blocks : maps.pixels,
    width,
    columns,
    rows,
    false,
  );
  return {
    z: Math.max(strayed.z, isolated.z),
    whole: Math.max(strayed.whole, isolated.whole),
    contrast: strayed.contrast,
  };
}

/** `spread`: the value of a block of two taps is the largest of its pixels. */
function screenMap(
  residual: Uint8Array,
  width: number,
  columns: AxisLattice,
  rows: AxisLattice,
  spread: boolean,
): Screened {
  const gapX = gapsOf(columns);
  const gapY = gapsOf(rows);
  const stepX = Math.max(1, Math.ceil(columns.size / MOST_CELLS));
  const stepY = Math.max(1, Math.ceil(rows.size / MOST_CELLS));
  const sum = new Float64Array(TILES * TILES * 4);
  const square = new Float64Array(TILES * TILES * 4);
  const count = new Float64Array(TILES * TILES * 4);
  for (let j = 0; j < rows.size; j += stepY) {
    const y = rows.start[j] * width;
    const yGap = gapY[j] * width;
    const tileY = Math.floor((j * TILES) / rows.size) * TILES;
    for (let i = 0; i < columns.size; i += stepX) {
      const x = columns.start[i];
      const xGap = gapX[i];
      const at = (tileY + Math.floor((i * TILES) / columns.size)) * 4;
      // Controls take the largest over as many pixels as the block has.
      const wide = spread && columns.taps === 2 ? 1 : 0;
      const high = spread && rows.taps === 2 ? width : 0;
      add(at, pairMax(y + x, wide, high));
      if (xGap >= 0) add(at + 1, pairMax(y + xGap, wide, high));
      if (yGap >= 0) add(at + 2, pairMax(yGap + x, wide, high));
      if (xGap >= 0 && yGap >= 0) add(at + 3, pairMax(yGap + xGap, wide, high));
    }
  }
  function pairMax(at: number, wide: number, high: number): number {
    let value = residual[at];
    if (wide > 0 && residual[at + wide] > value) value = residual[at + wide];
    if (high > 0 && residual[at + high] > value) value = residual[at + high];
    if (wide > 0 && high > 0 && residual[at + high + wide] > value)
      value = residual[at + high + wide];
    return value;
  }
  function add(at: number, value: number): void {
    sum[at] += value;
    square[at] += value * value;
    count[at]++;
  }
  let best = 0;
  const all = { sum: new Float64Array(4), square: new Float64Array(4), count: new Float64Array(4) };
  for (let tile = 0; tile < TILES * TILES; tile++) {
    const at = tile * 4;
    for (let c = 0; c < 4; c++) {
      all.sum[c] += sum[at + c];
      all.square[c] += square[at + c];
      all.count[c] += count[at + c];
    }
    best = Math.max(best, contrastOf(sum, square, count, at).z - 2);
  }
  const whole = contrastOf(all.sum, all.square, all.count, 0);
  return { z: Math.max(whole.z, best), whole: whole.z, contrast: whole.contrast };
}

function contrastOf(
  sum: Float64Array,
  square: Float64Array,
  count: Float64Array,
  at: number,
): { z: number; contrast: number } {
  if (count[at] < 4) return { z: 0, contrast: 0 };
  const mean = sum[at] / count[at];
  const spread = square[at] / count[at] - mean * mean;
  let z = Infinity;
  let contrast = Infinity;
  for (let c = 1; c < 4; c++) {
    if (count[at + c] < 4) continue;
    const other = sum[at + c] / count[at + c];
    const otherSpread = square[at + c] / count[at + c] - other * other;
    const error = Math.sqrt((spread + 0.5) / count[at] + (otherSpread + 0.5) / count[at + c]);
    z = Math.min(z, (mean - other) / error);
    contrast = Math.min(contrast, mean - other);
  }
  return z === Infinity ? { z: 0, contrast: 0 } : { z, contrast };
}
