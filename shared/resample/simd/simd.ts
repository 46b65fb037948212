/**
 * Passes computed with WebAssembly SIMD where their arithmetic is one that the module has:
 * the same bytes as axis-pass.ts, faster. Everything else is left to the reference.
 */
import type { Dtype } from '../../base/raster.ts';
import { integerWeights, type Buffer } from '../arithmetic/combiner.ts';
import type { Stage } from '../arithmetic/narrow.ts';
import type { AxisPass } from '../taps/plan.ts';
import type { AxisTaps } from '../taps/taps.ts';
import { resizeColumns } from './columns.ts';
import { resizeWasm } from './resize-wasm.ts';
import { resizeRows } from './rows.ts';
import { pairTable, plainTable } from './simd-table.ts';
import type { SimdWork, PairSum, SingleSum } from './work.ts';

/** `stage` resized along one axis, or null when the reference has to do it. */
export function resizeWithSimd(
  stage: Stage,
  channels: number,
  pass: AxisPass,
  output: Dtype,
): Stage | null {
  const wasm = resizeWasm();
  if (wasm === null || hasEmptyOutput(pass)) return null;
  const work = workOf(pass, stage.data, output);
  if (work === null) return null;
  const resize = pass.axis === 'x' ? resizeColumns : resizeRows;
  const resized = resize(wasm, stage, channels, work);
  if (resized && pass.arithmetic.kind === 'cell-f32') scale(resized.data, pass.arithmetic.scale);
  return resized;
}

function hasEmptyOutput({ taps }: AxisPass): boolean {
  for (let d = 0; d < taps.dstSize; d++) if (taps.offsets[d] === taps.offsets[d + 1]) return true;
  return false;
}

function workOf({ taps, arithmetic }: AxisPass, data: Buffer, output: Dtype): SimdWork | null {
  switch (arithmetic.kind) {
    case 'sum-f32':
      return singleWork('sumSingles', taps, taps.weights, data);
    case 'sum-fused-f32':
      return singleWork('sumFusedSingles', taps, taps.weights, data);
    case 'lerp-f32':
      return singleWork('lerpSingles', taps, taps.weights, data);
    case 'cell-f32': {
      const weights = taps.weights.map((weight) => Math.fround(weight * arithmetic.cell));
      return singleWork('sumSingles', taps, weights, data);
    }
    case 'sum-f64':
      return { word: 'double', table: plainTable(taps, taps.weights), sum: 'sumDoubles' };
    case 'lerp-f64':
      return { word: 'double', table: plainTable(taps, taps.weights), sum: 'lerpDoubles' };
    case 'pairs-f64':
      return { word: 'double', table: plainTable(taps, taps.weights), sum: 'sumSymmetric' };
    case 'fixed-exact':
      return pairWork(taps, integerWeights(taps, arithmetic.bits), data, output, EXACT);
    case 'fixed-signed':
      return pairWork(taps, integerWeights(taps, arithmetic.bits), data, output, {
        ...EXACT,
        half: 2 ** (arithmetic.bits - 1),
        shift: arithmetic.bits,
      });
    case 'fixed-round': {
      const shift = arithmetic.bits + arithmetic.carry;
      const weights = integerWeights(taps, arithmetic.bits);
      const sum: PairSum = { half: 2 ** (shift - 1), factor: 1, shift, bytes: 1 };
      return shift < 1 || shift > 30 ? null : pairWork(taps, weights, data, output, sum);
    }
    case 'vips-shrink': {
      const count = taps.offsets[1];
      if (taps.offsets.some((offset, d) => offset !== d * count)) return null;
      const ones = new Int32Array(taps.indices.length).fill(1);
      const factor = Math.floor(2 ** 24 / count);
      return pairWork(taps, ones, data, output, { half: count >> 1, factor, shift: 24, bytes: 2 });
    }
    default:
      return null;
  }
}

const EXACT: PairSum = { half: 0, factor: 1, shift: 0, bytes: 0 };

/** Singles: of samples that single precision holds exactly, weighted with singles. */
function singleWork(
  sum: SingleSum,
  taps: AxisTaps,
  weights: Float64Array,
  data: Buffer,
): SimdWork | null {
  if (data instanceof Float64Array || data instanceof Int32Array) return null;
  const singles = Float32Array.from(weights);
  if (!singles.every((weight, k) => weight === weights[k])) return null;
  return { word: 'single', table: plainTable(taps, singles), sum };
}

/** Exact sums of bytes. */
function pairWork(
  taps: AxisTaps,
  weights: Int32Array,
  data: Buffer,
  output: Dtype,
  sum: PairSum,
): SimdWork | null {
  if (!(data instanceof Uint8Array) || output === 'uint16') return null;
  const table = pairTable(taps, weights);
  return table && { word: 'pair', table, sum };
}

function scale(data: Buffer, factor: number): void {
  if (factor !== 1) for (let i = 0; i < data.length; i++) data[i] *= factor;
}
