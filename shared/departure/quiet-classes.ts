/**
 * The quieter classes of a tile, of views that read nearly everything: the quieter half, and those
 * others that stray no more. Who writes another picture writes less than half of a cell, or it would be
 * seen, and what is written strays from the mean.
 *
 * Near whole ratios a class occurs in some columns (rows) of a tile only. The quieter half may then be
 * a place without anything drawn, and says nothing of the others: every cell and those around it have
 * to have enough pixels of chosen classes.
 *
 * Of few pixels some classes are quiet by chance, and that says nothing either. Those that are quiet in one
 * half of the cells then are not in the other, and all classes stand for the tile: what is written is in
 * both halves.
 */
import type { AxisCells } from '../cells/axis-cells.ts';
import type { CellSums } from '../cells/cell-sums.ts';
import type { Raster, Size } from '../base/raster.ts';
import { areQuietByChance, classSums, columnsOf, meansOf } from './class-sums.ts';
import { coverageOf } from './coverage.ts';
import { masksOf, sumUntouched, type Tile, type ViewCells } from './untouched.ts';

/** Classes beyond the quieter half count as untouched too up to this many times its energy. */
const AS_QUIET = 8;
const QUIET_VARIANCE = 8;

/**
 * The classes of a tile that stray least: half of its pixels, and what strays no more than they.
 * `mean`: of all cells and channels, in grey levels; `scratch`: left 0 in the tile.
 */
export function quietClasses(
  source: Raster,
  channel: number,
  cells: ViewCells,
  tile: Tile,
  mean: Float32Array | Float64Array,
  codesPerLevel: number,
  scratch: CellSums,
): Uint8Array {
  const { channels } = source;
  const across = tile.right - tile.left;
  const references = new Float64Array(across * (tile.bottom - tile.top));
  const columns = columnsOf(cells.x, tile, cells.x.classes * cells.y.classes, channels);
  for (let n = 0; n < references.length; n++) {
    references[n] =
      meanAround(mean, channels, channel, cells, cellAt(cells, tile, n)) * codesPerLevel;
  }
  const first = meansOf(classSums(source, channel, cells, tile, columns, references));
  const order = Array.from(first.energy.keys()).sort((a, b) => first.energy[a] - first.energy[b]);
  const chosen = new Uint8Array(first.energy.length);
  const half = first.pixels.reduce((total, n) => total + n, 0) / 2;
  let taken = 0;
  let next = 0;
  for (; next < order.length && taken < half; next++) {
    chosen[order[next]] = 1;
    taken += first.pixels[order[next]];
  }
  const coverage = coverageOf(cells, tile, chosen);
  for (; next < order.length && !coverage.isEnough; next++) {
    const k = order[next];
    if (!coverage.lacks(k)) continue;
    chosen[k] = 1;
    taken += first.pixels[k];
    coverage.add(k);
  }
  const { count, sum } = scratch;
  clearTile(scratch, cells.width, tile);
  const masks = masksOf(cells, chosen, cells.x.from[tile.left], cells.x.to[tile.right - 1]);
  sumUntouched(source, channel, cells, tile, masks, scratch);
  for (let n = 0; n < references.length; n++) {
    const cell = cellAt(cells, tile, n);
    if (count[cell] > 0) references[n] = sum[cell] / count[cell];
  }
  const halves = classSums(source, channel, cells, tile, columns, references);
  clearTile(scratch, cells.width, tile);
  if (areQuietByChance(halves)) return chosen.fill(1);
  const again = meansOf(halves);
  let quiet = 0;
  for (const k of order) if (chosen[k] === 1) quiet += again.energy[k] * again.pixels[k];
  const most = AS_QUIET * (quiet / taken) + QUIET_VARIANCE * codesPerLevel * codesPerLevel;
  for (const k of order) if (again.energy[k] <= most) chosen[k] = 1;
  return chosen;
}

/**
 * The mean of a cell, and of those beside it along axes where cells are of less than two samples: there
 * most of a single cell may be written, though less than half of the picture is.
 */
function meanAround(
  mean: Float32Array | Float64Array,
  channels: number,
  channel: number,
  { x, y, width, height }: ViewCells,
  cell: number,
): number {
  const column = cell % width;
  const row = (cell - column) / width;
  const across = isSmall(x) ? 1 : 0;
  const down = isSmall(y) ? 1 : 0;
  let sum = 0;
  let count = 0;
  for (let j = Math.max(0, row - down); j <= Math.min(height - 1, row + down); j++) {
    for (let i = Math.max(0, column - across); i <= Math.min(width - 1, column + across); i++) {
      sum += mean[(j * width + i) * channels + channel];
      count++;
    }
  }
  return sum / count;
}

/** Whether the cells of an axis hold less than two samples each. */
function isSmall({ from, to }: AxisCells): boolean {
  return to[to.length - 1] - from[0] < 2 * from.length;
}

/** The nth cell of a tile, row by row. */
function cellAt({ width }: Size, { left, top, right }: Tile, n: number): number {
  const across = right - left;
  return (top + Math.floor(n / across)) * width + left + (n % across);
}

function clearTile({ count, sum, square }: CellSums, width: number, tile: Tile): void {
  for (let j = tile.top; j < tile.bottom; j++) {
    for (const values of [count, sum, square]) {
      values.fill(0, j * width + tile.left, j * width + tile.right);
    }
  }
}
