/**
 * `npm run fidelity`: crafts for every sampler that can be attacked at several ratios and writes
 * docs/measurements/craft-fidelity.md. Exits with 1 where a view is more than two levels from its payload.
 */
import { writeFile } from 'node:fs/promises';
import { visibilityOf } from '../../shared/craft/fidelity.ts';
import { UserError } from '../../shared/base/errors.ts';
import { quantize } from '../../shared/base/raster.ts';
import { SAMPLERS } from '../../shared/resample/catalog.ts';
import { resizeWith } from '../../shared/resample/resize.ts';
import { covering, crafted, sample, type Picture } from './material.ts';
import { isReal, realViews, type RealJob } from './real-libraries.ts';
import { readRecord, recordedViews, sha256Of, writeRecord } from './real-record.ts';

const RATIOS = [2.5, 4.5, 6.7, 12.5];
const TARGET = 64;
const MOST_LEVELS = 2;

interface Cell {
  max: number;
  psnrDb: number | null;
  visibleDb: number | null;
  ssim: number;
  changedShare: number;
}

const decoy = await sample('dandelion.jpg');
const payload = covering(await sample('mountains-224.png'), { width: TARGET, height: TARGET });
const rows: { id: string; cells: (Cell | null)[] }[] = [];
const refusals = new Map<string, string>();
const jobs: (RealJob & { ratio: number; payload: Uint8Array; seen: Uint8Array })[] = [];

function cellOf(id: string, source: Picture, ratio: number): Cell | null {
  try {
    const { solved } = crafted(source, [{ pipeline: id, picture: payload }]);
    const seen = new Uint8Array(quantize(resizeWith(solved.attack, id, payload), 'uint8').data);
    let max = 0;
    for (let i = 0; i < seen.length; i++) max = Math.max(max, Math.abs(seen[i] - payload.data[i]));
    const { attack } = solved;
    if (isReal(id))
      jobs.push({ sampler: id, attack, size: payload, ratio, payload: payload.data, seen });
    const { psnrDb: visibleDb, ssim, changedShare } = visibilityOf(source, solved.attack);
    return { max, psnrDb: solved.fidelity[0].psnrDb, visibleDb, ssim, changedShare };
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    if (ratio === RATIOS.at(-1)) refusals.set(id, error.message.replace(/^.*?: /, ''));
    return null;
  }
}

for (const { id } of SAMPLERS) {
  const cells = RATIOS.map((ratio) => {
    const side = Math.round(TARGET * ratio);
    return cellOf(id, covering(decoy, { width: side, height: side }), ratio);
  });
  if (cells.some((cell) => cell !== null)) rows.push({ id, cells });
  process.stderr.write('.');
}
process.stderr.write('\n');

const real = recordedViews(jobs, await realViews(jobs), readRecord());
writeRecord(real.filter((view) => view !== null));
const decibels = (value: number | null) => (value === null ? 'equal' : value.toFixed(1));
const shown = (cell: Cell | null) =>
  cell === null
    ? 'refused'
    : `${cell.max} · ${decibels(cell.visibleDb)} · ${cell.ssim.toFixed(2)} · ${(cell.changedShare * 100).toFixed(0)} %`;
const worst = Math.max(...rows.flatMap(({ cells }) => cells.map((cell) => cell?.max ?? 0)));

const realTable = (): string => {
  const ids = [...new Set(jobs.map(({ sampler }) => sampler))];
  return ids
    .map((id) => {
      const at = RATIOS.map((ratio) =>
        jobs.findIndex((job) => job.sampler === id && job.ratio === ratio),
      );
      const library = at.flatMap((i) => real[i]?.library ?? []).at(0) ?? 'not here';
      const cells = at.map((i) => (i < 0 ? 'refused' : String(real[i]?.max ?? 'not here')));
      return `| ${id} | ${library} | ${cells.join(' | ')} |`;
    })
    .join('\n');
};
const taken = real.flatMap((view, i) => (view === null ? [] : [{ view, seen: jobs[i].seen }]));
const equal = taken.filter(({ view, seen }) => view.view === sha256Of(seen)).length;

const text = `# Fidelity of crafted attacks

Written by \`npm run fidelity\`. For every sampler of the catalog, a ${TARGET}x${TARGET} photograph (mountains) is
hidden in another photograph (dandelion), whose sides are ${TARGET} pixels times the ratio. The settings are the
defaults (\`l2\`, tolerance 2). Each attack is rounded to 8 bits and then resized.

A cell has four figures, separated by \`·\`: the largest difference of the machine view from the payload, in grey
levels; PSNR (dB) and SSIM of the attack against its decoy at full size; and the share of pixels changed. The largest
difference anywhere is ${worst}.

| sampler | ${RATIOS.map((ratio) => `ratio ${ratio}`).join(' | ')} |
| --- |${RATIOS.map(() => ' --- |').join('')}
${rows.map(({ id, cells }) => `| ${id} | ${cells.map(shown).join(' | ')} |`).join('\n')}

## In the real libraries

Here the library itself resizes the same attack. A cell is the largest difference of its view from the payload, in 8
bits (floats rounded). ${equal} of ${taken.length} of these views equal ours to the bit. The worst differs from the
payload by ${Math.max(...taken.map(({ view }) => view.max))}.

| sampler | library | ${RATIOS.join(' | ')} |
| --- | --- |${RATIOS.map(() => ' --- |').join('')}
${realTable()}

\`npm ci\` installs libvips and TensorFlow.js, so these run each time. The others run if \`python3\` has them (Debian:
\`apt install python3-opencv python3-pil python3-torch python3-skimage\`). Otherwise their views come from
[real-views.json](../../test/craft/real-views.json). A stored view counts only for the same attack to the bit (SHA-256);
for any other attack, the cell says \`not here\`. Samplers that are not in this table were compared with their library's
outputs on other pictures ([exactness.md](../reference/exactness.md)). On these attacks, only our own code was run.

## Refused

${refusals.size} samplers read all source pixels about alike at every ratio, so people would see what is written for
them. \`craft\` says so, and names one that would work:

${[...refusals.keys()].map((id) => `\`${id}\``).join(', ')}
`;
await writeFile(new URL('../../docs/measurements/craft-fidelity.md', import.meta.url), text);
process.stdout.write(text);
if (worst > MOST_LEVELS || taken.some(({ view }) => view.max > MOST_LEVELS)) process.exitCode = 1;
