/**
 * The other reading of a lattice of short period: n cycles over N pixels and N - n are the same where there is a
 * pixel, so the search cannot tell one from the other. What tells them apart is who reads them: an attacker
 * writes for a machine, and mostly for a size that machines take.
 */
import { dtypeOf, type Raster, type Size } from '../base/raster.ts';
import type { Scored } from './blind-target.ts';
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
import { LEAST_GAIN, readersOf } from './lattice/readers.ts';
import { inputsOf, logOddsOf } from './measure/fusion.ts';
import { measure } from './measure/measures.ts';
import { standoutAt } from './search/candidates.ts';
import { distinctSizes } from './search/known-sizes.ts';
import { namesOf, plausibilityIn, plausibilityOf, USUAL } from './search/plausible.ts';
import { heldBy } from './search/refine-size.ts';
import { LEAST_SIZE, searchedSizes } from './search/searched-sizes.ts';

/** Up to this period the other reading is of a size that is searched. */
const MOST_PERIOD = 3.5;
/** A lattice with so few readers is of rules that hardly any program rounds by. */
const FEW_READERS = 2;
/** Share of what the first reading holds that another has to, to be named first and to be named at all. */
const ENOUGH = 0.65;
const ALIKE = 0.9;

interface Lattices {
  columns: AxisLattice;
  rows: AxisLattice;
  held: number;
  /** Whether it is of the size that was found, and of one that machines take. */
  isSame: boolean;
  isUsual: boolean;
}

/**
 * `read` with the first at the size that machines take, where the first itself has none or no reader, else with
 * the other reading named second if that is read as well. Nothing becomes less suspicious.
 */
export function withOtherReading(
  wasm: DetectWasm,
  planes: Planes,
  read: Scored[],
  raster: Raster,
): Scored[] {
  const [first, ...others] = read;
  const { columns, rows, plane: name } = first.found;
  const { width, height } = planes.main;
  const isWhole = columns.length === width && rows.length === height;
  if (!isWhole || Math.max(columns.period, rows.period) > MOST_PERIOD) return read;
  const plane = planes.load(name);
  const shape = { channels: raster.channels, dtype: dtypeOf(raster.data) };
  const isOwnRead = readersOf(columns, rows, shape).length > FEW_READERS;
  const isUsual = first.found.candidate.plausible >= USUAL;
  const readings = readingsOf(wasm, plane, columns, rows);
  const held = readings.reduce(
    (most, one) => (one.isSame ? Math.max(most, one.held) : most),
    heldBy(wasm, plane, columns, rows),
  );
  const best = bestOf(
    readings.filter((one) => one.held >= ENOUGH * held && !(one.isSame && isOwnRead)),
  );
  if (best === undefined) return read;
  const other = measured(wasm, planes, first.found, best);
  if (!isOwnRead || (best.isUsual && !isUsual)) {
    return [{ found: other, logOdds: Math.max(first.logOdds, other.logOdds) }, first, ...others];
  }
  if (best.held < ALIKE * held) return read;
  return [first, { found: other, logOdds: Math.min(first.logOdds, other.logOdds) }, ...others];
}

/** Of the usual sizes, else of the others, the one that most programs read of those that hold nearly the most. */
function bestOf(readings: readonly Lattices[]): Lattices | undefined {
  const usual = readings.filter((one) => one.isUsual);
  const among = usual.length > 0 ? usual : readings;
  const most = Math.max(...among.map(({ held }) => held));
  const rank = ({ columns }: Lattices): number => BY_SAMPLERS.indexOf(columns.geometry);
  return among
    .filter((one) => one.held >= ALIKE * most)
    .sort((a, b) => rank(a) - rank(b) || b.held - a.held)[0];
}

/**
 * Those of the same size, and of the sizes that the axes leave out, in every geometry that leaves pixels unread
 * there: where it puts them, each is read by the samplers that it is of.
 */
function readingsOf(
  wasm: DetectWasm,
  plane: Plane,
  { size: across }: AxisLattice,
  { size: down }: AxisLattice,
): Lattices[] {
  const { width, height } = plane;
  const names = namesOf(plane);
  const { most } = searchedSizes(plane)!;
  const isSearched = (w: number, h: number): boolean =>
    Math.min(w, h) >= LEAST_SIZE && w <= most.width && h <= most.height;
  const [left, below] = [width - across, height - down];
  // The search may be a column or a row off.
  const off = [0, -1, 1];
  const sizes = distinctSizes([
    { width: across, height: down },
    ...off.flatMap((x) => off.map((y) => ({ width: left + x, height: below + y }))),
    ...off.map((x) => ({ width: left + x, height: down })),
    ...off.map((y) => ({ width: across, height: below + y })),
  ]);
  return sizes
    .filter((size) => isSearched(size.width, size.height))
    .flatMap((size) =>
      BY_SAMPLERS.filter((geometry) => leavesUnread(geometry, plane, size)).map((geometry) => {
        const columns = axisLattice(geometry, width, size.width);
        const rows = axisLattice(geometry, height, size.height);
        return {
          columns,
          rows,
          held: heldBy(wasm, plane, columns, rows),
          isSame: size.width === across && size.height === down,
          isUsual: plausibilityOf(columns, rows, names) >= USUAL,
        };
      }),
    );
}

/** Whether single columns, or blocks of two as far apart as to be read more than their share. */
function leavesUnread(geometry: Geometry, { width, height }: Size, size: Size): boolean {
  const cell = (width / size.width) * (height / size.height);
  return cell >= LEAST_GAIN * tapsOf(geometry) ** 2;
}

function measured(
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
