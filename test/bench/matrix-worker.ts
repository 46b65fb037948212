/** Takes the next sampler and size of the matrix until none is left. */
import { parentPort, workerData } from 'node:worker_threads';
import type { Raster } from '../../shared/raster.ts';
import { resizeWith } from '../../shared/resample/resize.ts';

const { raster, tasks, taken } = workerData as {
  raster: Raster;
  tasks: { id: string; side: number }[];
  taken: Int32Array;
};

parentPort!.on('message', () => {
  for (let i = Atomics.add(taken, 0, 1); i < tasks.length; i = Atomics.add(taken, 0, 1)) {
    const { id, side } = tasks[i];
    resizeWith(raster, id, { width: side, height: side });
  }
  parentPort!.close();
});
parentPort!.postMessage('ready');
