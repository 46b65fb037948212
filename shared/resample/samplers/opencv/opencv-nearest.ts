/**
 * OpenCV NEAREST and NEAREST_EXACT. Exact, in every sample type.
 *
 *   nearest              floor(d * ratio): no half pixel, so it reads other pixels than everybody
 *                        else
 *   nearest-exact        5.0: Pillow's NEAREST
 *   nearest-exact@4.14   4.14: (step * d + floor(step / 2) - n mod 2) >> 16, where
 *                        step = (n * 2^16 + floor(m / 2)) / m, truncated
 *   nearest-exact@4.6    4.6: the same with floor(step / 2) - 1
 *
 * The releases between 4.6 and 4.14 follow one of the two.
 * Source: opencv 4.6.0, modules/imgproc/src/resize.cpp; 4.14 and 5.0 by measurement.
 */
import type { Size } from '../../../base/raster.ts';
import type { Plan, SourceShape } from '../../taps/plan.ts';
import { singleTaps, type AxisTaps } from '../../taps/taps.ts';
import { copyPlan, ratioOf } from './opencv-axes.ts';
import { nearestIndices } from '../pillow-taps.ts';

function nearestTaps(n: number, m: number): AxisTaps {
  const ratio = ratioOf(n, m);
  return singleTaps(n, m, (dst) => Math.min(Math.floor(dst * ratio), n - 1));
}

/** In 16.16 fixed point; `lag` is what is taken from the half-pixel offset. */
function fixedTaps(n: number, m: number, lag: number): AxisTaps {
  const step = Math.floor((n * 65536 + Math.floor(m / 2)) / m);
  const offset = Math.floor(step / 2) - lag;
  return singleTaps(n, m, (dst) => Math.min(Math.floor((step * dst + offset) / 65536), n - 1));
}

function accumulatedTaps(n: number, m: number): AxisTaps {
  const indices = nearestIndices(0, n, m);
  return singleTaps(n, m, (dst) => indices[dst]);
}

function planWith(tapsOf: (n: number, m: number) => AxisTaps) {
  return (source: SourceShape, target: Size): Plan => {
    const x = tapsOf(source.width, target.width);
    return copyPlan(source, target, x, tapsOf(source.height, target.height));
  };
}

export const nearestPlan = planWith(nearestTaps);
export const nearestExactPlan46 = planWith((n, m) => fixedTaps(n, m, 1));
export const nearestExactPlan414 = planWith((n, m) => fixedTaps(n, m, n % 2));
export const nearestExactPlan50 = planWith(accumulatedTaps);
