/**
 * `scan` of a folder of 200 photographs: images per second with one job and with all cores, beside what
 * the cores reach with programs that share nothing.
 */
import { execFile } from 'node:child_process';
import { mkdtemp, rm } from 'node:fs/promises';
import { availableParallelism, tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import { promisify } from 'node:util';
import sharp from 'sharp';
import { createEngines } from '../../main/engine/pool/pool.ts';
import { listFiles, type ListedFile } from '../../main/scan/list-files.ts';
import { scanFiles } from '../../main/scan/scan-files.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../shared/image/facts.ts';

const PHOTOGRAPHS = 200;
const decoy = fileURLToPath(new URL('../samples/dandelion.jpg', import.meta.url));

export async function benchScan(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'scalescope-bench-scan-'));
  try {
    const megapixels = await writePhotographs(folder);
    const { files } = await listFiles([folder]);
    process.stdout.write(
      `  ${files.length} photographs, ${(megapixels / files.length).toFixed(2)} MP each in the mean\n`,
    );
    const decodeS = await secondsOf(async () => {
      for (const { path } of files) await sharp(path).raw().toBuffer();
    });
    print('libvips decode, one after the other (baseline)', files.length, decodeS, decodeS);
    const cores = availableParallelism();
    const oneS = await secondsOf(async () => void (await scanWith(1, files)));
    print('scan, one job', files.length, oneS, decodeS);
    if (cores === 1) return;
    let examiningMs = 0;
    const allS = await secondsOf(async () => {
      examiningMs = await scanWith(cores, files);
    });
    print(`scan, ${cores} jobs`, files.length, allS, decodeS);
    const efficiency = Math.round((100 * oneS) / (cores * allS));
    process.stdout.write(`  parallel efficiency ${efficiency}% (budget 92%)\n`);
    const ceiling = Math.round((100 * (await spin(1))) / (await spin(cores)));
    process.stdout.write(`  ${cores} programs that share nothing reach ${ceiling}%\n`);
    const atWork = Math.round(examiningMs / (10 * cores * allS));
    process.stdout.write(
      `  engines at work ${atWork}% of the time, whatever else the machine does\n`,
    );
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** Crops of the sample's decoy of many sizes; returns their megapixels together. */
export async function writePhotographs(folder: string): Promise<number> {
  const { width: wide, height: high } = await sharp(decoy).metadata();
  let megapixels = 0;
  for (let i = 0; i < PHOTOGRAPHS; i++) {
    const share = 0.3 + (0.5 * ((i * 37) % 101)) / 101;
    const [width, height] = [Math.round(wide * share), Math.round(high * share)];
    const left = ((i * 7919) % 997) / 997;
    const top = ((i * 6007) % 983) / 983;
    await sharp(decoy)
      .extract({
        left: Math.floor((wide - width) * left),
        top: Math.floor((high - height) * top),
        width,
        height,
      })
      .jpeg({ quality: 80 + (i % 16) })
      .toFile(join(folder, `${i}.jpg`));
    megapixels += (width * height) / 1e6;
  }
  return megapixels;
}

/** Scans and returns the time that engines examined, in ms, of all of them together. */
export async function scanWith(jobs: number, files: readonly ListedFile[]): Promise<number> {
  let examiningMs = 0;
  const count = async ({ elapsedMs }: { elapsedMs: number }) => void (examiningMs += elapsedMs);
  const limits = DEFAULT_DECODE_LIMITS;
  const engines = createEngines({ count: jobs, limits, cacheBytes: 0 });
  try {
    const { done, failed } = await scanFiles(files, {
      engines,
      jobs,
      decode: { policy: DEFAULT_DECODE_POLICY, limits },
      view: null,
      classifiers: [],
      journal: null,
      sinks: [{ write: count, close: async () => undefined }],
      onProgress: () => undefined,
    });
    if (done !== files.length || failed > 0) throw new Error(`${failed} of ${done} images failed`);
    return examiningMs;
  } finally {
    await engines.close();
  }
}

/** A second or so of whole numbers, and how many ms it took. */
const SPIN =
  'const f = (n) => { let x = 0; for (let i = 0; i < n; i++) x = (Math.imul(x, 1664525) + i) | 0; return x; };' +
  'for (let k = 0; k < 50; k++) f(1e5); const t = performance.now(); let s = 0;' +
  'for (let k = 0; k < 1500; k++) s ^= f(1e6); process.stdout.write(String(performance.now() - t + (s & 0)));';

/** The mean time, in ms, that one of `count` programs at once takes. */
async function spin(count: number): Promise<number> {
  const run = promisify(execFile);
  const times = Array.from({ length: count }, async () => {
    const { stdout } = await run(process.execPath, ['-e', SPIN]);
    return Number(stdout);
  });
  return (await Promise.all(times)).reduce((sum, ms) => sum + ms, 0) / count;
}

async function secondsOf(work: () => Promise<void>): Promise<number> {
  const started = performance.now();
  await work();
  return (performance.now() - started) / 1000;
}

function print(label: string, count: number, seconds: number, baselineS: number): void {
  const rate = (count / seconds).toFixed(1).padStart(8);
  const ratio = (seconds / baselineS).toFixed(2);
  process.stdout.write(`  ${label.padEnd(50)}${rate} images/s  ${ratio}x\n`);
}
