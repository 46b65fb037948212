/** Candidates of an image and what is measured at each, plane by plane. */
import { findCandidates, withTaps, type Candidate } from './candidates.ts';
import type { AxisLattice } from './geometry.ts';
import type { DetectMachine } from './lanes/machine.ts';
import { measure, type Measures } from './measures.ts';
import type { Plane, PlaneName, Planes } from './plane.ts';
import { repeatsOf, type Repeats } from './tiling.ts';

const CANDIDATES = 4;
/** Candidates that are measured in each color channel too. */
const COLORED = 1;
/** Candidates after the first that screen below this are not measured: chance alone reaches it. */
const LEAST_SCREEN = 2;

export interface Examined extends Repeats {
  measures: Measures;
  candidate: Candidate;
  plane: PlaneName;
  columns: AxisLattice;
  rows: AxisLattice;
}

/** The candidates of an image, best first, each in its planes. */
export function examine(machine: DetectMachine, planes: Planes): Examined[] {
  const { main } = planes;
  const candidates = findCandidates(machine, planes, CANDIDATES);
  const worth = candidates.filter(({ z }, rank) => rank === 0 || z >= LEAST_SCREEN);
  if (worth.length === 0) return [];
  const at = (candidate: Candidate, plane: Plane, taps: 1 | 2, repeats: Repeats): Examined => {
    const columns = withTaps(candidate.columns, taps);
    const rows = withTaps(candidate.rows, taps);
    const measures = measure(machine, plane, columns, rows);
    return { candidate, plane: plane.name, columns, rows, measures, ...repeats };
  };
  const repeats = repeatsOf(machine, main);
  const found = worth.map((candidate) =>
    ([1, 2] as const).map((taps) => at(candidate, main, taps, repeats)),
  );
  for (const name of planes.colors) {
    const plane = planes.load(name);
    worth.slice(0, COLORED).forEach((candidate, rank) => {
      const [one, two] = found[rank];
      const taps = level(one) >= level(two) ? 1 : 2;
      found[rank].push(at(candidate, plane, taps, repeats));
    });
  }
  return found.flat();
}

function level({ measures }: Examined): number {
  return measures.coherent + measures.isolated + measures.rival;
}
