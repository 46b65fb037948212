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
  const [across, down] = [placesIn(columns, x), placesIn(rows, y)];
  let [written, between, count] = [0, 0, 0];
  const around = new Float64Array(4);
  for (const { at: row, before: above, after: below } of down) {
    for (const { at: column, before: left, after: right } of across) {
      let n = 0;
      if (left >= 0) around[n++] = valueAt(left, row);
      if (right >= 0) around[n++] = valueAt(right, row);
      if (above >= 0) around[n++] = valueAt(column, above);
      if (below >= 0) around[n++] = valueAt(column, below);
      if (n < 2) continue;
      let mean = 0;
      for (let k = 0; k < n; k++) mean += around[k];
      mean /= n;
      written += (valueAt(column, row) - mean) ** 2;
      for (let k = 0; k < n; k++) between += (around[k] - mean) ** 2 / n;
      count++;
    }
  }
  return count === 0 ? 0 : written / (between + 4 * count);
}

/** Where a block begins, and the gaps before and after it, -1 where there is none. */
interface Place {
  at: number;
  before: number;
  after: number;
}

/** Of the cells of a lattice some, evenly spaced, without the first. */
function placesIn(lattice: AxisLattice, [first, end]: readonly [number, number]): Place[] {
  const step = Math.max(1, Math.ceil((end - first) / MOST_CELLS));
  const places: Place[] = [];
  for (let j = first + 1; j < end; j += step) {
    const [before, after] = [gapAfter(lattice, j - 1), gapAfter(lattice, j)];
    places.push({ at: startOf(lattice, j), before, after });
  }
  return places;
}
