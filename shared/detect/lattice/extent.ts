/**
 * The part of a plane that a pitch of columns and one of rows was written on: what strays is weighed
 * by how far up both crests it lies and added up per period. Where nothing was written it comes to
 * nothing; the extent is the run of periods that adds up to most, less a share of what is usual.
 */
import { crestAt, type Pitch } from './pitch.ts';
import type { Plane } from './plane.ts';

/** Share of the mean period's strength that a period costs: below it nothing was written. */
export const UNWRITTEN = 0.1;
const ROUNDS = 4;

/** Periods first..last of an axis, counted from its border, and what strays in each of all. */
export interface Extent {
  first: number;
  last: number;
  strengths: Float64Array;
}

/** The periods of `x` and `y` that were written on in `plane`. */
export function extentOf(plane: Plane, x: Pitch, y: Pitch): { columns: Extent; rows: Extent } {
  const { width, height } = plane;
  const across = Math.ceil(width / x.period);
  const down = Math.ceil(height / y.period);
  const cells = new Float64Array(across * down);
  const crests = Float64Array.from({ length: width }, (_, i) => crestAt(x, i));
  const cellOf = Int32Array.from({ length: width }, (_, i) => Math.floor(i / x.period));
  const map = plane.median.view();
  for (let j = 0, at = 0; j < height; j++) {
    const row = Math.floor(j / y.period) * across;
    const crest = crestAt(y, j);
    for (let i = 0; i < width; i++, at++) {
      if (map[at] > 0) cells[row + cellOf[i]] += map[at] * crests[i] * crest;
    }
  }
  const none = new Float64Array(0);
  let columns: Extent = { first: 0, last: across - 1, strengths: none };
  let rows: Extent = { first: 0, last: down - 1, strengths: none };
  for (let round = 0; round < 2; round++) {
    columns = runOf(across, rows, (i, j) => cells[j * across + i]);
    rows = runOf(down, columns, (j, i) => cells[j * across + i]);
  }
  return { columns, rows };
}

/** The run of `count` periods that was written on, of those cells that lie in `other`. */
function runOf(
  count: number,
  other: Pick<Extent, 'first' | 'last'>,
  cellAt: (i: number, other: number) => number,
): Extent {
  const strengths = new Float64Array(count);
  for (let i = 0; i < count; i++) {
    for (let k = other.first; k <= other.last; k++) strengths[i] += cellAt(i, k);
  }
  let run = { first: 0, last: count - 1 };
  for (let round = 0; round <= ROUNDS; round++) {
    const { first, last } = run;
    const inside = strengths.subarray(first, last + 1);
    const mean = inside.reduce((sum, v) => sum + v, 0) / inside.length;
    if (!(mean > 0)) break;
    if (round === ROUNDS) return { ...run, strengths: strengths.map((v) => Math.min(1, v / mean)) };
    run = largestRun(strengths, mean);
  }
  return { ...run, strengths };
}

/** The run with the largest sum of strengths, none counted above `mean`, each less UNWRITTEN of it. */
function largestRun(strengths: Float64Array, mean: number): { first: number; last: number } {
  let best = { first: 0, last: strengths.length - 1, sum: 0 };
  let sum = 0;
  let first = 0;
  strengths.forEach((strength, i) => {
    sum += Math.min(strength, mean) - UNWRITTEN * mean;
    if (sum <= 0) [sum, first] = [0, i + 1];
    else if (sum > best.sum) best = { first, last: i, sum };
  });
  return best;
}
