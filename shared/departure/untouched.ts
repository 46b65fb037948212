/**
 * What the pixels of each cell that need not be trusted say of it: the classes (cells/axis-cells.ts)
 * that the machine gives no weight. Where it reads nearly everything, the quieter classes of each tile
 * stand for them (quiet-classes.ts).
 *
 *   d   variance of the untouched pixels of a cell and of those around it
 *   row, column   what the machine would see if every pixel that it reads were like the untouched
 *                 ones of its own row (its own column): lines and edges are no other picture
 */
import { NO_CLASS, UNREAD, type AxisCells } from '../cells/axis-cells.ts';
import type { CellSums } from '../cells/cell-sums.ts';
import type { Raster, Size } from '../base/raster.ts';

/** The cells of a view over `source`. */
export interface ViewCells extends Size {
  x: AxisCells;
  y: AxisCells;
}

/** Side of a tile in cells. */
const TILE = 16;

/** Share of the pixels from which on the untouched classes speak for the cell. */
export const ENOUGH = 1 / 4;

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
      if (x.weight[u] * y.weight[v] >= UNREAD) continue;
      isUnread[k] = 1;
      unread += pixels;
    }
  }
  return unread >= ENOUGH * all ? isUnread : null;
}

/** The samples of each class in the cells first up to, not including, end. */
export function countClasses(
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
