/**
 * Above which evidence an image is suspicious, and above which it is an attack: the only place where
 * these numbers stand, but for those of the search, which the fit writes (detect/measure/fusion-trees.ts).
 * A folder that its owner holds for clean may give others (`calibrate`).
 */
import { CALIBRATION } from '../detect/measure/fusion-trees.ts';

/** The evidence above which there is a verdict; more is worse. */
export interface Bands {
  suspicious: number;
  attack: number;
}

export interface Thresholds {
  /** Of the search of every size: its fused evidence, in log odds (detect/measure/fusion.ts). */
  search: Bands;
  /** Of one view that is judged by itself. */
  view: Bands;
}

/** Log odds that an attack needs beyond others where no machine is known to take its size. */
export const UNUSUAL = 2;

/**
 * `search`: set by the fit (test/evaluate/RESULTS.md, "How thresholds were set"). `view`: the ratio of a departure (departure/departure.ts), measured by
 * test/evaluate/told.ts on files that nothing was fitted to: of 480 views of ordinary clean files by
 * presets none is suspicious or worse, and none of 126 of patterns; by samplers drawn at random 5 of 743,
 * all of them an attack, and 23 of 183, 6 of them an attack (test/evaluate/TOLD.md).
 */
export const THRESHOLDS: Thresholds = {
  search: { suspicious: CALIBRATION.suspicious, attack: CALIBRATION.attack },
  view: { suspicious: 1, attack: 2 },
};

/** A ratio below this share of `suspicious` is that of a fair sample; above it, it is near the limit. */
export const FAIR_SHARE = 0.5;

/**
 * Of the normalised disagreement (cells/disagreement.ts), for tables of many views that have
 * no more than means and variances: a first look, and not the verdict on a view. Set on 132 benign and
 * 120 attacked images, each at its true size over four samplers: 1.5 flags 1 benign and 114 attacked
 * images, 3 none and 99.
 */
export const FIRST_LOOK: Bands = { suspicious: 1.5, attack: 3 };

/** `thresholds` where they are others than the built-in ones, else null. */
export function ownThresholds(thresholds: Thresholds | null = null): Thresholds | null {
  if (thresholds === null) return null;
  const { search, view } = thresholds;
  return isSame(search, THRESHOLDS.search) && isSame(view, THRESHOLDS.view)
    ? null
    : { search: bandsOf(search), view: bandsOf(view) };
}

/** What is said wherever other thresholds than the built-in ones are in force. */
export function thresholdsText({ search, view }: Thresholds): string {
  return (
    `Judged by thresholds other than the built-in ones: the search ${bandsText(search, THRESHOLDS.search)}, ` +
    `a view ${bandsText(view, THRESHOLDS.view)}.`
  );
}

function bandsText(bands: Bands, builtIn: Bands): string {
  const of = (name: keyof Bands): string =>
    bands[name] === builtIn[name]
      ? `${short(bands[name])}`
      : `${short(bands[name])} (built in: ${short(builtIn[name])})`;
  return `is suspicious above ${of('suspicious')} and an attack above ${of('attack')}`;
}

function short(value: number): string {
  return String(Number(value.toFixed(3)));
}

function isSame(a: Bands, b: Bands): boolean {
  return a.suspicious === b.suspicious && a.attack === b.attack;
}

function bandsOf({ suspicious, attack }: Bands): Bands {
  return { suspicious, attack };
}

/** The verdict that `evidence` is enough for. */
export function verdictAt(evidence: number, bands: Bands): 'attack' | 'suspicious' | 'clean' {
  if (evidence > bands.attack) return 'attack';
  return evidence > bands.suspicious ? 'suspicious' : 'clean';
}
