/**
 * Attacks of least change: the smallest squared change of the decoy under which the machine view is
 * the payload, by projected iterations X <- clip(X + step * A+ (T - A X)), A+ from the tap tables.
 *
 * Source: Xiao 2019 and Quiring 2020 solve the same quadratic program; own solver.
 */
import type { Raster } from '../../shared/raster.ts';
import { axisTapsOf } from '../../shared/resample/plan.ts';
import { planOf, shapeOf } from '../../shared/resample/resize.ts';
import type { AxisTaps } from '../../shared/resample/taps.ts';

/** The decoy with `payload` hidden for `pipeline`; `channels` lists those to write. */
export function minNormAttack(
  decoy: Raster<Uint8Array>,
  payload: Raster<Uint8Array>,
  pipeline: string,
  channels: readonly number[],
  rounds = 24,
): Raster<Uint8Array> {
  const plan = planOf(pipeline, shapeOf(decoy), payload);
  const x = axisTapsOf(plan, 'x');
  const y = axisTapsOf(plan, 'y');
  const { width, height, channels: depth } = decoy;
  const data = decoy.data.slice();
  const inverseX = inverseGain(x);
  const inverseY = inverseGain(y);
  for (const c of channels) {
    const plane = new Float64Array(width * height);
    for (let i = 0; i < plane.length; i++) plane[i] = decoy.data[i * depth + c];
    for (let round = 0; round < rounds; round++) {
      const error = view(plane, width, x, y);
      for (let i = 0; i < error.length; i++) {
        error[i] = payload.data[i * depth + c] - error[i];
      }
      spread(plane, width, x, y, error, inverseX, inverseY);
    }
    for (let i = 0; i < plane.length; i++) data[i * depth + c] = Math.round(plane[i]);
  }
  return { ...decoy, data };
}

/** 1 / the largest row sum of A Aᵀ: exact where outputs share no source, a safe step elsewhere. */
function inverseGain(taps: AxisTaps): number {
  let norm = 0;
  for (let d = 0; d < taps.dstSize; d++) {
    let square = 0;
    for (let k = taps.offsets[d]; k < taps.offsets[d + 1]; k++) square += taps.weights[k] ** 2;
    norm = Math.max(norm, square);
  }
  return 1 / norm;
}

function view(plane: Float64Array, width: number, x: AxisTaps, y: AxisTaps): Float64Array {
  const out = new Float64Array(x.dstSize * y.dstSize);
  for (let j = 0; j < y.dstSize; j++) {
    for (let k = y.offsets[j]; k < y.offsets[j + 1]; k++) {
      const row = y.indices[k] * width;
      for (let i = 0; i < x.dstSize; i++) {
        let sum = 0;
        for (let m = x.offsets[i]; m < x.offsets[i + 1]; m++) {
          sum += x.weights[m] * plane[row + x.indices[m]];
        }
        out[j * x.dstSize + i] += y.weights[k] * sum;
      }
    }
  }
  return out;
}

function spread(
  plane: Float64Array,
  width: number,
  x: AxisTaps,
  y: AxisTaps,
  error: Float64Array,
  gainX: number,
  gainY: number,
): void {
  for (let j = 0; j < y.dstSize; j++) {
    for (let k = y.offsets[j]; k < y.offsets[j + 1]; k++) {
      const row = y.indices[k] * width;
      for (let i = 0; i < x.dstSize; i++) {
        const change = error[j * x.dstSize + i] * gainX * gainY * y.weights[k];
        for (let m = x.offsets[i]; m < x.offsets[i + 1]; m++)
          plane[row + x.indices[m]] += change * x.weights[m];
      }
    }
  }
  for (let i = 0; i < plane.length; i++) plane[i] = Math.min(255, Math.max(0, plane[i]));
}
