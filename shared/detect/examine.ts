/** Candidates of a raster and what is measured at each, plane by plane. */
import type { Raster } from '../raster.ts';
import { findCandidates, withTaps, type Candidate } from './candidates.ts';
import type { AxisLattice } from './geometry.ts';
import { measure, type PlaneEvidence } from './measures.ts';
import { planesOf, type Plane } from './planes.ts';
import { sampleSupergrid } from './supergrid.ts';
import { repetitionOf, tilingOf } from './tiling.ts';

const CANDIDATES = 4;
/** Candidates that are measured in each color channel too. */
const COLORED = 1;
/** Candidates after the first that screen below this are not measured: chance alone reaches it. */
const LEAST_SCREEN = 2;

export interface Examined extends PlaneEvidence {
  candidate: Candidate;
  plane: Plane;
  columns: AxisLattice;
  rows: AxisLattice;
  /** How far the plane repeats a tile of few pixels (tiling.ts), 0..1. */
  tiling: number;
  /** How far the picture repeats itself at a distance, 0..1. */
  repetition: number;
}

/** The candidates of `raster`, best first, each in its planes. */
export function examine(raster: Raster): Examined[] {
  const planes = planesOf(raster);
  const tilings = planes.map((plane) => tilingOf(plane));
  const repetition = repetitionOf(planes[0]);
  const candidates = findCandidates(planes[0], CANDIDATES);
  const worth = candidates.filter(({ z }, rank) => rank === 0 || z >= LEAST_SCREEN);
  return worth.flatMap((candidate, rank) => {
    const at = (plane: Plane, taps: 1 | 2): Examined => {
      const columns = withTaps(candidate.columns, taps);
      const rows = withTaps(candidate.rows, taps);
      const tiling = tilings[planes.indexOf(plane)];
      return {
        candidate,
        plane,
        columns,
        rows,
        tiling,
        repetition,
        ...measure(sampleSupergrid(plane, columns, rows)),
      };
    };
    const one = at(planes[0], 1);
    const two = at(planes[0], 2);
    if (rank >= COLORED) return [one, two];
    const taps = level(one) >= level(two) ? 1 : 2;
    return [one, two, ...planes.slice(1).map((plane) => at(plane, taps))];
  });
}

function level({ measures }: Examined): number {
  return measures.coherent + measures.isolated + measures.rival;
}
