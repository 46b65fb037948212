/** How far a view is from what a person sees, in four bands and in words. */
import { FAIR_SHARE, FIRST_LOOK, THRESHOLDS, verdictAt, type Bands } from './thresholds.ts';

/** How far a view is from what a person sees; `near` is within a factor of two of the limit. */
export type ViewBand = 'fair' | 'near' | 'suspicious' | 'attack';

/** The band of a view by the number that its verdict compares. */
export function viewBand(value: number, bands: Bands = THRESHOLDS.view): ViewBand {
  const verdict = verdictAt(value, bands);
  if (verdict !== 'clean') return verdict;
  return value < bands.suspicious * FAIR_SHARE ? 'fair' : 'near';
}

/** Whether a view of this number is another picture than a person sees. */
export function isAnotherPicture(value: number, bands: Bands = THRESHOLDS.view): boolean {
  return verdictAt(value, bands) !== 'clean';
}

const BAND_WORDS: Record<ViewBand, string> = {
  fair: 'a fair sample',
  near: 'near the limit',
  suspicious: 'departs from the picture',
  attack: 'another picture',
};

/** What a person reads for the band of a view. */
export function bandWord(band: ViewBand): string {
  return BAND_WORDS[band];
}

const BAND_SENTENCES: Record<ViewBand, string> = {
  fair: 'The machine receives a fair sample of the picture. The picture’s own detail explains the difference.',
  near: 'The difference is near the limit. Detail may explain it, or a hidden picture too faint to be certain.',
  suspicious: 'The machine view departs further from the picture than its detail explains.',
  attack:
    'The machine receives a different picture from the one you see. Detail cannot explain the difference.',
};

/** What the band of a view means. */
export function bandSentence(band: ViewBand): string {
  return BAND_SENTENCES[band];
}

/** Which numbers of a first look are in which band: said where they are listed. */
export function bandsText({ suspicious }: Bands = FIRST_LOOK): string {
  return `below ${suspicious * FAIR_SHARE} a fair sample, above ${suspicious} suspicious`;
}
