/**
 * Where a machine view departs from what a person sees: the source rectangle that holds the cells
 * whose difference the picture's detail does not explain.
 */
import type { Raster } from '../../raster.ts';
import { greyLevel } from './disagreement.ts';
import { greyLevelsPerCode, type Moments } from './moments.ts';

/** A rectangle of cells of the view. */
export interface CellBox {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** A cell counts when its squared difference is this many times the typical detail of its view. */
const UNEXPLAINED = 3;

/** Share of the counting cells that may lie outside the box, on each side: single cells stray. */
const STRAY = 0.01;

/**
 * The box that holds all but the stray unexplained cells of `machine` (in the code values of
 * `source`), or null where there are none. The typical detail is the median variance of the cells,
 * which a hidden picture in part of the frame does not raise.
 */
export function departureBox(machine: Raster, moments: Moments, source: Raster): CellBox | null {
  const { width, height, channels } = machine;
  const scale = greyLevelsPerCode(source);
  const colors = channels === 4 ? 3 : channels;
  const detail = new Float64Array(width * height);
  const departure = new Float64Array(width * height);
  for (let pixel = 0; pixel < detail.length; pixel++) {
    for (let c = 0; c < colors; c++) {
      const i = pixel * channels + c;
      const difference = greyLevel(machine.data[i] * scale) - moments.mean[i];
      departure[pixel] = Math.max(departure[pixel], difference * difference);
      detail[pixel] = Math.max(detail[pixel], moments.variance[i]);
    }
  }
  const threshold = UNEXPLAINED * (median(detail) + 4);
  const columns = new Float64Array(width);
  const rows = new Float64Array(height);
  let count = 0;
  for (let pixel = 0; pixel < departure.length; pixel++) {
    if (departure[pixel] <= threshold) continue;
    columns[pixel % width]++;
    rows[Math.floor(pixel / width)]++;
    count++;
  }
  if (count === 0) return null;
  const [left, right] = span(columns, count * STRAY);
  const [top, bottom] = span(rows, count * STRAY);
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

/** First and last index beyond which at most `stray` counts lie. */
function span(counts: Float64Array, stray: number): [number, number] {
  let first = 0;
  let last = counts.length - 1;
  for (let sum = counts[first]; sum <= stray && first < last; sum += counts[first]) first++;
  for (let sum = counts[last]; sum <= stray && last > first; sum += counts[last]) last--;
  return [first, last];
}

function median(values: Float64Array): number {
  return values.slice().sort()[values.length >> 1];
}
