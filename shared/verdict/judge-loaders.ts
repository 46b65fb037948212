/** From what loaders disagree about to a verdict: who sees another picture before any resize. */
import type { LoaderDisagreement, LoaderPolicy } from '../loaders/disagreement.ts';
import type { Judgement } from './judge.ts';

/** What a program does that loads in this way, and whose pictures do not show it. */
const WORDS: Record<LoaderPolicy, { seenBy: string; hiddenFrom: string }> = {
  'alpha-dropped': {
    seenBy: 'a program that drops the alpha channel',
    hiddenFrom: 'in the composited picture that a person sees',
  },
  'over-black': {
    seenBy: 'a program that puts it on black',
    hiddenFrom: 'in the picture on white',
  },
  'clipped-at-255': {
    seenBy: 'a program that cuts 16-bit gray off at 255 (as Pillow does)',
    hiddenFrom: 'in the scaled picture that a person sees',
  },
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
    reasons: disagreements.map(({ policy, rms, region }) => {
      const { seenBy, hiddenFrom } = WORDS[policy];
      const { x, y, width, height } = region;
      return (
        `Loaders disagree: ${seenBy} receives structure of ${rms.toFixed(0)} grey levels RMS within ` +
        `${width}x${height} pixels at ${x},${y} that is not ${hiddenFrom}.`
      );
    }),
  };
}
