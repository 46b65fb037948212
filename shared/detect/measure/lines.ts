/**
 * What a machine would see if every pixel that it reads were like the untouched ones of its own row
 * of the cell, or of its own column. Lines, edges and strokes that lie in the read rows of a picture
 * make its view stray from the mean, and these stray with it; what is written into single pixels is
 * in neither. A row without untouched pixels that is of one level, and not that of its cell, is a line
 * of the picture too.
 *
 *   row view = sum over the rows that an output reads of weight * mean of the row's untouched pixels
 */
import { NO_CLASS, type AxisCells } from '../../cells/axis-cells.ts';
import type { Raster } from '../../raster.ts';
import type { AxisTaps } from '../../resample/taps.ts';
import type { PixelMasks, Tile, ViewCells } from './untouched.ts';

/** Grey levels between the pixels of what is of one level. */
const FLAT = 4;

/** The weight from which on a row without untouched pixels has to be a line. */
const HEAVY = 1 / 8;

/** Pixels of a cell side by side that make a line. */
const LINE = 2;

/** Of every read line (row or column) and every cell along it: its untouched pixels. */
interface LineSums {
  /** Number of each source line, from `base`; -1 of lines that are not read. */
  slots: Int32Array;
  base: number;
  /** The first cell, and how many there are. */
  first: number;
  cells: number;
  /** How many there are, and their sum, in turn. */
  sums: Float64Array;
}

/** Both axes of the lines in some cells (a tile). */
export interface LinesOfTile {
  rows: LineSums;
  columns: LineSums;
}

/** Lines of the read rows and columns of `tile`; `masks`: its untouched pixels there. */
export function linesOf(
  source: Raster,
  channel: number,
  cells: ViewCells,
  tapsX: AxisTaps,
  tapsY: AxisTaps,
  tile: Tile,
  masks: PixelMasks,
): LinesOfTile {
  const { x, y } = cells;
  const rows = newSums(tapsY, tile.top, tile.bottom, tile.left, tile.right, cells.width);
  addRows(rows, source, channel, x, y, masks);
  const columns = newSums(tapsX, tile.left, tile.right, tile.top, tile.bottom, cells.height);
  addColumns(columns, source, channel, y, masks);
  return { rows, columns };
}

/** Room for the lines that outputs from..to read, over the cells first - 1..end across them. */
function newSums(
  { offsets, indices }: AxisTaps,
  from: number,
  to: number,
  first: number,
  end: number,
  size: number,
): LineSums {
  let base = Infinity;
  let last = -1;
  for (let k = offsets[from]; k < offsets[to]; k++) {
    base = Math.min(base, indices[k]);
    last = Math.max(last, indices[k]);
  }
  const slots = new Int32Array(Math.max(0, last + 1 - base)).fill(-1);
  let count = 0;
  for (let k = offsets[from]; k < offsets[to]; k++) {
    if (slots[indices[k] - base] === -1) slots[indices[k] - base] = count++;
  }
  const start = Math.max(0, first - 1);
  const cells = Math.min(size, end + 1) - start;
  return { slots, base, first: start, cells, sums: new Float64Array(2 * count * cells) };
}

function addRows(
  { slots, base, first, cells, sums }: LineSums,
  { data, width, channels }: Raster,
  channel: number,
  x: AxisCells,
  y: AxisCells,
  { values, base: left, stride }: PixelMasks,
): void {
  for (let n = 0; n < slots.length; n++) {
    const rowClass = y.classOf[base + n];
    if (slots[n] === -1 || rowClass === NO_CLASS) continue;
    const mask = rowClass * stride - left;
    const line = (base + n) * width * channels + channel;
    for (let i = 0, at = 2 * slots[n] * cells; i < cells; i++, at += 2) {
      let count = 0;
      let sum = 0;
      const end = x.to[first + i];
      for (let column = x.from[first + i]; column < end; column++) {
        const counts = values[mask + column];
        count += counts;
        sum += counts * data[line + column * channels];
      }
      sums[at] = count;
      sums[at + 1] = sum;
    }
  }
}

function addColumns(
  { slots, base, first, cells, sums }: LineSums,
  { data, width, channels }: Raster,
  channel: number,
  y: AxisCells,
  { values, base: left, stride }: PixelMasks,
): void {
  for (let j = 0; j < cells; j++) {
    for (let row = y.from[first + j]; row < y.to[first + j]; row++) {
      const rowClass = y.classOf[row];
      if (rowClass === NO_CLASS) continue;
      const mask = rowClass * stride + base - left;
      const line = (row * width + base) * channels + channel;
      for (let n = 0; n < slots.length; n++) {
        if (slots[n] === -1 || values[mask + n] === 0) continue;
        const at = 2 * (slots[n] * cells + j);
        sums[at]++;
        sums[at + 1] += data[line + n * channels];
      }
    }
  }
}

/** How the samples of a source line lie: sample n of line k is data[start + k * line + n * step]. */
export interface LineLayout {
  data: Raster['data'];
  start: number;
  line: number;
  step: number;
}

/**
 * What the row (column) view of an output differs by from the mean of its untouched pixels, over the
 * cells cell - reach..cell + reach along it; from the mean of all where it holds a line. NaN where
 * there is none.
 *
 * The tables and classes are those of the axis that crosses the lines; `along`: the cells along them.
 */
export function lineDifference(
  { slots, base, first, cells, sums }: LineSums,
  { offsets, indices, weights }: AxisTaps,
  { classOf }: AxisCells,
  along: AxisCells,
  layout: LineLayout,
  output: number,
  cell: number,
  reach: number,
  flat: number,
  mean: number,
  untouched: number,
): number {
  const from = Math.max(0, cell - reach);
  const to = Math.min(along.from.length - 1, cell + reach);
  let view = 0;
  let hasLine = false;
  const end = offsets[output + 1];
  for (let k = offsets[output]; k < end; k++) {
    const index = indices[k];
    if (classOf[index] === NO_CLASS) return NaN;
    const line = slots[index - base] * cells - first;
    let count = 0;
    let sum = 0;
    for (let at = 2 * (line + from); at <= 2 * (line + to); at += 2) {
      count += sums[at];
      sum += sums[at + 1];
    }
    if (count > 0) {
      view += weights[k] * (sum / count);
      continue;
    }
    const { data, start, line: stride, step } = layout;
    const length = along.to[to] - along.from[from];
    let whole = 0;
    let least = Infinity;
    let most = -Infinity;
    let at = start + index * stride + along.from[from] * step;
    for (let n = 0; n < length; n++, at += step) {
      const value = data[at];
      whole += value;
      if (value < least) least = value;
      if (value > most) most = value;
    }
    const average = whole / length;
    const isLine = length >= LINE && most - least <= Math.max(flat, Math.abs(average - mean));
    if (isLine) hasLine = true;
    else if (Math.abs(weights[k]) >= HEAVY) return NaN;
    view += weights[k] * average;
  }
  return view - (hasLine ? mean : untouched);
}

/** The largest difference between pixels of one level, in code values. */
export function flatOf({ data }: Raster): number {
  return data instanceof Uint16Array ? 257 * FLAT : FLAT;
}
