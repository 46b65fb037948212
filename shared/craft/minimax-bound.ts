/** The smallest bound on the change of any value under which outputs can have what is wanted. */
import type { AxisTaps } from '../resample/taps/taps.ts';
import type { Bounds } from './output-step.ts';

/**
 * The least whole bound, 0..255, under which every output by itself reaches its level within
 * `slack`: a lower bound of what all need together, and just that where they share no samples.
 * Outputs whose level is NaN, or out of reach whatever the bound, do not count.
 *
 * `decoy` is the channel, `bounds` what its samples may be at most; levels dstH*dstW.
 */
export function minimaxBound(
  decoy: Uint8Array,
  width: number,
  bounds: Bounds,
  x: AxisTaps,
  y: AxisTaps,
  levels: Float32Array,
  slack: number,
): number {
  let bound = 0;
  for (let output = 0; output < levels.length; output++) {
    const level = levels[output];
    if (Number.isNaN(level)) continue;
    const up = valueAt(output, 0, true) < level;
    const short = (limit: number) => {
      const value = valueAt(output, limit, up);
      return up ? level - slack - value : value - level - slack;
    };
    if (short(bound) <= 0 || short(255) > 0) continue;
    let low = bound; // short of the level
    let high = 255;
    while (high - low > 1) {
      const middle = (low + high) >> 1;
      if (short(middle) > 0) low = middle;
      else high = middle;
    }
    bound = high;
  }
  return bound;

  /** The largest (`up`) or smallest value of an output whose samples change by up to `limit`. */
  function valueAt(output: number, limit: number, up: boolean): number {
    const dstX = output % x.dstSize;
    const dstY = (output - dstX) / x.dstSize;
    let value = 0;
    for (let j = y.offsets[dstY]; j < y.offsets[dstY + 1]; j++) {
      for (let i = x.offsets[dstX]; i < x.offsets[dstX + 1]; i++) {
        const at = y.indices[j] * width + x.indices[i];
        const weight = y.weights[j] * x.weights[i];
        const sample =
          weight > 0 === up
            ? Math.min(bounds.most[at], decoy[at] + limit)
            : Math.max(bounds.least[at], decoy[at] - limit);
        value += weight * sample;
      }
    }
    return value;
  }
}
