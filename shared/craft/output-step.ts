/**
 * One output of a view and the source samples that feed it: their value, and the exact step along
 * the output's multiplier that brings the value to a level.
 *
 *   value(t) = sum w clip(y + t w)   never falls with t and is linear between the points at which a
 *                                    sample meets its bounds, so Newton's steps end at the root
 */
import type { AxisTaps } from '../resample/taps/taps.ts';

/** What each sample of a channel may be, height*width; equal where it may not be changed. */
export interface Bounds {
  least: Uint8Array;
  most: Uint8Array;
}

export interface OutputStep {
  /** What `output` (dstY*dstW + dstX) is made of the samples, clipped to their bounds. */
  valueOf(output: number): number;
  /**
   * Moves the samples of `output` along its multiplier so that its value, clamped to 0..255, is
   * within `slack` of `level`, as near as the bounds allow, and the multiplier is 0 where it is
   * without. Returns by how much it was off before.
   */
  reach(output: number, level: number, slack: number, multipliers: Float32Array): number;
}

/** Roots are found within this much of a level. */
const EXACT = 1e-3;

const MAX_NEWTON_STEPS = 64;

/** Taps of a smaller share of the heaviest do not decide how far a multiplier goes. */
const LEAST_COUNTING = 1e-3;

/** The steps of a view with tables `x` and `y` on `plane`, which they change. */
export function createOutputStep(
  plane: Float32Array,
  width: number,
  { least, most }: Bounds,
  x: AxisTaps,
  y: AxisTaps,
): OutputStep {
  const room = mostTaps(x) * mostTaps(y);
  const at = new Int32Array(room);
  const weight = new Float64Array(room);
  const value = new Float64Array(room);
  const low = new Float64Array(room);
  const high = new Float64Array(room);
  let count = 0;

  function gather(output: number): void {
    const dstX = output % x.dstSize;
    const dstY = (output - dstX) / x.dstSize;
    count = 0;
    for (let j = y.offsets[dstY]; j < y.offsets[dstY + 1]; j++) {
      const row = y.indices[j] * width;
      const weightY = y.weights[j];
      for (let i = x.offsets[dstX]; i < x.offsets[dstX + 1]; i++) {
        const source = row + x.indices[i];
        at[count] = source;
        weight[count] = weightY * x.weights[i];
        value[count] = plane[source];
        low[count] = least[source];
        high[count] = most[source];
        count++;
      }
    }
  }

  /** The value of the gathered samples moved by t. */
  function moved(t: number): number {
    let sum = 0;
    for (let k = 0; k < count; k++) {
      const sample = value[k] + t * weight[k];
      sum += weight[k] * (sample < low[k] ? low[k] : sample > high[k] ? high[k] : sample);
    }
    return sum;
  }

  /** Slope of the value at t toward larger (`up`) or smaller t. */
  function slopeAt(t: number, up: boolean): number {
    let slope = 0;
    for (let k = 0; k < count; k++) {
      const w = weight[k];
      const sample = value[k] + t * w;
      const rises = w > 0 === up;
      if (rises ? sample >= low[k] && sample < high[k] : sample > low[k] && sample <= high[k]) {
        slope += w * w;
      }
    }
    return slope;
  }

  /** The next t at which a sample that was beyond its bounds comes back into them; NaN: none. */
  function nextEntry(t: number, up: boolean): number {
    let nearest = up ? Infinity : -Infinity;
    for (let k = 0; k < count; k++) {
      if (weight[k] === 0 || low[k] === high[k]) continue;
      const entry = ((weight[k] > 0 === up ? low[k] : high[k]) - value[k]) / weight[k];
      if (up ? entry > t && entry < nearest : entry < t && entry > nearest) nearest = entry;
    }
    return Number.isFinite(nearest) ? nearest : NaN;
  }

  /** From here on every tap that counts is at a bound: further is only away from single precision. */
  function largestMultiplier(): number {
    let least = Infinity;
    let most = 0;
    for (let k = 0; k < count; k++) {
      const size = Math.abs(weight[k]);
      if (size > most) most = size;
      if (size < least) least = size;
    }
    return 256 / Math.max(least, LEAST_COUNTING * most);
  }

  /** The t from which on the value is `level`, or as near to it as it comes. */
  function rootFrom(start: number, level: number): number {
    let t = start;
    let below = -Infinity;
    let above = Infinity;
    for (let step = 0; step < MAX_NEWTON_STEPS; step++) {
      const short = level - moved(t);
      if (Math.abs(short) <= EXACT) return t;
      const up = short > 0;
      if (up) below = t;
      else above = t;
      const slope = slopeAt(t, up);
      let next = slope > 0 ? t + short / slope : nextEntry(t, up);
      if (Number.isNaN(next)) return t;
      if (!(next > below && next < above)) next = (below + above) / 2;
      if (next === t) return t;
      t = next;
    }
    return t;
  }

  return {
    valueOf(output) {
      gather(output);
      return moved(0);
    },
    reach(output, level, slack, multipliers) {
      gather(output);
      // Views are clamped to 0..255: what is beyond is seen as the end of the range.
      const floor = level <= 0 ? -Infinity : level - slack;
      const ceiling = level >= 255 ? Infinity : level + slack;
      const now = moved(0);
      const off = Math.max(floor - now, now - ceiling);
      const multiplier = multipliers[output];
      if (off <= 0 && multiplier === 0) return 0;
      let t = -multiplier;
      const free = moved(t);
      if (free < floor - EXACT) t = rootFrom(Math.max(t, 0), floor);
      else if (free > ceiling + EXACT) t = rootFrom(Math.min(t, 0), ceiling);
      const most = largestMultiplier();
      t = Math.min(most, Math.max(-most, multiplier + t)) - multiplier;
      if (t !== 0) {
        for (let k = 0; k < count; k++) plane[at[k]] = value[k] + t * weight[k];
        multipliers[output] = multiplier + t;
      }
      return Math.max(0, off);
    },
  };
}

function mostTaps({ dstSize, offsets }: AxisTaps): number {
  let most = 0;
  for (let dst = 0; dst < dstSize; dst++) most = Math.max(most, offsets[dst + 1] - offsets[dst]);
  return most;
}
