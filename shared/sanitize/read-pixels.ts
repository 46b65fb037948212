/**
 * Which source pixels a set of views reads and how much each counts, off their tap tables: those that
 * count may have been written by an attacker and are rebuilt, the others are the untouched neighbors
 * that they are rebuilt from.
 *
 *   weight    of a pixel in an output: its column's tap times its row's, each over the largest tap of
 *             that output along its axis, absolute: 0..1; of a pixel: the largest of all outputs and
 *             views
 *   level     0 untouched, below LEVEL_WEIGHTS[0]; k below LEVEL_WEIGHTS[k]; HEAVY all above
 *   radius    half side of the window around a read pixel: ⌊ratio⌋, at least 1; the largest of all views
 *
 * Where a pipeline reads everything (4×4 taps at a ratio of 4 and below), pixels of a low level stand
 * for untouched ones. An attack of least change writes into them in proportion to their weight.
 *
 * Source: Quiring et al. 2020, Adversarial Preprocessing, section 4.2 (the set of pixels that a scaling
 * considers, and windows of the ratio around each); the levels are our own.
 */
import type { PipelineView } from '../pipelines/pipeline.ts';
import type { Size } from '../base/raster.ts';
import type { AxisTaps } from '../resample/taps/taps.ts';

/**
 * What is written into a pixel of weight 1/512 moves the machine view by half a grey level at most, so
 * that below it a pixel is untouched. Recursive filters have endless tails of such taps.
 */
export const LEVEL_WEIGHTS = [1 / 512, 1 / 128, 1 / 32, 1 / 8] as const;
export const HEAVY = LEVEL_WEIGHTS.length;

/** Neighbors are enough from this share of their window or cell on. */
export const ENOUGH = 1 / 16;

export interface ReadPixels extends Size {
  /** 0..HEAVY per pixel: height*width, row-major. */
  level: Uint8Array;
  /** Pixels above level 0. */
  count: number;
  radiusX: number;
  radiusY: number;
}

/** What `views` read of a source of that size. */
export function readPixelsOf(views: readonly PipelineView[], { width, height }: Size): ReadPixels {
  const level = new Uint8Array(width * height);
  let radiusX = 1;
  let radiusY = 1;
  for (const view of views) {
    raiseLevels(level, axisWeights(view.x), axisWeights(view.y));
    radiusX = Math.max(radiusX, Math.floor(view.frame.width / view.width));
    radiusY = Math.max(radiusY, Math.floor(view.frame.height / view.height));
  }
  let count = 0;
  for (const each of level) if (each > 0) count++;
  return { width, height, level, count, radiusX, radiusY };
}

/** The largest weight of each source index in any output, over the largest tap of that output. */
function axisWeights({ srcSize, dstSize, offsets, indices, weights }: AxisTaps): Float64Array {
  const most = new Float64Array(srcSize);
  for (let dst = 0; dst < dstSize; dst++) {
    let largest = 0;
    for (let k = offsets[dst]; k < offsets[dst + 1]; k++) {
      largest = Math.max(largest, Math.abs(weights[k]));
    }
    if (largest === 0) continue;
    for (let k = offsets[dst]; k < offsets[dst + 1]; k++) {
      most[indices[k]] = Math.max(most[indices[k]], Math.abs(weights[k]) / largest);
    }
  }
  return most;
}

function raiseLevels(level: Uint8Array, x: Float64Array, y: Float64Array): void {
  for (let row = 0, pixel = 0; row < y.length; row++) {
    for (let column = 0; column < x.length; column++, pixel++) {
      const weight = x[column] * y[row];
      if (weight < LEVEL_WEIGHTS[0]) continue;
      let own = 1;
      while (own < HEAVY && weight >= LEVEL_WEIGHTS[own]) own++;
      if (own > level[pixel]) level[pixel] = own;
    }
  }
}

/**
 * Of a window with `perLevel` pixels at each level, the level up to which they are taken: the lowest
 * that is enough of them, below `limit`; -1 where there is none.
 */
export function highestNeeded(perLevel: Int32Array, limit: number): number {
  let all = 0;
  for (const pixels of perLevel) all += pixels;
  let taken = 0;
  for (let level = 0; level < limit; level++) {
    taken += perLevel[level];
    if (taken > 0 && taken >= ENOUGH * all) return level;
  }
  return -1;
}
