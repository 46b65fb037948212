/** Candidates of an image and what is measured at each, in the plane where it stands out most. */
import type { Raster } from '../base/raster.ts';
import type { DetectWasm } from './kernels/wasm.ts';
import type { AxisLattice } from './lattice/geometry.ts';
import { inputsOf, logOddsOf } from './measure/fusion.ts';
import { measure, type Measures } from './measure/measures.ts';
import type { PlaneName, Planes } from './lattice/plane.ts';
import { residualChannel } from './search/residual-channel.ts';
import type { Candidate } from './search/candidate.ts';
import { findCandidates, type OwnLattice } from './search/candidates.ts';

const CANDIDATES = 4;
/** Cells of a lattice that are looked at, first and where that is not hopeless. */
const FEW_CELLS = 12_000;
export const MANY_CELLS = 60_000;
/**
 * Log odds below which nothing more is looked at: after a look in passing, and after a close look, at
 * what that left.
 */
const HOPELESS = -5;
const HOPELESS_CLOSELY = -3;
/** So many candidates are looked at as single pixels and as blocks of two. */
const IN_FULL = 2;
/** Log odds by which a look in passing may be less than the best of them and still gets a close one. */
const BEHIND = 6;

export interface Examined {
  measures: Measures;
  candidate: Candidate;
  plane: PlaneName;
  columns: AxisLattice;
  rows: AxisLattice;
  /** The inputs of the fusion and what it makes of them. */
  inputs: number[];
  logOdds: number;
}

export interface Examination {
  /** Best candidates first, the first of them as single pixels and as blocks of two. */
  examined: Examined[];
  /** The strongest lattices, whether or not anything is written on them. */
  lattices: OwnLattice[];
  /** Proposals that stood out and were not looked at. */
  skipped: number;
}

/** What is found in an image: in passing, and closely if that gives cause. */
export function examine(wasm: DetectWasm, planes: Planes, raster: Raster): Examination {
  const look = lookAt(wasm, planes, raster, standsOut);
  const { inPassing, closer, inColors, lattices, skipped } = look;
  const passing = inPassing(FEW_CELLS, IN_FULL);
  const most = passing.reduce((best, { logOdds }) => Math.max(best, logOdds), -Infinity);
  const least = Math.max(HOPELESS, most - BEHIND);
  const closely = passing.map((one) => (one.logOdds >= least ? closer(one) : one));
  const hopeless = closely.every(({ logOdds }) => logOdds < HOPELESS_CLOSELY);
  const examined = hopeless ? passing : inColors(closely);
  return { examined, lattices, skipped };
}

/** The same, all of it looked at closely: what the fusion is fitted on. */
export function examineClosely(wasm: DetectWasm, planes: Planes, raster: Raster): Examined[] {
  const { inPassing, inColors } = lookAt(wasm, planes, raster, () => true);
  return inColors(inPassing(MANY_CELLS, Infinity));
}

/**
 * What a fold has to show before anything is measured: deviations in a tile or of the whole, and how
 * dense the best place is. Most photographs show less.
 */
const LEAST_STANDOUT = { tile: 15, whole: 30, concentrated: 0.7 };

function standsOut({ standout: { tile, whole, concentrated } }: Candidate): boolean {
  const isClear = tile >= LEAST_STANDOUT.tile || whole >= LEAST_STANDOUT.whole;
  return isClear && concentrated >= LEAST_STANDOUT.concentrated;
}

function lookAt(
  wasm: DetectWasm,
  planes: Planes,
  raster: Raster,
  isWorth: (candidate: Candidate) => boolean,
) {
  const { main, colors } = planes;
  const { candidates: all, lattices, skipped } = findCandidates(wasm, planes, CANDIDATES);
  const candidates = all.filter(isWorth);
  const names = [main.name, ...colors];
  const at = (candidate: Candidate, name: PlaneName, taps: 1 | 2, cells: number): Examined => {
    const { columns, rows } = taps === 1 ? candidate.single : candidate.block;
    // A look in passing takes in where it stands out most, or it would miss what is written there alone.
    const near = cells < MANY_CELLS ? candidate.standout.cells.y : undefined;
    const measures = measure(wasm, planes.load(name), columns, rows, cells, near);
    const inputs = inputsOf(measures, candidate);
    const logOdds = logOddsOf(inputs);
    return { candidate, plane: name, columns, rows, measures, inputs, logOdds };
  };
  /**
   * Each candidate, in the channel where it stands out most: the first `inFull` as single pixels and as
   * blocks, the others as what is clearer. Planes are loaded once each.
   */
  const inPassing = (cells: number, inFull: number): Examined[] => {
    const looks = candidates.flatMap((candidate, i) =>
      (i < inFull ? ([1, 2] as const) : [candidate.clearer]).map((taps) => {
        const { columns, rows } = taps === 1 ? candidate.single : candidate.block;
        const name = residualChannel(raster, names, columns, rows, candidate.standout.cells);
        return { candidate, taps, name };
      }),
    );
    const done = new Map<object, Examined>();
    for (const plane of names) {
      for (const look of looks) {
        if (look.name === plane) done.set(look, at(look.candidate, plane, look.taps, cells));
      }
    }
    return looks.map((look) => done.get(look)!);
  };
  // Where a look in passing has read every cell, a close one reads the same.
  const closer = (found: Examined): Examined => {
    const { candidate, columns, rows, plane } = found;
    if (columns.size * rows.size <= FEW_CELLS) return found;
    return at(candidate, plane, columns.taps, MANY_CELLS);
  };
  /** The one that looks worst, in every other channel too. */
  const inColors = (inOne: readonly Examined[]): Examined[] => {
    if (inOne.length === 0) return [];
    const { candidate, columns, plane } = inOne.reduce((a, b) => (b.logOdds > a.logOdds ? b : a));
    const others = names.filter((name) => name !== plane);
    const found = [
      ...inOne,
      ...others.map((name) => at(candidate, name, columns.taps, MANY_CELLS)),
    ];
    // Candidates stay in their order.
    return candidates.flatMap((candidate) => found.filter((one) => one.candidate === candidate));
  };
  return { inPassing, closer, inColors, lattices, skipped };
}
