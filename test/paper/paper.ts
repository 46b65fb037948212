/**
 * `npm run paper`: makes every figure and the experiment of the founding paper (Lohn 2020, Downscaling
 * Attack and Defense) from openly licensed pictures, and writes them to docs/paper.
 *
 * `npm run paper -- --decoys DIR --payloads DIR --classifier FILE …` makes the paper's Table 1 on pictures and
 * models of one's own instead.
 */
import { readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { parseArgs } from 'node:util';
import { encodePng } from '../../main/engine/write/encode.ts';
import { findClassifier } from '../../main/engine/labels/find-classifier.ts';
import { UserError } from '../../shared/base/errors.ts';
import { ATTACKED_SIZE, runExperiment, SAMPLER, tableText, type Labelled } from './experiment.ts';
import { makeFigures, type Figure } from './figures.ts';
import { load } from './pictures.ts';
import type { TableOptions } from './table/experiment.ts';
import { runTable } from './table/table-1.ts';

const docs = fileURLToPath(new URL('../../docs/paper/', import.meta.url));

/** The exit code of what Ctrl-C ended, as shells have it. */
const INTERRUPTED = 130;

const text = { type: 'string' } as const;
const OPTIONS = {
  decoys: text,
  payloads: text,
  classifier: { type: 'string', multiple: true },
  pairs: text,
  seed: text,
  jobs: text,
  carrier: text,
  crop: text,
  out: text,
} as const;

try {
  const { out, ...own } = parseOptions();
  if (Object.keys(own).length > 0) await measureOwn({ ...own, out });
  else await reproduce(out ?? docs);
} catch (error) {
  if (!(error instanceof UserError)) throw error;
  process.stderr.write(`${error.message}\n`);
  process.exitCode = 2;
}

function parseOptions(): TableOptions {
  try {
    return parseArgs({ options: OPTIONS }).values;
  } catch (error) {
    const reason = error instanceof Error ? error.message : String(error);
    const known = Object.keys(OPTIONS).map((name) => `--${name}`);
    throw new UserError('invalid-argument', `${reason} The options are ${known.join(', ')}.`);
  }
}

async function reproduce(out: string): Promise<void> {
  await mkdir(out, { recursive: true });
  const figures = await makeFigures();
  for (const { file, content } of figures) {
    const bytes = typeof content === 'string' ? content : await encodePng(content);
    await writeFile(join(out, file), bytes);
    process.stdout.write(`${file}\n`);
  }
  const decoys = await picturesIn('carriers');
  const payloads = await picturesIn('payloads');
  const table = await experiment(decoys, payloads, ['nsfwjs/inception-v3', 'nsfwjs/mobilenet-v2']);
  await writeFile(join(out, 'README.md'), page(figures, table, decoys.length, payloads.length));
  process.stdout.write(`README.md\n\n${table}\n`);
}

async function measureOwn(options: TableOptions): Promise<void> {
  const controller = new AbortController();
  for (const name of ['SIGINT', 'SIGTERM'] as const) process.on(name, () => controller.abort());
  const { table, text, isWhole } = await runTable(options, controller.signal, (line) =>
    process.stderr.write(process.stderr.isTTY ? `\r\x1b[K${line}` : `${line}\n`),
  );
  if (process.stderr.isTTY) process.stderr.write('\n');
  process.stdout.write(text);
  if (isWhole) return;
  const { pairs, leftOut, experiment } = table;
  process.stderr.write(
    `Stopped after ${pairs + leftOut.length} of ${experiment.pairs} pairs. The same command goes on from here.\n`,
  );
  process.exitCode = INTERRUPTED;
}

async function experiment(decoys: Labelled[], payloads: Labelled[], names: string[]) {
  const classifiers = names.map(findClassifier);
  const answers = await runExperiment(classifiers, decoys, payloads, (done, of) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${of} attacks`);
  });
  if (process.stderr.isTTY) process.stderr.write('\n');
  return tableText(answers);
}

/** The pictures of a folder beside this file, without labels of their own. */
async function picturesIn(folder: string): Promise<Labelled[]> {
  const files = readdirSync(new URL(`${folder}/`, import.meta.url))
    .filter(isPicture)
    .sort();
  return Promise.all(
    files.map(async (file) => ({ picture: await load(`${folder}/${file}`), label: null })),
  );
}

function isPicture(file: string): boolean {
  return /\.(png|jpe?g|webp|tiff?)$/i.test(file);
}

function page(figures: Figure[], table: string, decoys: number, payloads: number): string {
  const parts = figures.map(
    ({ file, title, caption }) =>
      `## Figure ${/\d+/.exec(file)![0]}: ${title}\n\n![${title}](${file})\n\n${caption}`,
  );
  return `# The founding paper, reproduced

This page reproduces Lohn, [Downscaling Attack and Defense](https://arxiv.org/abs/2010.02456) (2020), with this
project's code on openly licensed pictures. \`npm run paper\` makes the page and its figures again, to the same bytes.
The pictures are the [samples](../../test/samples/README.md) and the
[carriers and payloads](../../test/paper/README.md).

${parts.join('\n\n')}

## Table 1: what models say

Each of ${decoys} photographs of 2000x2000 carries each of ${payloads} drawings of 299x299, written for ${SAMPLER} at
${ATTACKED_SIZE}x${ATTACKED_SIZE}. That makes ${decoys * payloads} attacks. The table gives the share of them whose most probable label is the
decoy's or the payload's. The decoy's label is the one that the model itself gives to the clean photograph, resized
with antialias. The payload's label is the one that it gives to the drawing, resized in the same way. NSFWJS
distinguishes photographs (Neutral) from drawings (Drawing). The second model looks at another size than the one that
the attack was written for.

${table}

The paper used Inception v3 and VGG on 1000 pictures of ImageNet, with true labels. At 299, 0.869 of its clean
pictures had the decoy's label, 0.002 of the attacked ones, and 0.821 of the attacked ones with antialias. If you have
ImageNet and a model, run \`npm run paper -- --decoys DIR --payloads DIR --classifier FILE.json\`. Every folder in DIR
is a label.
`;
}
