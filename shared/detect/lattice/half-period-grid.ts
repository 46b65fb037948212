/**
 * The picture sampled at half the period of a candidate lattice: one value per crossing of lattice
 * columns and rows (class 0, what the machine reads) and three control classes shifted by half a
 * period along x (1), along y (2) and along both (3). In an honest picture no class is special.
 *
 *   D = value - mean of its (up to eight) neighbors at half a period, which lie off the lattice,
 *       less what a function of that mean explains (halftones, dots)
 *   V = variance of those neighbors
 *   E = how far the block is outside the range of the pixels that touch it: edges and lines are
 *       inside, written pixels are outside
 *
 * Source: Quiring 2020 (reconstruction of the read pixels from their untouched neighbors);
 * controls as the reference, so that flat decoys keep their payload: own formulation.
 */
import { gapsOf } from './gaps.ts';
import { startsOf, type AxisLattice } from './geometry.ts';
import type { DetectWasm, Singles } from '../kernels/wasm.ts';
import type { Plane } from './plane.ts';

export const CLASSES = 4;

/** The classes in WebAssembly memory: rows of singles, `stride` apart, not a number where nothing is. */
export interface HalfPeriodGrid {
  columns: number;
  /** Rows that were sampled, empty ones between bands included. */
  rows: number;
  stride: number;
  /** The lattice row of each of them, -1 of an empty one. */
  chosen: readonly number[];
  value: Singles[];
  excess: Singles[];
  /** Of the class that `compare` was called for last. */
  difference: Singles;
  reference: Singles;
  variance: Singles;
}

/** Rows of cells in a band, where not all of them are sampled; then comes an empty row. */
const BAND = 11;

/**
 * Samples `plane` at most at about `mostCells` cells: bands of neighboring rows, evenly spaced, those `near`
 * (first to before the last) among them. The memory is taken until it is released.
 */
export function sampleHalfPeriodGrid(
  wasm: DetectWasm,
  plane: Plane,
  x: AxisLattice,
  y: AxisLattice,
  mostCells: number,
  near: readonly [number, number] = [0, 0],
): HalfPeriodGrid {
  const chosen = bandsOf(y.size, Math.floor(mostCells / x.size), near);
  const columns = x.size;
  const rows = chosen.length;
  const stride = Math.ceil(columns / 4) * 4 + 16;
  const count = stride * (rows + 3);
  // A row before the first, and some singles before the first of a row.
  const before = stride + 8;
  const array = (from: number, to: number): Singles => {
    const all = wasm.alloc(Float32Array, count);
    const view = all.view();
    view.fill(NaN, 0, from);
    view.fill(NaN, to);
    return all.from(before);
  };
  // What is between rows is filled with them.
  const [value, excess] = [0, 1].map(() =>
    Array.from({ length: CLASSES }, () => array(before, before + rows * stride)),
  );
  const [difference, reference, variance] = [0, 1, 2].map(() => array(count, count));
  const starts = [wasm.put(startsOf(x)), wasm.put(pick(startsOf(y), chosen))];
  const gaps = [wasm.put(gapsOf(x)), wasm.put(pick(gapsOf(y), chosen))];
  for (let c = 0; c < CLASSES; c++) {
    wasm.gather(
      plane.data,
      plane.pixels,
      plane.blocks,
      plane.width,
      c & 1 ? gaps[0] : starts[0],
      columns,
      c & 2 ? gaps[1] : starts[1],
      rows,
      c & 1 ? controlTaps(x) : x.taps,
      c & 2 ? controlTaps(y) : y.taps,
      value[c],
      excess[c],
      stride,
    );
  }
  return { columns, rows, stride, chosen, value, excess, difference, reference, variance };
}

/** What a class has in common all over. */
export interface Uniformity {
  /** Share of D² that no function of the reference explains, 0..1. */
  unlevelled: number;
  /** Share of D² that is not its mean: near 0 where the same mark is painted everywhere. */
  mixed: number;
}

/** Computes D, the reference and V of class `c`. */
export function compare(wasm: DetectWasm, grid: HalfPeriodGrid, c: number): Uniformity {
  const { value } = grid;
  const [before, after, total, count] = wasm.scoped(() => {
    const levels = wasm.alloc(Float32Array, 36 * 2);
    wasm.differences(
      value[c],
      value[c ^ 1],
      value[c ^ 2],
      value[c ^ 3],
      // The neighbor in the other class to the left of a lattice sample has index i - 1, of a gap i.
      c & 1 ? 0 : -1,
      c & 2 ? 0 : -1,
      grid.columns,
      grid.rows,
      grid.stride,
      grid.difference,
      grid.reference,
      grid.variance,
      levels,
    );
    return levels.from(34 * 2).view();
  });
  if (!(before > 0)) return { unlevelled: 0, mixed: 0 };
  return { unlevelled: after / before, mixed: 1 - (total * total) / (count * before) };
}

/** Control blocks are as wide as lattice blocks where the gaps leave room for it. */
function controlTaps(lattice: AxisLattice): 1 | 2 {
  return lattice.taps === 2 && lattice.period >= 4 ? 2 : 1;
}

/** The rows to sample, -1 for an empty one; those `near` have up to half of the bands. */
function bandsOf(size: number, most: number, [from, to]: readonly [number, number]): number[] {
  if (size <= Math.max(most, BAND + 1)) return Array.from({ length: size }, (_, j) => j);
  const bands = Math.max(2, Math.floor(most / BAND));
  const last = size - BAND;
  const wanted = Math.min(Math.ceil((to - from) / BAND), bands >> 1);
  const there = Array.from({ length: wanted }, (_, k) => Math.min(last, from + k * BAND));
  const others = Math.max(2, bands - wanted);
  const even = Array.from({ length: others }, (_, k) => Math.floor((last * k) / (others - 1)));
  const apart = even.filter((first) => there.every((one) => Math.abs(one - first) >= BAND));
  return [...new Set([...there, ...apart])]
    .sort((a, b) => a - b)
    .flatMap((first) => [...Array.from({ length: BAND }, (_, j) => first + j), -1]);
}

function pick(from: Int32Array, chosen: readonly number[]): Int32Array {
  const picked = new Int32Array(chosen.length);
  for (let i = 0; i < picked.length; i++) picked[i] = chosen[i] < 0 ? -1 : from[chosen[i]];
  return picked;
}
