/**
 * Executes a plan on a raster. The only place where samples and weights meet: everything else reads
 * the tables. Exact: each arithmetic rounds where the library it models rounds.
 */
import { makeRaster, roundHalfEven, type Dtype, type Raster, type Samples } from '../raster.ts';
import type { Arithmetic, AxisPass, Plan, PointPass } from './plan.ts';
import type { AxisTaps } from './taps.ts';

/** Samples between passes: exact sums of fixed-point products are kept as 32-bit integers. */
type Buffer = Samples | Int32Array;

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
      stage = { ...stage, data: convert(stage.data, pass.operation, plan) };
    } else if (pass.axis === 'x') {
      stage = resizeColumns(stage, raster.channels, pass, plan.output, rowsReadAfter(plan, i));
    } else {
      stage = resizeRows(stage, raster.channels, pass, plan.output);
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

function convert(data: Buffer, operation: PointPass['operation'], plan: Plan): Buffer {
  switch (operation) {
    case 'to-f32':
      return Float32Array.from(data);
    case 'to-f64':
      return Float64Array.from(data);
    case 'round-clamp': {
      const max = plan.output === 'uint16' ? 65535 : 255;
      const out = max === 255 ? new Uint8Array(data.length) : new Uint16Array(data.length);
      for (let i = 0; i < data.length; i++) {
        out[i] = Math.min(max, Math.max(0, roundHalfEven(data[i])));
      }
      return out;
    }
  }
}

/** An empty buffer of the type in which `arithmetic` leaves its results. */
function resultBuffer(
  arithmetic: Arithmetic,
  source: Buffer,
  output: Dtype,
  length: number,
): Buffer {
  switch (arithmetic.kind) {
    case 'copy':
      return new (source.constructor as new (length: number) => Buffer)(length);
    case 'lerp-f32':
    case 'sum-f32':
      return new Float32Array(length);
    case 'sum-f64':
      return new Float64Array(length);
    case 'fixed-exact':
      return new Int32Array(length);
    case 'fixed-round':
    case 'opencv-linear-v':
      return output === 'uint16' ? new Uint16Array(length) : new Uint8Array(length);
  }
}

/** The weights as the arithmetic takes them: integers where it is fixed point. */
function operands(arithmetic: Arithmetic, taps: AxisTaps): Float64Array | Int32Array {
  switch (arithmetic.kind) {
    case 'fixed-exact':
    case 'fixed-round':
      return Int32Array.from(taps.weights, (weight) => weight * 2 ** arithmetic.bits);
    case 'opencv-linear-v':
      return Int32Array.from(taps.weights, (weight) => weight * 2048);
    default:
      return taps.weights;
  }
}

/**
 * One output run: `count` consecutive samples at `dst`, each the combination of the samples at
 * `at[k] + i` with weights[first + k].
 */
type Combine = (
  src: Buffer,
  at: Int32Array,
  taps: number,
  weights: Float64Array | Int32Array,
  first: number,
  out: Buffer,
  dst: number,
  count: number,
) => void;

const copy: Combine = (src, at, _taps, _weights, _first, out, dst, count) => {
  const start = at[0];
  for (let i = 0; i < count; i++) out[dst + i] = src[start + i];
};

const lerpSingle: Combine = (src, at, _taps, weights, first, out, dst, count) => {
  const fraction = weights[first + 1];
  const a = at[0];
  const b = at[1];
  for (let i = 0; i < count; i++) {
    const low = src[a + i];
    out[dst + i] = low + Math.fround(Math.fround(src[b + i] - low) * fraction);
  }
};

const sumSingle: Combine = (src, at, taps, weights, first, out, dst, count) => {
  for (let i = 0; i < count; i++) {
    let sum = Math.fround(src[at[0] + i] * weights[first]);
    for (let k = 1; k < taps; k++) {
      sum = Math.fround(sum + Math.fround(src[at[k] + i] * weights[first + k]));
    }
    out[dst + i] = sum;
  }
};

const sumExact: Combine = (src, at, taps, weights, first, out, dst, count) => {
  for (let i = 0; i < count; i++) {
    let sum = src[at[0] + i] * weights[first];
    for (let k = 1; k < taps; k++) sum += src[at[k] + i] * weights[first + k];
    out[dst + i] = sum;
  }
};

const sumShifted = (shift: number, max: number): Combine => {
  const half = 2 ** (shift - 1);
  return (src, at, taps, weights, first, out, dst, count) => {
    for (let i = 0; i < count; i++) {
      let sum = half;
      for (let k = 0; k < taps; k++) sum += src[at[k] + i] * weights[first + k];
      const value = sum >> shift;
      out[dst + i] = value < 0 ? 0 : value > max ? max : value;
    }
  };
};

const opencvLinearVertical: Combine = (src, at, _taps, weights, first, out, dst, count) => {
  const b0 = weights[first];
  const b1 = weights[first + 1];
  for (let i = 0; i < count; i++) {
    const top = (b0 * (src[at[0] + i] >> 4)) >> 16;
    const bottom = (b1 * (src[at[1] + i] >> 4)) >> 16;
    out[dst + i] = (top + bottom + 2) >> 2;
  }
};

function combinerOf(arithmetic: Arithmetic, output: Dtype): Combine {
  switch (arithmetic.kind) {
    case 'copy':
      return copy;
    case 'lerp-f32':
      return lerpSingle;
    case 'sum-f32':
      return sumSingle;
    case 'sum-f64':
    case 'fixed-exact':
      return sumExact;
    case 'fixed-round':
      return sumShifted(arithmetic.bits + arithmetic.carry, output === 'uint16' ? 65535 : 255);
    case 'opencv-linear-v':
      return opencvLinearVertical;
  }
}

function resizeColumns(
  stage: Stage,
  channels: number,
  pass: AxisPass,
  output: Dtype,
  rows: Uint8Array | null,
): Stage {
  const { taps, arithmetic } = pass;
  const width = taps.dstSize;
  const out = resultBuffer(arithmetic, stage.data, output, width * stage.height * channels);
  const weights = operands(arithmetic, taps);
  const combine = combinerOf(arithmetic, output);
  const at = new Int32Array(largestCount(taps));
  for (let y = 0; y < stage.height; y++) {
    if (rows !== null && rows[y] === 0) continue;
    const row = y * stage.width * channels;
    let dst = y * width * channels;
    for (let x = 0; x < width; x++, dst += channels) {
      const first = taps.offsets[x];
      const count = taps.offsets[x + 1] - first;
      for (let k = 0; k < count; k++) at[k] = row + taps.indices[first + k] * channels;
      combine(stage.data, at, count, weights, first, out, dst, channels);
    }
  }
  return { width, height: stage.height, data: out };
}

function resizeRows(stage: Stage, channels: number, pass: AxisPass, output: Dtype): Stage {
  const { taps, arithmetic } = pass;
  const height = taps.dstSize;
  const stride = stage.width * channels;
  const out = resultBuffer(arithmetic, stage.data, output, stride * height);
  const weights = operands(arithmetic, taps);
  const combine = combinerOf(arithmetic, output);
  const at = new Int32Array(largestCount(taps));
  for (let y = 0; y < height; y++) {
    const first = taps.offsets[y];
    const count = taps.offsets[y + 1] - first;
    for (let k = 0; k < count; k++) at[k] = taps.indices[first + k] * stride;
    combine(stage.data, at, count, weights, first, out, y * stride, stride);
  }
  return { width: stage.width, height, data: out };
}

function largestCount(taps: AxisTaps): number {
  let largest = 0;
  for (let d = 0; d < taps.dstSize; d++) {
    largest = Math.max(largest, taps.offsets[d + 1] - taps.offsets[d]);
  }
  return largest;
}
