/**
 * `npm run sanitize:measure -- DIR [--per-kind N]`: what each way of cleaning leaves of the hidden
 * pictures in a labelled folder (manifest.jsonl and images), and what it costs the visible picture.
 * Prints the tables of docs/measurements/sanitize.md. N: only the N smallest images of each kind; a second option
 * `--ways "JPEG 75,median"` measures only these.
 */
import { readFile } from 'node:fs/promises';
import { basename, join } from 'node:path';
import { parseArgs } from 'node:util';
import sharp from 'sharp';
import { decode } from '../../main/engine/decode/decode.ts';
import { encodePng } from '../../main/engine/write/encode.ts';
import { visibleChange } from '../../shared/sanitize/certificate.ts';
import { certifyViews, MOST_HIDDEN_SHARE } from '../../shared/sanitize/certify-views.ts';
import type { Pipeline } from '../../shared/pipelines/steps/format.ts';
import { findPipeline } from '../../shared/pipelines/pipeline.ts';
import type { IntegerSamples, Raster } from '../../shared/base/raster.ts';
import { readPixelsOf } from '../../shared/sanitize/read-pixels.ts';
import { attackableViews, sanitize, type SanitizeTarget } from '../../shared/sanitize/sanitize.ts';
import { halve } from '../../shared/sanitize/whole-image.ts';
import { lines } from './load.ts';

type Picture = Raster<IntegerSamples>;

interface Place {
  w: number;
  h: number;
  sampler: string;
  crop?: [number, number, number, number] | null;
  pipeline?: string;
  eff_w?: number;
  eff_h?: number;
}

interface Entry {
  file: string;
  label: 'benign' | 'attack';
  kind: string;
  width: number;
  height: number;
  targets: Place[];
  nominal?: Place;
}

const SAMPLERS: Record<string, string> = {
  cv2_nearest: 'opencv/nearest',
  cv2_linear: 'opencv/linear',
  cv2_cubic: 'opencv/cubic',
  pil_nearest: 'pillow/nearest',
  tf_nearest: 'tensorflow/nearest',
  tf_nearest_legacy: 'tensorflow/nearest+legacy',
  tf_bilinear: 'tensorflow/bilinear',
};

type Clean = (source: Picture, targets: SanitizeTarget[]) => Picture | Promise<Picture>;

const WAYS: Record<string, Clean> = {
  'selective median': (source, targets) => sanitize(source, targets).raster,
  'selective random': (source, targets) =>
    sanitize(source, targets, { kind: 'selective-random' }).raster,
  'all read': (source, targets) =>
    sanitize(source, targets, { kind: 'selective-median', scope: 'all' }).raster,
  median: (source, targets) => sanitize(source, targets, { kind: 'median' }).raster,
  gaussian: (source, targets) => sanitize(source, targets, { kind: 'gaussian' }).raster,
  preshrink: (source, targets) => sanitize(source, targets, { kind: 'preshrink' }).raster,
  halving: (source, targets) => sanitize(source, targets, { kind: 'halving' }).raster,
  'JPEG 75': (source) => asJpeg(source, 75),
  'JPEG 30': (source) => asJpeg(source, 30),
  'one 2× step': (source) => halve(source),
};

const POLICY = { orientation: 'stored', frame: 0 } as const;
const LIMITS = { maxPixels: 400e6 };

async function asJpeg(source: Picture, quality: number): Promise<Picture> {
  const bytes = await sharp(await encodePng(source))
    .jpeg({ quality })
    .toBuffer();
  const { raster } = await decode(bytes, 'again.jpg', POLICY, LIMITS);
  return withChannelsOf(source, raster);
}

/** What JPEG returned, in the channels of `source`; alpha, which JPEG has none of, as it was. */
function withChannelsOf(source: Picture, { channels, data }: Picture): Picture {
  const out = source.data.slice();
  const scale = out instanceof Uint16Array ? 257 : 1;
  const colors = source.channels === 4 ? 3 : source.channels;
  for (let pixel = 0; pixel < source.width * source.height; pixel++) {
    for (let c = 0; c < colors; c++) {
      const from = pixel * channels + Math.min(c, channels - 1);
      out[pixel * source.channels + c] = data[from] * scale;
    }
  }
  return { ...source, data: out };
}

function targetOf({ w, h, sampler, crop, pipeline, eff_w, eff_h }: Place): SanitizeTarget {
  const chosen = findPipeline(SAMPLERS[sampler]);
  if (crop) return { pipeline: cropped(chosen, crop, w, h) };
  const isWhole = pipeline === undefined || pipeline === 'resize';
  const size = isWhole ? { width: w, height: h } : { width: eff_w!, height: eff_h! };
  return { pipeline: chosen, size };
}

function cropped(pipeline: Pipeline, crop: number[], width: number, height: number): Pipeline {
  return {
    ...pipeline,
    steps: [
      { op: 'crop', size: { width: crop[2], height: crop[3] }, rounding: 'floor' },
      { op: 'resize', sampler: pipeline.id, size: { rule: 'exact', width, height } },
    ],
    defaultSize: { width, height },
    sizeIsFree: false,
  };
}

/** PSNR over the pixels that no target reads, in dB; Infinity where none of them changed. */
function untouchedPsnr(source: Picture, cleaned: Picture, targets: SanitizeTarget[]): number {
  if (cleaned.width !== source.width || cleaned.height !== source.height) return NaN;
  const { level } = readPixelsOf(attackableViews(source, targets), source);
  const scale = source.data instanceof Uint16Array ? 1 / 257 : 1;
  let squares = 0;
  let samples = 0;
  for (let i = 0; i < source.data.length; i++) {
    if (level[Math.floor(i / source.channels)] > 0) continue;
    squares += ((source.data[i] - cleaned.data[i]) * scale) ** 2;
    samples++;
  }
  return squares === 0 ? Infinity : 10 * Math.log10((255 ** 2 * samples) / squares);
}

interface Measured {
  kind: string;
  /** Per way: the hidden share in percent (attacks) or the PSNR in dB (benign). */
  values: Record<string, number>;
  /** PSNR over the untouched pixels (attacks). */
  untouched: Record<string, number>;
}

async function measure(folder: string, entry: Entry, ways: string[]): Promise<Measured | null> {
  const places = entry.label === 'attack' ? entry.targets : [entry.nominal!];
  const targets = places.map(targetOf);
  const bytes = await readFile(join(folder, entry.file));
  const { raster } = await decode(bytes, basename(entry.file), POLICY, LIMITS);
  const values: Record<string, number> = {};
  const untouched: Record<string, number> = {};
  for (const way of ways) {
    const cleaned = await WAYS[way](raster, targets);
    if (entry.label === 'benign') {
      values[way] = visibleChange(raster, cleaned).psnrDb ?? Infinity;
      continue;
    }
    const shares = certifyViews(raster, cleaned, targets).flatMap((v) => v.hiddenShare ?? []);
    if (shares.length === 0) return null; // a fair sample already, or not measured
    values[way] = 100 * Math.max(...shares);
    untouched[way] = untouchedPsnr(raster, cleaned, targets);
  }
  return { kind: entry.kind, values, untouched };
}

function chooseEntries(all: Entry[], perKind: number): Entry[] {
  const byKind = Map.groupBy(all, ({ label, kind }) => `${label} ${kind}`);
  return [...byKind.keys()].sort().flatMap((key) =>
    byKind
      .get(key)!
      .toSorted((a, b) => a.width * a.height - b.width * b.height)
      .slice(0, perKind),
  );
}

const middle = (values: number[]) => values.toSorted((a, b) => a - b)[values.length >> 1];
const decibels = (value: number) =>
  value === Infinity ? 'same' : Number.isNaN(value) ? '–' : value.toFixed(1);

function row(cells: (string | number)[]): string {
  return `| ${cells.join(' | ')} |`;
}

function printTable(title: string, ways: string[], rows: string[][]): void {
  print(
    `\n${title}\n\n${row(['kind', 'images', ...ways])}\n${row(ways.concat('', '').map(() => '---'))}`,
  );
  for (const cells of rows) print(row(cells));
}

function print(text: string): void {
  process.stdout.write(`${text}\n`);
}

const { values: options, positionals } = parseArgs({
  allowPositionals: true,
  options: { 'per-kind': { type: 'string' }, ways: { type: 'string' } },
});
const [folder] = positionals;
if (folder === undefined) throw new Error('Usage: npm run sanitize:measure -- DIR [--per-kind N]');
const perKind = Number(options['per-kind'] ?? Infinity);
const ways = options.ways?.split(',') ?? Object.keys(WAYS);
const entries = chooseEntries(lines<Entry>(join(folder, 'manifest.jsonl')), perKind);
const attacks: Measured[] = [];
const benign: Measured[] = [];
for (const [i, entry] of entries.entries()) {
  process.stderr.write(`\r${i + 1} of ${entries.length} ${entry.kind}          `);
  const measured = await measure(folder, entry, ways);
  if (measured === null) print(`${entry.file} (${entry.kind}): nothing departs before cleaning`);
  else (entry.label === 'attack' ? attacks : benign).push(measured);
}
process.stderr.write('\n');

function byKind(all: Measured[], show: (kind: Measured[], way: string) => string): string[][] {
  return [...Map.groupBy(all, ({ kind }) => kind)].map(([kind, group]) => [
    kind,
    String(group.length),
    ...ways.map((way) => show(group, way)),
  ]);
}

printTable(
  'Hidden share that remains, in percent: median / worst',
  ways,
  byKind(attacks, (group, way) => {
    const values = group.map(({ values: each }) => each[way]);
    return `${middle(values).toFixed(1)} / ${Math.max(...values).toFixed(1)}`;
  }),
);
printTable(
  'Attacks: PSNR of the pixels that no target reads, in dB, worst',
  ways,
  byKind(attacks, (group, way) =>
    decibels(Math.min(...group.map(({ untouched }) => untouched[way]))),
  ),
);
printTable(
  'Benign images: PSNR of the picture, in dB: median / worst',
  ways,
  byKind(benign, (group, way) => {
    const values = group.map(({ values: each }) => each[way]);
    return `${decibels(middle(values))} / ${decibels(Math.min(...values))}`;
  }),
);
const most = MOST_HIDDEN_SHARE * 100;
for (const way of ways) {
  const clean = attacks.filter(({ values }) => values[way] <= most).length;
  const kept = benign.filter(({ values }) => values[way] >= 35).length;
  print(
    `\n${way}: at most ${most} % remains in ${clean} of ${attacks.length} attacks; ` +
      `35 dB or more in ${kept} of ${benign.length} benign images`,
  );
}
