/**
 * What `scan` spends on a mixed folder (mixed.ts), one given or one that is made (mix.ts); blind detection
 * against libvips decoding the same JPEG on one thread, at four sizes of one photograph; its memory.
 */
import { spawnSync } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { detectBlind } from '../../../shared/detect/blind.ts';
import type { Raster } from '../../../shared/base/raster.ts';
import { writeMix } from './mix.ts';
import { benchMixed } from './mixed.ts';
import { writePhoto } from '../photo.ts';

const SIZES: readonly [width: number, height: number, runs: number, budget: number][] = [
  [548, 365, 10, 4],
  [1732, 1155, 5, 2],
  [4242, 2828, 2, 2],
  [6000, 4000, 1, 2],
];
const probe = fileURLToPath(new URL('detect-probe.ts', import.meta.url));

/** Of the images in `given`, or of those that are made for it. */
export async function benchDetect([given]: readonly string[]): Promise<void> {
  if (given !== undefined) return benchMixed(given);
  const folder = await mkdtemp(join(tmpdir(), 'scalescope-bench-detect-'));
  try {
    const attacked = await writeMix(folder);
    process.stdout.write(`  a mixed folder, ${attacked} of it attacked\n`);
    await benchMixed(join(folder, 'images'));
    process.stdout.write('\n  one photograph at four sizes\n');
    await benchPhotograph(folder);
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function benchPhotograph(folder: string): Promise<void> {
  const threads = sharp.concurrency(1);
  try {
    for (const [width, height, runs, budget] of SIZES) {
      const path = await writePhoto(join(folder, `${width}.jpg`), width, height);
      const raster = await decodeRaw(path);
      const decodeMs = await cpuMs(runs, () => sharp(path).raw().toBuffer());
      const detectMs = await cpuMs(runs, () => detectBlind(raster));
      const megapixels = ((width * height) / 1e6).toFixed(1);
      process.stdout.write(
        `  ${megapixels.padStart(5)} MP: decode ${decodeMs.toFixed(1)} ms, detect ` +
          `${detectMs.toFixed(1)} ms of processor time, ${(detectMs / decodeMs).toFixed(2)}x ` +
          `(budget ${budget}x)\n`,
      );
    }
  } finally {
    sharp.concurrency(threads);
  }
  const [width, height] = SIZES[SIZES.length - 1];
  const rasterMb = (width * height * 3) / 1e6;
  const run = spawnSync(process.execPath, [probe, join(folder, `${width}.jpg`)], {
    encoding: 'utf8',
  });
  if (run.status !== 0) throw new Error(`The memory probe failed: ${run.stderr}`);
  process.stdout.write(
    `  raw raster ${rasterMb.toFixed(0)} MB, peak memory of decode and detect ` +
      `${Number(run.stdout).toFixed(0)} MB (budget ${(3 * rasterMb + 150).toFixed(0)} MB)\n`,
  );
}

/** The least of three means of `runs` runs: processor time, which other work delays little. */
async function cpuMs(runs: number, work: () => unknown): Promise<number> {
  let least = Infinity;
  for (let round = 0; round < 3; round++) {
    const before = process.cpuUsage();
    for (let i = 0; i < runs; i++) await work();
    const { user, system } = process.cpuUsage(before);
    least = Math.min(least, (user + system) / 1000 / runs);
  }
  return least;
}

async function decodeRaw(path: string): Promise<Raster> {
  const { data, info } = await sharp(path).raw().toBuffer({ resolveWithObject: true });
  const bytes = new Uint8Array(data.buffer, data.byteOffset, data.length);
  return { width: info.width, height: info.height, channels: 3, data: bytes };
}
