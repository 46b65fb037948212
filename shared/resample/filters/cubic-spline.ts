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
import type { Buffer } from '../arithmetic/combiner.ts';
import { mirroredIndex } from '../coordinates.ts';
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

/** `stage` filtered along `axis`: Float64Array, height*width*channels. */
export function filterCubicSpline(
  stage: { width: number; height: number; data: Buffer },
  channels: number,
  axis: 'x' | 'y',
): Float64Array {
  const out = Float64Array.from(stage.data);
  const row = stage.width * channels;
  const [n, step] = axis === 'x' ? [stage.width, channels] : [stage.height, row];
  if (n === 1) return out;
  for (let at = 0; at < out.length; at++) {
    const position = axis === 'x' ? (at % row) - (at % channels) : at - (at % row);
    if (position === 0) filterLine(out, at, step, n);
  }
  return out;
}

/** The two recursions over line[at + i * step], i < n, in place. */
function filterLine(line: Float64Array, at: number, step: number, n: number): void {
  const gain = (1 - POLE) * (1 - 1 / POLE);
  const last = at + (n - 1) * step;
  for (let i = at; i <= last; i += step) line[i] *= gain;
  const wrap = POLE ** (n - 1);
  let first = line[at] + wrap * line[last];
  let power = POLE;
  for (let i = 1; i < n - 1; i++, power *= POLE) {
    first += power * (line[at + i * step] + wrap * line[last - i * step]);
  }
  line[at] = first / (1 - wrap * wrap);
  for (let i = at + step; i <= last; i += step) line[i] += POLE * line[i - step];
  line[last] = ((POLE * line[last - step] + line[last]) * POLE) / (POLE * POLE - 1);
  for (let i = last - step; i >= at; i -= step) line[i] = POLE * (line[i + step] - line[i]);
}
