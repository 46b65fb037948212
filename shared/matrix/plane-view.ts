/**
 * What pairs of tap tables make of a plane, in single precision, without any library's rounding:
 * within 0.01 grey levels of the same in double precision.
 */
import { applyPlan } from '../resample/passes/apply.ts';
import { resizeBatch, type ViewTables } from '../resample/simd/resize-batch.ts';
import type { Axis, AxisPass } from '../resample/taps/plan.ts';
import type { AxisTaps } from '../resample/taps/taps.ts';
import type { Plane } from './planes.ts';

/** Share of a plane's rows from which a view is made while all of them are read. */
const DENSE = 0.5;

/**
 * Each of `views` on `plane`: height*width*colors, in grey levels (of squares: squared), with its
 * place among `views`. Those that read most rows share one reading of the plane.
 */
export function* viewsOfPlane(
  plane: Plane,
  views: readonly ViewTables[],
): Generator<[number, Float32Array]> {
  const dense: number[] = [];
  for (const [i, { x, y }] of views.entries()) {
    if (countRead(y) >= DENSE * y.srcSize && isXFirst(x, y)) dense.push(i);
    else yield [i, viewOfPlane(plane, x, y)];
  }
  const tables = dense.map((i) => views[i]);
  const batch = resizeBatch(plane.raster, tables);
  for (const [n, i] of dense.entries()) {
    const { x, y } = views[i];
    yield [i, batch === null ? viewOfPlane(plane, x, y) : colorsOf(plane, batch[n])];
  }
}

/** The view by itself: only the rows and columns that it reads are looked at. */
export function viewOfPlane(plane: Plane, x: AxisTaps, y: AxisTaps): Float32Array {
  const { raster } = plane;
  const passes = [passOf('x', x), passOf('y', y)];
  const { data } = applyPlan(raster, {
    source: raster,
    target: { width: x.dstSize, height: y.dstSize },
    output: 'float32',
    passes: isXFirst(x, y) ? passes : passes.reverse(),
  });
  return colorsOf(plane, data as Float32Array);
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

/** The colors among all channels, in grey levels. */
function colorsOf({ raster, colors, scale }: Plane, data: Float32Array): Float32Array {
  const { channels } = raster;
  if (colors === channels && scale === 1) return data;
  const out = new Float32Array((data.length / channels) * colors);
  for (let from = 0, to = 0; to < out.length; from += channels) {
    for (let c = 0; c < colors; c++) out[to++] = data[from + c] * scale;
  }
  return out;
}
