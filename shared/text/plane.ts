/** A plane of grey levels, signed where it is a difference, and sums over boxes of it. */
import type { Size } from '../base/raster.ts';

/** H×W grey levels, row-major. */
export interface GreyPlane extends Size {
  data: Float32Array;
}

/** A rectangle of whole pixels. */
export interface Box {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * Mean and standard deviation of `plane` over the box of `2 * radius + 1` pixels a side around each pixel, cut at
 * the edges; H×W each, in grey levels.
 */
export function localMoments(
  { width, height, data }: GreyPlane,
  radius: number,
): { mean: Float32Array; deviation: Float32Array } {
  const stride = width + 1;
  const sums = new Float64Array(stride * (height + 1));
  const squares = new Float64Array(stride * (height + 1));
  for (let y = 0; y < height; y++) {
    let sum = 0;
    let square = 0;
    for (let x = 0; x < width; x++) {
      const value = data[y * width + x];
      sum += value;
      square += value * value;
      const at = (y + 1) * stride + x + 1;
      sums[at] = sums[at - stride] + sum;
      squares[at] = squares[at - stride] + square;
    }
  }
  const mean = new Float32Array(width * height);
  const deviation = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const top = Math.max(0, y - radius) * stride;
    const bottom = Math.min(height, y + radius + 1) * stride;
    const rows = (bottom - top) / stride;
    for (let x = 0; x < width; x++) {
      const left = Math.max(0, x - radius);
      const right = Math.min(width, x + radius + 1);
      const count = rows * (right - left);
      const of = (table: Float64Array): number =>
        table[bottom + right] - table[bottom + left] - table[top + right] + table[top + left];
      const average = of(sums) / count;
      mean[y * width + x] = average;
      deviation[y * width + x] = Math.sqrt(Math.max(0, of(squares) / count - average * average));
    }
  }
  return { mean, deviation };
}

/** The share of ones of `mask` (H×W) in `box`, which may reach beyond the edges; 0 of nothing. */
export function shareIn(mask: Uint8Array, { width, height }: Size, box: Box): number {
  const left = Math.max(0, box.x);
  const right = Math.min(width, box.x + box.width);
  const top = Math.max(0, box.y);
  const bottom = Math.min(height, box.y + box.height);
  let ones = 0;
  for (let y = top; y < bottom; y++) {
    for (let x = left; x < right; x++) ones += mask[y * width + x];
  }
  const count = Math.max(0, right - left) * Math.max(0, bottom - top);
  return count === 0 ? 0 : ones / count;
}

/** The smallest box around both. */
export function around(a: Box, b: Box): Box {
  const x = Math.min(a.x, b.x);
  const y = Math.min(a.y, b.y);
  const width = Math.max(a.x + a.width, b.x + b.width) - x;
  const height = Math.max(a.y + a.height, b.y + b.height) - y;
  return { x, y, width, height };
}

/** The share of the smaller of two boxes that lies in the other, 0..1. */
export function overlapOf(a: Box, b: Box): number {
  const across = Math.min(a.x + a.width, b.x + b.width) - Math.max(a.x, b.x);
  const down = Math.min(a.y + a.height, b.y + b.height) - Math.max(a.y, b.y);
  if (across <= 0 || down <= 0) return 0;
  return (across * down) / Math.min(a.width * a.height, b.width * b.height);
}
