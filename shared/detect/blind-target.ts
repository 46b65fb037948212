/** The targets of a picture in which something was found. */
import { dtypeOf, type Raster } from '../base/raster.ts';
import { evidenceOf, type Evidence } from './evidence.ts';
import type { Examined } from './examine.ts';
import type { AxisLattice, Geometry } from './lattice/geometry.ts';
import { readersOf } from './lattice/readers.ts';
import { probability } from './measure/probability.ts';

export interface BlindTarget {
  width: number;
  height: number;
  geometry: Geometry;
  /** The part of the source that is resized. */
  crop: { x: number; y: number; width: number; height: number };
  /** Resizers that read this lattice. */
  samplers: readonly string[];
  channels: string[];
  /** The fused evidence, and the probability of an attack that it is. */
  logOdds: number;
  score: number;
  evidence: Evidence[];
  /** Whether nearly all that strays lies on this one lattice, which never drifts and is of no whole ratio. */
  holdsAll: boolean;
  /** Whether the picture repeats nowhere (steady.ts). */
  isWithoutRepeat: boolean;
}

/** What of a target says how much its views may add to it. */
export type TargetTraits = Partial<Pick<BlindTarget, 'holdsAll' | 'isWithoutRepeat'>>;

/** What was examined, and how suspicious it is. */
export interface Scored {
  found: Examined;
  logOdds: number;
}

/** Each size and part of `examined` once, best first; what only echoes the first is left out. */
export function targetsOf(
  examined: readonly Scored[],
  raster: Raster,
  least: number,
  isWithoutRepeat: boolean,
): BlindTarget[] {
  const targets: BlindTarget[] = [];
  if (examined.length === 0) return targets;
  const enough = Math.max(least, examined[0].logOdds - 3);
  const shape = { channels: raster.channels, dtype: dtypeOf(raster.data) };
  for (const { found, logOdds } of examined) {
    const { columns, rows } = found;
    const known = targets.find(
      (t) => t.width === columns.size && t.height === rows.size && t.crop.width === columns.length,
    );
    if (known !== undefined) {
      if (logOdds >= enough && !known.channels.includes(found.plane))
        known.channels.push(found.plane);
      continue;
    }
    if (targets.length > 0 && (logOdds < enough || echoes(columns.size, rows.size, targets[0]))) {
      continue;
    }
    const { geometry } = columns;
    targets.push({
      width: columns.size,
      height: rows.size,
      geometry,
      crop: { x: columns.from, y: rows.from, width: columns.length, height: rows.length },
      samplers: readersOf(columns, rows, shape).map(({ sampler }) => sampler),
      channels: [found.plane],
      logOdds,
      score: probability(logOdds),
      evidence: evidenceOf(found.measures),
      holdsAll: holdsAll(found),
      isWithoutRepeat,
    });
  }
  return targets;
}

/** Shares from which nearly all that strays is held, and the lattice never drifts. */
const NEARLY_ALL = 0.9;
const NEVER_DRIFTS = 0.95;

/** Dithers and screens repeat every whole number of pixels, and hold all that strays too. */
function holdsAll({ measures, candidate: { standout }, columns, rows }: Examined): boolean {
  const isExact = measures.captured >= NEARLY_ALL && standout.consistent >= NEVER_DRIFTS;
  return isExact && !(isWhole(columns) && isWhole(rows));
}

/** Whether a lattice keeps to a whole period, but for a pixel at either end. */
function isWhole({ period, size }: AxisLattice): boolean {
  return Math.abs(period - Math.round(period)) * size < 2.5;
}

/** Whether a size is a multiple or a divisor of a target's along both axes: the same picture. */
function echoes(width: number, height: number, target: BlindTarget): boolean {
  const related = (a: number, b: number): boolean => {
    const ratio = Math.max(a, b) / Math.min(a, b);
    return Math.abs(ratio - Math.round(ratio)) * Math.min(a, b) <= 1.5;
  };
  return related(width, target.width) && related(height, target.height);
}
