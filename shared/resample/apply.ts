/**
 * Executes a plan on a raster. The only place where samples and weights meet: everything else reads
 * the tables. Exact: each arithmetic rounds where the library it models rounds.
 */
import { makeRaster, roundHalfEven, type Dtype, type Raster } from '../raster.ts';
import type { Buffer, Combiner } from './arithmetic/combiner.ts';
import { copy } from './arithmetic/copy.ts';
import { fixedExact, fixedRound } from './arithmetic/fixed.ts';
import { lerpSingle, sumDouble, sumSingle } from './arithmetic/floating.ts';
import { opencvLinearVertical } from './arithmetic/opencv.ts';
import type { Arithmetic, AxisPass, Plan, PointPass } from './plan.ts';
import type { AxisTaps } from './taps.ts';

interface Stage {
  width: number;
  height: number;
  data: Buffer;
}

/**
 * The machine view: `raster` resized as `plan` says. Returns plan.target H×W with the raster's
 * channels, in the sample type plan.output. Throws RangeError when the raster is not the plan's
 * source.
 */
export function applyPlan(raster: Raster, plan: Plan): Raster {
  if (raster.width !== plan.source.width || raster.height !== plan.source.height) {
    throw new RangeError(
      `Expected a ${plan.source.width}x${plan.source.height} raster for the plan but received ` +
        `${raster.width}x${raster.height}`,
    );
  }
  let stage: Stage = raster;
  plan.passes.forEach((pass, i) => {
    if (pass.type === 'point') {
      stage = { ...stage, data: convert(stage.data, pass.operation, plan.output) };
    } else {
      stage = resizeAxis(stage, raster.channels, pass, plan.output, rowsReadAfter(plan, i));
    }
  });
  if (stage.data instanceof Int32Array) throw new RangeError('Plan ends on unrounded sums');
  return makeRaster(stage.width, stage.height, raster.channels, stage.data);
}

/** The rows that the next vertical pass reads (null: all): others need not be computed. */
function rowsReadAfter(plan: Plan, index: number): Uint8Array | null {
  for (const pass of plan.passes.slice(index + 1)) {
    if (pass.type !== 'axis' || pass.axis === 'x') continue;
    const read = new Uint8Array(pass.taps.srcSize);
    for (const row of pass.taps.indices) read[row] = 1;
    return read;
  }
  return null;
}

function combinerOf(arithmetic: Arithmetic, output: Dtype): Combiner {
  switch (arithmetic.kind) {
    case 'copy':
      return copy;
    case 'lerp-f32':
      return lerpSingle;
    case 'sum-f32':
      return sumSingle;
    case 'sum-f64':
      return sumDouble;
    case 'fixed-exact':
      return fixedExact(arithmetic.bits);
    case 'fixed-round':
      return fixedRound(arithmetic.bits, arithmetic.carry, maxOf(output));
    case 'opencv-linear-v':
      return opencvLinearVertical;
  }
}

function maxOf(output: Dtype): number {
  return output === 'uint16' ? 65535 : 255;
}

function convert(data: Buffer, operation: PointPass['operation'], output: Dtype): Buffer {
  switch (operation) {
    case 'to-f32':
      return Float32Array.from(data);
    case 'to-f64':
      return Float64Array.from(data);
    case 'round-clamp': {
      const max = maxOf(output);
      const out = max === 255 ? new Uint8Array(data.length) : new Uint16Array(data.length);
      for (let i = 0; i < data.length; i++) {
        out[i] = Math.min(max, Math.max(0, roundHalfEven(data[i])));
      }
      return out;
    }
  }
}

function resizeAxis(
  stage: Stage,
  channels: number,
  pass: AxisPass,
  output: Dtype,
  rowsRead: Uint8Array | null,
): Stage {
  const { taps } = pass;
  const horizontal = pass.axis === 'x';
  const width = horizontal ? taps.dstSize : stage.width;
  const height = horizontal ? stage.height : taps.dstSize;
  const { result, weights, combine } = combinerOf(pass.arithmetic, output);
  const out = result(stage.data, output, width * height * channels);
  const operands = weights(taps);
  const at = new Int32Array(largestCount(taps));
  const run = horizontal ? channels : width * channels;
  for (let row = 0; row < (horizontal ? height : 1); row++) {
    if (horizontal && rowsRead !== null && rowsRead[row] === 0) continue;
    const base = row * stage.width * channels;
    let dst = row * width * channels;
    for (let d = 0; d < taps.dstSize; d++, dst += run) {
      const first = taps.offsets[d];
      const count = taps.offsets[d + 1] - first;
      for (let k = 0; k < count; k++) at[k] = base + taps.indices[first + k] * run;
      combine(stage.data, at, count, operands, first, out, dst, run);
    }
  }
  return { width, height, data: out };
}

function largestCount(taps: AxisTaps): number {
  let largest = 0;
  for (let d = 0; d < taps.dstSize; d++) {
    largest = Math.max(largest, taps.offsets[d + 1] - taps.offsets[d]);
  }
  return largest;
}
