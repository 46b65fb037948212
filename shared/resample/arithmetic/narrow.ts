/**
 * Narrows a plan to what its target reads. From the last pass back, each pass keeps only the rows
 * and columns that a later one reads: a two-tap sampler never touches the rest of the source, and
 * a Gaussian before a two-tap zoom is computed at the tapped samples alone. Kept samples move
 * together and the tables are rewritten to their new places:
 *
 *   kept      3  4 17 18             source indices, ascending, each once; null: all of them
 *   indices   3  4  4 17  becomes  0  1  1  2
 *
 * Exact: every kept sample is made of the same taps in the same order as in the whole plan.
 */
import type { Raster, Samples } from '../../base/raster.ts';
import type { Buffer } from './combiner.ts';
import { tapsAlong, type Axis, type Pass, type Plan } from '../taps/plan.ts';
import type { AxisTaps } from '../taps/taps.ts';

/** Samples between two passes: height*width*channels, row-major. */
export interface Stage {
  width: number;
  height: number;
  data: Buffer;
}

type Kept = Int32Array | null;

type Bound = Record<Axis, Kept>;

const AXES: readonly Axis[] = ['x', 'y'];

/** Rows (columns) are picked out of the source when no more than this share of them is read. */
const PICKED_SHARE = 0.75;

/** The part of `raster` that the target reads, and the passes rewritten to work on it. */
export function narrowPlan(raster: Raster, plan: Plan): { stage: Stage; passes: Pass[] } {
  const bounds = boundsOf(plan);
  const passes = plan.passes
    .map((pass, i) => rewritten(pass, bounds[i], bounds[i + 1]))
    .filter((pass) => !leavesAll(pass));
  return { stage: pickSamples(raster, bounds[0].x, bounds[0].y), passes };
}

/** What is kept before each pass, and after the last. */
function boundsOf(plan: Plan): Bound[] {
  const bounds: Bound[] = [{ x: null, y: null }];
  for (const pass of plan.passes.toReversed()) {
    const after = whole(pass) ? { x: null, y: null } : bounds[0];
    if (whole(pass)) bounds[0] = after;
    bounds.unshift({ x: readBy(pass, 'x', after.x), y: readBy(pass, 'y', after.y) });
  }
  for (const axis of AXES) {
    const kept = bounds[0][axis];
    const length = axis === 'x' ? plan.source.width : plan.source.height;
    if (kept === null || kept.length <= PICKED_SHARE * length) continue;
    // Left where they are, up to the first pass that resizes the axis.
    const first = plan.passes.findIndex((pass) => tapsAlong(pass, axis) !== null);
    for (const bound of bounds.slice(0, first + 1)) bound[axis] = null;
  }
  return bounds;
}

/** Passes whose rounding depends on where in a row a sample stands. */
function whole(pass: Pass): boolean {
  if (pass.type !== 'axis' && pass.type !== 'grid') return false;
  return ['opencv-cubic-v', 'opencv-sum-v', 'opencv-mean-f32'].includes(pass.arithmetic.kind);
}

/** The samples that the outputs `after` of `pass` are made of. */
function readBy(pass: Pass, axis: Axis, after: Kept): Kept {
  const taps = tapsAlong(pass, axis);
  if (taps === null) return after;
  const read = new Uint8Array(taps.srcSize);
  const { offsets, indices } = taps;
  const outputs = after?.length ?? taps.dstSize;
  let count = 0;
  for (let i = 0; i < outputs; i++) {
    const dst = after === null ? i : after[i];
    for (let k = offsets[dst]; k < offsets[dst + 1]; k++) {
      count += 1 - read[indices[k]];
      read[indices[k]] = 1;
    }
  }
  if (count === taps.srcSize) return null;
  const kept = new Int32Array(count);
  for (let i = 0, at = 0; at < count; i++) if (read[i] === 1) kept[at++] = i;
  return kept;
}

function rewritten(pass: Pass, before: Bound, after: Bound): Pass {
  if (pass.type === 'point') return pass;
  if (pass.type === 'grid') {
    const [tapsX, tapsY] = AXES.map((axis) =>
      narrowTaps(tapsAlong(pass, axis)!, before[axis], after[axis]),
    );
    return { ...pass, tapsX, tapsY };
  }
  return { ...pass, taps: narrowTaps(pass.taps, before[pass.axis], after[pass.axis]) };
}

/** The table with its outputs `after` only, reading from samples `before`. */
export function narrowTaps(taps: AxisTaps, before: Kept, after: Kept): AxisTaps {
  if (before === null && after === null) return taps;
  const place = new Int32Array(taps.srcSize);
  for (let i = 0; i < taps.srcSize; i++) place[i] = i;
  before?.forEach((index, i) => (place[index] = i));
  const dstSize = after?.length ?? taps.dstSize;
  const offsets = new Int32Array(dstSize + 1);
  for (let i = 0; i < dstSize; i++) {
    const dst = after === null ? i : after[i];
    offsets[i + 1] = offsets[i] + taps.offsets[dst + 1] - taps.offsets[dst];
  }
  const indices = new Int32Array(offsets[dstSize]);
  const weights = new Float64Array(offsets[dstSize]);
  const raw = taps.raw && new Float64Array(offsets[dstSize]);
  for (let i = 0; i < dstSize; i++) {
    const from = taps.offsets[after === null ? i : after[i]];
    for (let at = offsets[i], k = from; at < offsets[i + 1]; at++, k++) {
      indices[at] = place[taps.indices[k]];
      weights[at] = taps.weights[k];
      if (raw !== undefined) raw[at] = taps.raw![k];
    }
  }
  return {
    srcSize: before?.length ?? taps.srcSize,
    dstSize,
    offsets,
    indices,
    weights,
    ...(raw && { raw }),
  };
}

/** True for a pass that copies every sample to its own place. */
function leavesAll(pass: Pass): boolean {
  if (pass.type !== 'axis' || pass.arithmetic.kind !== 'copy') return false;
  const { srcSize, dstSize, indices } = pass.taps;
  return srcSize === dstSize && indices.every((index, i) => index === i);
}

/** The columns `x` and rows `y` of `raster`; its own samples where all are kept. */
export function pickSamples<T extends Samples>(
  raster: Raster<T>,
  x: Kept,
  y: Kept,
): Stage & { data: T } {
  const { width, height, channels } = raster;
  if (x === null && y === null) return raster;
  const columns = x?.length ?? width;
  const rows = y?.length ?? height;
  const stride = width * channels;
  const Type = raster.data.constructor as new (length: number) => T;
  const data = new Type(rows * columns * channels);
  for (let i = 0; i < rows; i++) {
    const row = raster.data.subarray((y?.[i] ?? i) * stride).subarray(0, stride);
    const to = data.subarray(i * columns * channels, (i + 1) * columns * channels);
    if (x === null) to.set(row);
    else pickColumns(row, x, channels, to);
  }
  return { width: columns, height: rows, data };
}

function pickColumns(row: Samples, columns: Int32Array, channels: number, to: Samples): void {
  if (channels === 3) {
    for (let i = 0, at = 0; i < columns.length; i++, at += 3) {
      const from = columns[i] * 3;
      to[at] = row[from];
      to[at + 1] = row[from + 1];
      to[at + 2] = row[from + 2];
    }
    return;
  }
  for (let i = 0, at = 0; i < columns.length; i++) {
    const from = columns[i] * channels;
    for (let c = 0; c < channels; c++) to[at++] = row[from + c];
  }
}
