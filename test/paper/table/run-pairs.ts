/** Measures pairs in threads; what ends them early loses only the pairs under way. */
import { Worker } from 'node:worker_threads';
import type { PairRecord } from './journal.ts';
import type { Order, Shared } from './pair-worker.ts';

/** Measures `orders` in `jobs` threads until `signal` fires; `told` hears of each pair once it is measured. */
export async function runPairs(
  orders: readonly Order[],
  shared: Shared,
  jobs: number,
  signal: AbortSignal,
  told: (record: PairRecord) => Promise<void>,
): Promise<void> {
  if (signal.aborted) return;
  let next = 0;
  const workers = Array.from(
    { length: Math.min(jobs, orders.length) },
    () => new Worker(new URL('./pair-worker.ts', import.meta.url), { workerData: shared }),
  );
  const work = async (worker: Worker): Promise<void> => {
    while (next < orders.length && !signal.aborted) {
      const record = await answer(worker, orders[next++], signal);
      if (record !== null) await told(record);
    }
  };
  try {
    await Promise.all(workers.map(work));
  } finally {
    await Promise.all(workers.map((worker) => worker.terminate()));
  }
}

/** What `worker` makes of `order`, or null where `signal` fires first. */
function answer(worker: Worker, order: Order, signal: AbortSignal): Promise<PairRecord | null> {
  const { promise, resolve, reject } = Promise.withResolvers<PairRecord | null>();
  const onAbort = () => resolve(null);
  worker.once('message', resolve);
  worker.once('error', reject);
  signal.addEventListener('abort', onAbort, { once: true });
  worker.postMessage(order);
  return promise.finally(() => {
    worker.off('message', resolve);
    worker.off('error', reject);
    signal.removeEventListener('abort', onAbort);
  });
}
