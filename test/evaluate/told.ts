/**
 * `npm run told -- [--pairs N] [--seconds S] FOLDER…`: how often a clean file is suspicious or an attack when a view
 * is told. Of every benign image of a labelled folder (manifest*.jsonl), or of every picture of a
 * plain one, N seeded pairs of samplers and sizes that can be attacked, and N of all presets; after S
 * seconds no further file, of a seeded order, is begun. The
 * thresholds of a view (shared/verdict/thresholds.ts) rest on such a run.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { decode } from '../../main/engine/decode.ts';
import { analyzeView } from '../../shared/analyze.ts';
import { DEFAULT_DECODE_LIMITS } from '../../shared/facts.ts';
import { PRESETS } from '../../shared/pipelines/presets/presets.ts';
import type { ViewRequest } from '../../shared/pipelines/request.ts';
import type { IntegerSamples, Raster, Size } from '../../shared/raster.ts';
import { SAMPLERS } from '../../shared/resample/catalog.ts';
import { judge, type Verdict } from '../../shared/verdict/judge.ts';
import { Random } from './random.ts';

interface Sample {
  file: string;
  kind: string;
}

interface Pair {
  kind: string;
  of: 'attackable' | 'presets';
  ratio: number;
  cause: string | null;
  verdict: Verdict;
  at: string;
}

const ATTACKABLE = SAMPLERS.filter(({ antialias }) => !antialias).map(({ id }) => id);
const SQUARES = [224, 256, 299, 336, 384, 448, 512, 640];
const LONGEST = [512, 768, 1024, 1568];
const RATIOS = [1.5, 2, 3, 4];

const { values, positionals: folders } = parseArgs({
  options: {
    pairs: { type: 'string', default: '12' },
    seconds: { type: 'string', default: 'Infinity' },
  },
  allowPositionals: true,
});
const count = Number(values.pairs);
const until = performance.now() + 1000 * Number(values.seconds);
if (folders.length === 0) throw new Error('Expected folders of pictures');

const pairs: Pair[] = [];
const samples = (await Promise.all(folders.map(samplesOf))).flat();
const order = new Random(5);
let looked = 0;
while (samples.length > 0 && performance.now() < until) {
  const [sample] = samples.splice(order.int(0, samples.length - 1), 1);
  const raster = await readRaster(sample.file);
  if (raster === null) continue;
  measure(sample, raster);
  looked++;
}
process.stdout.write(`${looked} files, ${samples.length} left\n`);
print('attackable');
print('presets');
for (const { kind, verdict, ratio, cause, at } of pairs
  .filter(({ verdict }) => verdict !== 'clean')
  .sort((a, b) => b.ratio - a.ratio)) {
  process.stdout.write(`${verdict} ${ratio.toFixed(2)} ${cause ?? ''} ${kind} ${at}\n`);
}

async function samplesOf(folder: string): Promise<Sample[]> {
  const names = await readdir(folder, { recursive: true });
  const manifests = names.filter((name) => /^manifest[^/]*\.jsonl$/.test(name));
  if (manifests.length === 0) {
    return names
      .filter((name) => /\.(png|jpe?g|webp)$/i.test(name))
      .sort()
      .map((name) => ({ file: join(folder, name), kind: `files of ${relative('/', folder)}` }));
  }
  const lines = await Promise.all(manifests.map((name) => readFile(join(folder, name), 'utf8')));
  return lines
    .flatMap((text) => text.trim().split('\n'))
    .map((line) => JSON.parse(line) as Sample & { label: string })
    .filter(({ label }) => label === 'benign')
    .map(({ file, kind }) => ({ file: join(folder, file), kind }));
}

/** Null where the file cannot be decoded: it is no sample. */
async function readRaster(file: string): Promise<Raster<IntegerSamples> | null> {
  try {
    const policy = { orientation: 'stored', frame: 0 } as const;
    return (await decode(await readFile(file), file, policy, DEFAULT_DECODE_LIMITS)).raster;
  } catch {
    return null;
  }
}

function measure({ file, kind }: Sample, raster: Raster<IntegerSamples>): void {
  const random = new Random(raster.width * 31 + raster.height);
  for (let n = 0; n < count; n++) {
    const size = sizeFor(random, raster);
    look({ pipeline: random.pick(ATTACKABLE), ...size }, 'attackable');
    look({ pipeline: random.pick(PRESETS).id }, 'presets');
  }

  function look(view: ViewRequest, of: Pair['of']): void {
    const { evidence } = analyzeView(raster, view);
    const { verdict, explanation } = judge(evidence);
    if (explanation === 'not-assessable') return;
    const { ratio, cause } = evidence.departure!;
    const at = `${file} ${view.pipeline} ${evidence.width}x${evidence.height}`;
    pairs.push({ kind, of, ratio, cause, verdict, at });
  }
}

/** A usual size of a view of `source`, smaller than it. */
function sizeFor(random: Random, { width, height }: Size): Size {
  const longest = Math.max(width, height);
  const by = (ratio: number): Size => ({
    width: Math.max(1, Math.round(width / ratio)),
    height: Math.max(1, Math.round(height / ratio)),
  });
  const sizes = [
    ...SQUARES.map((side) => ({ width: side, height: side })),
    ...LONGEST.map((side) => by(longest / side)),
    ...RATIOS.map(by),
  ].filter((size) => size.width * 1.4 < width && size.height * 1.4 < height);
  return sizes.length > 0 ? random.pick(sizes) : by(2);
}

function print(of: Pair['of']): void {
  const all = pairs.filter((pair) => pair.of === of);
  const kinds = [...new Set(all.map(({ kind }) => kind))].sort();
  process.stdout.write(
    `\n${of}: kind, pairs, suspicious or worse, attack, with a cause, ratio at 99 %\n`,
  );
  for (const kind of [...kinds, 'all']) {
    const some = all.filter((pair) => kind === 'all' || pair.kind === kind);
    const ratios = some.map(({ ratio }) => ratio).sort((a, b) => a - b);
    const share = (is: (pair: Pair) => boolean): string =>
      `${((100 * some.filter(is).length) / some.length).toFixed(2)} %`.padStart(9);
    process.stdout.write(
      kind.padEnd(24) +
        String(some.length).padStart(6) +
        share(({ verdict }) => verdict !== 'clean') +
        share(({ verdict }) => verdict === 'attack') +
        share(({ cause }) => cause !== null) +
        ` ${ratios[Math.floor(0.99 * (ratios.length - 1))].toFixed(2)}\n`,
    );
  }
}
