/** Table 1 as numbers: how many pairs of each picture have either label first, or among the first five. */
import { wilson } from '../../../shared/math/wilson.ts';
import type { PairRecord } from './journal.ts';
import type { MeasuredPair, PairAnswers, Ranks } from './measure-pair.ts';

/** Count of n pairs, as a share with its 95 % interval (Wilson). */
export interface Share {
  count: number;
  share: number;
  low: number;
  high: number;
}

/** Of one kind of picture, how often one model names either label first, and among its first five. */
export interface LabelShares {
  decoy: { top1: Share; top5: Share };
  payload: { top1: Share; top5: Share };
}

export interface ModelShares {
  /** Id of the classifier. */
  classifier: string;
  clean: LabelShares;
  cleanAntialiased: LabelShares;
  /** The payload by itself at this model's size. */
  payload: LabelShares;
  /** The attacks written for each model, in the order of the models. */
  attacked: LabelShares[];
  attackedAntialiased: LabelShares[];
}

export interface Tally {
  /** Pairs that were measured. */
  pairs: number;
  models: ModelShares[];
  /** Largest difference of a view at its own size from its payload, in gray levels, over all pairs. */
  largestDifference: number;
}

/** The shares of `records` over `classifiers`, by their ids. */
export function tally(records: readonly PairRecord[], classifiers: readonly string[]): Tally {
  const measured = records.filter((record) => 'answers' in record);
  const models = classifiers.map((classifier, m) => {
    const of = (pick: (answers: PairAnswers) => Ranks) =>
      labelShares(measured.map(({ answers }) => pick(answers[m])));
    return {
      classifier,
      clean: of(({ clean }) => clean),
      cleanAntialiased: of(({ cleanAntialiased }) => cleanAntialiased),
      payload: of(({ payload }) => payload),
      attacked: classifiers.map((_, i) => of(({ attacked }) => attacked[i])),
      attackedAntialiased: classifiers.map((_, i) =>
        of(({ attackedAntialiased }) => attackedAntialiased[i]),
      ),
    };
  });
  return { pairs: measured.length, models, largestDifference: largestOf(measured) };
}

function largestOf(measured: readonly MeasuredPair[]): number {
  return measured.reduce((most, { differences }) => Math.max(most, ...differences), 0);
}

function labelShares(ranks: readonly Ranks[]): LabelShares {
  const within = (kind: keyof Ranks, top: number) =>
    shareOf(ranks.filter((each) => each[kind] <= top).length, ranks.length);
  const both = (kind: keyof Ranks) => ({ top1: within(kind, 1), top5: within(kind, 5) });
  return { decoy: both('decoy'), payload: both('payload') };
}

function shareOf(count: number, of: number): Share {
  const [low, high] = wilson(count, of);
  const round = (value: number) => Math.round(value * 1e6) / 1e6;
  return { count, share: round(of === 0 ? 0 : count / of), low: round(low), high: round(high) };
}
