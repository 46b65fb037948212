/** From the search of every size to its verdict with reasons. */
import type { BlindResult } from '../detect/blind.ts';
import type { TargetTraits } from '../detect/blind-target.ts';
import { probability } from '../detect/measure/probability.ts';
import type { Size } from '../base/raster.ts';
import { covers, grey, regionText, times } from './amounts.ts';
import { causeOf, confirmation, type Confirmation } from './confirmation.ts';
import { CAUSES, type ConfirmedTarget, type Judgement } from './judge.ts';
import { THRESHOLDS, UNUSUAL, verdictAt, type Bands, type Thresholds } from './thresholds.ts';

/** The verdict of the search alone, before its exact views are looked at. */
export function searchVerdict(
  blind: Pick<BlindResult, 'logOdds' | 'isUsual'>,
  bands: Bands = THRESHOLDS.search,
): 'attack' | 'suspicious' | 'clean' {
  return blind.logOdds === null ? 'clean' : verdictAt(blind.logOdds, neededBy(blind, bands));
}

/** What the search needs for its verdicts: an attack at a size that no machine takes needs more. */
function neededBy({ isUsual }: Pick<BlindResult, 'isUsual'>, { suspicious, attack }: Bands): Bands {
  return { suspicious, attack: attack + (isUsual ? 0 : UNUSUAL) };
}

/** The verdict of the search, with what a person and which machines see at its targets. */
export function judgeSearch(
  blind: Pick<BlindResult, 'logOdds' | 'isUsual' | 'score' | 'explanation' | 'reasons'> & {
    targets?: readonly TargetTraits[];
  },
  targets: readonly ConfirmedTarget[],
  source: Size,
  { search: bands, view }: Thresholds = THRESHOLDS,
): Judgement {
  const { explanation, reasons } = blind;
  const confirmed = confirmation(targets, view, blind.targets);
  const logOdds = blind.logOdds === null ? null : blind.logOdds + (confirmed?.logOdds ?? 0);
  // In a picture that repeats nowhere a view that is an attack by itself is as good as a size that machines take.
  const isSure = confirmed !== null && blind.targets?.[0]?.isWithoutRepeat === true;
  const isUsual = blind.isUsual || isSure;
  const verdict = searchVerdict({ logOdds, isUsual }, bands);
  const why = targets.length === 0 ? reasons : reasons.slice(1); // the first says what whoSees says
  const isFaint = verdict === 'attack' && areFaint(targets);
  return {
    of: 'search',
    verdict: isFaint ? 'suspicious' : verdict,
    score: confirmed === null || logOdds === null ? blind.score : probability(logOdds),
    explanation: explanation?.kind ?? causeOf(targets),
    reasons: [
      ...targets.map((target, i) => whoSees(target, i > 0, source)),
      ...(isFaint ? [FAINT_REASON] : []),
      ...(confirmed === null ? causeReasons(targets) : [confirmedReason(confirmed)]),
      ...why,
    ],
    evidence: Number.isFinite(logOdds) ? logOdds : null,
    needed: neededBy({ isUsual }, bands),
  };
}

function confirmedReason({ target: { width, height }, view }: Confirmation): string {
  return (
    `Judged by itself, the view at ${width}x${height} with ${view.pipeline} differs, at its strongest place, ` +
    `${times(view.departure!.ratio)} as much as the unread pixels explain.`
  );
}

function causeReasons(targets: readonly ConfirmedTarget[]): string[] {
  const cause = causeOf(targets);
  return cause === null ? [] : [CAUSES[cause]];
}

/**
 * Grey levels RMS below which what a machine sees is no other picture, however it came about. Of 501
 * attacks that are found in the shared corpus and the held-out set `final` the faintest has 3.25.
 */
const FAINT_RMS = 3;
const FAINT_REASON =
  `The difference is below ${FAINT_RMS} grey levels: too little to show another picture. Pixels were altered, ` +
  'but this is not called an attack.';

/** Whether the best view of every target is all but the antialiased one, everywhere in it; not where there is none. */
export function areFaint(targets: readonly ConfirmedTarget[]): boolean {
  if (targets.length === 0) return false;
  return targets.every(({ views: [best], region, crop }) => {
    if (best === undefined) return false;
    const { width, height } = region ?? crop;
    const share = (width * height) / (crop.width * crop.height);
    return best.disagreement.rms < FAINT_RMS * Math.sqrt(share);
  });
}

/** How many pipelines a sentence names. */
const NAMED = 4;

function whoSees(target: ConfirmedTarget, isFurther: boolean, source: Size): string {
  const { width, height, crop, region, views } = target;
  const isCrop = crop.width < source.width || crop.height < source.height;
  const at = `${width}x${height}${isCrop ? ` (of the crop of ${regionText(crop)})` : ''}`;
  if (views.length === 0) {
    return (
      `A machine that resizes to ${at} may receive a different picture from the one a person sees. Pixels that ` +
      'only such a machine reads were altered, but none of the samplers that were tried shows the picture by itself.'
    );
  }
  const named = views.slice(0, NAMED).map(({ pipeline }) => pipeline);
  const more = views.length - named.length;
  const machines = `${named.join(', ')}${more > 0 ? ` and ${more} more` : ''}`;
  const { rms, normalised } = views[0].disagreement;
  const where =
    region === null || covers(region, crop) ? '' : `, in the area of ${regionText(region)}`;
  const what =
    causeOf([target]) === null
      ? 'a different picture from the one a person sees'
      : 'other levels than a person sees';
  const sees = `a machine that resizes to ${at} with ${machines} receives ${what}`;
  return (
    `${isFurther ? `Also, ${sees}` : capital(sees)}${where}. With ${named[0]} it differs from the ` +
    `antialiased view by ${grey(rms)} RMS, ${times(normalised)} what the image's own detail explains.`
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}
