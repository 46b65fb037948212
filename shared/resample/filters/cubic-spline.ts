/**
 * The cubic spline prefilter: coefficients c whose B-spline passes through the samples f,
 * (c[i-1] + 4 c[i] + c[i+1]) / 6 = f[i], mirrored at the ends (the end sample is not repeated).
 * One forward and one backward recursion with the pole z = sqrt(3) - 2; as taps, the impulse
 * response 6z / (z² - 1) · z^|k|. Exact: the operations and their order are scipy's; taps and
 * recursion agree within 1e-12 of the samples' range (test/shared/resample/cubic-spline.test.ts).
 *
 * Source: Unser, Aldroubi, Eden 1993, B-Spline Signal Processing II; scipy 1.10, ndimage
 * ni_splines.c.
 */
import { mirroredIndex } from '../coordinates.ts';
import type { Stage } from '../narrow.ts';
import type { AxisTaps } from '../taps.ts';

const POLE = Math.sqrt(3) - 2;

/** Taps to each side: |z|^REACH is below half the precision of a double. */
const REACH = 29;

/** The filter as a table: 2·REACH + 1 taps an output. */
export function cubicSplineTaps(n: number): AxisTaps {
  const taps = n === 1 ? 1 : 2 * REACH + 1;
  const offsets = Int32Array.from({ length: n + 1 }, (_, i) => i * taps);
  const indices = new Int32Array(n * taps);
  const weights = new Float64Array(n * taps);
  const response = Float64Array.from({ length: taps }, (_, k) =>
    n === 1 ? 1 : ((6 * POLE) / (POLE * POLE - 1)) * POLE ** Math.abs(k - REACH),
  );
  for (let dst = 0, at = 0; dst < n; dst++) {
    for (let k = 0; k < taps; k++, at++) {
      indices[at] = n === 1 ? 0 : mirroredIndex(dst + k - REACH, n);
      weights[at] = response[k];
    }
  }
  return { srcSize: n, dstSize: n, offsets, indices, weights };
}

/** Columns filtered at a time: a strip of them stays in the cache. */
const STRIP = 192;

/**
 * `stage` filtered along `axis`, in double precision; of the filtered lines only the rows (columns)
 * `kept` are left, null: all of them.
 */
export function filterCubicSpline(
  stage: Stage,
  channels: number,
  axis: 'x' | 'y',
  kept: Int32Array | null,
): Stage {
  return axis === 'x' ? filterRows(stage, channels, kept) : filterColumns(stage, channels, kept);
}

function filterRows({ width, height, data }: Stage, channels: number, kept: Int32Array | null) {
  const stride = width * channels;
  const columns = kept?.length ?? width;
  const out = new Float64Array(height * columns * channels);
  const row = new Float64Array(stride);
  for (let y = 0; y < height; y++) {
    row.set(data.subarray(y * stride, (y + 1) * stride));
    filterLines(row, width, channels);
    const to = out.subarray(y * columns * channels, (y + 1) * columns * channels);
    for (let i = 0, at = 0; i < columns; i++) {
      const from = (kept?.[i] ?? i) * channels;
      for (let c = 0; c < channels; c++) to[at++] = row[from + c];
    }
  }
  return { width: columns, height, data: out };
}

function filterColumns({ width, height, data }: Stage, channels: number, kept: Int32Array | null) {
  const stride = width * channels;
  const rows = kept?.length ?? height;
  const out = new Float64Array(rows * stride);
  for (let left = 0; left < stride; left += STRIP) {
    const count = Math.min(STRIP, stride - left);
    const strip = new Float64Array(height * count);
    for (let y = 0, at = 0; y < height; y++) {
      const from = y * stride + left;
      for (let i = 0; i < count; i++) strip[at++] = data[from + i];
    }
    filterLines(strip, height, count);
    for (let i = 0; i < rows; i++) {
      const from = (kept?.[i] ?? i) * count;
      for (let k = 0; k < count; k++) out[i * stride + left + k] = strip[from + k];
    }
  }
  return { width, height: rows, data: out };
}

/**
 * The two recursions over `lanes` lines of n samples at once, in place: sample i of line k stands
 * at i * lanes + k.
 */
function filterLines(lines: Float64Array, n: number, lanes: number): void {
  if (n === 1) return;
  const gain = (1 - POLE) * (1 - 1 / POLE);
  const last = (n - 1) * lanes;
  for (let i = 0; i < lines.length; i++) lines[i] *= gain;
  const wrap = POLE ** (n - 1);
  const first = new Float64Array(lanes);
  for (let k = 0; k < lanes; k++) first[k] = lines[k] + wrap * lines[last + k];
  let power = POLE;
  for (let i = lanes; i < last; i += lanes, power *= POLE) {
    for (let k = 0; k < lanes; k++) {
      first[k] += power * (lines[i + k] + wrap * lines[last - i + k]);
    }
  }
  for (let k = 0; k < lanes; k++) lines[k] = first[k] / (1 - wrap * wrap);
  for (let i = lanes; i < lines.length; i++) lines[i] += POLE * lines[i - lanes];
  for (let i = last; i < lines.length; i++) {
    lines[i] = ((POLE * lines[i - lanes] + lines[i]) * POLE) / (POLE * POLE - 1);
  }
  for (let i = last - 1; i >= 0; i--) lines[i] = POLE * (lines[i + lanes] - lines[i]);
}
