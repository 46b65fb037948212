/**
 * What the cells of a lattice hold of the residual of a plane (plane.ts: pixels and blocks outside
 * the range of what touches them).
 *
 *   captured       residual of the cells read / residual of all the plane
 *   capturedThere  the same in the window where the lattice stands out most
 *
 * A machine reads what was written for it, and nothing else was: most attacks have 0.6 to 1 captured.
 * Dot grids of another pitch, screens, halftones and grain stray off the lattice too.
 */
import { startOf, type AxisLattice } from '../lattice/geometry.ts';
import type { DetectWasm } from '../kernels/wasm.ts';
import type { Plane } from '../lattice/plane.ts';
import type { HalfPeriodGrid } from '../lattice/half-period-grid.ts';

export const RESIDUAL_MEASURES = ['captured', 'capturedThere'] as const;
export type ResidualMeasures = Record<(typeof RESIDUAL_MEASURES)[number], number>;

/** Residual of a clean plane in all, in grey levels. */
const LITTLE_RESIDUAL = 100;

/** A window of cells of a half-period grid. */
interface Window {
  left: number;
  top: number;
  width: number;
  height: number;
}

/** The shares of the whole frame and of `window`. */
export function capturedBy(
  wasm: DetectWasm,
  plane: Plane,
  x: AxisLattice,
  y: AxisLattice,
  { excess: [cells], chosen, columns, rows, stride }: HalfPeriodGrid,
  { left, top, width, height }: Window,
): ResidualMeasures {
  const areBlocks = x.taps === 2 && y.taps === 2;
  const map = areBlocks ? plane.blocks : plane.pixels;
  const sampled = chosen.reduce((count, row) => count + (row < 0 ? 0 : 1), 0);
  const all = wasm.sumCells(cells, stride, 0, columns, 0, rows) * (y.size / sampled);
  const whole =
    x.length === plane.width && y.length === plane.height
      ? plane.residuals[areBlocks ? 'blocks' : 'pixels']
      : wasm.sumRect(map, plane.width, x.from, x.from + x.length, y.from, y.from + y.length);
  const right = Math.min(columns, left + width);
  const below = Math.min(rows, top + height);
  const [from, to] = [edgeOf(x, left), edgeOf(x, right)];
  let around = 0;
  for (const row of chosen.slice(top, below)) {
    if (row < 0) continue;
    around += wasm.sumRect(map, plane.width, from, to, edgeOf(y, row), edgeOf(y, row + 1));
  }
  const there = wasm.sumCells(cells, stride, left, right, top, below);
  return {
    captured: all / (whole + LITTLE_RESIDUAL),
    capturedThere: there / (around + LITTLE_RESIDUAL),
  };
}

/** The source column that halves the way from block j - 1 to block j. */
function edgeOf(lattice: AxisLattice, j: number): number {
  const { from, length, period, size, taps } = lattice;
  if (j >= size) return from + length;
  const at = Math.round(startOf(lattice, j) + (taps - period) / 2);
  return Math.min(from + length, Math.max(from, at));
}
