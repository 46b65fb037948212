/** What a person can see of a plane: strokes that are too faint beside what the machine receives are taken out. */
import { localMoments, overlapOf, type Box, type GreyPlane } from './plane.ts';
import type { StrokeLine } from './stroke-lines.ts';

/** Grey levels by which strokes stand out that a person sees, and the share of those that the machine receives. */
export const LEAST_SEEN = 6;
const LEAST_SEEN_SHARE = 0.15;
/** Pixels around a pixel that are its surroundings. */
const RADIUS = 15;
/** How much letters of one line differ in height that both receive, and how much of it lies on the other. */
const LIKE = 1.5;
const ON = 0.5;

/**
 * `human` with what stands out by less than a person sees made even, where the machine's strokes stand out by
 * `range` grey levels.
 */
export function seenOf(human: GreyPlane, range: number): GreyPlane {
  const least = Math.max(LEAST_SEEN, LEAST_SEEN_SHARE * range);
  const { mean } = localMoments(human, RADIUS);
  const data = human.data.map((value, i) => (Math.abs(value - mean[i]) < least ? mean[i] : value));
  return { ...human, data };
}

/** The share of the marks of `lines` whose line a person sees too: one of `seen` is there with letters as high. */
export function seenShare(
  lines: readonly (Box & { letter: number; marks: number })[],
  seen: readonly StrokeLine[],
): number {
  const isSeen = (line: (typeof lines)[number]): boolean =>
    seen.some((one) => {
      const likeness = one.letter / line.letter;
      return likeness < LIKE && likeness > 1 / LIKE && overlapOf(one, line) > ON;
    });
  const marks = (of: typeof lines): number => of.reduce((sum, line) => sum + line.marks, 0);
  return marks(lines.filter(isSeen)) / Math.max(1, marks(lines));
}
