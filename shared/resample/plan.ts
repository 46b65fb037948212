/**
 * A plan says how one library resizes one raster: the passes in their order, each a tap table and
 * the arithmetic the library does with it. A plan is made by a sampler for a source shape and a
 * target size (samplers/), executed by `apply`, and read by `lattice`.
 */
import type { Channels, Dtype, Size } from '../raster.ts';
import { composeTaps, identityTaps, type AxisTaps } from './taps.ts';

export type Axis = 'x' | 'y';

/**
 * How the products of samples and weights are added and rounded.
 * - copy: the tap's sample, unchanged, in any sample type.
 * - lerp-f32: a + (b - a) * w in single precision, w the second tap's weight (TensorFlow).
 * - sum-f32: taps in order, each product and each sum rounded to single precision.
 * - sum-f64: the same in double precision.
 * - fixed-exact: weights are integers over 2^bits; the exact integer sum is kept (times 2^bits).
 * - fixed-round: weights are integers over 2^bits, on exact sums that still carry `carry` bits:
 *   clamp((sum + half) >> (bits + carry)), back to integer samples.
 * - opencv-linear-v: OpenCV's vertical pass on sums that carry 11 bits:
 *   (((b0 * (s0 >> 4)) >> 16) + ((b1 * (s1 >> 4)) >> 16) + 2) >> 2.
 */
export type Arithmetic =
  | { kind: 'copy' }
  | { kind: 'lerp-f32' }
  | { kind: 'sum-f32' }
  | { kind: 'sum-f64' }
  | { kind: 'fixed-exact'; bits: number }
  | { kind: 'fixed-round'; bits: number; carry: number }
  | { kind: 'opencv-linear-v' };

/** One axis resized with one table. */
export interface AxisPass {
  type: 'axis';
  axis: Axis;
  taps: AxisTaps;
  arithmetic: Arithmetic;
}

/** Samples converted without a change of size. `round-clamp` is half to even, to the plan's dtype. */
export interface PointPass {
  type: 'point';
  operation: 'to-f32' | 'to-f64' | 'round-clamp';
}

export type Pass = AxisPass | PointPass;

export interface Plan {
  source: Size;
  target: Size;
  /** Sample type of the result. */
  output: Dtype;
  passes: Pass[];
}

/** The shape a plan is made for: samplers may choose their arithmetic by channels and dtype. */
export interface SourceShape extends Size {
  channels: Channels;
  dtype: Dtype;
}

/**
 * The plan's table along one axis from the source to the target, all passes composed: which source
 * columns (or rows) feed which target column, with which total weight.
 */
export function axisTapsOf(plan: Plan, axis: Axis): AxisTaps {
  let total: AxisTaps | undefined;
  for (const pass of plan.passes) {
    if (pass.type !== 'axis' || pass.axis !== axis) continue;
    total = total === undefined ? pass.taps : composeTaps(total, pass.taps);
  }
  return total ?? identityTaps(axis === 'x' ? plan.source.width : plan.source.height);
}
