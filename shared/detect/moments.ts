/**
 * Mean and variance of the source over the footprint of every output pixel, by the area each source
 * pixel covers: what an antialiased view shows, and the detail that it averages away.
 */
import { dtypeOf, type Raster, type Size } from '../raster.ts';
import { outputsOf } from '../resample/lattice.ts';
import type { AxisTaps } from '../resample/taps.ts';

export interface Moments extends Size {
  channels: number;
  /** Height*width*channels, in 8-bit grey levels (0..255, not rounded). */
  mean: Float64Array;
  /** The same shape, in squared 8-bit grey levels. */
  variance: Float64Array;
}

/** 8-bit grey levels per code value of the raster's sample type. */
export function greyLevelsPerCode(raster: Raster): number {
  return dtypeOf(raster.data) === 'uint16' ? 255 / 65535 : 1;
}

/** The moments of `raster` (H×W×C) over the cells of an area table per axis (resample/area.ts). */
export function cellMoments(raster: Raster, columns: AxisTaps, areaRows: AxisTaps): Moments {
  const { width, height, channels } = raster;
  const scale = greyLevelsPerCode(raster);
  const target = { width: columns.dstSize, height: areaRows.dstSize };
  const rows = outputsOf(areaRows);
  const stride = target.width * channels;
  const mean = new Float64Array(stride * target.height);
  const square = new Float64Array(stride * target.height);
  const rowMean = new Float64Array(stride);
  const rowSquare = new Float64Array(stride);
  const line = new Float64Array(width * channels);
  for (let y = 0; y < height; y++) {
    const start = y * width * channels;
    for (let i = 0; i < line.length; i++) line[i] = raster.data[start + i];
    sumRow(line, channels, columns, rowMean, rowSquare);
    for (let k = rows.offsets[y]; k < rows.offsets[y + 1]; k++) {
      const at = rows.outputs[k] * stride;
      const weight = rows.weights[k];
      for (let i = 0; i < stride; i++) {
        mean[at + i] += weight * rowMean[i];
        square[at + i] += weight * rowSquare[i];
      }
    }
  }
  for (let i = 0; i < mean.length; i++) {
    square[i] = Math.max(0, square[i] - mean[i] * mean[i]) * scale * scale;
    mean[i] *= scale;
  }
  return { ...target, channels, mean, variance: square };
}

function sumRow(
  line: Float64Array,
  channels: number,
  taps: AxisTaps,
  mean: Float64Array,
  square: Float64Array,
): void {
  const { offsets, indices, weights } = taps;
  for (let dst = 0; dst < taps.dstSize; dst++) {
    const end = offsets[dst + 1];
    for (let c = 0; c < channels; c++) {
      let sum = 0;
      let sumSquare = 0;
      for (let k = offsets[dst]; k < end; k++) {
        const value = line[indices[k] * channels + c];
        const weighted = weights[k] * value;
        sum += weighted;
        sumSquare += weighted * value;
      }
      mean[dst * channels + c] = sum;
      square[dst * channels + c] = sumSquare;
    }
  }
}
