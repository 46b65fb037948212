/**
 * How strongly each target size stands out along one axis: the detector's own combs (detect/search/comb.ts)
 * as data for a chart. A size n of an axis of N samples is n cycles per frame, the frequency n/N
 * cycles per pixel and the period N/n pixels.
 */
import type { CombTable } from '../detect/search/comb.ts';
import { GEOMETRIES, type Geometry } from '../detect/lattice/geometry.ts';
import { combTables, type PlaneSamples } from './plane-samples.ts';
import { LEAST_SIZE, MOST_SIZE } from '../detect/search/searched-sizes.ts';

export interface AxisComb {
  /** Samples of the source along this axis. */
  length: number;
  /** The size that the first value is of; the next is one more. */
  least: number;
  /** Standard score of each size, the largest of all lattice geometries; none where too short. */
  z: number[];
  /** The geometry of each, as an index into `geometries`. */
  geometry: number[];
  geometries: readonly Geometry[];
  /** The sizes that stand out most, best first. */
  best: CombPeak[];
}

export interface CombPeak {
  size: number;
  z: number;
  geometry: Geometry;
  /** Source pixels. */
  period: number;
  /** Cycles per source pixel. */
  frequency: number;
}

/** Below two pixels per output there is no lattice: every pixel is read. */
const LEAST_PERIOD = 2;
const BEST = 8;

/** The combs of `plane` along x and y. */
export function axisCombsOf(plane: PlaneSamples): { x: AxisComb; y: AxisComb } {
  const most = (length: number): number => Math.min(MOST_SIZE, Math.floor(length / LEAST_PERIOD));
  const { width, height } = plane;
  const tables = combTables(plane, LEAST_SIZE, { width: most(width), height: most(height) });
  return { x: axisComb(tables.x, width), y: axisComb(tables.y, height) };
}

function axisComb(table: CombTable | null, length: number): AxisComb {
  const comb: AxisComb = {
    length,
    least: LEAST_SIZE,
    z: [],
    geometry: [],
    geometries: GEOMETRIES,
    best: [],
  };
  if (table === null) return comb;
  for (let size = LEAST_SIZE; size < table.z.half1.length; size++) {
    let best = 0;
    GEOMETRIES.forEach((name, i) => {
      if (table.z[name][size] > table.z[GEOMETRIES[best]][size]) best = i;
    });
    comb.z.push(Math.round(table.z[GEOMETRIES[best]][size] * 1000) / 1000);
    comb.geometry.push(best);
  }
  return { ...comb, best: peaksOf(comb) };
}

/** Local maxima, best first. */
function peaksOf({ length, least, z, geometry }: AxisComb): CombPeak[] {
  const isPeak = (i: number): boolean =>
    z[i] > 0 && z[i] >= (z[i - 1] ?? 0) && z[i] > (z[i + 1] ?? -1);
  return z
    .map((value, i) => ({ i, value }))
    .filter(({ i }) => isPeak(i))
    .sort((a, b) => b.value - a.value)
    .slice(0, BEST)
    .map(({ i, value }) => ({
      size: least + i,
      z: value,
      geometry: GEOMETRIES[geometry[i]],
      period: length / (least + i),
      frequency: (least + i) / length,
    }));
}
