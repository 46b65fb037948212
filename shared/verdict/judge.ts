/**
 * From evidence to verdicts with reasons: of the search of every size, and of one view that was asked
 * for. That of a view speaks of its pipeline and size only.
 */
import { THRESHOLDS, UNUSUAL, verdictAt, type Bands } from './thresholds.ts';
import { viewBand } from './view-bands.ts';
import type { BlindResult } from '../detect/blind.ts';
import type { Departure, DepartureCause } from '../departure/departure.ts';
import type { Disagreement } from '../cells/disagreement.ts';
import type { Frame } from '../pipelines/pipeline.ts';
import type { Size } from '../base/raster.ts';

export type Verdict = 'attack' | 'suspicious' | 'clean' | 'error';

/**
 * A view is assessable when there is room to hide in: the source is at least twice the target on one
 * axis, or the machine reads less than half of the pixels of its frame (NEAREST does so from 1.42
 * times on, and so does any chain that shrinks and then enlarges).
 */
const LEAST_RATIO = 2;
const MOST_READ = 0.5;

/** Whether anything can be said about a hidden picture; `readShare` is that of the frame. */
export function isAssessable(view: { ratioX: number; ratioY: number; readShare: number }): boolean {
  if (view.readShare === 0) return false;
  return Math.max(view.ratioX, view.ratioY) >= LEAST_RATIO || view.readShare < MOST_READ;
}

export interface ViewEvidence {
  pipeline: string;
  width: number;
  height: number;
  ratioX: number;
  ratioY: number;
  /** Share of the source pixels with any influence, 0..1, and the same of the frame it covers. */
  readShare: number;
  frameReadShare: number;
  /** The rectangle of the source that the view covers, in source pixels. */
  frame: Frame;
  disagreement: Disagreement;
  /**
   * What decides: how far it departs from what its unread pixels say; null of a view that the search confirms, which is
   * held against the antialiased view alone.
   */
  departure: Departure<Frame> | null;
  /** The region of `departure`. */
  region: Frame | null;
}

export interface Judgement {
  /**
   * The search of every size, the one view that was asked for, how loaders differ about the file, or the
   * second pictures in it.
   */
  of: 'search' | 'view' | 'loaders' | 'items';
  verdict: Verdict;
  /** 0..1. Of the search a probability (see BASE_RATE); of a view 0.5 at `suspicious`. */
  score: number;
  explanation: string | null;
  reasons: string[];
  /**
   * The number behind the verdict, in the units of Thresholds; null where there was nothing to assess,
   * left out in findings of before.
   */
  evidence?: number | null;
  /** Above which evidence this was suspicious, and an attack. */
  needed?: Bands;
}

/** What was looked at, so that `clean` says no more than it may. */
export interface Tested {
  /** The target sizes that the search covered; null where there was no room, or no search. */
  search: { leastSide: number; most: Size } | null;
  /** The view that was asked for and judged by itself. */
  view: { pipeline: string; width: number; height: number } | null;
}

/** A target of the search whose exact views are known. */
export interface ConfirmedTarget extends Size {
  crop: Frame;
  region: Frame | null;
  /** The views that show it. */
  views: readonly ViewEvidence[];
}

const SEVERITY: readonly Verdict[] = ['error', 'clean', 'suspicious', 'attack'];

/** What decides: the worst, and of equals the first. */
export function worstOf<T extends { verdict: Verdict }>(judged: readonly T[]): T {
  const severity = ({ verdict }: T): number => SEVERITY.indexOf(verdict);
  return judged.reduce((worst, one) => (severity(one) > severity(worst) ? one : worst));
}

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

/** The number that the verdict on a view is made of; null where nothing can be said. */
export function viewEvidence(view: ViewEvidence): number | null {
  const isAssessed = isAssessable({ ...view, readShare: view.frameReadShare });
  return isAssessed && view.departure !== null ? view.departure.ratio : null;
}

/** The verdict of the search, with what a person and which machines see at its targets. */
export function judgeSearch(
  blind: Pick<BlindResult, 'logOdds' | 'isUsual' | 'score' | 'explanation' | 'reasons'>,
  targets: readonly ConfirmedTarget[],
  source: Size,
  bands: Bands = THRESHOLDS.search,
): Judgement {
  const { score, explanation, reasons } = blind;
  const verdict = searchVerdict(blind, bands);
  const why = targets.length === 0 ? reasons : reasons.slice(1); // the first says what whoSees says
  const isFaint = verdict === 'attack' && areFaint(targets);
  return {
    of: 'search',
    verdict: isFaint ? 'suspicious' : verdict,
    score,
    explanation: explanation?.kind ?? null,
    reasons: [
      ...targets.map((target, i) => whoSees(target, i > 0, source)),
      ...(isFaint ? [FAINT_REASON] : []),
      ...why,
    ],
    evidence: Number.isFinite(blind.logOdds) ? blind.logOdds : null,
    needed: neededBy(blind, bands),
  };
}

/**
 * Grey levels RMS below which what a machine sees is no other picture, however it came about. Of 501
 * attacks that are found in the shared corpus and the held-out set `final` the faintest has 3.25.
 */
const FAINT_RMS = 3;
const FAINT_REASON =
  `The difference is below ${FAINT_RMS} grey levels: too little to show another picture. Pixels were altered, ` +
  'but this is not called an attack.';

/** True where the best view of every target is all but the antialiased one, everywhere in it. */
function areFaint(targets: readonly ConfirmedTarget[]): boolean {
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
  const at = `${width}x${height}${isCrop ? ` (of the crop of ${place(crop)})` : ''}`;
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
  const where = region === null || covers(region, crop) ? '' : `, in the area of ${place(region)}`;
  const sees = `a machine that resizes to ${at} with ${machines} receives a different picture from the one a person sees`;
  return (
    `${isFurther ? `Also, ${sees}` : capital(sees)}${where}. With ${named[0]} it differs from the ` +
    `antialiased view by ${grey(rms)} RMS, ${times(normalised)} what the image's own detail explains.`
  );
}

function capital(text: string): string {
  return text.charAt(0).toUpperCase() + text.slice(1);
}

function place({ x, y, width, height }: Frame): string {
  return `${width}x${height} pixels at ${x},${y}`;
}

/** Whether `region` is nearly all of `frame`. */
function covers(region: Size, frame: Size): boolean {
  return region.width * region.height > 0.9 * frame.width * frame.height;
}

/** What is said of a departure that has an honest cause. */
const CAUSES: Record<DepartureCause, string> = {
  pattern:
    'What the machine sees depends only on the level around each pixel. A pattern of dots at the pitch of this ' +
    'view does that, and so does a hidden flat color. There is no other picture in it.',
  mosaic:
    'The picture is the raw mosaic of a sensor, and the machine picks pixels of one color. That alone ' +
    'explains the difference. This view cannot show whether something is hidden as well.',
  halftone:
    'The picture is a dither or a halftone screen: dots of a few levels stand for all others, and the machine ' +
    'picks some of the dots. That alone explains the difference. This view cannot show whether something is hidden as well.',
  display:
    'The picture shows the cells of a display, with each color in its own columns, and the machine picks some of ' +
    'them. That alone explains the difference. This view cannot show whether something is hidden as well.',
};

/** The verdict on one view. Throws RangeError for a view without its departure. */
export function judge(view: ViewEvidence, bands: Bands = THRESHOLDS.view): Judgement {
  const at = `${view.width}x${view.height} with ${view.pipeline}`;
  if (view.departure === null) throw new RangeError('Expected a view that was judged by itself');
  const { ratio, channel, region, cause, antialiases } = view.departure;
  const score = ratio / (ratio + bands.suspicious);
  const judged = (verdict: Verdict, explanation: string | null, reasons: string[]): Judgement => ({
    of: 'view',
    verdict,
    score,
    explanation,
    reasons,
  });
  if (!isAssessable({ ...view, readShare: view.frameReadShare })) {
    return judged('clean', 'not-assessable', [whyNot(view, at)]);
  }
  const where =
    region === null || covers(region, view.frame) ? '' : ` in the area of ${place(region)}`;
  const inChannel = channel === 'gray' ? '' : ` in channel ${channel}`;
  const measured =
    `It differs by ${grey(view.disagreement.rms)} RMS from the antialiased view. At the strongest ` +
    `place${where}${inChannel}, the difference is ${times(ratio)} what the unread pixels explain.`;
  if (antialiases === true) {
    return judged('clean', null, [
      `At ${at} the machine receives a fair sample of what a person sees: every pixel counts alike. ` +
        `It differs by ${grey(view.disagreement.rms)} RMS from the antialiased view.`,
    ]);
  }
  const band = viewBand(ratio, bands);
  if (band === 'fair') {
    return judged('clean', null, [
      `At ${at} the machine receives a fair sample of what a person sees. ${measured}`,
    ]);
  }
  if (band === 'near') {
    return judged('clean', null, [
      `At ${at} the machine receives roughly what a person sees, but near the limit. ${measured}`,
    ]);
  }
  const reads = share(view.readShare);
  if (cause !== null) {
    return judged('suspicious', cause, [
      `At ${at} the machine receives other levels than a person sees. ${measured}`,
      CAUSES[cause],
    ]);
  }
  return judged(band, null, [
    `At ${at} the machine receives a different picture from the one a person sees. ${measured}`,
    `The machine reads ${reads} of the source pixels, and these carry the other picture.`,
  ]);
}

function whyNot(view: ViewEvidence, at: string): string {
  if (view.readShare === 0) {
    return `Not assessable at ${at}: this view is only padding and shows nothing of the source.`;
  }
  if (Math.max(view.ratioX, view.ratioY) < 1) {
    return (
      `Not attackable at ${at}: the target is larger than the source, so the resize enlarges it, ` +
      `and the machine reads ${share(view.frameReadShare)} of the pixels.`
    );
  }
  return (
    `Not assessable at ${at}: the source is only ${times(view.ratioX)} as wide and ${times(view.ratioY)} ` +
    `as high as the target, and the machine reads ${share(view.frameReadShare)} of its pixels. ` +
    'It receives most of what a person sees.'
  );
}

function times(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} times`;
}

function grey(value: number): string {
  return `${value.toFixed(1)} grey levels`;
}

function share(value: number): string {
  return `${(value * 100).toFixed(value < 0.1 ? 1 : 0)} %`;
}
