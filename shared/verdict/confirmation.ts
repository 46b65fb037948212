/**
 * What judging its views by themselves adds to a search that is not sure. A view that is an attack by itself
 * is no proof: by samplers drawn at random 5 of 743 views of ordinary clean files are, and 6 of 183 of patterns
 * (test/evaluate/TOLD.md). That the search names the very size and sampler is evidence of its own.
 */
import type { DepartureCause } from '../departure/departure.ts';
import type { TargetTraits } from '../detect/blind-target.ts';
import { judge, type ConfirmedTarget, type ViewEvidence } from './judge.ts';
import { THRESHOLDS, type Bands } from './thresholds.ts';

/** A target whose view is an attack by itself. */
export interface Confirmation<T extends Pick<ConfirmedTarget, 'views'> = ConfirmedTarget> {
  target: T;
  /** The view that departs most. */
  view: ViewEvidence;
  /** What is added to the log odds of the search: the logarithm of that departure, up to one of the limits. */
  logOdds: number;
}

/**
 * What a view by itself can add to the log odds of the search. Marks and dithers at nearly the pitch of a view
 * depart as far as attacks do. Of 720 harmless images of the fitting sets one is called an attack because of what
 * is added, a dither in color at half its size, and without this limit 6 are.
 */
export const MOST_ADDED = 1.5;
/**
 * The same where nearly all that strays lies on the one lattice, of no whole ratio. Of the harmless images of the
 * fitting sets whose views are an attack by themselves, dots and marks leave a quarter of it and more elsewhere,
 * and dithers repeat at whole ratios.
 */
export const MOST_ADDED_EXACTLY = 3;

/**
 * From this ratio on a view is clear. In a picture that repeats nowhere, where there are no marks and dithers, it adds up
 * to MOST_ADDED_EXACTLY: one of the harmless images of the fitting sets has such a view at 7 times what is explained, none above.
 */
export const CLEAR_RATIO = 20;

/** What confirming a target by a view of that `ratio` can add, at most, by what the search knows of its lattice. */
export function mostAdded(searched: TargetTraits | undefined, ratio = Infinity): number {
  const isClear = searched?.isWithoutRepeat === true && ratio >= CLEAR_RATIO;
  return isClear || searched?.holdsAll === true ? MOST_ADDED_EXACTLY : MOST_ADDED;
}

/**
 * Of `targets` the one that is confirmed most; null where none is. A target is confirmed by a view that is an
 * attack by itself, if none of its views has an honest cause: some patterns show one in every other view.
 * `searched` says, target by target, what the search knows of the lattice.
 */
export function confirmation<T extends Pick<ConfirmedTarget, 'views'>>(
  targets: readonly T[],
  bands: Bands = THRESHOLDS.view,
  searched: readonly TargetTraits[] = [],
): Confirmation<T> | null {
  let most: Confirmation<T> | null = null;
  for (const [i, target] of targets.entries()) {
    const judged = judgedViews(target);
    if (judged.some(({ departure }) => departure.cause !== null)) continue;
    for (const view of judged) {
      if (judge(view, bands).verdict !== 'attack') continue;
      const { ratio } = view.departure;
      const logOdds = Math.min(mostAdded(searched[i], ratio), Math.log(ratio));
      const isMore =
        most === null ||
        logOdds > most.logOdds ||
        (logOdds === most.logOdds && view.departure.ratio > (most.view.departure?.ratio ?? 0));
      if (isMore) most = { target, view, logOdds };
    }
  }
  return most;
}

/**
 * What is taken off the log odds of a search that is not sure where the picture is known to be a dither, a mosaic or
 * a display, and no view is an attack by itself. Of 103 attacks of the fitting sets of which the search is not sure
 * none is such a picture.
 */
export const TAKEN_BY_CAUSE = 1.5;

const OF_PICTURE: readonly DepartureCause[] = ['halftone', 'mosaic', 'display'];

/**
 * What the picture itself is, where that is the cause in every judged view of `targets` that is suspicious to `bands`;
 * else null.
 */
export function pictureCause(
  targets: readonly Pick<ConfirmedTarget, 'views'>[],
  bands: Bands = THRESHOLDS.view,
): DepartureCause | null {
  const causes = targets
    .flatMap(judgedViews)
    .filter(({ departure }) => departure.ratio > bands.suspicious)
    .map(({ departure }) => departure.cause);
  const [first = null] = causes;
  return first !== null && causes.every((cause) => cause !== null && OF_PICTURE.includes(cause))
    ? first
    : null;
}

/** The honest cause of what the views of `targets` show, where the first that was judged has one. */
export function causeOf(targets: readonly Pick<ConfirmedTarget, 'views'>[]): DepartureCause | null {
  return targets.flatMap(judgedViews)[0]?.departure.cause ?? null;
}

type JudgedView = ViewEvidence & { departure: NonNullable<ViewEvidence['departure']> };

function judgedViews({ views }: Pick<ConfirmedTarget, 'views'>): JudgedView[] {
  return views.filter((view): view is JudgedView => view.departure !== null);
}
