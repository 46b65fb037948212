/**
 * What a machine would see if every pixel that it reads were like the untouched ones of its own row
 * of the cell, or of its own column. Lines, edges and strokes that lie in the read rows of a picture
 * make its view stray from the mean, and these stray with it; what is written into single pixels is
 * in neither. Where all of a row strays, it is a line of the picture too.
 *
 *   row view = sum over the rows that an output reads of weight * mean of the row's untouched pixels
 */
import { NO_CLASS } from '../../cells/axis-cells.ts';
import type { Raster } from '../../raster.ts';
import type { AxisTaps } from '../../resample/taps.ts';
import type { ViewCells } from './untouched.ts';

/** Pixels of a cell side by side that make a line. */
const LINE = 2;

/** The row view of cell (i, j) over the columns of cells i - reach..i + reach; NaN without any. */
export function rowView(
  { data, width, channels }: Raster,
  channel: number,
  { x, y }: ViewCells,
  { offsets, indices, weights }: AxisTaps,
  chosen: Uint8Array,
  i: number,
  j: number,
  reach: number,
): number {
  const from = x.from[Math.max(0, i - reach)];
  const to = x.to[Math.min(x.to.length - 1, i + reach)];
  let view = 0;
  for (let k = offsets[j]; k < offsets[j + 1]; k++) {
    const rowClass = y.classOf[indices[k]];
    if (rowClass === NO_CLASS) return NaN;
    const line = indices[k] * width;
    let count = 0;
    let sum = 0;
    let whole = 0;
    for (let column = from; column < to; column++) {
      const own = x.classOf[column];
      const value = data[(line + column) * channels + channel];
      whole += value;
      if (own === NO_CLASS || chosen[rowClass * x.classes + own] === 0) continue;
      count++;
      sum += value;
    }
    if (count === 0 && to - from < LINE) return NaN;
    view += weights[k] * (count > 0 ? sum / count : whole / (to - from));
  }
  return view;
}

/** The column view of cell (i, j) over the rows of cells j - reach..j + reach. */
export function columnView(
  { data, width, channels }: Raster,
  channel: number,
  { x, y }: ViewCells,
  { offsets, indices, weights }: AxisTaps,
  chosen: Uint8Array,
  i: number,
  j: number,
  reach: number,
): number {
  const from = y.from[Math.max(0, j - reach)];
  const to = y.to[Math.min(y.to.length - 1, j + reach)];
  let view = 0;
  for (let k = offsets[i]; k < offsets[i + 1]; k++) {
    const own = x.classOf[indices[k]];
    if (own === NO_CLASS) return NaN;
    let count = 0;
    let sum = 0;
    let whole = 0;
    for (let row = from; row < to; row++) {
      const rowClass = y.classOf[row];
      const value = data[(row * width + indices[k]) * channels + channel];
      whole += value;
      if (rowClass === NO_CLASS || chosen[rowClass * x.classes + own] === 0) continue;
      count++;
      sum += value;
    }
    if (count === 0 && to - from < LINE) return NaN;
    view += weights[k] * (count > 0 ? sum / count : whole / (to - from));
  }
  return view;
}
