/**
 * What a pair of tap tables makes of a plane, in single precision, without any library's rounding:
 * within 0.01 grey levels of the same in double precision.
 */
import { applyPlan } from '../resample/passes/apply.ts';
import type { Axis, AxisPass } from '../resample/taps/plan.ts';
import type { AxisTaps } from '../resample/taps/taps.ts';
import type { Plane } from './planes.ts';

/**
 * The view: height*width*channels, in grey levels (of squares: squared). Only the rows and columns
 * that it reads are looked at.
 */
export function viewOfPlane({ raster, scale }: Plane, x: AxisTaps, y: AxisTaps): Float32Array {
  const passes = [passOf('x', x), passOf('y', y)];
  const view = applyPlan(raster, {
    source: raster,
    target: { width: x.dstSize, height: y.dstSize },
    output: 'float32',
    passes: isXFirst(x, y) ? passes : passes.reverse(),
  });
  const data = view.data as Float32Array;
  if (scale !== 1) for (let i = 0; i < data.length; i++) data[i] *= scale;
  return data;
}

/** Weights are rounded to single precision, in which they are summed. */
function passOf(axis: Axis, taps: AxisTaps): AxisPass {
  const weights = Float64Array.from(Float32Array.from(taps.weights));
  return { type: 'axis', axis, taps: { ...taps, weights }, arithmetic: { kind: 'sum-f32' } };
}

/** Whether the axis that needs fewer products is x. */
function isXFirst(x: AxisTaps, y: AxisTaps): boolean {
  return (
    countRead(y) * x.indices.length + y.indices.length * x.dstSize <=
    countRead(x) * y.indices.length + x.indices.length * y.dstSize
  );
}

/** The samples of the source that are read at all. */
function countRead({ srcSize, indices }: AxisTaps): number {
  const read = new Uint8Array(srcSize);
  let count = 0;
  for (let k = 0; k < indices.length; k++) {
    count += 1 - read[indices[k]];
    read[indices[k]] = 1;
  }
  return count;
}
