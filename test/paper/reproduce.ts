/** Makes docs/paper again: the figures, the experiment on the pictures beside this file, and the page. */
import { readdirSync } from 'node:fs';
import { mkdir, writeFile } from 'node:fs/promises';
import { join } from 'node:path';
import { encodePng } from '../../main/engine/write/encode.ts';
import { findClassifier } from '../../main/engine/labels/find-classifier.ts';
import { ATTACKED_SIZE, runExperiment, SAMPLER, tableText } from './experiment.ts';
import { makeFigures, type Figure } from './figures.ts';
import { load, type Picture } from './pictures.ts';
import { readTable, tableSection } from './table/table-page.ts';

/** Table 1 as it was measured; making it takes pictures and models that are not here. */
const MEASURED = new URL('../../docs/paper/table-1.json', import.meta.url);

/** Writes every figure and README.md into `out`, and names each file on standard output. */
export async function reproduce(out: string): Promise<void> {
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

async function experiment(decoys: Picture[], payloads: Picture[], names: string[]) {
  const classifiers = names.map(findClassifier);
  const answers = await runExperiment(classifiers, decoys, payloads, (done, of) => {
    if (process.stderr.isTTY) process.stderr.write(`\r${done} of ${of} attacks`);
  });
  if (process.stderr.isTTY) process.stderr.write('\n');
  return tableText(answers);
}

/** The pictures of a folder beside this file. */
async function picturesIn(folder: string): Promise<Picture[]> {
  const files = readdirSync(new URL(`${folder}/`, import.meta.url))
    .filter(isPicture)
    .sort();
  return Promise.all(files.map((file) => load(`${folder}/${file}`)));
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

${tableSection(readTable(MEASURED))}

## The same on what comes with this repository

Each of ${decoys} photographs of 2000x2000 carries each of ${payloads} drawings of 299x299, written for ${SAMPLER} at
${ATTACKED_SIZE}x${ATTACKED_SIZE}. That makes ${decoys * payloads} attacks. The table gives the share of them whose most probable label is the
decoy's or the payload's. The decoy's label is the one that the model itself gives to the clean photograph, resized
with antialias. The payload's label is the one that it gives to the drawing, resized in the same way. NSFWJS
distinguishes photographs (Neutral) from drawings (Drawing). The second model looks at another size than the one that
the attack was written for.

${table}
`;
}
