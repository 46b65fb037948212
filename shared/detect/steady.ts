/**
 * Lattices that never drift, in a picture that repeats nowhere. What strays from its neighbors in a harmless picture
 * does so at no steady place, unless it repeats (dots, dithers, screens, tables) or was enlarged with its grain. Grain
 * knows nothing of the level around it, and what hides a picture does.
 */
import type { Size } from '../base/raster.ts';
import type { Scored } from './blind-target.ts';
import type { Examined } from './examine.ts';
import type { Repeats } from './measure/tiling.ts';
import { isOfPlaces } from './search/standout.ts';

/** What such a lattice adds to the log odds of the search. */
export const STEADY = 3;
/** Log odds beyond which it adds nothing: they make an attack of any size, and scores above are calibrated without it. */
export const ENOUGH = 6;

/** Share of what stands out in tiles that the same place holds, and deviations of both combs. */
const CONSISTENT = 0.95;
const COMB = 4;

/** Share of what strays that the level around does not say, up to which it is no grain: of grain it is 0.93 and more. */
const UNLEVELLED = 0.9;

/** Both figures of a picture from which on it repeats. */
const REPEATS = 0.4;

/** Whether nothing that a lattice could be of is known to be repeated along both axes of a picture; of a small one it is not known. */
export function repeatsNowhere({ tiling, repetition, isKnown }: Repeats): boolean {
  return isKnown && tiling < REPEATS && repetition < REPEATS;
}

/**
 * `scored` with what steady lattices of the whole of `picture` add, if that may make more than `least` of one: the most
 * that one of them comes to, up to ENOUGH, is that of the picture. Their order stays, for the true lattice need not be a steady one.
 */
export function withSteady(
  scored: readonly Scored[],
  picture: Size,
  least: number,
  repeats: () => Repeats,
): Scored[] {
  const most = scored.reduce((sofar, { logOdds }) => Math.max(sofar, logOdds), -Infinity);
  const steady = scored.reduce(
    (sofar, { found, logOdds }) =>
      isSteady(found, picture) ? Math.max(sofar, logOdds + STEADY) : sofar,
    -Infinity,
  );
  const raised = Math.min(steady, ENOUGH);
  if (raised <= Math.max(least, most) || !repeatsNowhere(repeats())) return [...scored];
  return scored.map((one) => ({ ...one, logOdds: one.logOdds + raised - most }));
}

function isSteady(
  { candidate: { combX, combY, standout }, measures, columns, rows }: Examined,
  { width, height }: Size,
): boolean {
  if (measures.unlevelled >= UNLEVELLED) return false;
  if (columns.length !== width || rows.length !== height) return false;
  if (Math.min(combX, combY) < COMB || standout.consistent < CONSISTENT) return false;
  return isOfPlaces(standout);
}
