/**
 * How often the cause of a benign picture's lattice is told rightly: node test/evaluate/explanations.ts DIR
 * with a folder that make.ts made. Photographs of it are enlarged here, so that the size that they come
 * from is known; the other kinds are taken as they are. Prints the table of RESULTS.md.
 */
import { readFile } from 'node:fs/promises';
import { join } from 'node:path';
import sharp from 'sharp';
import { decode } from '../../main/engine/decode/decode.ts';
import { detectBlind } from '../../shared/detect/blind.ts';
import { DEFAULT_DECODE_LIMITS } from '../../shared/image/facts.ts';
import type { Raster, Size } from '../../shared/base/raster.ts';
import { resize } from './make/benign.ts';
import { readManifest, type LabelledImage } from './manifest.ts';
import { print } from './print.ts';
import { Random } from '../support/random.ts';

const EACH = 12;
const SEED = 20261;
const SAID = ['upscaled', 'jpeg-grid', 'periodic', 'mosaic', 'none'] as const;

/** What is true of each kind; several where two of them are. */
const KINDS: readonly [kind: string, right: readonly (typeof SAID)[number][]][] = [
  ['photo_jpeg', ['jpeg-grid', 'none']],
  ['bayer', ['mosaic']],
  ['ordered_dither', ['mosaic', 'periodic']],
  ['error_dither', ['none', 'periodic']],
  ['halftone', ['periodic', 'mosaic']],
  ['lcd', ['mosaic', 'periodic']],
  ['texture', ['periodic']],
  ['mesh_photo', ['periodic']],
  ['text_grid', ['periodic']],
  ['checker', ['periodic', 'mosaic']],
  ['pixelart', ['upscaled', 'mosaic']],
  ['photo', ['none']],
  ['document', ['none']],
  ['screenshot', ['none']],
];

const [dir] = process.argv.slice(2);
const benign = readManifest(dir).filter(({ label }) => label === 'benign');
const random = new Random(SEED);

print(`| picture | images | ${SAID.join(' | ')} | right | flagged |`);
print(`| --- |${' --- |'.repeat(SAID.length + 3)}`);
for (const kernel of ['nearest', 'linear', 'cubic', 'lanczos3'] as const) {
  for (const [low, high] of [
    [1.3, 1.9],
    [2, 3.4],
  ]) {
    for (const quality of [null, 85]) {
      const made = await enlargements(kernel, low, high, quality);
      const name = `enlarged ${low} to ${high} times, ${kernel}, ${quality === null ? 'PNG' : `JPEG ${quality}`}`;
      row(name, ['upscaled'], made);
    }
  }
}
for (const [kind, right] of KINDS) {
  const rasters = [];
  for (const image of first(kind)) rasters.push({ raster: await load(image), from: null });
  row(kind, right, rasters);
}

interface Shown {
  raster: Raster;
  /** The size that it was enlarged from. */
  from: Size | null;
}

/** Photographs made smaller, so that nothing older is left in them, and enlarged. */
async function enlargements(
  kernel: 'nearest' | 'linear' | 'cubic' | 'lanczos3',
  low: number,
  high: number,
  quality: number | null,
): Promise<Shown[]> {
  const shown: Shown[] = [];
  for (const image of first('photo')) {
    const photograph = await load(image);
    const by = random.range(low, high);
    const from = { width: Math.round(image.width / 2), height: Math.round(image.height / 2) };
    const width = Math.round(from.width * by);
    const height = Math.round(from.height * by);
    const small = await resize(photograph, from.width, from.height, 'lanczos3');
    const raster = await resize(small, width, height, kernel);
    shown.push({ raster: quality === null ? raster : await compressed(raster, quality), from });
  }
  return shown;
}

async function compressed(
  { data, width, height }: Raster<Uint8Array>,
  quality: number,
): Promise<Raster<Uint8Array>> {
  const raw = { width, height, channels: 3 } as const;
  const file = await sharp(data, { raw }).jpeg({ quality }).toBuffer();
  return { ...raw, data: new Uint8Array(await sharp(file).raw().toBuffer()) };
}

/** Images of a kind, spread over the folder; those up to two megapixels. */
function first(kind: string): LabelledImage[] {
  const all = benign.filter((one) => one.kind === kind && one.width * one.height < 2e6);
  const step = Math.max(1, all.length / EACH);
  return Array.from({ length: Math.min(EACH, all.length) }, (_, i) => all[Math.floor(i * step)]);
}

async function load({ file }: LabelledImage): Promise<Raster<Uint8Array>> {
  const policy = { orientation: 'stored', frame: 0 } as const;
  const bytes = await readFile(join(dir, file));
  const { raster } = await decode(bytes, file, policy, DEFAULT_DECODE_LIMITS);
  return raster as Raster<Uint8Array>;
}

function row(name: string, right: readonly string[], shown: readonly Shown[]): void {
  const found = shown.map(({ raster, from }) => {
    const { isFound, explanation } = detectBlind(raster);
    const said = explanation?.kind ?? 'none';
    const size = from === null || isNear(explanation?.reason ?? '', from);
    return { said, right: right.includes(said) && size, flagged: isFound };
  });
  const count = (of: (one: (typeof found)[number]) => boolean): number => found.filter(of).length;
  const said = SAID.map((kind) => count((one) => one.said === kind));
  const figures = [count((one) => one.right), count((one) => one.flagged)];
  print(`| ${[name, shown.length, ...said, ...figures].join(' | ')} |`);
}

/** Whether one of the sizes that a reason names is `from` within a pixel. */
function isNear(reason: string, from: Size): boolean {
  return [...reason.matchAll(/(\d+)x(\d+)/g)].some(
    ([, width, height]) =>
      Math.abs(Number(width) - from.width) <= 1 && Math.abs(Number(height) - from.height) <= 1,
  );
}
