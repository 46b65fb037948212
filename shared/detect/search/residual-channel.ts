/** Which channel was written: where the pixels of a lattice differ most from those between them. */
import type { Raster } from '../../base/raster.ts';
import { gapAfter } from '../lattice/gaps.ts';
import { startOf, type AxisLattice } from '../lattice/geometry.ts';
import type { PlaneName } from '../lattice/plane.ts';

/** Cells that are looked at along each axis, at most. */
const MOST_CELLS = 24;
/** How much clearer a single channel has to be than their mean, which has less noise. */
const CLEARER = 1.2;

/** Cells of a lattice, first to before the last. */
export interface Cells {
  x: readonly [number, number];
  y: readonly [number, number];
}

/**
 * The one of `names` in which the lattice of `columns` and `rows` stands out most within `cells`: squared
 * difference to the mean of the four gaps around over that of the gaps to one another. The mean of the
 * colors is preferred.
 */
export function residualChannel(
  raster: Raster,
  names: readonly PlaneName[],
  columns: AxisLattice,
  rows: AxisLattice,
  cells: Cells,
): PlaneName {
  let [best, most] = [names[0], -1];
  for (const name of names) {
    const isMean = name === 'mean' || name === 'gray';
    const contrast = contrastIn(raster, name, columns, rows, cells) * (isMean ? CLEARER : 1);
    if (contrast > most) [best, most] = [name, contrast];
  }
  return best;
}

function contrastIn(
  { width, channels, data }: Raster,
  name: PlaneName,
  columns: AxisLattice,
  rows: AxisLattice,
  { x, y }: Cells,
): number {
  const grey = data instanceof Uint16Array ? 1 / 257 : 1;
  const channel = channels === 1 ? 0 : 'rgba'.indexOf(name);
  const colors = Math.min(3, channels);
  const valueAt = (column: number, row: number): number => {
    const at = (row * width + column) * channels;
    if (channel >= 0) return data[at + channel] * grey;
    let sum = 0;
    for (let c = 0; c < colors; c++) sum += data[at + c];
    return (sum * grey) / colors;
  };
  const stepX = Math.max(1, Math.ceil((x[1] - x[0]) / MOST_CELLS));
  const stepY = Math.max(1, Math.ceil((y[1] - y[0]) / MOST_CELLS));
  let [written, between, count] = [0, 0, 0];
  for (let j = y[0] + 1; j < y[1]; j += stepY) {
    const row = startOf(rows, j);
    const [above, below] = [gapAfter(rows, j - 1), gapAfter(rows, j)];
    for (let i = x[0] + 1; i < x[1]; i += stepX) {
      const column = startOf(columns, i);
      const [left, right] = [gapAfter(columns, i - 1), gapAfter(columns, i)];
      const around: number[] = [];
      for (const gap of [left, right]) if (gap >= 0) around.push(valueAt(gap, row));
      for (const gap of [above, below]) if (gap >= 0) around.push(valueAt(column, gap));
      if (around.length < 2) continue;
      const mean = around.reduce((sum, v) => sum + v, 0) / around.length;
      written += (valueAt(column, row) - mean) ** 2;
      for (const v of around) between += (v - mean) ** 2 / around.length;
      count++;
    }
  }
  return count === 0 ? 0 : written / (between + 4 * count);
}
