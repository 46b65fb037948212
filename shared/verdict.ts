/**
 * From one view's evidence to a verdict with reasons. The verdict speaks of the examined pipeline
 * and size only; a clean verdict says nothing about other sizes.
 *
 * Thresholds of the normalised disagreement: set on 132 benign and 120 attacked images, each at its
 * true size over four samplers: 1.5 flags 1 benign and 114 attacked images, 3 none and 99.
 */
import type { Disagreement } from './detect/disagreement.ts';

export type Verdict = 'attack' | 'suspicious' | 'clean' | 'error';

/** Normalised disagreement from which the verdict is `suspicious`, and from which `attack`. */
export const SUSPICIOUS_FROM = 1.5;
export const ATTACK_FROM = 3;

/** Below this ratio on both axes there is no room between the sampled pixels. */
export const LEAST_RATIO = 2;

export interface ViewEvidence {
  pipeline: string;
  width: number;
  height: number;
  ratioX: number;
  ratioY: number;
  readShare: number;
  disagreement: Disagreement;
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
  const largest = Math.max(view.ratioX, view.ratioY);
  if (largest < 1) {
    return {
      verdict: 'clean',
      score: 0,
      explanation: 'not-assessable',
      reasons: [
        `Not attackable at ${at}: the target is larger than the source, so this is an upscale and ` +
          'every source pixel is seen.',
      ],
    };
  }
  if (largest < LEAST_RATIO) {
    return {
      verdict: 'clean',
      score: 0,
      explanation: 'not-assessable',
      reasons: [
        `Not assessable at ${at}: the source is only ${times(view.ratioX)} by ` +
          `${times(view.ratioY)} the target size, below ${LEAST_RATIO} times there is no room ` +
          'to hide a picture between the sampled pixels.',
      ],
    };
  }
  const { normalised, rms, channel } = view.disagreement;
  const score = normalised / (normalised + SUSPICIOUS_FROM);
  const measured =
    `${grey(rms)} on average from the antialiased view, ${times(normalised)} what the image's own ` +
    `detail explains${channel === 'gray' ? '' : ` (most in channel ${channel})`}`;
  if (normalised < SUSPICIOUS_FROM) {
    return {
      verdict: 'clean',
      score,
      explanation: null,
      reasons: [
        `At ${at} the machine receives what a person sees: it differs by ${measured}. ` +
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

function times(value: number): string {
  return `${value.toFixed(value < 10 ? 1 : 0)} times`;
}

function grey(value: number): string {
  return `${value.toFixed(1)} grey levels`;
}

function share(value: number): string {
  return `${(value * 100).toFixed(value < 0.1 ? 1 : 0)} %`;
}
