/**
 * How much the evidence weighs: the likelihood ratio of the score, of the verdict as it was measured, and what becomes
 * of given prior odds. Source: the form of ENFSI's guideline for evaluative reporting (2015).
 */
import { wilson } from '../math/wilson.ts';
import type { Finding } from '../finding/finding.ts';
import { CALIBRATION_SETS, MEASURED_RATES } from '../verdict/measured-rates.ts';
import { hasScore } from '../verdict/words.ts';

/** The share of attacked images that the score of a search is the probability at. */
const SCORE_PRIOR = 0.01;
const PRIORS = [1 / 2, SCORE_PRIOR, 1 / 1000, 1 / 10_000];

export interface EvidenceWeight {
  /** log10 of the likelihood ratio that the score of the search stands for. */
  log10OfScore: number;
  /** The probability of an attack at shares of attacked images. */
  posteriors: { prior: number; posterior: number }[];
  /**
   * Of the verdict: its share of attacked over its share of ordinary images, as measured, and its 95 % limits; null
   * where it was judged by a person's own thresholds, which nobody measured.
   */
  ofVerdict: {
    ratio: number | null;
    /** From the ends of both intervals that are farthest apart; null: no bound. */
    low: number;
    high: number | null;
    attacked: { count: number; of: number };
    harmless: { count: number; of: number };
  } | null;
  /** What it was fitted on and what it was measured on. */
  calibration: string;
}

/** The weight of `finding`; null where another judgement than that of the search decides, or none. */
export function weightOf(finding: Finding): EvidenceWeight | null {
  const { verdict, score, judgements, thresholds } = finding;
  const search = judgements.find(({ of }) => of === 'search');
  const decides = search?.verdict === verdict && search.score === score;
  if (!decides || !hasScore(finding) || search.evidence === null || !(score > 0 && score < 1)) {
    return null;
  }
  const ratio = (score / (1 - score)) * ((1 - SCORE_PRIOR) / SCORE_PRIOR);
  return {
    log10OfScore: Math.log10(ratio),
    posteriors: PRIORS.map((prior) => {
      const odds = (ratio * prior) / (1 - prior);
      return { prior, posterior: odds / (1 + odds) };
    }),
    ofVerdict: thresholds ? null : measured(verdict),
    calibration: CALIBRATION_SETS,
  };
}

function measured(verdict: Finding['verdict']): NonNullable<EvidenceWeight['ofVerdict']> {
  const { benign, attacks, attack, suspicious, attackFound, suspiciousFound } = MEASURED_RATES;
  const [onAttacks, onBenign] =
    verdict === 'attack'
      ? [attackFound.count, attack.count]
      : verdict === 'suspicious'
        ? [suspiciousFound.count - attackFound.count, suspicious.count - attack.count]
        : [attacks - suspiciousFound.count, benign - suspicious.count];
  const [lowAttacked, highAttacked] = wilson(onAttacks, attacks);
  const [lowHarmless, highHarmless] = wilson(onBenign, benign);
  return {
    ratio: onBenign === 0 ? null : onAttacks / attacks / (onBenign / benign),
    low: lowAttacked / highHarmless,
    high: lowHarmless === 0 ? null : highAttacked / lowHarmless,
    attacked: { count: onAttacks, of: attacks },
    harmless: { count: onBenign, of: benign },
  };
}

/**
 * The ratio that is put in words: that of the score, but no stronger than the measured limits of the verdict, beyond
 * which it is extrapolated. As log10.
 */
export function cautiousLog10({ log10OfScore, ofVerdict }: EvidenceWeight): number {
  if (ofVerdict === null) return log10OfScore;
  const { low, high } = ofVerdict;
  return log10OfScore > 0
    ? Math.max(0, Math.min(log10OfScore, Math.log10(low)))
    : Math.min(0, Math.max(log10OfScore, high === null ? -Infinity : Math.log10(high)));
}

/** What a likelihood ratio is called: the scale of ENFSI's guideline; below 1 for the other proposition. */
export function supportText(log10: number): string {
  const size = Math.abs(log10);
  const strength = SUPPORT.findLast(([from]) => size >= from)?.[1];
  if (strength === undefined) return 'no support for either proposition';
  return `${strength} support for the ${log10 > 0 ? 'first' : 'second'} proposition`;
}

/** From which log10 of a ratio on. */
const SUPPORT: readonly [from: number, strength: string][] = [
  [Math.log10(2), 'weak'],
  [1, 'moderate'],
  [2, 'moderately strong'],
  [3, 'strong'],
  [4, 'very strong'],
  [6, 'extremely strong'],
];

/** A ratio with two digits that count: "970", "0.053". */
export function ratioText(ratio: number): string {
  if (ratio >= 100) {
    const unit = 10 ** (Math.floor(Math.log10(ratio)) - 1);
    return (Math.round(ratio / unit) * unit).toLocaleString('en');
  }
  return String(Number(ratio.toPrecision(2)));
}
