/**
 * The antialiased view that a machine view is held against, and the detail it averages away: one for
 * all views of one size whose samples lie at the same places.
 */
import type { Moments } from '../detect/moments.ts';
import type { Raster } from '../raster.ts';
import { areaTapsAround, centersOf } from '../resample/area.ts';
import type { AxisTaps } from '../resample/taps.ts';
import { viewOfPlane } from './plane-view.ts';
import {
  blockTaps,
  colorPlane,
  firstBlocks,
  nextBlocks,
  type BlockPlanes,
  type Plane,
} from './planes.ts';

/** Blocks are at most this part of a cell, so that its border is where it should be. */
const LEAST_BLOCKS = 3;

/**
 * Samples are in the same place within this part of a cell: what the rounding of weights moves them
 * by. It moves as little of a cell's mean, whatever the image.
 */
const SAME_PLACE = 0.002;

interface Known {
  ratioX: number;
  ratioY: number;
  x: Float64Array;
  y: Float64Array;
  moments: Moments;
}

/** Means over blocks of the source, made when they are first asked for. */
export class SourcePlanes {
  readonly full: Plane;
  readonly #blocks = new Map<number, BlockPlanes>();
  #known: Known[] = [];

  /** `raster`: gray, RGB or RGBA; alpha is left out. */
  constructor(raster: Raster) {
    this.full = colorPlane(raster);
  }

  /** Means over blocks of k by k pixels: 2, 4, 8. */
  blocks(k: number): BlockPlanes {
    let known = this.#blocks.get(k);
    if (known === undefined) {
      known = k === 2 ? firstBlocks(this.full) : nextBlocks(this.blocks(k / 2));
      this.#blocks.set(k, known);
    }
    return known;
  }

  /** Forgets what was measured: views of another size have other cells. */
  nextSize(): void {
    this.#known = [];
  }

  /** Moments of the colors over cells of ratioX by ratioY pixels around where the tables sample. */
  moments(x: AxisTaps, y: AxisTaps, ratioX: number, ratioY: number): Moments {
    const centersX = centersOf(x);
    const centersY = centersOf(y);
    const near = this.#known.find(
      (known) =>
        known.ratioX === ratioX &&
        known.ratioY === ratioY &&
        samePlaces(known.x, centersX, ratioX) &&
        samePlaces(known.y, centersY, ratioY),
    );
    if (near !== undefined) return near.moments;
    const moments = this.#measure(
      areaTapsAround(x, ratioX),
      areaTapsAround(y, ratioY),
      ratioX,
      ratioY,
    );
    this.#known.push({ ratioX, ratioY, x: centersX, y: centersY, moments });
    return moments;
  }

  #measure(x: AxisTaps, y: AxisTaps, ratioX: number, ratioY: number): Moments {
    const most = Math.min(ratioX, ratioY) / LEAST_BLOCKS;
    const k = most >= 8 ? 8 : most >= 4 ? 4 : most >= 2 ? 2 : 1;
    const { channels } = this.full;
    const [columns, rows] = k === 1 ? [x, y] : [blockTaps(x, k), blockTaps(y, k)];
    const means = viewOfPlane(k === 1 ? this.full : this.blocks(k).mean, columns, rows);
    const variance =
      k === 1
        ? viewOfPlane(this.full, columns, rows, true)
        : viewOfPlane(this.blocks(k).square, columns, rows);
    for (let i = 0; i < means.length; i++) {
      variance[i] = Math.max(0, variance[i] - means[i] * means[i]);
    }
    return { width: x.dstSize, height: y.dstSize, channels, mean: means, variance };
  }
}

function samePlaces(a: Float64Array, b: Float64Array, ratio: number): boolean {
  const most = SAME_PLACE * Math.max(ratio, 1);
  return a.length === b.length && a.every((center, i) => Math.abs(center - b[i]) <= most);
}
