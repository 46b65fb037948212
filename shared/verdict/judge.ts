/** From evidence to verdicts with reasons. That of one view speaks of its pipeline and size only. */
import { covers, grey, regionText, share, times } from './amounts.ts';
import { THRESHOLDS, type Bands } from './thresholds.ts';
import { viewBand } from './view-bands.ts';
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
   * What decides: how far it departs from what its unread pixels say; null of a view that the search confirms and
   * that was not judged by itself.
   */
  departure: Departure<Frame> | null;
  /** The region of `departure`. */
  region: Frame | null;
}

/** What judgements are of. */
export const JUDGED = ['search', 'view', 'loaders', 'items', 'text'] as const;

export interface Judgement {
  /**
   * The search of every size, the one view that was asked for, how loaders differ about the file, or the
   * second pictures in it, or what was read in its views.
   */
  of: (typeof JUDGED)[number];
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

/** The number that the verdict on a view is made of; null where nothing can be said. */
export function viewEvidence(view: ViewEvidence): number | null {
  const isAssessed = isAssessable({ ...view, readShare: view.frameReadShare });
  return isAssessed && view.departure !== null ? view.departure.ratio : null;
}

/** What is said of a departure that has an honest cause. */
export const CAUSES: Record<DepartureCause, string> = {
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
  const { ratio, channel, region, cause, antialiases, isFaint } = view.departure;
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
    region === null || covers(region, view.frame) ? '' : ` in the area of ${regionText(region)}`;
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
  if (isFaint === true) {
    return judged('suspicious', null, [
      `At ${at} the machine receives nearly what a person sees. ${measured}`,
      'The difference is too faint to show another picture: the loader averaged most of it away while it shrank the file.',
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
      `and the machine reads ${share(view.frameReadShare)} of the pixels that are resized.`
    );
  }
  return (
    `Not assessable at ${at}: the source is only ${times(view.ratioX)} as wide and ${times(view.ratioY)} ` +
    `as high as the target, and the machine reads ${share(view.frameReadShare)} of the pixels that are resized. ` +
    'It receives most of what a person sees.'
  );
}
