/** Lattices of the whole frame and what each holds of all that strays: which sizes may be named for it. */
import type { Size } from '../base/raster.ts';
import { MANY_CELLS, type Examined } from './examine.ts';
import type { DetectWasm } from './kernels/wasm.ts';
import {
  axisLattice,
  BY_SAMPLERS,
  tapsOf,
  type AxisLattice,
  type Geometry,
} from './lattice/geometry.ts';
import type { Plane, Planes } from './lattice/plane.ts';
import { LEAST_GAIN } from './lattice/readers.ts';
import { inputsOf, logOddsOf } from './measure/fusion.ts';
import { measure } from './measure/measures.ts';
import { standoutAt } from './search/candidates.ts';
import { namesOf, plausibilityIn, plausibilityOf, USUAL } from './search/plausible.ts';
import { heldBy } from './search/refine-size.ts';

/** Share of the most that one has to hold to be alike. */
export const ALIKE = 0.9;

/** The lattices of both axes, and the share of all that strays that they hold. */
export interface Lattices {
  columns: AxisLattice;
  rows: AxisLattice;
  held: number;
  /** Whether it is of the size that was found, and of one that machines take. */
  isSame: boolean;
  isUsual: boolean;
}

/** The lattices of `sizes` in every geometry that leaves pixels unread, and what each holds. */
export function latticesOf(
  wasm: DetectWasm,
  plane: Plane,
  sizes: readonly Size[],
  own: { columns: Pick<AxisLattice, 'size'>; rows: Pick<AxisLattice, 'size'> },
): Lattices[] {
  const { width, height } = plane;
  const names = namesOf(plane);
  return sizes.flatMap((size) =>
    BY_SAMPLERS.filter((geometry) => leavesUnread(geometry, plane, size)).map((geometry) => {
      const columns = axisLattice(geometry, width, size.width);
      const rows = axisLattice(geometry, height, size.height);
      return {
        columns,
        rows,
        held: heldBy(wasm, plane, columns, rows),
        isSame: size.width === own.columns.size && size.height === own.rows.size,
        isUsual: plausibilityOf(columns, rows, names) >= USUAL,
      };
    }),
  );
}

/**
 * Of the usual sizes, else of the others, of those that hold nearly the most the one with the fewest cells, which a
 * larger one may have among its own, and then the one that most programs read.
 */
export function mostOf(readings: readonly Lattices[]): Lattices | undefined {
  const usual = readings.filter((one) => one.isUsual);
  const among = usual.length > 0 ? usual : readings;
  const most = Math.max(...among.map(({ held }) => held));
  const rank = ({ columns }: Lattices): number => BY_SAMPLERS.indexOf(columns.geometry);
  const cells = ({ columns, rows }: Lattices): number => columns.size * rows.size;
  return among
    .filter((one) => one.held >= ALIKE * most)
    .sort((a, b) => cells(a) - cells(b) || rank(a) - rank(b) || b.held - a.held)[0];
}

/** What a lattice of single columns holds beyond its share of the frame: 0 where it does not stand out, 1 for all. */
export function beyondShare({ columns, rows, held }: Lattices): number {
  const share = 1 / (columns.period * rows.period);
  return (held - share) / (1 - share);
}

/** Whether single columns, or blocks of two as far apart as to be read more than their share. */
function leavesUnread(geometry: Geometry, { width, height }: Size, size: Size): boolean {
  const cell = (width / size.width) * (height / size.height);
  return cell >= LEAST_GAIN * tapsOf(geometry) ** 2;
}

/** `found` with other lattices, measured anew. */
export function measured(
  wasm: DetectWasm,
  planes: Planes,
  found: Examined,
  { columns, rows }: Lattices,
): Examined {
  const pair = { columns, rows };
  const plausible = plausibilityIn(planes.main, columns, rows);
  const standout = standoutAt(wasm, planes.main, pair);
  const candidate = { ...found.candidate, single: pair, block: pair, standout, plausible };
  const measures = measure(wasm, planes.load(found.plane), columns, rows, MANY_CELLS);
  const inputs = inputsOf(measures, candidate);
  return { ...found, ...pair, measures, candidate, inputs, logOdds: logOddsOf(inputs) };
}
