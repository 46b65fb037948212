/**
 * The source as two pictures: the pixels that a view reads alone, and the picture without them. A
 * pixel is read where its column and its row both have a tap (resample/lattice.ts). For the eye
 * only; nothing is measured on them.
 */
import { type IntegerSamples, type Raster } from '../base/raster.ts';
import { latticeOf } from './lattice.ts';
import type { AxisTaps } from './taps/taps.ts';

/**
 * `source` (H×W×C) as RGBA in which the pixels that are not read are transparent; those that are
 * read keep their color and, where they have one, their alpha.
 */
export function readPixels(
  source: Raster<IntegerSamples>,
  x: AxisTaps,
  y: AxisTaps,
): Raster<IntegerSamples> {
  const { width, height, channels, data } = source;
  const Type = data.constructor as new (length: number) => IntegerSamples;
  const out = new Type(width * height * 4);
  const opaque = data instanceof Uint8Array ? 255 : 65535;
  const columns = latticeOf(x);
  const [g, b] = channels === 1 ? [0, 0] : [1, 2];
  for (const row of latticeOf(y)) {
    for (const column of columns) {
      const from = (row * width + column) * channels;
      const to = (row * width + column) * 4;
      out[to] = data[from];
      out[to + 1] = data[from + g];
      out[to + 2] = data[from + b];
      out[to + 3] = channels === 4 ? data[from + 3] : opaque;
    }
  }
  return { width, height, channels: 4, data: out };
}

/**
 * `source` with every pixel that is read rebuilt from the nearest pixels that are not, to its left
 * and right in its row and above and below in its column, the nearer the heavier (by 1 / distance).
 * Where every column and every row is read there is nothing to rebuild from: the picture as it is.
 */
export function withoutReadPixels(
  source: Raster<IntegerSamples>,
  x: AxisTaps,
  y: AxisTaps,
): Raster<IntegerSamples> {
  const { width, height, channels } = source;
  const data = source.data.slice();
  const columns = latticeOf(x);
  const across = nearestUnread(columns, width);
  const down = nearestUnread(latticeOf(y), height);
  const sums = new Float64Array(channels);
  for (const row of latticeOf(y)) {
    for (const column of columns) {
      const at = (row * width + column) * channels;
      let total = 0;
      sums.fill(0);
      const add = (index: number, distance: number): void => {
        total += 1 / distance;
        for (let c = 0; c < channels; c++) sums[c] += source.data[index + c] / distance;
      };
      const { before: left, after: right } = across;
      const { before: above, after: below } = down;
      if (left[column] >= 0) add((row * width + left[column]) * channels, column - left[column]);
      if (right[column] >= 0) add((row * width + right[column]) * channels, right[column] - column);
      if (above[row] >= 0) add((above[row] * width + column) * channels, row - above[row]);
      if (below[row] >= 0) add((below[row] * width + column) * channels, below[row] - row);
      if (total === 0) continue;
      for (let c = 0; c < channels; c++) data[at + c] = Math.round(sums[c] / total);
    }
  }
  return { width, height, channels, data };
}

/** For each index the nearest one before and after it that is not in `read`; -1: there is none. */
function nearestUnread(read: Int32Array, size: number): { before: Int32Array; after: Int32Array } {
  const isRead = new Uint8Array(size);
  for (const index of read) isRead[index] = 1;
  const before = new Int32Array(size).fill(-1);
  const after = new Int32Array(size).fill(-1);
  for (let i = 1; i < size; i++) before[i] = isRead[i - 1] === 0 ? i - 1 : before[i - 1];
  for (let i = size - 2; i >= 0; i--) after[i] = isRead[i + 1] === 0 ? i + 1 : after[i + 1];
  return { before, after };
}
