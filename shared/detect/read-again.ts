/**
 * A second reading of what the search has seen: as a lattice of a part of the frame where it met that in
 * runs, and the size of what was found once more. Neither makes what is found less suspicious.
 */
import type { Size } from '../base/raster.ts';
import { inputsOf, logOddsOf } from './measure/fusion.ts';
import { measure } from './measure/measures.ts';
import type { DetectWasm } from './kernels/wasm.ts';
import type { Planes } from './lattice/plane.ts';
import { standoutAt } from './search/candidates.ts';
import { plausibilityIn, USUAL } from './search/plausible.ts';
import { refineSize } from './search/refine-size.ts';
import { isOfPlaces, type Standout } from './search/standout.ts';
import { MANY_CELLS, type Examined } from './examine.ts';
import type { Scored } from './blind-target.ts';

/**
 * The clearest lattice that was not found, read as one of a part of the frame: what was written for such a
 * part meets a lattice of the whole in runs. Null where none is clear or it is of no
 * part: where it never drifts, or the reading says so.
 */
export function readPart(
  wasm: DetectWasm,
  planes: Planes,
  examined: readonly Examined[],
): Examined | null {
  if (examined.every(({ logOdds }) => logOdds < LEAST_FOR_PART)) return null;
  const clear = examined.filter(({ candidate: { standout } }) => isClear(standout));
  if (clear.length === 0) return null;
  const first = clear.reduce((a, b) =>
    b.candidate.standout.tile > a.candidate.standout.tile ? b : a,
  );
  if (first.candidate.standout.consistent > CONSISTENT) return null;
  const reading = refineSize(wasm, planes, first, []);
  if (reading === null) return null;
  const { columns, rows } = reading;
  const pair = { columns, rows };
  const standout = standoutAt(wasm, planes.main, pair);
  const plausible = plausibilityIn({ width: columns.length, height: rows.length }, columns, rows);
  const candidate = { ...first.candidate, single: pair, block: pair, standout, plausible };
  const measures = measure(wasm, planes.load(first.plane), columns, rows, MANY_CELLS);
  const inputs = inputsOf(measures, candidate);
  return { ...first, columns, rows, candidate, measures, inputs, logOdds: logOddsOf(inputs) };
}

function isClear(standout: Standout): boolean {
  return standout.tile >= CLEAR_TILE && isOfPlaces(standout);
}

const CLEAR_TILE = 40;
/** Where all that was examined has fewer log odds, no part is read. */
const LEAST_FOR_PART = -3;

/**
 * What was found with the size of the first read once more; where that tells another, its lattice
 * stands for all others, which met it in part. What was found is as suspicious as it was.
 */
export function readAgain(wasm: DetectWasm, planes: Planes, examined: Scored[]): Scored[] {
  const [{ found: first }] = examined;
  if (isSettled(first, planes.main)) return examined;
  const others = examined.map(({ found }) => found);
  const reading = refineSize(wasm, planes, first, others);
  if (reading === null) return examined;
  const { columns, rows } = reading;
  const part = { width: columns.length, height: rows.length };
  const plausible = plausibilityIn(part, columns, rows);
  const isWhole = columns.length === planes.main.width && rows.length === planes.main.height;
  // Of several sizes at once, blocks of two may pass for those of a part that no machine takes.
  if (!isWhole && plausible < Math.min(USUAL, first.candidate.plausible)) return examined;
  const measures = measure(wasm, planes.load(first.plane), columns, rows, MANY_CELLS);
  const found = { ...first, ...reading, measures, candidate: { ...first.candidate, plausible } };
  return [{ found, logOdds: examined[0].logOdds }];
}

/** Whether a lattice of the whole frame never drifts, at a size that machines take. */
function isSettled({ candidate, columns, rows }: Examined, { width, height }: Size): boolean {
  const isWhole = columns.length === width && rows.length === height;
  return isWhole && candidate.plausible >= USUAL && candidate.standout.consistent > CONSISTENT;
}

const CONSISTENT = 0.8;
