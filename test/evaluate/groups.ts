/**
 * The rows of RESULTS.md: node test/evaluate/groups.ts DIR RESULTS, with what
 * `npm run evaluate -- DIR --results RESULTS` wrote of a folder that make.ts made. Where the
 * comparators were asked too, each of them by the same rows.
 */
import { join } from 'node:path';
import { auc, thresholdAt, wilson } from './figures.ts';
import type { Examined } from './examine-file.ts';
import { lines, type Entry } from './load.ts';
import { print } from './print.ts';

interface Made extends Entry {
  roi?: { width: number; height: number };
  targets: (Entry['targets'][number] & { ratio_x: number; ratio_y: number })[];
}

interface Judged {
  made: Made;
  score: number;
  comparators: Examined['comparators'];
}

/** Kinds with a lattice of their own. */
const LATTICES = ['bayer', 'dotgrid', 'matched_lattice', 'ordered_dither', 'lcd', 'halftone'];

const ratioOf = ({ targets }: Made): number =>
  Math.min(...targets.flatMap((target) => [target.ratio_x, target.ratio_y]));
const cellsOf = ({ roi }: Made): number => (roi === undefined ? 0 : roi.width * roi.height);
const among =
  (...kinds: string[]) =>
  ({ kind }: Made): boolean =>
    kinds.includes(kind);
const between =
  (figure: (made: Made) => number, low: number, high: number, kinds?: (made: Made) => boolean) =>
  (made: Made): boolean =>
    (kinds?.(made) ?? true) && figure(made) >= low && figure(made) < high;
const small = among('trigger', 'local_05', 'local_10', 'local_25');
const documents = among('document', 'thin_text');

const GROUPS: readonly [name: string, has: (made: Made) => boolean][] = [
  ['all', () => true],
  [
    'photograph, PNG, whole frame or centered crop',
    among(
      ...['exact', 'nearest', 'solved', 'odd_size', 'nonsquare'],
      ...['large', 'half', 'crop', 'letterbox'],
    ),
  ],
  [
    'minimum norm, one channel, two and three sizes, JPEG 90 and 95',
    among('solved', 'single_channel', 'multi', 'multi3', 'jpeg90', 'jpeg95'),
  ],
  [
    'JPEG 75, half strength, text on a photograph, 10 and 25% of the frame',
    among('jpeg75', 'half', 'text_photo', 'local_10', 'local_25'),
  ],
  ['5% of the frame', among('local_05')],
  [
    'screenshot, line art, flat, gradient decoys',
    among('screenshot', 'lineart', 'flat', 'gradient'),
  ],
  ['document decoys', among('document')],
  ['bilinear at corners (TensorFlow 1)', among('corners')],
  ['comb hidden by noise; dark parts only', among('masked', 'dark_only')],
  ['ratio 2.1 to 2.6, on purpose', among('low_ratio')],
  ['thin text on documents, screens, tables', among('thin_text')],
  ['trigger of 15x15 cells', among('trigger')],
  ['crop that is off the center', among('crop_free')],
  ['ratio below 2.6', between(ratioOf, 0, 2.6)],
  ['ratio 2.6 to 3.5', between(ratioOf, 2.6, 3.5)],
  ['ratio from 3.5', between(ratioOf, 3.5, Infinity)],
  ['part of the frame: up to 400 cells written', between(cellsOf, 0, 400, small)],
  ['part of the frame: 400 to 2000 cells', between(cellsOf, 400, 2000, small)],
  ['part of the frame: from 2000 cells', between(cellsOf, 2000, Infinity, small)],
  ['text on documents, ratio below 3', between(ratioOf, 0, 3, documents)],
  ['text on documents, ratio 3 to 4', between(ratioOf, 3, 4, documents)],
  ['text on documents, ratio from 4', between(ratioOf, 4, Infinity, documents)],
];

const [dir, results] = process.argv.slice(2);
const made = new Map(lines<Made>(join(dir, 'manifest.jsonl')).map((entry) => [entry.file, entry]));
const judged = lines<Examined>(results).map(({ file, score, comparators }): Judged => ({
  made: made.get(file)!,
  score,
  comparators,
}));
const benign = judged.filter((one) => one.made.label === 'benign');
const attacks = judged.filter((one) => one.made.label === 'attack');
const scores = benign.map(({ score }) => score);
const [one, all] = [thresholdAt(scores, 0.01), thresholdAt(scores, 0)];
print('| held out | at 1% false alarms | above every benign image |\n| --- | --- | --- |');
const tools = [...new Set(attacks.flatMap(({ made: { tool } }) => tool ?? []))].sort();
const rows: typeof GROUPS = [
  ...GROUPS,
  ...tools.map((tool): (typeof GROUPS)[number] => [`tool: ${tool}`, (one) => one.tool === tool]),
];
for (const [name, has] of rows) {
  const group = attacks.filter((attack) => has(attack.made));
  if (group.length === 0) continue;
  print(`| ${name} | ${share(group, one)} | ${share(group, all)} |`);
}
const plain = benign.filter(({ made: { kind } }) => !LATTICES.includes(kind));
const most = Math.max(...plain.map(({ score }) => score));
const values = attacks.map(({ score }) => score);
print(`\nAUC ${auc(scores, values).toFixed(4)}`);
print(
  `without ${LATTICES.join(', ')}: ${plain.length} benign, AUC ` +
    `${auc(
      plain.map(({ score }) => score),
      values,
    ).toFixed(4)}, above all of them ${share(attacks, most)}`,
);
const names = Object.keys(judged[0].comparators);
for (const allowed of names.length > 0 ? [0.01, 0] : []) {
  const level = (name: string) => (one: Judged) => one.comparators[name].level;
  const detectors: [string, (one: Judged) => number][] = [
    ['**Scalescope, told nothing**', ({ score }) => score],
    ...names.map((name): [string, (one: Judged) => number] => [name, level(name)]),
  ];
  print(allowed > 0 ? '\nAt 1% false alarms:\n' : '\nAbove every benign image:\n');
  const groups = rows.map(([name, has]) => ({
    name,
    group: attacks.filter((attack) => has(attack.made)),
  }));
  print(`| held out | ${detectors.map(([name]) => name).join(' | ')} |`);
  print(`| --- | ${detectors.map(() => '---').join(' | ')} |`);
  for (const { name, group } of groups) {
    const cells = detectors.map(([, of]) => {
      const threshold = thresholdAt(benign.map(of), allowed);
      return group.filter((attack) => of(attack) > threshold).length;
    });
    print(`| ${name} (${group.length}) | ${cells.join(' | ')} |`);
  }
}

function share(group: readonly Judged[], threshold: number): string {
  const above = group.filter(({ score }) => score > threshold).length;
  const [low, high] = wilson(above, group.length).map((value) => (100 * value).toFixed(1));
  const percent = ((100 * above) / group.length).toFixed(1);
  return `${above} of ${group.length}, ${percent}% [${low}, ${high}]`;
}
