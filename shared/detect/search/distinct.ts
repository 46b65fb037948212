/** Which of many candidates are measured: the most promising, one of each size. */
import { USUAL } from './plausible.ts';
import type { Candidate } from './candidate.ts';
import { promise } from './standout.ts';

/** Sizes that are taken at the end though others are more promising: usual ones that stand out most. */
const USUAL_KEPT = 1;

/** The `keep` most promising of distinct sizes, those with the strongest combs, and usual ones. */
export function distinct(found: Candidate[], keep: number): Candidate[] {
  const kept: Candidate[] = [];
  const strengthOf = ({ standout, z }: Candidate): number =>
    Math.max(standout.tile, standout.whole, z);
  const take = (candidates: Candidate[], most: number): void => {
    for (const candidate of candidates) {
      if (kept.length >= most) return;
      // A lattice and its neighbor of one row more hold nearly the same: the one that machines take.
      const better = found.filter(
        (other) =>
          isBeside(other, candidate) &&
          other.plausible > candidate.plausible &&
          strengthOf(other) > NEARLY * strengthOf(candidate),
      );
      const chosen = better.reduce(
        (a, b) => (strengthOf(b) > strengthOf(a) ? b : a),
        better[0] ?? candidate,
      );
      if (!kept.some((other) => isBeside(other, chosen))) kept.push(chosen);
    }
  };
  const combs = ({ combX, combY }: Candidate): number => combX + combY;
  const byPromise = [...found].sort((a, b) => promise(b.standout) - promise(a.standout));
  take(byPromise, keep);
  take(
    [...found].sort((a, b) => combs(b) - combs(a)),
    kept.length + COMBS_KEPT,
  );
  take(
    byPromise.filter(({ plausible }) => plausible >= USUAL),
    kept.length + USUAL_KEPT,
  );
  return kept;
}

/** Of those with the strongest combs so many, though others are more promising. */
const COMBS_KEPT = 2;
const NEARLY = 0.8;

/** Whether two lattices of the same part differ by at most one output along each axis. */
function isBeside({ single: a }: Candidate, { single: b }: Candidate): boolean {
  return (
    Math.abs(a.columns.size - b.columns.size) <= 1 &&
    Math.abs(a.rows.size - b.rows.size) <= 1 &&
    a.columns.length === b.columns.length &&
    a.rows.length === b.rows.length
  );
}
