/** Threads that measure the pictures of a matrix side by side, over samples that they share. */
import { Worker } from 'node:worker_threads';
import type { Measurement, PictureOrder } from '../../../../shared/matrix/picture-order.ts';
import { byPlace } from '../../../../shared/matrix/antialiased-reference.ts';
import type { SourcePlanes } from '../../../../shared/matrix/source-planes.ts';
import type { Raster } from '../../../../shared/base/raster.ts';
import type { ThreadRequest, ThreadResponse } from './matrix-thread.ts';

/** The thread's entry: beside this file, from the sources (.ts) or built (.js). */
const entry = new URL(
  `./matrix-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`,
  import.meta.url,
);

/** Batches of a size for each thread: the fewer, the less often the source is read. */
const BATCHES_PER_THREAD = 2;

interface Batch {
  number: number;
  orders: PictureOrder[];
  onOne: (place: number, measurement: Measurement) => void;
  settle: () => void;
  fail: (error: unknown) => void;
}

/** Owns `count` threads until it is closed. */
export class MatrixThreads {
  readonly #workers: Worker[];
  readonly #idle: Worker[];
  readonly #queue: Batch[] = [];
  readonly #running = new Map<Worker, Batch>();
  readonly #numbers = new Map<SourcePlanes, number>();
  #failure: unknown;

  constructor(count: number) {
    this.#workers = Array.from({ length: count }, () => new Worker(entry));
    this.#idle = [...this.#workers];
    for (const worker of this.#workers) {
      worker.on('message', (response: ThreadResponse) => this.#receive(worker, response));
      worker.on('error', (error) => this.#fail(error));
    }
  }

  /**
   * The measurements of `orders`, in their order; all made of the same planes. `onOne` is told each as soon as it is
   * there, with its place; what it throws, and what a thread throws, is thrown here and by every call that follows.
   */
  async measure(
    planes: SourcePlanes,
    orders: readonly PictureOrder[],
    onOne: (place: number, measurement: Measurement) => void,
  ): Promise<Measurement[]> {
    const number = this.#numberOf(planes);
    const size = Math.ceil(orders.length / (this.#workers.length * BATCHES_PER_THREAD));
    const measured = new Array<Measurement>(orders.length);
    const batches = batchesOf(orders, size).map((places) =>
      this.#order(
        number,
        places.map((i) => orders[i]),
        (n, measurement) => {
          measured[places[n]] = measurement;
          onOne(places[n], measurement);
        },
      ),
    );
    await Promise.all(batches);
    return measured;
  }

  /** Stops all threads at once; what they measure is never told. */
  async close(): Promise<void> {
    await Promise.all(this.#workers.map((worker) => worker.terminate()));
  }

  #numberOf(planes: SourcePlanes): number {
    const known = this.#numbers.get(planes);
    if (known !== undefined) return known;
    const number = this.#numbers.size;
    this.#numbers.set(planes, number);
    const source = { raster: sharedRaster(planes.full.raster), blocks: planes.allBlocks() };
    for (const worker of this.#workers) post(worker, { kind: 'source', number, source });
    return number;
  }

  #order(number: number, orders: PictureOrder[], onOne: Batch['onOne']): Promise<void> {
    return new Promise((settle, fail) => {
      if (this.#failure !== undefined) {
        fail(this.#failure);
        return;
      }
      this.#queue.push({ number, orders, onOne, settle, fail });
      this.#next();
    });
  }

  #next(): void {
    while (this.#idle.length > 0 && this.#queue.length > 0) {
      const worker = this.#idle.pop()!;
      const batch = this.#queue.shift()!;
      this.#running.set(worker, batch);
      post(worker, { kind: 'batch', number: batch.number, orders: batch.orders });
    }
  }

  #receive(worker: Worker, response: ThreadResponse): void {
    const batch = this.#running.get(worker);
    if (batch === undefined) return; // of a batch that failed with another
    if ('place' in response) {
      try {
        batch.onOne(response.place, response.measurement);
      } catch (error) {
        this.#fail(error);
      }
      return;
    }
    this.#running.delete(worker);
    this.#idle.push(worker);
    batch.settle();
    this.#next();
  }

  #fail(error: unknown): void {
    this.#failure = error;
    for (const { fail } of [...this.#running.values(), ...this.#queue]) fail(error);
    this.#running.clear();
    this.#queue.length = 0;
  }
}

/**
 * The places of `orders` in batches of about `size`. Those that sample the same places stay together: what they
 * are held against, and so every figure, is the same however many threads there are.
 */
function batchesOf(orders: readonly PictureOrder[], size: number): number[][] {
  const batches: number[][] = [];
  for (const { members } of byPlace(orders)) {
    const last = batches.at(-1);
    if (last !== undefined && last.length + members.length <= size) last.push(...members);
    else batches.push([...members]);
  }
  return batches.map((places) => places.sort((a, b) => a - b));
}

function post(worker: Worker, request: ThreadRequest): void {
  worker.postMessage(request);
}

/** `raster` with samples that threads share, copied unless they are. */
function sharedRaster<T extends Raster>(raster: T): T {
  const { data } = raster;
  if (data.buffer instanceof SharedArrayBuffer) return raster;
  const Type = data.constructor as new (buffer: SharedArrayBuffer) => T['data'];
  const shared = new Type(new SharedArrayBuffer(data.byteLength));
  shared.set(data);
  return { ...raster, data: shared };
}
