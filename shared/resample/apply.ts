/**
 * Executes a plan on a raster. The only place where samples and weights meet: everything else reads
 * the tables. Exact: each arithmetic rounds where the library it models rounds.
 */
import { makeRaster, roundHalfEven, type Dtype, type Raster, type Samples } from '../raster.ts';
import {
  pillowPremultiply,
  pillowUnpremultiply,
  vipsPremultiply,
  vipsUnpremultiply,
} from './arithmetic/alpha.ts';
import { cellSingle } from './arithmetic/cell.ts';
import type { Buffer, Combiner } from './arithmetic/combiner.ts';
import { copy } from './arithmetic/copy.ts';
import { fixedExact, fixedRound, fixedSigned } from './arithmetic/fixed.ts';
import { lerpDouble, lerpSingle, sumDouble, sumSingle } from './arithmetic/floating.ts';
import type { Cell, GridCombiner } from './arithmetic/grid.ts';
import { vipsBilinear, vipsShrink } from './arithmetic/libvips.ts';
import { opencvMean, opencvMeanSingle } from './arithmetic/opencv-mean.ts';
import {
  opencvCubicVertical,
  opencvLinearVertical,
  opencvSumVertical,
} from './arithmetic/opencv.ts';
import { pairsDouble } from './arithmetic/pairs.ts';
import { pillowReduce } from './arithmetic/pillow.ts';
import { meanSingle, productDouble, productSingle } from './arithmetic/product.ts';
import { filterCubicSpline } from './filters/cubic-spline.ts';
import {
  tapsAlong,
  type Arithmetic,
  type AxisPass,
  type GridArithmetic,
  type GridPass,
  type Plan,
  type PointPass,
} from './plan.ts';
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
      const data = convert(stage.data, pass.operation, plan.output, raster);
      stage = { ...stage, data };
    } else if (pass.type === 'grid') {
      stage = resizeGrid(stage, raster.channels, pass, plan.output);
    } else if (pass.type === 'filter') {
      stage = { ...stage, data: filterCubicSpline(stage, raster.channels, pass.axis) };
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
    const taps = tapsAlong(pass, 'y');
    if (taps === null) continue;
    const read = new Uint8Array(taps.srcSize);
    for (const row of taps.indices) read[row] = 1;
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
    case 'lerp-f64':
      return lerpDouble;
    case 'cell-f32':
      return cellSingle(arithmetic.cell, arithmetic.scale);
    case 'pairs-f64':
      return pairsDouble;
    case 'fixed-exact':
      return fixedExact(arithmetic.bits);
    case 'fixed-round':
      return fixedRound(arithmetic.bits, arithmetic.carry, maxOf(output));
    case 'fixed-signed':
      return fixedSigned(arithmetic.bits);
    case 'vips-shrink':
      return vipsShrink;
    case 'opencv-linear-v':
      return opencvLinearVertical;
    case 'opencv-cubic-v':
      return opencvCubicVertical;
    case 'opencv-sum-v':
      return opencvSumVertical(arithmetic.lanes);
  }
}

function gridCombinerOf(arithmetic: GridArithmetic): GridCombiner {
  switch (arithmetic.kind) {
    case 'product-f32':
      return productSingle;
    case 'product-f64':
      return productDouble;
    case 'mean-f32':
      return meanSingle;
    case 'opencv-mean':
      return opencvMean;
    case 'opencv-mean-f32':
      return opencvMeanSingle;
    case 'vips-bilinear':
      return vipsBilinear;
    case 'pillow-reduce':
      return pillowReduce;
  }
}

function maxOf(output: Dtype): number {
  return output === 'uint16' ? 65535 : 255;
}

function convert(
  data: Buffer,
  operation: PointPass['operation'],
  output: Dtype,
  source: Raster,
): Buffer {
  const { channels } = source;
  switch (operation) {
    case 'to-f32':
      return Float32Array.from(data);
    case 'to-f64':
      return Float64Array.from(data);
    case 'pillow-premultiply':
      return pillowPremultiply(data, channels);
    case 'pillow-unpremultiply':
      return pillowUnpremultiply(data, channels);
    case 'vips-premultiply':
      return vipsPremultiply(data, channels);
    case 'vips-unpremultiply':
      return vipsUnpremultiply(data, channels);
    case 'round-clamp': {
      const max = maxOf(output);
      const out = max === 255 ? new Uint8Array(data.length) : new Uint16Array(data.length);
      for (let i = 0; i < data.length; i++) {
        out[i] = Math.min(max, Math.max(0, roundHalfEven(data[i])));
      }
      return out;
    }
    case 'clamp-source': {
      const { least, most } = rangeOf(source.data);
      return data.map((value) => Math.min(most, Math.max(least, value)));
    }
  }
}

function rangeOf(data: Samples): { least: number; most: number } {
  let least = Infinity;
  let most = -Infinity;
  for (const value of data) {
    if (value < least) least = value;
    if (value > most) most = value;
  }
  return { least, most };
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

function resizeGrid(stage: Stage, channels: number, pass: GridPass, output: Dtype): Stage {
  const { tapsX, tapsY } = pass;
  const combiner = gridCombinerOf(pass.arithmetic);
  const out = combiner.result(stage.data, output, tapsX.dstSize * tapsY.dstSize * channels);
  const combine = combiner.combine(tapsX, tapsY);
  const columns = tapsX.indices.map((index) => index * channels);
  const rows = tapsY.indices.map((index) => index * stage.width * channels);
  const cell: Cell = {
    rows,
    columns,
    rowCount: 0,
    columnCount: 0,
    firstY: 0,
    firstX: 0,
    dstX: 0,
  };
  let dst = 0;
  for (let y = 0; y < tapsY.dstSize; y++) {
    cell.firstY = tapsY.offsets[y];
    cell.rowCount = tapsY.offsets[y + 1] - cell.firstY;
    for (let x = 0; x < tapsX.dstSize; x++, dst += channels) {
      cell.dstX = x;
      cell.firstX = tapsX.offsets[x];
      cell.columnCount = tapsX.offsets[x + 1] - cell.firstX;
      combine(stage.data, cell, out, dst, channels);
    }
  }
  return { width: tapsX.dstSize, height: tapsY.dstSize, data: out };
}

function largestCount(taps: AxisTaps): number {
  let largest = 0;
  for (let d = 0; d < taps.dstSize; d++) {
    largest = Math.max(largest, taps.offsets[d + 1] - taps.offsets[d]);
  }
  return largest;
}
