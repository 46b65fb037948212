/**
 * The examination of a mixed folder as `scan` does it, all detectors, blind, one thread: per file the
 * elapsed time over libvips' decode of the same file in the same run, with our decode and without it,
 * and the median over files of what nothing is found in and of what is flagged.
 */
import { readFile } from 'node:fs/promises';
import { basename } from 'node:path';
import sharp from 'sharp';
import { examineSource } from '../../../main/engine/tasks/examine/examine-task.ts';
import { Images, type KeptImage } from '../../../main/engine/images/images.ts';
import type { ImageSource } from '../../../main/engine/images/orders.ts';
import { listFiles } from '../../../main/scan/list-files.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../../shared/image/facts.ts';

/** Runs of each file, of which the least counts; fewer where they have taken that long together. */
const RUNS = 3;
const LONG_MS = 1000;
/** Pixels below which an image is small. */
const SMALL = 2e6;
/** Files that warm up first, or fewer where that takes long. */
const WARM = 8;
const WARM_MS = 4000;

interface Timed {
  name: string;
  megapixels: number;
  isFlagged: boolean;
  decodeMs: number;
  /** Of opening and examining, and of examining alone. */
  wholeMs: number;
  examineMs: number;
}

interface Group {
  label: string;
  budget: number | null;
  has: (one: Timed) => boolean;
}

const GROUPS: readonly Group[] = [
  { label: 'nothing found, below 2 MP', budget: 4, has: (one) => !one.isFlagged && isSmall(one) },
  { label: 'nothing found, above 2 MP', budget: 2, has: (one) => !one.isFlagged && !isSmall(one) },
  { label: 'flagged', budget: 10, has: (one) => one.isFlagged },
  { label: 'flagged, below 2 MP', budget: null, has: (one) => one.isFlagged && isSmall(one) },
  { label: 'flagged, above 2 MP', budget: null, has: (one) => one.isFlagged && !isSmall(one) },
];

/** Prints the table for the images in `folder`; what cannot be decoded is counted. */
export async function benchMixed(folder: string): Promise<void> {
  const paths = (await listFiles([folder])).files.map(({ path }) => path);
  const threads = sharp.concurrency(1);
  const images = new OpeningTimes(0);
  const timed: Timed[] = [];
  try {
    const started = performance.now();
    for (const path of paths.slice(0, WARM)) {
      if (performance.now() - started < WARM_MS) await timeOf(images, path);
    }
    for (const path of paths) {
      const one = await timeOf(images, path);
      if (one !== null) timed.push(one);
    }
  } finally {
    sharp.concurrency(threads);
  }
  const area = timed.reduce((sum, { megapixels }) => sum + megapixels, 0);
  write(
    `${timed.length} images, ${area.toFixed(0)} MP, ${timed.filter(({ isFlagged }) => isFlagged).length} ` +
      `flagged, ${paths.length - timed.length} not examined; elapsed time over libvips' decode of the same file`,
  );
  write(row('', 'files', 'examined', '', 'and decoded', '', 'a MP', 'budget'));
  write(row('', '', 'median', '90 %', 'median', '90 %', 'median', ''));
  for (const { label, budget, has } of GROUPS) print(label, budget, timed.filter(has));
  const [slowest] = timed.toSorted((a, b) => b.wholeMs / b.decodeMs - a.wholeMs / a.decodeMs);
  if (slowest === undefined) return;
  write(
    `most: ${slowest.name}, ${slowest.megapixels.toFixed(1)} MP, ` +
      `${(slowest.wholeMs / slowest.decodeMs).toFixed(1)}x (decode ${slowest.decodeMs.toFixed(0)} ms)`,
  );
}

/** Tells how long the last image took to open. */
class OpeningTimes extends Images {
  openMs = 0;

  override async open(source: ImageSource): Promise<KeptImage> {
    const started = performance.now();
    const image = await super.open(source);
    this.openMs = performance.now() - started;
    return image;
  }
}

/** Null of what cannot be decoded. */
async function timeOf(images: OpeningTimes, path: string): Promise<Timed | null> {
  const name = basename(path);
  const bytes = await readFile(path);
  const policy = { ...DEFAULT_DECODE_POLICY, frame: 0 };
  const source: ImageSource = { path, name, policy, limits: DEFAULT_DECODE_LIMITS };
  const least = { decodeMs: Infinity, wholeMs: Infinity, examineMs: Infinity };
  try {
    const begun = performance.now();
    for (let run = 1; ; run++) {
      const started = performance.now();
      await sharp(bytes).raw().toBuffer();
      const decoded = performance.now();
      const { finding, image } = await examineSource(images, { source, view: null });
      const ended = performance.now();
      least.decodeMs = Math.min(least.decodeMs, decoded - started);
      least.wholeMs = Math.min(least.wholeMs, ended - decoded);
      least.examineMs = Math.min(least.examineMs, ended - decoded - images.openMs);
      if (run < RUNS && ended - begun < LONG_MS) continue;
      const megapixels = (image.raster.width * image.raster.height) / 1e6;
      return { name, megapixels, isFlagged: finding.verdict !== 'clean', ...least };
    }
  } catch (error) {
    if (error instanceof UserError) return null;
    throw error;
  }
}

function isSmall({ megapixels }: Timed): boolean {
  return megapixels * 1e6 < SMALL;
}

function print(label: string, budget: number | null, of: readonly Timed[]): void {
  const ratios = (ms: (one: Timed) => number): string[] =>
    [0.5, 0.9].map((share) => ratio(quantile(of.map(ms), share)));
  const examined = ratios(({ examineMs, decodeMs }) => examineMs / decodeMs);
  const whole = ratios(({ wholeMs, decodeMs }) => wholeMs / decodeMs);
  const perMegapixel = quantile(
    of.map(({ wholeMs, megapixels }) => wholeMs / megapixels),
    0.5,
  );
  const ms = perMegapixel === null ? '-' : `${perMegapixel.toFixed(0)} ms`;
  const held = budget === null ? '' : `${budget}x`;
  write(row(label, String(of.length), ...examined, ...whole, ms, held));
}

function ratio(value: number | null): string {
  return value === null ? '-' : `${value.toFixed(2)}x`;
}

/** Null of nothing. */
function quantile(values: readonly number[], share: number): number | null {
  if (values.length === 0) return null;
  const sorted = values.toSorted((a, b) => a - b);
  return sorted[Math.min(sorted.length - 1, Math.floor(share * sorted.length))];
}

function row(label: string, ...cells: string[]): string {
  const widths = [6, 10, 9, 13, 9, 9, 8];
  return label.padEnd(27) + cells.map((cell, i) => cell.padStart(widths[i])).join('');
}

function write(line: string): void {
  process.stdout.write(`  ${line}\n`);
}
