/**
 * The antialiased view that a machine view is held against, and the detail it averages away: the
 * moments of the colors over cells around where the view samples. Views that sample the same places
 * share one.
 */
import { areaTapsAround, centersOf } from '../resample/taps/area.ts';
import type { ViewTables } from '../resample/simd/read-views.ts';
import type { AxisTaps } from '../resample/taps/taps.ts';
import { blockTaps } from './planes.ts';

/** Blocks are at most this part of a cell, so that its border is where it should be. */
const LEAST_BLOCKS = 3;

/**
 * Samples are in the same place within this part of a cell: what the rounding of weights moves them
 * by. It moves as little of a cell's mean, whatever the image.
 */
const SAME_PLACE = 0.002;

/** Where a view samples the source: its tables, and source samples per output. */
export interface Sampling extends ViewTables {
  ratioX: number;
  ratioY: number;
}

/** Samplings of the same places: the first, and all of them by their place in the list. */
export interface SamePlaces {
  sampling: Sampling;
  members: number[];
}

/** `samplings` by the places that they sample, in the order of the first of each. */
export function byPlace(samplings: readonly Sampling[]): SamePlaces[] {
  const known: (SamePlaces & { x: Float64Array; y: Float64Array })[] = [];
  samplings.forEach((sampling, i) => {
    const { ratioX, ratioY } = sampling;
    const x = centersOf(sampling.x);
    const y = centersOf(sampling.y);
    const near = known.find(
      (one) =>
        one.sampling.ratioX === ratioX &&
        one.sampling.ratioY === ratioY &&
        samePlaces(one.x, x, ratioX) &&
        samePlaces(one.y, y, ratioY),
    );
    if (near === undefined) known.push({ sampling, members: [i], x, y });
    else near.members.push(i);
  });
  return known.map(({ sampling, members }) => ({ sampling, members }));
}

/** The cells of ratioX by ratioY pixels around where a view samples, in blocks of k by k pixels. */
export function cellTables(sampling: Sampling): ViewTables & { k: number } {
  const { x, y, ratioX, ratioY } = sampling;
  const k = blocksOfCell(sampling);
  return { k, x: cellTaps(x, ratioX, k), y: cellTaps(y, ratioY, k) };
}

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
  if (a.length !== b.length) return false;
  for (let i = 0; i < a.length; i++) if (!(Math.abs(a[i] - b[i]) <= most)) return false;
  return true;
}
