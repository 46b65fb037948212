/**
 * Fits the fusion: node fit.ts OUT FIT-PAIRS... -- HELD-PAIRS... (manifest and features pairs, of as
 * many sets as there are). With --by-tool also how a tool's attacks fare when none of them was fitted
 * on: of FIT in cross-validation by photograph, of HELD by a model of all of FIT but that tool.
 * An image is as suspicious as its most suspicious instance (a plane at a candidate); instances are
 * chosen anew by the model in each of a few rounds.
 */
import { writeFileSync } from 'node:fs';
import { boost, treeValue, type Tree } from './boost.ts';
import { shown } from '../evaluation-text.ts';
import { auc, rateAt, thresholdAt, wilson } from '../figures.ts';
import { INPUTS } from '../../../shared/detect/measure/fusion.ts';
import { isTarget, loadImages, type Scored } from '../load.ts';
import { print } from '../print.ts';

const byTool = process.argv.includes('--by-tool');
const [out, ...rest] = process.argv.slice(2).filter((argument) => argument !== '--by-tool');
const cut = rest.indexOf('--');
const fit = loadImages(rest.slice(0, cut));
const held = loadImages(rest.slice(cut + 1));
const FOLDS = 4;
/** Marks painted at a regular pitch: nothing but the lack of a picture tells them from an attack. */
const PAINTED = ['matched_lattice', 'dotgrid'];
const OPTIONS = { trees: 140, depth: 3, rate: 0.1, leaf: 8, ridge: 1 };

function train(images: Scored[]): Tree[] {
  let trees: Tree[] = [];
  const use = images.filter((i) => i.instances.length > 0);
  for (let round = 0; round < 4; round++) {
    const x: number[][] = [];
    const y: number[] = [];
    const w: number[] = [];
    const level = (v: number[]): number =>
      trees.length > 0
        ? value(trees, v)
        : v[INPUTS.indexOf('coherent')] +
          v[INPUTS.indexOf('rival')] +
          v[INPUTS.indexOf('isolated')];
    for (const image of use) {
      // Every instance of a benign image is benign; of an attack those at a size that it hides at.
      const ranked = image.instances
        .filter((instance) => !image.attack || isTarget(instance, image.targets))
        .sort((a, b) => level(b.x) - level(a.x));
      const taken = image.attack ? ranked.slice(0, 1) : ranked.slice(0, 3);
      for (const instance of taken) {
        x.push(instance.x);
        y.push(image.attack ? 1 : 0);
        w.push(1 / Math.max(1, taken.length));
      }
    }
    trees = boost(x, y, w, OPTIONS).trees;
  }
  return trees;
}

/** Images of one source are in one fold. */
function foldOf({ group }: Scored): number {
  let sum = 0;
  for (const c of group) sum = (sum * 31 + c.charCodeAt(0)) % 1_000_003;
  return sum % FOLDS;
}

/** The score of every image by a model without its fold, and without any attack of `tool`. */
function crossValidated(images: Scored[], tool: string | null): number[] {
  const scores = new Array<number>(images.length).fill(0);
  for (let f = 0; f < FOLDS; f++) {
    const part = train(
      images.filter((image) => foldOf(image) !== f && !(image.attack && image.tool === tool)),
    );
    images.forEach((image, i) => {
      if (foldOf(image) === f) scores[i] = scoreOf(part, image);
    });
  }
  return scores;
}

/**
 * A row a tool: its attacks found at the thresholds of the fit with it, by the model with and without
 * attacks of that tool, and the false alarms of the latter. `without`: the scores of `images` then.
 */
function reportTools(
  images: Scored[],
  known: number[],
  without: (tool: string) => number[],
  { suspicious, attack }: { suspicious: number; attack: number },
): void {
  const tools = [...new Set(images.filter((i) => i.attack).map((i) => i.tool))].sort();
  const cells = (scores: number[], is: (image: Scored) => boolean): string[] => {
    const of = scores.filter((_, i) => is(images[i]));
    return [suspicious, attack].map((threshold) => {
      const k = of.filter((score) => score >= threshold).length;
      return shown({ k, n: of.length, interval: wilson(k, of.length) });
    });
  };
  const benign = (image: Scored): boolean => !image.attack;
  const verdicts = ['suspicious or worse', 'attack'];
  const heads = ['with it', 'without it', 'false alarms without it'].flatMap((head) =>
    verdicts.map((verdict) => `${head}: ${verdict}`),
  );
  print(`\nFalse alarms with every tool: ${cells(known, benign).join('; ')}`);
  print(`\n| tool | ${heads.join(' | ')} |`);
  print(`| --- |${' --- |'.repeat(heads.length)}`);
  for (const tool of tools) {
    const unseen = without(tool);
    const made = (image: Scored): boolean => image.attack && image.tool === tool;
    const row = [...cells(known, made), ...cells(unseen, made), ...cells(unseen, benign)];
    print(`| ${[tool, ...row].join(' | ')} |`);
  }
}

function value(trees: Tree[], x: readonly number[]): number {
  let sum = 0;
  for (const tree of trees) sum += treeValue(tree, x);
  return sum;
}

const scoreOf = (trees: Tree[], image: Scored): number =>
  Math.max(-20, ...image.instances.map((x) => value(trees, x.x)));

function report(title: string, images: Scored[], scores: number[]): void {
  const negative = scores.filter((_, i) => !images[i].attack);
  const positive = scores.filter((_, i) => images[i].attack);
  print(
    `\n${title}: ${negative.length} benign ${positive.length} attacks AUC ${auc(negative, positive).toFixed(4)} TPR@1% ${rateAt(negative, positive, 0.01).toFixed(3)} @0.1% ${rateAt(negative, positive, 0.001).toFixed(3)}`,
  );
  const t1 = thresholdAt(negative, 0.01);
  const t01 = thresholdAt(negative, 0.001);
  const kinds = [...new Set(images.filter((i) => i.attack).map((i) => i.kind))].sort();
  print(
    kinds
      .map((kind) => {
        const s = scores.filter((_, i) => images[i].attack && images[i].kind === kind);
        const k = s.filter((v) => v > t1).length;
        const [a, b] = wilson(k, s.length);
        return `${kind} ${k}/${s.length} [${a.toFixed(2)},${b.toFixed(2)}] (${s.filter((v) => v > t01).length})`;
      })
      .join('; '),
  );
  for (const slack of [0, 1, 2, 3, 5]) {
    const right = images.filter((i) => i.attack && isTarget(chosenOf(i, slack), i.targets)).length;
    print(`size right, first candidate within ${slack}: ${right}/${positive.length}`);
  }
  const ranked = images.map((image, i) => ({ image, s: scores[i] }));
  print(
    `top benign: ${ranked
      .filter((r) => !r.image.attack)
      .sort((a, b) => b.s - a.s)
      .slice(0, 16)
      .map((r) => `${r.s.toFixed(1)} ${r.image.kind} ${r.image.file.replace(/.*-|\..*/g, '')}`)
      .join(', ')}`,
  );
  print(
    `low attacks: ${ranked
      .filter((r) => r.image.attack)
      .sort((a, b) => a.s - b.s)
      .slice(0, 24)
      .map((r) => `${r.s.toFixed(1)} ${r.image.kind} ${r.image.file.replace(/.*-|\..*/g, '')}`)
      .join(', ')}`,
  );
}

/** The size of the first candidate whose score is within `slack` of the best. */
function chosenOf(image: Scored, slack: number): { w: number; h: number } {
  const values = image.instances.map(({ x }) => value(reported, x));
  const most = Math.max(...values);
  return image.instances[values.findIndex((v) => v >= most - slack)] ?? { w: 0, h: 0 };
}

const trees = train(fit);
const reported = trees;
const scores = crossValidated(fit, null);
report('fit, cross-validated', fit, scores);
const heldScores = held.map((image) => scoreOf(trees, image));
if (held.length > 0) report('held out', held, heldScores);
const used = new Map<string, number>();
const count = (t: Tree): void => {
  if (typeof t !== 'number') {
    used.set(INPUTS[t[0]], (used.get(INPUTS[t[0]]) ?? 0) + 1);
    count(t[2]);
    count(t[3]);
  }
};
trees.forEach(count);
print(
  [...used]
    .sort((a, b) => b[1] - a[1])
    .map(([n, c]) => `${n} ${c}`)
    .join(', '),
);
const short = (t: Tree): Tree =>
  typeof t === 'number'
    ? Number(t.toFixed(4))
    : [t[0], Number(t[1].toPrecision(5)), short(t[2]), short(t[3])];
const calibration = calibrate();
print(JSON.stringify(calibration));
if (byTool) {
  reportTools(fit, scores, (tool) => crossValidated(fit, tool), calibration);
  if (held.length > 0)
    reportTools(
      held,
      heldScores,
      (tool) => {
        const part = train(fit.filter((image) => !(image.attack && image.tool === tool)));
        return held.map((image) => scoreOf(part, image));
      },
      calibration,
    );
}
writeFileSync(
  out,
  `/** Written by test/evaluate/fit/fit.ts; do not edit. */

/** A leaf's log odds, or [input, threshold, tree where the input is at most that, tree above]. */
export type Tree = number | readonly [number, number, Tree, Tree];

/** Log odds at equal shares are slope * sum + offset; verdicts are from these sums of trees. */
export const CALIBRATION = ${JSON.stringify(calibration)};

// prettier-ignore
export const TREES: readonly Tree[] = [
${trees.map((tree) => `  ${JSON.stringify(short(tree))},`).join('\n')}
];
`,
);

/**
 * Platt's logistic fit of the cross-validated scores, at equal shares; `suspicious` at 1% of what is not
 * painted, `attack` at 0.2% of all.
 */
function calibrate(): { slope: number; offset: number; suspicious: number; attack: number } {
  const negative = scores.filter((_, i) => !fit[i].attack);
  const ordinary = scores.filter((_, i) => !fit[i].attack && !PAINTED.includes(fit[i].kind));
  const positive = scores.filter((_, i) => fit[i].attack);
  let slope = 1;
  let offset = 0;
  for (let step = 0; step < 4000; step++) {
    let [gs, go] = [0.001 * slope, 0];
    for (const [group, y] of [
      [negative, 0],
      [positive, 1],
    ] as const) {
      for (const s of group) {
        const error = (1 / (1 + Math.exp(-(slope * s + offset))) - y) / group.length;
        gs += error * s;
        go += error;
      }
    }
    slope = Math.max(0.01, slope - 0.1 * gs);
    offset -= 0.1 * go;
  }
  const round = (v: number): number => Number(v.toFixed(3));
  return {
    slope: round(slope),
    offset: round(offset),
    suspicious: round(thresholdAt(ordinary, 0.01)),
    attack: round(thresholdAt(negative, 0.002)),
  };
}
