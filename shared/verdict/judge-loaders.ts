/** From what loaders disagree about to a verdict: who sees another picture before any resize. */
import type { LoaderDisagreement, LoaderPolicy } from '../loaders/loader-disagreement.ts';
import type { Judgement } from './judge.ts';

/** What a program does that loads in this way. */
const SEEN_BY: Record<LoaderPolicy, string> = {
  'alpha-dropped': 'a program that drops the alpha channel',
  'over-black': 'a program that puts the picture on black',
  'over-checkerboard': 'a viewer that shows it on a checkerboard',
  'color-managed': 'a viewer that applies the color profile or the gamma of the file',
  'raw-samples': 'a program that takes the samples as they are (as most models get them)',
  'clipped-at-255': 'a program that cuts 16-bit gray off at 255 (as Pillow does)',
};

/** Whose picture does not show it. */
const HIDDEN_FROM: Record<LoaderDisagreement['against'], string> = {
  composited: 'in the composited picture that a person sees',
  'over-white': 'in the picture on white',
  'over-checkerboard': 'in the picture on a checkerboard',
  'alpha-dropped': 'in the picture without alpha',
  'over-black': 'in the picture on black',
  'clipped-at-255': 'in the picture that is cut off at 255',
  'color-managed': 'in the picture that a viewer with color management shows',
  'raw-samples': 'in the raw samples',
  scaled: 'in the scaled picture that a person sees',
};

/** Grey levels RMS at which the score is one half. */
const HALF_SCORE = 20;

/**
 * The verdict on `disagreements` of loaders: suspicious, for such files come about by accident too; null
 * where loaders agree.
 */
export function judgeLoaders(disagreements: readonly LoaderDisagreement[]): Judgement | null {
  if (disagreements.length === 0) return null;
  const most = Math.max(...disagreements.map(({ rms }) => rms));
  return {
    of: 'loaders',
    verdict: 'suspicious',
    score: most / (most + HALF_SCORE),
    explanation: null,
    reasons: disagreements.map(({ policy, against, rms, region }) => {
      const { x, y, width, height } = region;
      return (
        `Loaders disagree: ${SEEN_BY[policy]} receives structure of ${rms.toFixed(0)} grey levels RMS within ` +
        `${width}x${height} pixels at ${x},${y} that is not ${HIDDEN_FROM[against]}.`
      );
    }),
  };
}
