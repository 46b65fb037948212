/** Every file of a list, in as many threads as asked for, in the order of the list. */
import { Worker } from 'node:worker_threads';
import type { Examined, Order } from './examine-file.ts';

/** Examines `orders`; `progress` hears how many are done. */
export async function examineAll(
  orders: readonly Order[],
  jobs: number,
  progress: (done: number) => void,
): Promise<Examined[]> {
  const results = Array<Examined>(orders.length);
  let next = 0;
  let done = 0;
  const workers = Array.from(
    { length: Math.min(jobs, orders.length) },
    () => new Worker(new URL('./examine-worker.ts', import.meta.url)),
  );
  const work = async (worker: Worker): Promise<void> => {
    while (next < orders.length) {
      const index = next++;
      results[index] = await new Promise<Examined>((resolve, reject) => {
        worker.once('message', resolve);
        worker.once('error', reject);
        worker.postMessage(orders[index]);
      });
      worker.removeAllListeners('error');
      progress(++done);
    }
  };
  try {
    await Promise.all(workers.map(work));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
  return results;
}
