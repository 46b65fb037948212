/**
 * From one view's evidence to a verdict with reasons. The verdict speaks of the examined pipeline
 * and size only; a clean verdict says nothing about other sizes.
 *
 * Thresholds of the normalised disagreement: set on 132 benign and 120 attacked images, each at its
 * true size over four samplers: 1.5 flags 1 benign and 114 attacked images, 3 none and 99.
 */
import type { Disagreement } from './detect/disagreement.ts';
import type { Frame } from './pipelines/pipeline.ts';

export type Verdict = 'attack' | 'suspicious' | 'clean' | 'error';

/** Normalised disagreement from which the verdict is `suspicious`, and from which `attack`. */
export const SUSPICIOUS_FROM = 1.5;
export const ATTACK_FROM = 3;

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
  disagreement: Disagreement;
  /** The source rectangle where the view departs from what a person sees; null where nowhere. */
  region: Frame | null;
}

export interface Judgement {
  verdict: Verdict;
  /** 0..1; 0.5 at the threshold of `suspicious`. */
  score: number;
  explanation: string | null;
  reasons: string[];
}

/** The verdict on one view. */
export function judge(view: ViewEvidence): Judgement {
  const at = `${view.width}x${view.height} with ${view.pipeline}`;
  const score = view.disagreement.normalised / (view.disagreement.normalised + SUSPICIOUS_FROM);
  if (!isAssessable({ ...view, readShare: view.frameReadShare })) {
    return { verdict: 'clean', score, explanation: 'not-assessable', reasons: [whyNot(view, at)] };
  }
  const { normalised, rms, channel } = view.disagreement;
  const measured =
    `${grey(rms)} RMS from the antialiased view, ${times(normalised)} what the image's own ` +
    `detail explains${channel === 'gray' ? '' : ` (most in channel ${channel})`}`;
  if (normalised < SUSPICIOUS_FROM) {
    return {
      verdict: 'clean',
      score,
      explanation: null,
      reasons: [
        `At ${at} the machine receives a fair sample of what a person sees: it differs by ${measured}. ` +
          'Other sizes and pipelines were not examined.',
      ],
    };
  }
  return {
    verdict: normalised < ATTACK_FROM ? 'suspicious' : 'attack',
    score,
    explanation: null,
    reasons: [
      `At ${at} the machine receives another picture than a person sees: it differs by ${measured}.`,
      `The machine reads ${share(view.readShare)} of the source pixels; these carry the other picture.`,
    ],
  };
}

function whyNot(view: ViewEvidence, at: string): string {
  if (view.readShare === 0) {
    return `Not assessable at ${at}: this view is padding and shows nothing of the source.`;
  }
  if (Math.max(view.ratioX, view.ratioY) < 1) {
    return (
      `Not attackable at ${at}: the target is larger than the source, so this is an upscale, ` +
      `and the machine reads ${share(view.frameReadShare)} of the pixels.`
    );
  }
  return (
    `Not assessable at ${at}: the source is only ${times(view.ratioX)} by ${times(view.ratioY)} ` +
    `the target size and the machine reads ${share(view.frameReadShare)} of its pixels, so whatever it ` +
    'sees is most of what a person sees.'
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
