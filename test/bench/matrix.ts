/**
 * The whole matrix: `inspect --matrix` of every sampler at three sizes, as an engine does it on two
 * threads, and beside it every exact resize of the same.
 */
import { readFile } from 'node:fs/promises';
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import { decode } from '../../main/engine/decode/decode.ts';
import { matrixOf } from '../../main/engine/tasks/views/matrix-task.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../shared/image/facts.ts';
import { quantize, type IntegerSamples, type Raster } from '../../shared/base/raster.ts';
import { SAMPLERS } from '../../shared/resample/catalog.ts';
import { report } from './measure.ts';

const SIDES = [224, 299, 512];
const THREADS = 2;
const RUNS = 3;

export async function benchMatrix(photo: string): Promise<void> {
  const bytes = await readFile(photo);
  const { raster } = await decode(bytes, 'photo', DEFAULT_DECODE_POLICY, DEFAULT_DECODE_LIMITS);
  const source = quantize(raster, 'uint8') as Raster<Uint8Array>;
  const sizes = SIDES.map((side) => ({ width: side, height: side }));
  const what = `at ${SIDES.join(', ')}, ${THREADS} threads`;
  await reportBest(`who sees what ${what}`, '5 s', () =>
    matrixOf(
      source as Raster<IntegerSamples>,
      { sizes, presets: false },
      nothing,
      undefined,
      THREADS,
    ),
  );
  await reportBest(`exact resizes ${what}`, undefined, () => resizeAll(source));
}

const nothing = () => undefined;

/** Prints the least wall time and the least processor time, all threads together, of some runs. */
async function reportBest(label: string, budget: string | undefined, work: () => Promise<unknown>) {
  let wallMs = Infinity;
  let cpuMs = Infinity;
  for (let run = 0; run < RUNS; run++) {
    const started = performance.now();
    const before = process.cpuUsage();
    await work();
    const { user, system } = process.cpuUsage(before);
    wallMs = Math.min(wallMs, performance.now() - started);
    cpuMs = Math.min(cpuMs, (user + system) / 1000);
  }
  report(label, wallMs, undefined, budget);
  report('  processor time', cpuMs);
}

async function resizeAll(raster: Raster<Uint8Array>): Promise<void> {
  const shared = new Uint8Array(new SharedArrayBuffer(raster.data.length));
  shared.set(raster.data);
  const tasks = SAMPLERS.flatMap(({ id }) => SIDES.map((side) => ({ id, side })));
  const workerData = {
    raster: { ...raster, data: shared },
    tasks,
    taken: new Int32Array(new SharedArrayBuffer(4)),
  };
  const url = new URL('matrix-worker.ts', import.meta.url);
  const workers = Array.from({ length: THREADS }, () => new Worker(url, { workerData }));
  await Promise.all(workers.map((worker) => once(worker, 'exit')));
}
