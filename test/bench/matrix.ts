/** The whole matrix: every sampler at three sizes, spread over two threads. */
import { once } from 'node:events';
import { Worker } from 'node:worker_threads';
import type { Raster } from '../../shared/raster.ts';
import { SAMPLERS } from '../../shared/resample/catalog.ts';
import { report } from './measure.ts';

const SIDES = [224, 299, 512];
const THREADS = 2;

export async function benchMatrix(raster: Raster<Uint8Array>): Promise<void> {
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
  await Promise.all(workers.map((worker) => once(worker, 'message')));
  const started = performance.now();
  const done = workers.map((worker) => once(worker, 'exit'));
  for (const worker of workers) worker.postMessage('go');
  await Promise.all(done);
  const label = `${SAMPLERS.length} samplers at ${SIDES.join(', ')}, ${THREADS} threads`;
  report(label, performance.now() - started, undefined, '5 s');
}
