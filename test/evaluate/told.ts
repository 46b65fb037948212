/**
 * `npm run told -- [--pairs N] [--seconds S] FOLDER…`: how often a clean file is suspicious or an attack
 * when a view is told (TOLD.md). Of every benign image of a labelled folder (manifest.jsonl), or of
 * every picture of a plain one, N seeded pairs of samplers and sizes that can be attacked, and N of all
 * presets; after S seconds no further file, of a seeded order, is begun. Pictures made of patterns are
 * counted apart.
 */
import { readdir, readFile } from 'node:fs/promises';
import { join, relative } from 'node:path';
import { parseArgs } from 'node:util';
import { decode } from '../../main/engine/decode/decode.ts';
import { analyzeView } from '../../shared/analyze/analyze.ts';
import { DEFAULT_DECODE_LIMITS } from '../../shared/image/facts.ts';
import { PRESETS } from '../../shared/pipelines/presets/presets.ts';
import type { ViewRequest } from '../../shared/pipelines/request.ts';
import type { IntegerSamples, Raster, Size } from '../../shared/base/raster.ts';
import { SAMPLERS } from '../../shared/resample/catalog.ts';
import { judge, type Verdict } from '../../shared/verdict/judge.ts';
import { wilson } from './figures.ts';
import { Random } from '../support/random.ts';

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

/**
 * Kinds of pictures made of a pattern: mosaics of a sensor, dithers, displays, scanlines, halftones, and
 * lattices painted at a pitch (PAINTED of fit.ts). All others are ordinary.
 */
const PATTERNS = new Set([
  ...['bayer', 'bayer_gray', 'bayer_color'],
  ...['dither', 'error_dither', 'ordered_dither'],
  ...['ordered_dither_2', 'ordered_dither_4', 'ordered_dither_8'],
  ...['lcd', 'scanlines', 'halftone', 'dotgrid', 'matched_lattice'],
]);

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
  measure(sample, raster, looked++);
}
process.stdout.write(`${looked} files, ${samples.length} left\n`);
summarize('attackable');
summarize('presets');
print('attackable');
print('presets');
for (const { kind, verdict, ratio, cause, at } of pairs
  .filter(({ verdict }) => verdict !== 'clean')
  .sort((a, b) => b.ratio - a.ratio)) {
  process.stdout.write(`${verdict} ${ratio.toFixed(2)} ${cause ?? ''} ${kind} ${at}\n`);
}

async function samplesOf(folder: string): Promise<Sample[]> {
  const names = await readdir(folder, { recursive: true });
  const manifests = names.filter((name) => name === 'manifest.jsonl');
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

function measure({ file, kind }: Sample, raster: Raster<IntegerSamples>, number: number): void {
  const random = new Random(7919 * number + 31 * raster.width + raster.height);
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

/** Counts with Wilson intervals: ordinary pictures, patterns, all. */
function summarize(of: Pair['of']): void {
  const groups: [string, (pair: Pair) => boolean][] = [
    ['ordinary', ({ kind }) => !PATTERNS.has(kind)],
    ['patterns', ({ kind }) => PATTERNS.has(kind)],
    ['all', () => true],
  ];
  for (const [name, has] of groups) {
    const some = pairs.filter((pair) => pair.of === of && has(pair));
    const flagged = some.filter(({ verdict }) => verdict !== 'clean');
    const attacks = some.filter(({ verdict }) => verdict === 'attack');
    const named = flagged.filter(({ cause }) => cause !== null);
    process.stdout.write(
      `${of}, ${name}: suspicious or worse ${shareText(flagged.length, some.length)}, ` +
        `attack ${shareText(attacks.length, some.length)}, ` +
        `cause named in ${named.length} of ${flagged.length}\n`,
    );
  }
}

function shareText(count: number, of: number): string {
  const [low, high] = wilson(count, of);
  const percent = (value: number): string => (100 * value).toFixed(1);
  return `${count} of ${of}, ${percent(count / of)}% [${percent(low)}, ${percent(high)}]`;
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
