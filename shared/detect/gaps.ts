/** Control positions: the middle of each gap between the blocks of a lattice, -1 where none is. */
import type { AxisLattice } from './geometry.ts';

/** gap[j] is the middle column between block j and block j + 1 (or the border), or -1. */
export function gapsOf(lattice: AxisLattice): Int32Array {
  const { start, taps, size, from, length, period } = lattice;
  const gaps = new Int32Array(size);
  for (let j = 0; j < size; j++) {
    const after = start[j] + taps;
    const next =
      j + 1 < size ? start[j + 1] : Math.min(from + length, Math.round(after + period) - taps);
    gaps[j] = next > after ? (after + next - 1) >> 1 : -1;
  }
  return gaps;
}
