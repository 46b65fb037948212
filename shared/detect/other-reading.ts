/**
 * The other reading of a lattice of short period: n cycles over N pixels and N - n are the same where there is a
 * pixel, so the search cannot tell one from the other. What tells them apart is who reads them: an attacker
 * writes for a machine, and mostly for a size that machines take.
 */
import { dtypeOf, type Raster } from '../base/raster.ts';
import type { Scored } from './blind-target.ts';
import { ALIKE, latticesOf, measured, mostOf, type Lattices } from './held-lattices.ts';
import type { DetectWasm } from './kernels/wasm.ts';
import type { AxisLattice } from './lattice/geometry.ts';
import type { Plane, Planes } from './lattice/plane.ts';
import { readersOf } from './lattice/readers.ts';
import { distinctSizes } from './search/known-sizes.ts';
import { USUAL } from './search/plausible.ts';
import { heldBy } from './search/refine-size.ts';
import { LEAST_SIZE, searchedSizes } from './search/searched-sizes.ts';

/** Up to this period the other reading is of a size that is searched. */
const MOST_PERIOD = 3.5;
/** A lattice with so few readers is of rules that hardly any program rounds by. */
const FEW_READERS = 2;
/** Share of what the first reading holds that another has to, to be named first and to be named at all. */
const ENOUGH = 0.65;

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
  const best = mostOf(
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
  const searched = sizes.filter((size) => isSearched(size.width, size.height));
  return latticesOf(wasm, plane, searched, { columns: { size: across }, rows: { size: down } });
}
