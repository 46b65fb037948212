/** Control positions: the middle of each gap between the blocks of a lattice, -1 where none is. */
import { startOf, type AxisLattice } from './geometry.ts';

/** The middle column between block j and block j + 1 (or the border), or -1. */
export function gapAfter(lattice: AxisLattice, j: number): number {
  const { taps, size, from, length, period } = lattice;
  const after = startOf(lattice, j) + taps;
  const next =
    j + 1 < size
      ? startOf(lattice, j + 1)
      : Math.min(from + length, Math.round(after + period) - taps);
  return next > after ? (after + next - 1) >> 1 : -1;
}

/** All of them. */
export function gapsOf(lattice: AxisLattice): Int32Array {
  const gaps = new Int32Array(lattice.size);
  for (let j = 0; j < gaps.length; j++) gaps[j] = gapAfter(lattice, j);
  return gaps;
}
