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

/** What a program does that loads by `policy`: "a program that drops the alpha channel". */
export function loadsText(policy: LoaderPolicy): string {
  return SEEN_BY[policy];
}

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

/** The score of a file that says in two ways how it is to be turned: what that changes has no measure. */
const CONFLICT_SCORE = 0.5;

/**
 * The verdict on `disagreements` of loaders, and on a `conflict` of what the file says of its orientation (a
 * sentence, or null): suspicious, for such files come about by accident too; null where loaders agree.
 */
export function judgeLoaders(
  disagreements: readonly LoaderDisagreement[],
  conflict: string | null = null,
): Judgement | null {
  if (disagreements.length === 0 && conflict === null) return null;
  const most = Math.max(0, ...disagreements.map(({ rms }) => rms));
  return {
    of: 'loaders',
    verdict: 'suspicious',
    score: Math.max(most / (most + HALF_SCORE), conflict === null ? 0 : CONFLICT_SCORE),
    explanation: null,
    reasons: [...disagreements.map(sentence), ...(conflict === null ? [] : [conflict])],
  };
}

function sentence({ policy, against, rms, region }: LoaderDisagreement): string {
  const { x, y, width, height } = region;
  return (
    `Loaders disagree: ${SEEN_BY[policy]} receives structure of ${rms.toFixed(0)} grey levels RMS within ` +
    `${width}x${height} pixels at ${x},${y} that is not ${HIDDEN_FROM[against]}.`
  );
}
