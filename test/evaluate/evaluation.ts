/** The figures of a labelled folder, for people and as JSON. */
import { auc, aucInterval, rateAt, thresholdAt, wilson } from './figures.ts';
import type { Examined } from './examine-file.ts';
import { isTarget } from './load.ts';
import type { LabelledImage } from './manifest.ts';

/** An image with what was said of it. */
export interface Judged {
  image: LabelledImage;
  result: Examined;
}

/** k of n with its 95% Wilson interval. */
export interface Share {
  k: number;
  n: number;
  interval: [number, number];
}

export interface DetectorFigures {
  name: string;
  auc: number;
  /** 95%, DeLong. */
  aucInterval: [number, number];
  /** Detected at the threshold that 1% (0.1%) of the benign images exceed. */
  at1: Share;
  at01: Share;
  threshold1: number;
  /** At its own threshold: attacks detected, and false alarms. */
  detected: Share;
  alarms: Share;
  /** Of each kind of attack: detected at 1% of all benign images. */
  kinds: Record<string, Share>;
}

export interface Evaluation {
  benign: number;
  attacks: number;
  /** Files that could not be examined. */
  failed: { file: string; error: string }[];
  /** The detector of this project, told nothing. */
  own: DetectorFigures;
  /** The comparators, told the true size and resizer. */
  comparators: DetectorFigures[];
  /** Attacks whose first target is right within a pixel, of all and of those that are flagged. */
  size: Share;
  verdicts: { attacks: VerdictFigures; benign: VerdictFigures };
  kinds: {
    name: string;
    label: 'attack' | 'benign';
    size: Share | null;
    verdicts: VerdictFigures;
  }[];
  seconds: { detectMedian: number; ratioToDecodeMedian: number; compareMedian: number };
}

export interface VerdictFigures {
  /** `attack`, and `attack` or `suspicious`. */
  attack: Share;
  flagged: Share;
}

/** The figures of `judged`, which holds benign images and attacks. */
export function evaluate(judged: readonly Judged[]): Evaluation {
  const examined = judged.filter(({ result }) => result.error === null);
  const benign = examined.filter(({ image }) => image.label === 'benign');
  const attacks = examined.filter(({ image }) => image.label === 'attack');
  const times = (of: (result: Examined) => number): number =>
    median(examined.map(({ result }) => of(result)));
  const names = Object.keys(examined[0]?.result.comparators ?? {});
  return {
    benign: benign.length,
    attacks: attacks.length,
    failed: judged.flatMap(({ result: { file, error } }) =>
      error === null ? [] : { file, error },
    ),
    own: figuresOf(
      'Scalescope, told nothing',
      ({ score, verdict }) => ({ level: score, flagged: verdict === 'attack' }),
      benign,
      attacks,
    ),
    comparators: names.map((name) =>
      figuresOf(name, ({ comparators }) => comparators[name], benign, attacks),
    ),
    size: shareOf(attacks, sizeIsRight),
    verdicts: { attacks: verdictsOf(attacks), benign: verdictsOf(benign) },
    kinds: (['attack', 'benign'] as const).flatMap((label) =>
      byKind(label === 'attack' ? attacks : benign).map(([name, group]) => ({
        name,
        label,
        size: label === 'attack' ? shareOf(group, sizeIsRight) : null,
        verdicts: verdictsOf(group),
      })),
    ),
    seconds: {
      detectMedian: times(({ detectMs }) => detectMs) / 1000,
      ratioToDecodeMedian: times(({ detectMs, decodeMs }) => detectMs / decodeMs),
      compareMedian: times(({ compareMs }) => compareMs) / 1000,
    },
  };
}

function figuresOf(
  name: string,
  say: (result: Examined) => { level: number; flagged: boolean },
  benign: readonly Judged[],
  attacks: readonly Judged[],
): DetectorFigures {
  const levels = (group: readonly Judged[]) => group.map(({ result }) => say(result).level);
  const negative = levels(benign);
  const positive = levels(attacks);
  const at = (share: number): Share =>
    share95(Math.round(rateAt(negative, positive, share) * positive.length), positive.length);
  const threshold1 = thresholdAt(negative, 0.01);
  return {
    name,
    auc: auc(negative, positive),
    aucInterval: aucInterval(negative, positive),
    at1: at(0.01),
    at01: at(0.001),
    threshold1,
    detected: shareOf(attacks, ({ result }) => say(result).flagged),
    alarms: shareOf(benign, ({ result }) => say(result).flagged),
    kinds: Object.fromEntries(
      byKind(attacks).map(([kind, group]) => [
        kind,
        shareOf(group, ({ result }) => say(result).level > threshold1),
      ]),
    ),
  };
}

function verdictsOf(group: readonly Judged[]): VerdictFigures {
  return {
    attack: shareOf(group, ({ result }) => result.verdict === 'attack'),
    flagged: shareOf(group, ({ result }) => ['attack', 'suspicious'].includes(result.verdict)),
  };
}

/** The first target is a true one within a pixel, at its own or its whole-frame size. */
function sizeIsRight({ image, result }: Judged): boolean {
  return result.targets.length > 0 && isTarget(result.targets[0], image.targets);
}

function shareOf(group: readonly Judged[], is: (judged: Judged) => boolean): Share {
  return share95(group.filter(is).length, group.length);
}

function share95(k: number, n: number): Share {
  return { k, n, interval: wilson(k, n) };
}

function byKind(group: readonly Judged[]): [string, Judged[]][] {
  const kinds = [...new Set(group.map(({ image }) => image.kind))].sort();
  return kinds.map((kind) => [kind, group.filter(({ image }) => image.kind === kind)]);
}

function median(values: number[]): number {
  return values.sort((a, b) => a - b)[values.length >> 1] ?? 0;
}
