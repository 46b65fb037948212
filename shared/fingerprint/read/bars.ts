/**
 * The bars of a chart: strips that are constant along one axis, so that what a resize makes of them follows from
 * the table of the other axis alone. They tell tables apart before any picture is made.
 */
import type { Raster, Size } from '../../base/raster.ts';
import type { AxisTaps } from '../../resample/taps/taps.ts';
import { BAR_COLUMNS, BAR_ROWS, cellStart } from '../chart/layout.ts';
import type { AxisPlace, Place } from './place.ts';

/** The levels of the bars along an axis of a chart; NaN where the strips of the other axis cross. */
export function barsOf({ width, height, channels, data }: Raster, axis: 'x' | 'y'): Float64Array {
  if (axis === 'x') {
    const row = Math.floor(
      (cellStart(height, BAR_ROWS[0]) + cellStart(height, BAR_ROWS[0] + 1)) / 2,
    );
    return Float64Array.from({ length: width }, (_, x) => data[(row * width + x) * channels]);
  }
  const column = Math.floor(
    (cellStart(width, BAR_COLUMNS[0]) + cellStart(width, BAR_COLUMNS[0] + 1)) / 2,
  );
  const bars = Float64Array.from(
    { length: height },
    (_, y) => data[(y * width + column) * channels],
  );
  for (const row of BAR_ROWS) bars.fill(NaN, cellStart(height, row), cellStart(height, row + 1));
  return bars;
}

/** How far from the end of a strip its lines are taken, in lines of the picture; less where there are too few. */
const MARGINS = [4.5, 3, 1.5, 0.5];
const LEAST_LINES = 2;

/**
 * The mean of the lines of `plane` (a picture that is upright) that show bars along `axis`. Null where it shows
 * none of them.
 */
export function barsIn(
  plane: ArrayLike<number>,
  picture: Size,
  chart: Size,
  place: Place,
  axis: 'x' | 'y',
): Float64Array | null {
  const isX = axis === 'x';
  const across: AxisPlace = isX ? place.y : place.x;
  const [lines, count] = isX ? [picture.height, picture.width] : [picture.width, picture.height];
  const side = isX ? chart.height : chart.width;
  const scale = (across.to - across.from) / lines;
  for (const margin of MARGINS) {
    const far = margin * Math.max(1, scale);
    const shown: number[] = [];
    for (let line = 0; line < lines; line++) {
      const at = across.from + (line + 0.5) * scale;
      const isIn = (isX ? BAR_ROWS : BAR_COLUMNS).some(
        (cell) => at - far >= cellStart(side, cell) && at + far <= cellStart(side, cell + 1),
      );
      if (isIn) shown.push(line);
    }
    if (shown.length < LEAST_LINES && margin !== MARGINS.at(-1)) continue;
    if (shown.length === 0) return null;
    const out = new Float64Array(count);
    for (const line of shown) {
      for (let i = 0; i < count; i++) {
        out[i] += plane[isX ? line * picture.width + i : i * picture.width + line];
      }
    }
    return out.map((sum) => sum / shown.length);
  }
  return null;
}

/** What `taps` make of `bars` from `start` on; NaN where they read what is not known. */
export function resampled(bars: Float64Array, start: number, taps: AxisTaps): Float64Array {
  const { offsets, indices, weights, dstSize } = taps;
  const out = new Float64Array(dstSize);
  for (let d = 0; d < dstSize; d++) {
    let sum = 0;
    for (let k = offsets[d]; k < offsets[d + 1]; k++) sum += weights[k] * bars[start + indices[k]];
    out[d] = sum;
  }
  return out;
}

/** The mean squared difference of `shown` and `made` from `from` on, and of how many samples. */
export function misfit(
  shown: Float64Array,
  made: Float64Array,
  from: number,
): { mean: number; count: number } {
  let sum = 0;
  let count = 0;
  for (let i = 0; i < shown.length; i++) {
    const value = made[from + i];
    if (!(value === value)) continue; // NaN, or beyond the end
    const off = Math.min(255, Math.max(0, value)) - shown[i];
    sum += off * off;
    count++;
  }
  return { mean: count === 0 ? Infinity : sum / count, count };
}
