/** Candidates of an image and what is measured at each, plane by plane. */
import { findCandidates, withTaps, type Candidate, type OwnLattice } from './search/candidates.ts';
import { inputsOf, logOddsOf } from './measure/fusion.ts';
import type { AxisLattice } from './lattice/geometry.ts';
import type { DetectMachine } from './kernels/machine.ts';
import { measure, type Measures } from './measure/measures.ts';
import type { Plane, PlaneName, Planes } from './planes/plane.ts';
import { repeatsOf, type Repeats } from './measure/tiling.ts';

const CANDIDATES = 4;
/** Candidates after the first that screen below this are not measured: chance alone reaches it. */
const LEAST_SCREEN = 2;
/** Cells of a lattice that are looked at, first and where that is not hopeless. */
const FEW_CELLS = 12_000;
export const MANY_CELLS = 60_000;
/**
 * Log odds below which nothing more is looked at: after a look in passing, and after a close look, in
 * the main plane, at what that left. Of the attacks that are found in the fitting sets all but 2 in
 * 1000 stay above both; seven of ten photographs fall below the first, nearly all others below the
 * second.
 */
const HOPELESS = -6.5;
const HOPELESS_CLOSELY = -3;

export interface Examined extends Repeats {
  measures: Measures;
  candidate: Candidate;
  plane: PlaneName;
  columns: AxisLattice;
  rows: AxisLattice;
  /** The inputs of the fusion and what it makes of them. */
  inputs: number[];
  logOdds: number;
}

/**
 * What is found in an image, best candidates first: in passing, and closely if that gives cause; and
 * its strongest lattice.
 */
export function examine(
  machine: DetectMachine,
  planes: Planes,
): { examined: Examined[]; lattice: OwnLattice | null } {
  const { inMain, closer, inColors, lattice } = lookAt(machine, planes);
  const passing = inMain(FEW_CELLS);
  const hopeful = passing.filter(({ logOdds }) => logOdds >= HOPELESS).map(closer);
  const hopeless = hopeful.every(({ logOdds }) => logOdds < HOPELESS_CLOSELY);
  return { examined: hopeless ? passing : inColors(passing.map(closer)), lattice };
}

/** The same, all of it looked at closely: what the fusion is fitted on. */
export function examineClosely(machine: DetectMachine, planes: Planes): Examined[] {
  const { inMain, inColors } = lookAt(machine, planes);
  return inColors(inMain(MANY_CELLS));
}

function lookAt(machine: DetectMachine, planes: Planes) {
  const { main } = planes;
  const { candidates: all, lattice } = findCandidates(machine, planes, CANDIDATES);
  const candidates = all.filter(({ z }, rank) => rank === 0 || z >= LEAST_SCREEN);
  const repeats = candidates.length === 0 ? null : repeatsOf(machine, main);
  const at = (candidate: Candidate, plane: Plane, taps: 1 | 2, cells: number): Examined => {
    const columns = withTaps(candidate.columns, taps);
    const rows = withTaps(candidate.rows, taps);
    const measures = measure(machine, plane, columns, rows, cells);
    const inputs = inputsOf(measures, candidate, repeats!);
    const logOdds = logOddsOf(inputs);
    return {
      candidate,
      plane: plane.name,
      columns,
      rows,
      measures,
      inputs,
      logOdds,
      ...repeats!,
    };
  };
  const inMain = (cells: number): Examined[] =>
    candidates.flatMap((candidate) =>
      ([1, 2] as const).map((taps) => at(candidate, planes.load(main.name), taps, cells)),
    );
  // Where a look in passing has read every cell, a close one reads the same.
  const closer = (found: Examined): Examined => {
    const { candidate, columns, rows } = found;
    if (columns.size * rows.size <= FEW_CELLS) return found;
    return at(candidate, planes.load(main.name), columns.taps, MANY_CELLS);
  };
  const inColors = (inPlane: readonly Examined[]): Examined[] => {
    if (inPlane.length === 0) return [];
    const found = [...inPlane];
    // In colors the first candidate and the one that looks worst.
    const worst = found.reduce((a, b) => (b.logOdds > a.logOdds ? b : a));
    const first = found[0].logOdds > found[1].logOdds ? found[0] : found[1];
    const chosen = worst.candidate === first.candidate ? [first] : [first, worst];
    for (const name of planes.colors) {
      const plane = planes.load(name);
      for (const { candidate, columns } of chosen) {
        found.push(at(candidate, plane, columns.taps, MANY_CELLS));
      }
    }
    // Candidates stay in their order.
    return candidates.flatMap((candidate) => found.filter((one) => one.candidate === candidate));
  };
  return { inMain, closer, inColors, lattice };
}
