/**
 * How alike two pictures of one size are, in 8-bit code values.
 *
 *   PSNR   10 log10(255² / mean squared difference), all channels together
 *   SSIM   mean over windows of 8×8 pixels, one every 4 along both axes, of the luma
 *          (0.299 R + 0.587 G + 0.114 B; gray as it is; alpha is not looked at)
 *
 * Source: Wang et al. 2004, Equation 13 with K1 = 0.01 and K2 = 0.03. Approximate: flat windows in
 * place of the Gaussian of 11×11; a picture smaller than a window is one window.
 */
import type { Raster } from '../base/raster.ts';

export interface Similarity {
  /** Largest difference of one value. */
  max: number;
  /** Decibels; null where the pictures are equal. */
  psnrDb: number | null;
  /** At most 1, for equal pictures. */
  ssim: number;
}

const C1 = (0.01 * 255) ** 2;
const C2 = (0.03 * 255) ** 2;
const STEP = 4;

/** The similarity of two rasters of the same size and channels. Throws RangeError otherwise. */
export function similarityOf(a: Raster, b: Raster): Similarity {
  if (a.width !== b.width || a.height !== b.height || a.channels !== b.channels) {
    throw new RangeError(
      `Expected pictures of one shape but received ${a.width}x${a.height}x${a.channels} and ` +
        `${b.width}x${b.height}x${b.channels}`,
    );
  }
  let max = 0;
  let squares = 0;
  for (let i = 0; i < a.data.length; i++) {
    const difference = Math.abs(a.data[i] - b.data[i]);
    if (difference > max) max = difference;
    squares += difference * difference;
  }
  const mean = squares / a.data.length;
  return {
    max,
    psnrDb: mean === 0 ? null : 10 * Math.log10((255 * 255) / mean),
    ssim: mean === 0 ? 1 : ssimOf(a, b),
  };
}

/** Sums of a, b, a², b² and ab over each cell of 4×4, then over windows of 2×2 cells. */
function ssimOf(a: Raster, b: Raster): number {
  const { width, height } = a;
  if (width < 2 * STEP || height < 2 * STEP) {
    const sums = new Float64Array(5);
    for (let y = 0; y < height; y++) addRow(a, b, y, 0, width, sums, 0);
    return windowSsim(sums, width * height);
  }
  const columns = Math.floor(width / STEP);
  let above = new Float64Array(columns * 5);
  let below = new Float64Array(columns * 5);
  let total = 0;
  let windows = 0;
  const sums = new Float64Array(5);
  for (let row = 0; row < Math.floor(height / STEP); row++) {
    [above, below] = [below, above.fill(0)];
    for (let y = row * STEP; y < (row + 1) * STEP; y++) {
      for (let i = 0; i < columns; i++) addRow(a, b, y, i * STEP, (i + 1) * STEP, below, i * 5);
    }
    if (row === 0) continue;
    for (let i = 1; i < columns; i++) {
      for (let k = 0; k < 5; k++) {
        const [left, right] = [(i - 1) * 5 + k, i * 5 + k];
        sums[k] = above[left] + above[right] + below[left] + below[right];
      }
      total += windowSsim(sums, 4 * STEP * STEP);
      windows++;
    }
  }
  return total / windows;
}

function addRow(
  a: Raster,
  b: Raster,
  y: number,
  fromX: number,
  toX: number,
  sums: Float64Array,
  at: number,
): void {
  const { channels } = a;
  for (let x = fromX, i = (y * a.width + fromX) * channels; x < toX; x++, i += channels) {
    let p = a.data[i];
    let q = b.data[i];
    if (channels > 1) {
      p = 0.299 * p + 0.587 * a.data[i + 1] + 0.114 * a.data[i + 2];
      q = 0.299 * q + 0.587 * b.data[i + 1] + 0.114 * b.data[i + 2];
    }
    sums[at] += p;
    sums[at + 1] += q;
    sums[at + 2] += p * p;
    sums[at + 3] += q * q;
    sums[at + 4] += p * q;
  }
}

function windowSsim(sums: Float64Array, count: number): number {
  const meanA = sums[0] / count;
  const meanB = sums[1] / count;
  const varianceA = sums[2] / count - meanA * meanA;
  const varianceB = sums[3] / count - meanB * meanB;
  const covariance = sums[4] / count - meanA * meanB;
  return (
    ((2 * meanA * meanB + C1) * (2 * covariance + C2)) /
    ((meanA * meanA + meanB * meanB + C1) * (varianceA + varianceB + C2))
  );
}
