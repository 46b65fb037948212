/**
 * Thresholds from the files of somebody who holds them for clean: how many of them are flagged, and from
 * which evidence on a stated share would be.
 */
import type { Finding } from './finding.ts';
import { wilson } from '../math/wilson.ts';
import type { Verdict } from '../verdict/judge.ts';
import { THRESHOLDS, type Bands, type Thresholds } from '../verdict/thresholds.ts';
import type { FileRate, PerVerdict } from '../verdict/thresholds-file.ts';

/** What a verdict on one file was made of. */
export interface Assessed {
  verdict: Verdict;
  evidence: number;
  /** The same less what this file needs for an attack beyond others. */
  attackEvidence: number;
}

/** What the search or the view says in `finding`; null where it could not assess it, or was not asked. */
export function assessedIn(
  { judgements, thresholds }: Pick<Finding, 'judgements' | 'thresholds'>,
  of: keyof Thresholds,
): Assessed | null {
  const judged = judgements.find((judgement) => judgement.of === of);
  const { verdict, evidence = null, needed } = judged ?? {};
  if (verdict === undefined || evidence === null || needed === undefined) return null;
  const beyond = needed.attack - (thresholds ?? THRESHOLDS)[of].attack;
  return { verdict, evidence, attackEvidence: evidence - beyond };
}

/** `count` of `of`, with the 95 % Wilson interval of the share. */
export function fileRate(count: number, of: number): FileRate {
  const [low, high] = wilson(count, of);
  return { count, of, low, high };
}

/** How many of `files` have each verdict, or worse. */
export function ratesOf(files: readonly Pick<Assessed, 'verdict'>[]): PerVerdict<FileRate> {
  const attacks = files.filter(({ verdict }) => verdict === 'attack').length;
  const clean = files.filter(({ verdict }) => verdict === 'clean').length;
  return {
    suspicious: fileRate(files.length - clean, files.length),
    attack: fileRate(attacks, files.length),
  };
}

export interface CalibrateOptions {
  /** The shares of false alarms that are aimed at, 0..1. */
  rate: PerVerdict<number>;
  /** Whether thresholds may rise above the built-in ones, so that more passes. */
  allowLooser: boolean;
}

export interface Calibrated {
  bands: Bands;
  /** What `bands` flag of the files. */
  measured: PerVerdict<FileRate>;
  /** How each threshold came about, in sentences. */
  reasons: PerVerdict<string[]>;
}

/**
 * The least that thresholds are lowered to: evidence that speaks for an attack at all, and, for the word
 * attack, what is suspicious anywhere.
 */
const FLOORS: Thresholds = {
  search: {
    suspicious: Math.min(0, THRESHOLDS.search.suspicious),
    attack: THRESHOLDS.search.suspicious,
  },
  view: { suspicious: Math.min(1, THRESHOLDS.view.suspicious), attack: THRESHOLDS.view.suspicious },
};

/** The thresholds that flag the shares `rate` of `files`, and why they are as they are. */
export function calibrate(
  files: readonly Assessed[],
  of: keyof Thresholds,
  { rate, allowLooser }: CalibrateOptions,
): Calibrated {
  const choose = (name: keyof Bands, values: number[]): Chosen =>
    chooseThreshold(values, {
      rate: rate[name],
      builtIn: THRESHOLDS[of][name],
      floor: FLOORS[of][name],
      allowLooser,
    });
  const suspicious = choose(
    'suspicious',
    files.map(({ evidence }) => evidence),
  );
  const attack = choose(
    'attack',
    files.map(({ attackEvidence }) => attackEvidence),
  );
  // What is not even suspicious is no attack.
  const bands = {
    suspicious: suspicious.value,
    attack: Math.max(attack.value, suspicious.value),
  };
  const flagged = files.map(({ evidence, attackEvidence }): Pick<Assessed, 'verdict'> => {
    if (attackEvidence > bands.attack) return { verdict: 'attack' };
    return { verdict: evidence > bands.suspicious ? 'suspicious' : 'clean' };
  });
  return {
    bands,
    measured: ratesOf(flagged),
    reasons: { suspicious: suspicious.reasons, attack: attack.reasons },
  };
}

interface Chosen {
  value: number;
  reasons: string[];
}

interface Choice {
  rate: number;
  builtIn: number;
  floor: number;
  allowLooser: boolean;
}

function chooseThreshold(values: readonly number[], choice: Choice): Chosen {
  const { rate, builtIn, floor, allowLooser } = choice;
  const aim = aimedAt(values, rate);
  const isEnough = values.length >= filesFor(rate);
  const few = isEnough ? [] : [tooFew(values.length, rate)];
  const was = builtIn.toFixed(3);
  if (aim > builtIn && allowLooser) {
    return {
      value: aim,
      reasons: [
        `Raised from ${was}: more attacks are missed than with the built-in threshold.`,
        ...few,
      ],
    };
  }
  if (aim > builtIn) {
    const reason =
      `Kept at the built-in value, although more than ${percent(rate)} of these files are above it. ` +
      `A threshold of ${aim.toFixed(3)} would reach the rate, but more attacks would be missed too; ` +
      '--allow-looser uses it.';
    return { value: builtIn, reasons: [reason, ...few] };
  }
  if (!isEnough) return { value: builtIn, reasons: ['Kept at the built-in value.', ...few] };
  if (aim >= floor) {
    return {
      value: aim,
      reasons: [`Lowered from ${was}: fewer attacks are missed than with the built-in threshold.`],
    };
  }
  const value = Math.min(floor, builtIn);
  const reason =
    `Lowered from ${was} to the least evidence that points to an attack at all. The rate of ${percent(rate)} ` +
    `would be reached at ${aim.toFixed(3)}.`;
  return { value, reasons: [reason] };
}

/** The least threshold, of three digits, that at most the share `rate` of `values` exceed. */
function aimedAt(values: readonly number[], rate: number): number {
  const sorted = [...values].sort((a, b) => b - a);
  const most = Math.floor(rate * sorted.length);
  return most >= sorted.length ? -Infinity : (Math.floor(sorted[most]! * 1000) + 1) / 1000;
}

/** From how many files on a share of `rate` can be told: none in fewer does not exclude it. */
export function filesFor(rate: number): number {
  return Math.ceil(3 / rate);
}

/** The largest share that none in `files` leaves possible, with 95 % confidence: about 3 / files. */
export function ruleOfThree(files: number): number {
  return files === 0 ? 1 : 1 - 0.05 ** (1 / files);
}

function tooFew(files: number, rate: number): string {
  const least = `${filesFor(rate)} are needed`;
  if (files === 0) return `No file could be assessed, so no rate can be measured; ${least}.`;
  return (
    `${files} ${files === 1 ? 'file is' : 'files are'} too few to measure a rate of ${percent(rate)}; ${least}. Even with none of ` +
    `them flagged, the true rate could be as high as ${percent(ruleOfThree(files))} (one-sided, 95 % confidence).`
  );
}

/** A share in percent with two digits that matter: `0.5 %`, `12 %`. */
export function percent(share: number): string {
  return `${Number((share * 100).toPrecision(2))} %`;
}
