/** What a pair of tap tables makes of a plane, in double precision, without any library's rounding. */
import type { AxisTaps } from '../resample/taps.ts';
import type { Plane } from './planes.ts';

/**
 * Tables `x` and `y` on `plane`, or on its squares: Float64Array, height*width*channels, in grey
 * levels. The axis that needs fewer products goes first.
 */
export function viewOfPlane(plane: Plane, x: AxisTaps, y: AxisTaps, squared = false): Float64Array {
  const rows = rowsReadBy(y);
  const columnsFirst =
    rows.count * x.indices.length + y.indices.length * x.dstSize <=
    y.indices.length * plane.width + y.dstSize * x.indices.length;
  const out = columnsFirst
    ? columnsThenRows(plane, x, y, rows, squared)
    : rowsThenColumns(plane, x, y, squared);
  const scale = squared ? plane.scale * plane.scale : plane.scale;
  if (scale !== 1) for (let i = 0; i < out.length; i++) out[i] *= scale;
  return out;
}

/** The place of each row that is read among those that are; -1 for the others. */
function rowsReadBy(y: AxisTaps): { place: Int32Array; count: number } {
  const place = new Int32Array(y.srcSize).fill(-1);
  let count = 0;
  for (const row of y.indices) if (place[row] < 0) place[row] = count++;
  return { place, count };
}

function columnsThenRows(
  plane: Plane,
  x: AxisTaps,
  y: AxisTaps,
  { place, count }: { place: Int32Array; count: number },
  squared: boolean,
): Float64Array {
  const { channels, stride, data } = plane;
  const line = x.dstSize * channels;
  const rows = new Float64Array(count * line);
  // One type of array in the inner loop, whatever the plane's: several make it many times slower.
  const source = new Float64Array(plane.width * stride);
  for (let row = 0; row < y.srcSize; row++) {
    if (place[row] < 0) continue;
    source.set(data.subarray(row * source.length, (row + 1) * source.length));
    if (squared) for (let i = 0; i < source.length; i++) source[i] *= source[i];
    resizeLine(source, plane, x, rows, place[row] * line);
  }
  const out = new Float64Array(line * y.dstSize);
  for (let dst = 0; dst < y.dstSize; dst++) {
    const to = dst * line;
    for (let k = y.offsets[dst]; k < y.offsets[dst + 1]; k++) {
      addLine(rows, place[y.indices[k]] * line, y.weights[k], out, to, line);
    }
  }
  return out;
}

function rowsThenColumns(plane: Plane, x: AxisTaps, y: AxisTaps, squared: boolean): Float64Array {
  const { channels, stride, data } = plane;
  const length = plane.width * stride;
  const source = new Float64Array(length);
  const line = new Float64Array(length);
  const out = new Float64Array(x.dstSize * channels * y.dstSize);
  for (let dst = 0; dst < y.dstSize; dst++) {
    line.fill(0);
    for (let k = y.offsets[dst]; k < y.offsets[dst + 1]; k++) {
      const from = y.indices[k] * length;
      source.set(data.subarray(from, from + length));
      if (squared) for (let i = 0; i < length; i++) source[i] *= source[i];
      addLine(source, 0, y.weights[k], line, 0, length);
    }
    resizeLine(line, plane, x, out, dst * x.dstSize * channels);
  }
  return out;
}

function addLine(
  from: Float64Array,
  at: number,
  weight: number,
  to: Float64Array,
  start: number,
  length: number,
): void {
  for (let i = 0; i < length; i++) to[start + i] += weight * from[at + i];
}

function resizeLine(
  data: Float64Array,
  { channels, stride }: Plane,
  x: AxisTaps,
  out: Float64Array,
  to: number,
): void {
  const { offsets, indices, weights } = x;
  for (let dst = 0; dst < x.dstSize; dst++, to += channels) {
    const end = offsets[dst + 1];
    if (channels === 3) {
      let red = 0;
      let green = 0;
      let blue = 0;
      for (let k = offsets[dst]; k < end; k++) {
        const at = indices[k] * stride;
        const weight = weights[k];
        red += weight * data[at];
        green += weight * data[at + 1];
        blue += weight * data[at + 2];
      }
      out[to] = red;
      out[to + 1] = green;
      out[to + 2] = blue;
    } else {
      let sum = 0;
      for (let k = offsets[dst]; k < end; k++) sum += weights[k] * data[indices[k] * stride];
      out[to] = sum;
    }
  }
}
