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

Written by \`npm run fidelity\`. A ${TARGET}x${TARGET} photograph (mountains) is hidden in another (dandelion)
of that size times the ratio, with the default settings (\`l2\`, tolerance 2), for every sampler of the
catalog. Each attack is seen through \`resize\` after rounding to 8 bit.

Cells: largest difference of the machine view from the payload in grey levels · PSNR (dB) · SSIM of the attack
against its decoy at full size · share of pixels changed. The largest difference anywhere is ${worst}.

| sampler | ${RATIOS.map((ratio) => `ratio ${ratio}`).join(' | ')} |
| --- |${RATIOS.map(() => ' --- |').join('')}
${rows.map(({ id, cells }) => `| ${id} | ${cells.map(shown).join(' | ')} |`).join('\n')}

## In the real libraries

Largest difference from the payload of the view that the library itself makes of the same attack, in 8 bit
(floats rounded). ${equal} of ${taken.length} of these views are ours to the bit; the worst is
${Math.max(...taken.map(({ view }) => view.max))} levels off.

| sampler | library | ${RATIOS.join(' | ')} |
| --- | --- |${RATIOS.map(() => ' --- |').join('')}
${realTable()}

libvips and TensorFlow.js are installed by \`npm ci\` and run each time. The others run where \`python3\` has
them (Debian: \`apt install python3-opencv python3-pil python3-torch python3-skimage\`). Without, their views are
those of [real-views.json](../../test/craft/real-views.json), which counts for the same attack to the bit (SHA-256)
alone; of any other attack the cell says so. Samplers that are not in this table were held against their
library's outputs on other pictures ([exactness.md](../reference/exactness.md)), and against these attacks by our own code.

## Refused

${refusals.size} samplers read all source pixels about alike at every ratio, so that a person would see what is
written for them; \`craft\` says so and names one that would work:

${[...refusals.keys()].map((id) => `\`${id}\``).join(', ')}
`;
await writeFile(new URL('../../docs/measurements/craft-fidelity.md', import.meta.url), text);
process.stdout.write(text);
if (worst > MOST_LEVELS || taken.some(({ view }) => view.max > MOST_LEVELS)) process.exitCode = 1;
