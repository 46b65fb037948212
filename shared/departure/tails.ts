/**
 * How far the detail of a cell varies from pixel to pixel: impulses and thin strokes are few pixels that
 * stray far, and a few cells of a fair picture hit them. What cells depart by in sum may be more than
 * what they may by DEVIATIONS standard errors.
 *
 *   spread   variance of (pixel - mean)² over the untouched pixels of a cell and of those around it
 */
import type { CellSums } from '../cells/cell-sums.ts';
import { NO_CLASS } from '../cells/axis-cells.ts';
import type { ChannelView } from './channel-view.ts';
import type { LookedInto } from './line-departures.ts';

/**
 * The spread of the cells of `parts` and of those beside them in grey levels to the fourth, 0 of others; `detail`: their variance,
 * in squared grey levels (cells/cell-sums.ts); `scale`: grey levels per code.
 */
export function spreadsOf(
  { source, channel, cells }: ChannelView,
  parts: readonly LookedInto[],
  { count, sum }: CellSums,
  detail: (cell: number) => number,
  scale: number,
): Float64Array {
  const { width, height, x, y } = cells;
  const { data, channels } = source;
  const counts = sumsAround(count, width, height);
  const means = sumsAround(sum, width, height);
  for (let cell = 0; cell < means.length; cell++) means[cell] /= counts[cell] || 1;
  const fourths = new Float64Array(width * height);
  for (const { tile, masks } of parts) {
    const { values } = masks;
    for (let j = tile.top; j < tile.bottom; j++) {
      for (let row = y.from[j]; row < y.to[j]; row++) {
        if (y.classOf[row] === NO_CLASS) continue;
        const mask = y.classOf[row] * masks.stride - masks.base;
        const line = row * source.width * channels + channel;
        for (let i = tile.left, cell = j * width + i; i < tile.right; i++, cell++) {
          const mean = means[cell];
          const end = x.to[i];
          let fourth = 0;
          for (let column = x.from[i]; column < end; column++) {
            if (values[mask + column] === 0) continue;
            const stray = data[line + column * channels] - mean;
            const square = stray * stray;
            fourth += square * square;
          }
          fourths[cell] += fourth;
        }
      }
    }
  }
  const unit = scale ** 4;
  return sumsAround(fourths, width, height).map((fourth, cell) =>
    counts[cell] > 0 ? Math.max(0, (unit * fourth) / counts[cell] - detail(cell) ** 2) : 0,
  );
}

/** The sum over each cell and those around it. */
function sumsAround(
  values: Float32Array | Float64Array,
  width: number,
  height: number,
): Float64Array {
  const across = new Float64Array(values.length);
  const sums = new Float64Array(values.length);
  for (let at = 0; at < values.length; at += width) {
    const end = at + width - 1;
    for (let cell = at; cell <= end; cell++) {
      const before = cell > at ? values[cell - 1] : 0;
      const after = cell < end ? values[cell + 1] : 0;
      across[cell] = before + values[cell] + after;
    }
  }
  for (let j = 0, cell = 0; j < height; j++) {
    for (let i = 0; i < width; i++, cell++) {
      const above = j > 0 ? across[cell - width] : 0;
      const below = j + 1 < height ? across[cell + width] : 0;
      sums[cell] = above + across[cell] + below;
    }
  }
  return sums;
}
