/**
 * The search of every size with what the exact views of its targets say. Where the search is not sure they
 * decide: a view that is an attack by itself adds to what is nearly found, and where the picture is known to be a
 * dither, a mosaic or a display, that explains a lattice of no more than suspicious evidence.
 */
import { detectBlind, type BlindResult } from '../detect/blind.ts';
import { probability } from '../detect/measure/probability.ts';
import type { FindingTarget } from '../finding/finding.ts';
import type { IntegerSamples, Raster } from '../base/raster.ts';
import {
  CLEAR_RATIO,
  confirmation,
  MOST_ADDED,
  mostAdded,
  pictureCause,
  TAKEN_BY_CAUSE,
} from '../verdict/confirmation.ts';
import { areFaint } from '../verdict/judge-search.ts';
import { CAUSES } from '../verdict/judge.ts';
import { THRESHOLDS, type Thresholds } from '../verdict/thresholds.ts';
import { bandsForViews, confirmTarget } from './analyze-target.ts';

/** What the search does next, and the share of it that is done. */
export interface SearchStage {
  stage: 'search' | 'confirm';
  fraction: number;
}

/** What was found, and its targets with the views that show them; none where nothing was found. */
export interface Found {
  blind: BlindResult;
  targets: FindingTarget[];
}

/**
 * Searches `raster` at every size, and confirms what it finds and what falls short of it by up to `within` log odds;
 * tells before each stage.
 */
export function* find(
  raster: Raster<IntegerSamples>,
  thresholds: Thresholds = THRESHOLDS,
  within: number = shortOf(thresholds),
): Generator<SearchStage, Found> {
  yield { stage: 'search', fraction: 0 };
  const { suspicious } = thresholds.search;
  const { near, ...blind } = detectBlind(raster, suspicious, within);
  const bands = bandsForViews(blind, thresholds);
  const found = blind.isFound ? blind.targets : [];
  const targets: FindingTarget[] = [];
  let added = 0;
  for (const [i, target] of found.entries()) {
    yield { stage: 'confirm', fraction: 0.8 + (0.2 * i) / found.length };
    // What is confirmed as far as another target could be is not judged again at that one.
    const judgedBy = mostAdded(target) > added ? bands : null;
    const confirmed = confirmTarget(raster, target, i === 0 ? blind.heat : null, judgedBy);
    if (judgedBy !== null && !areFaint([confirmed])) {
      added = Math.max(added, confirmation([confirmed], judgedBy, [target])?.logOdds ?? 0);
    }
    targets.push(confirmed);
  }
  if (near !== null) return nearlyFound(raster, blind, near, thresholds);
  if (bands === null || !blind.isFound) return { blind, targets };
  const cause = confirmation(targets, bands, found) === null ? pictureCause(targets, bands) : null;
  const left = (blind.logOdds ?? 0) - TAKEN_BY_CAUSE;
  if (cause === null || left > suspicious) return { blind, targets };
  return { blind: explained(blind, left, CAUSES[cause]), targets: [] };
}

/** What views may add; nothing to a raised threshold: by the images it was set by, what falls short is harmless. */
function shortOf({ search }: Thresholds): number {
  return search.suspicious > THRESHOLDS.search.suspicious ? 0 : MOST_ADDED;
}

/** `near` where its first target is confirmed by enough, else `blind`, in which nothing was found. */
function nearlyFound(
  raster: Raster<IntegerSamples>,
  blind: BlindResult,
  near: BlindResult,
  { search, view }: Thresholds,
): Found {
  const [first] = near.targets;
  const target = confirmTarget(raster, first, near.heat, view);
  const confirmed = confirmation([target], view, [first]);
  const added = Math.min(confirmed?.logOdds ?? 0, MOST_ADDED);
  // What repeats departs from what is unread by itself: there a view has to be clear.
  const doesRepeat = blind.explanation?.kind === 'mosaic' || blind.explanation?.kind === 'periodic';
  const isClear = (confirmed?.view.departure?.ratio ?? 0) >= (doesRepeat ? CLEAR_RATIO : 0);
  if (!isClear || first.logOdds + added <= search.suspicious) return { blind, targets: [] };
  return {
    blind: { ...near, logOdds: first.logOdds, score: first.score, targets: [first] },
    targets: [target],
  };
}

/** A search that found nothing but what the picture itself explains. */
function explained(blind: BlindResult, logOdds: number, why: string): BlindResult {
  return {
    ...blind,
    isFound: false,
    logOdds,
    score: probability(logOdds),
    targets: [],
    reasons: [
      'The search found no size at which a machine would receive another picture than the one a person sees, but for a pattern that the picture is made of.',
      why,
      ...(blind.explanation === null ? [] : [blind.explanation.reason]),
    ],
    unexplained: [],
    heat: null,
    picture: null,
  };
}
