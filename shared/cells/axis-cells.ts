/**
 * The cells of a view along one axis, read off its tap table: which source samples lie nearest to
 * which output, and where each stands in its cell.
 *
 *   center   weighted mean place of an output's taps
 *   cell     the samples nearer to this center than to another; half a ratio at the ends
 *   class    a sample's distance from the center of its cell, in halves, rounded up: what a kernel
 *            reads, and what an attacker writes of it (the nearest, the one at or before the center,
 *            the one after), is the same classes in every cell, wherever its center falls
 *   weight   how much the samples of a class count in the view, over the class that counts most
 */
import { centersOf } from '../resample/taps/area.ts';
import { influenceOf } from '../resample/lattice.ts';
import type { AxisTaps } from '../resample/taps/taps.ts';

export interface AxisCells {
  /** Source samples from[i] up to, not including, to[i] are in cell i. */
  from: Int32Array;
  to: Int32Array;
  /** Class of each source sample, from 0; NO_CLASS of samples in no cell and those left out. */
  classOf: Uint8Array;
  classes: number;
  /** Per class: 0..1. */
  weight: Float64Array;
}

export const NO_CLASS = 255;

/** Classes of an axis, at most: of huge cells some samples stand for all. */
const MOST_CLASSES = 48;

/** A center this little before a sample is at it: tables are rounded. */
const ROUNDING = 1e-6;

/** The cells of `taps`, none of whose outputs is empty; `ratio`: source samples per output. */
export function axisCells(taps: AxisTaps, ratio: number): AxisCells {
  const { srcSize, dstSize } = taps;
  const centers = centersOf(taps);
  const from = new Int32Array(dstSize);
  const to = new Int32Array(dstSize);
  const offsetOf = new Int32Array(srcSize);
  const half = Math.max(1, ratio) / 2;
  for (let i = 0; i < dstSize; i++) {
    const before = i > 0 ? (centers[i - 1] + centers[i]) / 2 : centers[i] - half;
    const after = i + 1 < dstSize ? (centers[i] + centers[i + 1]) / 2 : centers[i] + half;
    from[i] = Math.max(0, Math.ceil(before - ROUNDING));
    to[i] = Math.min(srcSize, Math.ceil(after - ROUNDING));
    for (let x = from[i]; x < to[i]; x++) offsetOf[x] = Math.ceil(2 * (x - centers[i]) - ROUNDING);
  }
  return { from, to, ...classesOf(offsetOf, from, to, influenceOf(taps)) };
}

/** Below this share of the weight that counts most, what has it is as good as unread. */
export const UNREAD = 1 / 128;

/** The same cells in two classes: samples that `taps` give no weight, and those that are read. */
export function readOrNot(cells: AxisCells, taps: AxisTaps): AxisCells {
  const influence = influenceOf(taps);
  const most = influence.reduce((sofar, value) => Math.max(sofar, value), 0);
  const classOf = cells.classOf.map((own, at) =>
    own === NO_CLASS ? NO_CLASS : influence[at] < UNREAD * most ? 0 : 1,
  );
  return { ...cells, classOf, classes: 2, weight: Float64Array.of(0, 1) };
}

/** Whether some samples of cells stand for all. */
export function standForAll({ from, to, classOf }: AxisCells): boolean {
  return classOf.subarray(from[0], to[to.length - 1]).includes(NO_CLASS);
}

/** Numbers the offsets that occur, and weighs them. */
function classesOf(
  offsetOf: Int32Array,
  from: Int32Array,
  to: Int32Array,
  influence: Float64Array,
): Omit<AxisCells, 'from' | 'to'> {
  const sums = new Map<number, { count: number; sum: number }>();
  for (let i = 0; i < from.length; i++) {
    for (let x = from[i]; x < to[i]; x++) {
      const one = sums.get(offsetOf[x]) ?? { count: 0, sum: 0 };
      one.count++;
      one.sum += influence[x];
      sums.set(offsetOf[x], one);
    }
  }
  const weightOf = (offset: number): number => {
    const { count, sum } = sums.get(offset)!;
    return sum / count;
  };
  const offsets = chosenOffsets(
    [...sums.keys()].sort((a, b) => a - b),
    weightOf,
  );
  const most = offsets.reduce((sofar, offset) => Math.max(sofar, weightOf(offset)), 0) || 1;
  const place = new Map(offsets.map((offset, k) => [offset, k]));
  const classOf = new Uint8Array(offsetOf.length).fill(NO_CLASS);
  for (let i = 0; i < from.length; i++) {
    for (let x = from[i]; x < to[i]; x++) classOf[x] = place.get(offsetOf[x]) ?? NO_CLASS;
  }
  const weight = Float64Array.from(offsets, (offset) => weightOf(offset) / most);
  return { classOf, classes: offsets.length, weight };
}

/**
 * All offsets, or the heaviest and an even choice of the others. Whole and half ones are chosen in pairs: a cell has
 * the one or the other kind, by where its center falls.
 */
function chosenOffsets(offsets: readonly number[], weightOf: (offset: number) => number): number[] {
  if (offsets.length <= MOST_CLASSES) return [...offsets];
  const heaviest = offsets
    .filter((offset) => weightOf(offset) > 0)
    .toSorted((a, b) => weightOf(b) - weightOf(a))
    .slice(0, MOST_CLASSES / 2);
  const others = offsets.filter((offset) => !heaviest.includes(offset));
  const pairs = Math.floor((MOST_CLASSES - heaviest.length) / 2);
  const spread = Array.from({ length: pairs }, (_, n) => {
    const first = 2 * Math.floor(((n + 0.5) * Math.floor(others.length / 2)) / pairs);
    return others.slice(first, first + 2);
  }).flat();
  return [...heaviest, ...spread].sort((a, b) => a - b);
}
