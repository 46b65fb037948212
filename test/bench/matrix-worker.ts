/** Takes the next sampler and size until none is left. */
import { workerData } from 'node:worker_threads';
import type { Raster } from '../../shared/base/raster.ts';
import { resizeWith } from '../../shared/resample/resize.ts';

const { raster, tasks, taken } = workerData as {
  raster: Raster;
  tasks: { id: string; side: number }[];
  taken: Int32Array;
};

for (let i = Atomics.add(taken, 0, 1); i < tasks.length; i = Atomics.add(taken, 0, 1)) {
  const { id, side } = tasks[i];
  resizeWith(raster, id, { width: side, height: side });
}
