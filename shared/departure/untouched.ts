/**
 * What the pixels of each cell that need not be trusted say of it: the classes (cells/axis-cells.ts)
 * that the machine gives no weight. Where it reads nearly everything, the quieter half of the classes
 * of each tile stands for them, with those others that stray no more: who writes another picture
 * writes less than half of a cell, or it would be seen, and what is written strays from the mean.
 *
 *   d   variance of the untouched pixels of a cell and of those around it
 *   row, column   what the machine would see if every pixel that it reads were like the untouched
 *                 ones of its own row (its own column): lines and edges are no other picture
 */
import { NO_CLASS, type AxisCells } from '../cells/axis-cells.ts';
import type { CellSums } from '../cells/cell-sums.ts';
import type { Raster, Size } from '../base/raster.ts';

/** The cells of a view over `source`. */
export interface ViewCells extends Size {
  x: AxisCells;
  y: AxisCells;
}

/** Side of a tile in cells. */
const TILE = 16;

/** A class is untouched below this weight, over that of the class that counts most. */
const UNTOUCHED = 1 / 128;

/** Share of the pixels from which on the untouched classes speak for the cell. */
const ENOUGH = 1 / 4;

/** Classes beyond the quieter half count as untouched too up to this many times its energy. */
const AS_QUIET = 8;
const QUIET_VARIANCE = 8;

/** 1 for each class (row of classes by row) that no weight speaks against; null where too few are. */
export function unreadClasses({ x, y }: ViewCells): Uint8Array | null {
  const columns = countClasses(x);
  const rows = countClasses(y);
  const isUnread = new Uint8Array(x.classes * y.classes);
  let unread = 0;
  let all = 0;
  for (let v = 0, k = 0; v < y.classes; v++) {
    for (let u = 0; u < x.classes; u++, k++) {
      const pixels = columns[u] * rows[v];
      all += pixels;
      if (x.weight[u] * y.weight[v] >= UNTOUCHED) continue;
      isUnread[k] = 1;
      unread += pixels;
    }
  }
  return unread >= ENOUGH * all ? isUnread : null;
}

/** The samples of each class in the cells first up to, not including, end. */
function countClasses(
  { classOf, classes, from, to }: AxisCells,
  first = 0,
  end = from.length,
): Float64Array {
  const counts = new Float64Array(classes);
  for (let i = first; i < end; i++) {
    for (let at = from[i]; at < to[i]; at++) if (classOf[at] !== NO_CLASS) counts[classOf[at]]++;
  }
  return counts;
}

/** A tile of cells: columns left..right and rows top..bottom, the ends not included. */
export interface Tile {
  left: number;
  top: number;
  right: number;
  bottom: number;
}

/** Which pixels of a row of each class are untouched: 0 or 1 at class * stride + column - base. */
export interface PixelMasks {
  values: Uint8Array;
  base: number;
  stride: number;
}

/** The pixels of the chosen classes in the source columns from..to. */
export function masksOf(
  { x, y }: ViewCells,
  chosen: Uint8Array,
  from = 0,
  to = x.classOf.length,
): PixelMasks {
  const { classOf, classes } = x;
  const stride = to - from;
  const values = new Uint8Array(y.classes * stride);
  for (let v = 0; v < y.classes; v++) {
    for (let column = from, at = v * stride; column < to; column++, at++) {
      const own = classOf[column];
      if (own !== NO_CLASS) values[at] = chosen[v * classes + own];
    }
  }
  return { values, base: from, stride };
}

/** Adds to `sums` the pixels of `masks` in the cells of a tile. */
export function sumUntouched(
  { width, channels, data }: Raster,
  channel: number,
  cells: ViewCells,
  tile: Tile,
  { values, base, stride }: PixelMasks,
  { count, sum, square }: CellSums,
): void {
  const { x, y } = cells;
  for (let j = tile.top; j < tile.bottom; j++) {
    for (let row = y.from[j]; row < y.to[j]; row++) {
      const rowClass = y.classOf[row];
      if (rowClass === NO_CLASS) continue;
      const mask = rowClass * stride - base;
      const line = row * width * channels + channel;
      for (let i = tile.left, cell = j * cells.width + i; i < tile.right; i++, cell++) {
        let n = 0;
        let total = 0;
        let squares = 0;
        const end = x.to[i];
        for (let column = x.from[i]; column < end; column++) {
          const counts = values[mask + column];
          const value = data[line + column * channels] * counts;
          n += counts;
          total += value;
          squares += value * value;
        }
        count[cell] += n;
        sum[cell] += total;
        square[cell] += squares;
      }
    }
  }
}

/**
 * Pixels of each class in a tile, and their mean squared distance from the reference of their cell
 * (`references`: cells of the tile, row by row).
 */
function classEnergies(
  { width, channels, data }: Raster,
  channel: number,
  { x, y }: ViewCells,
  tile: Tile,
  references: Float64Array,
): { energy: Float64Array; pixels: Float64Array } {
  const energy = new Float64Array(x.classes * y.classes);
  const { classOf } = x;
  const across = tile.right - tile.left;
  for (let j = tile.top; j < tile.bottom; j++) {
    for (let row = y.from[j]; row < y.to[j]; row++) {
      const rowClass = y.classOf[row];
      if (rowClass === NO_CLASS) continue;
      const first = rowClass * x.classes;
      const line = row * width * channels + channel;
      for (let i = tile.left, n = (j - tile.top) * across; i < tile.right; i++, n++) {
        const reference = references[n];
        const end = x.to[i];
        for (let column = x.from[i]; column < end; column++) {
          const own = classOf[column];
          if (own === NO_CLASS) continue;
          const difference = data[line + column * channels] - reference;
          energy[first + own] += difference * difference;
        }
      }
    }
  }
  const columns = countClasses(x, tile.left, tile.right);
  const rows = countClasses(y, tile.top, tile.bottom);
  const pixels = new Float64Array(energy.length);
  for (let v = 0, k = 0; v < rows.length; v++) {
    for (let u = 0; u < columns.length; u++, k++) {
      pixels[k] = rows[v] * columns[u];
      energy[k] /= pixels[k] || 1;
    }
  }
  return { energy, pixels };
}

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
  for (let n = 0; n < references.length; n++) {
    references[n] =
      meanAround(mean, channels, channel, cells, cellAt(cells, tile, n)) * codesPerLevel;
  }
  const first = classEnergies(source, channel, cells, tile, references);
  const order = Array.from(first.energy.keys()).sort((a, b) => first.energy[a] - first.energy[b]);
  const chosen = new Uint8Array(first.energy.length);
  const half = first.pixels.reduce((total, n) => total + n, 0) / 2;
  let taken = 0;
  for (const k of order) {
    if (taken >= half) break;
    chosen[k] = 1;
    taken += first.pixels[k];
  }
  const { count, sum } = scratch;
  clearTile(scratch, cells.width, tile);
  const masks = masksOf(cells, chosen, cells.x.from[tile.left], cells.x.to[tile.right - 1]);
  sumUntouched(source, channel, cells, tile, masks, scratch);
  for (let n = 0; n < references.length; n++) {
    const cell = cellAt(cells, tile, n);
    if (count[cell] > 0) references[n] = sum[cell] / count[cell];
  }
  const again = classEnergies(source, channel, cells, tile, references);
  clearTile(scratch, cells.width, tile);
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

/** The tiles of a view. */
export function tilesOf(width: number, height: number): Tile[] {
  const tiles: Tile[] = [];
  for (let top = 0; top < height; top += TILE) {
    for (let left = 0; left < width; left += TILE) {
      tiles.push({
        left,
        top,
        right: Math.min(width, left + TILE),
        bottom: Math.min(height, top + TILE),
      });
    }
  }
  return tiles;
}

function clearTile({ count, sum, square }: CellSums, width: number, tile: Tile): void {
  for (let j = tile.top; j < tile.bottom; j++) {
    for (const values of [count, sum, square]) {
      values.fill(0, j * width + tile.left, j * width + tile.right);
    }
  }
}
