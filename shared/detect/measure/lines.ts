/**
 * What a machine would see if every pixel that it reads were like the untouched ones of its own row
 * of the cell, or of its own column. Lines, edges and strokes that lie in the read rows of a picture
 * make its view stray from the mean, and these stray with it; what is written into single pixels is
 * in neither. A row without untouched pixels that is of one level, and not that of its cell, is a line
 * of the picture too.
 *
 *   row view = sum over the rows that an output reads of weight * mean of the row's untouched pixels
 */
import { NO_CLASS } from '../../cells/axis-cells.ts';
import type { Raster } from '../../raster.ts';
import type { AxisTaps } from '../../resample/taps.ts';
import type { ViewCells } from './untouched.ts';

/** Grey levels between the pixels of what is of one level. */
const FLAT = 4;

/** The weight from which on a row without untouched pixels has to be a line. */
const HEAVY = 1 / 8;

/** Pixels of a cell side by side that make a line. */
const LINE = 2;

/**
 * What the row view of cell (i, j) differs by from the mean of its untouched pixels, over the columns
 * of cells i - reach..i + reach; from the mean of all where it holds a line. NaN where there is none.
 */
export function rowDifference(
  { data, width, channels }: Raster,
  channel: number,
  { x, y }: ViewCells,
  { offsets, indices, weights }: AxisTaps,
  chosen: Uint8Array,
  mean: number,
  untouched: number,
  i: number,
  j: number,
  reach: number,
): number {
  const from = x.from[Math.max(0, i - reach)];
  const to = x.to[Math.min(x.to.length - 1, i + reach)];
  const flat = data instanceof Uint16Array ? 257 * FLAT : FLAT;
  let view = 0;
  let hasLine = false;
  for (let k = offsets[j]; k < offsets[j + 1]; k++) {
    const rowClass = y.classOf[indices[k]];
    if (rowClass === NO_CLASS) return NaN;
    const line = indices[k] * width;
    let count = 0;
    let sum = 0;
    let whole = 0;
    let least = Infinity;
    let most = -Infinity;
    for (let column = from; column < to; column++) {
      const own = x.classOf[column];
      const value = data[(line + column) * channels + channel];
      whole += value;
      if (value < least) least = value;
      if (value > most) most = value;
      if (own === NO_CLASS || chosen[rowClass * x.classes + own] === 0) continue;
      count++;
      sum += value;
    }
    const average = whole / (to - from);
    const isLine = to - from >= LINE && most - least <= Math.max(flat, Math.abs(average - mean));
    if (count === 0 && !isLine && Math.abs(weights[k]) >= HEAVY) return NaN;
    if (count === 0 && isLine) hasLine = true;
    view += weights[k] * (count > 0 ? sum / count : average);
  }
  return view - (hasLine ? mean : untouched);
}

/** The same of the column view, over the rows of cells j - reach..j + reach. */
export function columnDifference(
  { data, width, channels }: Raster,
  channel: number,
  { x, y }: ViewCells,
  { offsets, indices, weights }: AxisTaps,
  chosen: Uint8Array,
  mean: number,
  untouched: number,
  i: number,
  j: number,
  reach: number,
): number {
  const from = y.from[Math.max(0, j - reach)];
  const to = y.to[Math.min(y.to.length - 1, j + reach)];
  const flat = data instanceof Uint16Array ? 257 * FLAT : FLAT;
  let view = 0;
  let hasLine = false;
  for (let k = offsets[i]; k < offsets[i + 1]; k++) {
    const own = x.classOf[indices[k]];
    if (own === NO_CLASS) return NaN;
    let count = 0;
    let sum = 0;
    let whole = 0;
    let least = Infinity;
    let most = -Infinity;
    for (let row = from; row < to; row++) {
      const rowClass = y.classOf[row];
      const value = data[(row * width + indices[k]) * channels + channel];
      whole += value;
      if (value < least) least = value;
      if (value > most) most = value;
      if (rowClass === NO_CLASS || chosen[rowClass * x.classes + own] === 0) continue;
      count++;
      sum += value;
    }
    const average = whole / (to - from);
    const isLine = to - from >= LINE && most - least <= Math.max(flat, Math.abs(average - mean));
    if (count === 0 && !isLine && Math.abs(weights[k]) >= HEAVY) return NaN;
    if (count === 0 && isLine) hasLine = true;
    view += weights[k] * (count > 0 ? sum / count : average);
  }
  return view - (hasLine ? mean : untouched);
}
