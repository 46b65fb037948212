/**
 * The cubic spline prefilter: coefficients c whose B-spline passes through the samples f,
 * (c[i-1] + 4 c[i] + c[i+1]) / 6 = f[i], mirrored at the ends (the end sample is not repeated).
 * scipy runs one forward and one backward recursion with the pole z = sqrt(3) - 2; as taps that is
 * the impulse response 6z / (z² - 1) · z^|k|, cut off below the precision of a double. Both agree
 * within 1e-14 of the samples' range (test/shared/resample/cubic-spline.test.ts).
 *
 * Source: Unser, Aldroubi, Eden 1993, B-Spline Signal Processing II; scipy 1.10, ndimage
 * ni_splines.c.
 */
import { mirroredIndex } from '../taps/coordinates.ts';
import type { AxisTaps } from '../taps/taps.ts';

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
    const isInside = dst >= REACH && dst + REACH < n;
    for (let k = 0; k < taps; k++, at++) {
      const index = dst + k - REACH;
      indices[at] = n === 1 ? 0 : isInside ? index : mirroredIndex(index, n);
      weights[at] = response[k];
    }
  }
  return { srcSize: n, dstSize: n, offsets, indices, weights };
}
