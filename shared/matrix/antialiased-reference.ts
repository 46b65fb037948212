/**
 * The antialiased view that a machine view is held against, and the detail it averages away: one for
 * all views of one size whose samples lie at the same places.
 */
import type { Moments } from '../cells/moments.ts';
import type { Raster } from '../base/raster.ts';
import { areaTapsAround, centersOf } from '../resample/taps/area.ts';
import type { ViewTables } from '../resample/simd/resize-batch.ts';
import type { AxisTaps } from '../resample/taps/taps.ts';
import { viewsOfPlane } from './plane-view.ts';
import {
  blockTaps,
  colorPlane,
  firstBlocks,
  nextBlocks,
  withSquares,
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

/** Bytes of moments that are kept for views to come. */
const KEPT_BYTES = 2 ** 27;

/** Where a view samples the source: its tables, and source samples per output. */
export interface Sampling extends ViewTables {
  ratioX: number;
  ratioY: number;
}

interface Known {
  sampling: Sampling;
  x: Float64Array;
  y: Float64Array;
  moments: Moments | null;
}

/** Means over blocks of the source, made when they are first asked for. */
export class SourcePlanes {
  readonly full: Plane;
  readonly #blocks: Map<number, BlockPlanes>;
  #known: Known[] = [];

  /** `raster`: gray, RGB or RGBA; alpha is left out. `blocks`: what is known of its blocks. */
  constructor(raster: Raster, blocks: ReadonlyMap<number, BlockPlanes> = new Map()) {
    this.full = colorPlane(raster);
    this.#blocks = new Map(blocks);
  }

  /** The source itself (1), or its means over blocks of k by k pixels: 2, 4, 8. */
  means(k: number): Plane {
    return k === 1 ? this.full : this.blocks(k).mean;
  }

  /** The means of the source and of its squares over blocks of k by k pixels: 1, 2, 4, 8. */
  blocks(k: number): BlockPlanes {
    let known = this.#blocks.get(k);
    if (known === undefined) {
      if (k === 1) known = withSquares(this.full);
      else known = k === 2 ? firstBlocks(this.full) : nextBlocks(this.blocks(k / 2));
      this.#blocks.set(k, known);
    }
    return known;
  }

  /** All means over blocks of more than one pixel, by the side of a block. */
  allBlocks(): ReadonlyMap<number, BlockPlanes> {
    return new Map([2, 4, 8].map((k) => [k, this.blocks(k)]));
  }

  /** Forgets what was measured. */
  forgetMoments(): void {
    this.#known = [];
  }

  /**
   * Of each sampling the moments of the colors over cells of ratioX by ratioY pixels around where
   * it samples.
   */
  momentsOf(samplings: readonly Sampling[]): Moments[] {
    const wanted = samplings.map((sampling) => this.#find(sampling));
    const missing = [...new Set(wanted)].filter(({ moments }) => moments === null);
    for (const k of [1, 2, 4, 8]) {
      const of = missing.filter(({ sampling }) => blocksOfCell(sampling) === k);
      if (of.length > 0) this.#measure(of, k);
    }
    this.#known = [...new Set([...wanted, ...this.#known])];
    let bytes = 0;
    this.#known = this.#known.filter(({ moments }) => {
      bytes += moments!.mean.byteLength + moments!.variance.byteLength;
      return bytes <= KEPT_BYTES;
    });
    return wanted.map(({ moments }) => moments!);
  }

  #find(sampling: Sampling): Known {
    const { ratioX, ratioY } = sampling;
    const x = centersOf(sampling.x);
    const y = centersOf(sampling.y);
    const near = this.#known.find(
      (known) =>
        known.sampling.ratioX === ratioX &&
        known.sampling.ratioY === ratioY &&
        samePlaces(known.x, x, ratioX) &&
        samePlaces(known.y, y, ratioY),
    );
    if (near !== undefined) return near;
    const made = { sampling, x, y, moments: null };
    this.#known.push(made);
    return made;
  }

  #measure(missing: readonly Known[], k: number): void {
    const tables = missing.map(({ sampling: { x, y, ratioX, ratioY } }) => ({
      x: cellTaps(x, ratioX, k),
      y: cellTaps(y, ratioY, k),
    }));
    const { mean, square } = this.blocks(k);
    const means = new Map(viewsOfPlane(mean, tables));
    for (const [i, variance] of viewsOfPlane(square, tables)) {
      const average = means.get(i)!;
      for (let at = 0; at < average.length; at++) {
        variance[at] = Math.max(0, variance[at] - average[at] * average[at]);
      }
      missing[i].moments = {
        width: tables[i].x.dstSize,
        height: tables[i].y.dstSize,
        channels: this.full.colors,
        mean: average,
        variance,
      };
    }
  }
}

/** The blocks that a cell is measured in: k by k pixels. */
function blocksOfCell({ ratioX, ratioY }: Sampling): number {
  const most = Math.min(ratioX, ratioY) / LEAST_BLOCKS;
  return [8, 4, 2].find((k) => most >= k) ?? 1;
}

function cellTaps(taps: AxisTaps, ratio: number, k: number): AxisTaps {
  const cells = areaTapsAround(taps, ratio);
  return k === 1 ? cells : blockTaps(cells, k);
}

function samePlaces(a: Float64Array, b: Float64Array, ratio: number): boolean {
  const most = SAME_PLACE * Math.max(ratio, 1);
  return a.length === b.length && a.every((center, i) => Math.abs(center - b[i]) <= most);
}
