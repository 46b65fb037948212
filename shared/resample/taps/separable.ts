/** Plans of one pass an axis: the shape that most resizers have. */
import type { Size } from '../../base/raster.ts';
import type { Arithmetic, Axis, AxisPass, Pass, Plan, SourceShape } from './plan.ts';
import type { AxisTaps } from './taps.ts';

/** The table of an axis from n to m samples. */
export type TapsOf = (n: number, m: number) => AxisTaps;

/** A pass for each axis of `order`, in that order. */
export function axisPasses(
  source: Size,
  target: Size,
  order: readonly Axis[],
  tapsOf: TapsOf,
  arithmetic: Arithmetic,
): AxisPass[] {
  return order.map((axis) => ({
    type: 'axis',
    axis,
    taps: tapsOf(...lengthsOf(source, target, axis)),
    arithmetic,
  }));
}

/** The length of an axis in the source and in the target. */
export function lengthsOf(source: Size, target: Size, axis: Axis): [number, number] {
  return axis === 'x' ? [source.width, target.width] : [source.height, target.height];
}

/** Passes that bring samples of `source` to single precision: integers are exact in it as they are. */
export function toSingle(source: SourceShape): Pass[] {
  return source.dtype === 'float64' ? [{ type: 'point', operation: 'to-f32' }] : [];
}

/** A plan in single precision with float32 output: one pass an axis, in the order given. */
export function singlePlan(
  order: readonly Axis[],
  tapsOf: TapsOf,
  arithmetic: Arithmetic,
): (source: SourceShape, target: Size) => Plan {
  return (source, target) => ({
    source,
    target,
    output: 'float32',
    passes: [...toSingle(source), ...axisPasses(source, target, order, tapsOf, arithmetic)],
  });
}

/** A plan that picks samples and leaves them as they are, in any sample type. */
export function copyPlan(tapsOf: TapsOf): (source: SourceShape, target: Size) => Plan {
  return (source, target) => ({
    source,
    target,
    output: source.dtype,
    passes: axisPasses(source, target, ['x', 'y'], tapsOf, { kind: 'copy' }),
  });
}
