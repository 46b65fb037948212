/** One engine as its host sees it: a queue, the task that runs, and a process that may die. */
import { UserError } from '../../../shared/base/errors.ts';
import { failureOf, stopped, tookTooLong, tookTooMuch } from './engine-failures.ts';
import { readFilesOf, writtenFilesOf } from './named-files.ts';
import { MOST_WAITING, ServedFiles } from '../reading/served-files.ts';
import { writeOrdered, type Ordered } from '../write/ordered-files.ts';
import type { EngineResponse, EngineSettings, Output, Task } from './protocol.ts';
import { MOST_DATA } from './frames.ts';
import type { Progress } from '../images/orders.ts';
import type { SandboxState } from '../sandbox/sandbox.ts';
import { spawnEngine } from './spawn.ts';
import type { EngineEvents, EngineProcess } from './started-engine.ts';
import { entryOf } from '../tasks/task-table.ts';
import { watchMemory } from './memory-watch.ts';

export interface Order {
  task: Task;
  /** The image the task is about, as it is named to people. */
  name: string;
  /** The most it may take, and what it may take before its file has said how large it is. */
  timeoutMs: number;
  openingMs?: number | undefined;
  /** The most that the process may hold while it runs; default: any. */
  maxMemoryBytes?: number | undefined;
  progress?: Progress | undefined;
  signal?: AbortSignal | undefined;
}

interface Job extends Order {
  id: number;
  startedAt: number;
  timer: NodeJS.Timeout | undefined;
  /** True while the host writes its files: it cannot be cancelled any more. */
  isWritten?: boolean;
  /** Ends the watch of its memory. */
  unwatch?: () => void;
  settle(outcome: { output: Output } | { error: Error }): void;
}

/** A task that nobody waits for any more is stopped with its process once it has run this long. */
const ABANDONED_MS = 2000;

/** Bytes of arrays in an answer that nothing is written of. */
const MOST_SHOWN_DATA = 512 * 1024 ** 2;

let lastId = 0;

export class Engine {
  readonly #settings: EngineSettings;
  readonly #entry: string | undefined;
  readonly #queue: Job[] = [];
  #running: Job | undefined;
  #process: Promise<EngineProcess> | undefined;
  #pid: (() => number | undefined) | undefined;
  #sandbox: SandboxState | undefined;
  #files = new ServedFiles();
  readonly #writing = new Set<Promise<void>>();
  #starts = 0;

  /** `entry`: the program of the process; left out: the engine's own. */
  constructor(settings: EngineSettings, entry?: string) {
    this.#settings = settings;
    this.#entry = entry;
  }

  /** Tasks that wait or run. */
  get load(): number {
    return this.#queue.length + (this.#running === undefined ? 0 : 1);
  }

  /** How often a process was started. */
  get starts(): number {
    return this.#starts;
  }

  /** Process id while the process runs. */
  get pid(): number | undefined {
    return this.#pid?.();
  }

  /** What is in force around the process, which is started for that. Rejects where it cannot be. */
  async sandbox(): Promise<SandboxState> {
    const engine = await this.#start();
    engine.setBusy(this.load > 0);
    return this.#sandbox!;
  }

  /** Starts the process ahead of the first task. */
  warmUp(): void {
    this.#start().then(
      (engine) => engine.setBusy(this.load > 0),
      () => undefined, // the first task meets the same failure, and tells it
    );
  }

  /** Runs `order` after those before it; what the screen waits for goes before long work. */
  run(order: Order): Promise<Output> {
    const { signal, name } = order;
    return new Promise((resolve, reject) => {
      const cancelled = () => new UserError('cancelled', `${name}: cancelled`);
      if (signal?.aborted) return reject(cancelled());
      const onAbort = () => {
        if (job.isWritten) return; // what is being written is written whole
        job.settle({ error: cancelled() });
        this.#abandon(job);
      };
      const job: Job = {
        ...order,
        id: ++lastId,
        startedAt: 0,
        timer: undefined,
        settle(outcome) {
          signal?.removeEventListener('abort', onAbort);
          if ('output' in outcome) resolve(outcome.output);
          else reject(outcome.error);
        },
      };
      signal?.addEventListener('abort', onAbort, { once: true });
      this.#enqueue(job);
      this.#next();
    });
  }

  /** Stops the process and waits for its end; tasks that wait or run reject as `cancelled`. */
  async stop(): Promise<void> {
    const error = new UserError('cancelled', 'Scalescope is closing');
    for (const job of this.#queue.splice(0)) job.settle({ error });
    await this.#fail(error);
    await Promise.all(this.#writing);
  }

  #enqueue(job: Job): void {
    const isQuick = ({ task }: Job) => entryOf(task.kind).isQuick === true;
    const at = isQuick(job) ? this.#queue.findIndex((other) => !isQuick(other)) : -1;
    this.#queue.splice(at === -1 ? this.#queue.length : at, 0, job);
  }

  #next(): void {
    if (this.#running !== undefined) return;
    const job = this.#queue.shift();
    if (job === undefined) {
      void this.#process?.then((engine) => this.load === 0 && engine.setBusy(false));
      return;
    }
    this.#running = job;
    job.startedAt = performance.now();
    this.#stopAfter(job, Math.min(job.timeoutMs, job.openingMs ?? Infinity));
    this.#start().then(
      (engine) => {
        if (this.#running !== job) return;
        engine.setBusy(true);
        this.#watch(job, engine.pid);
        engine.send({ id: job.id, task: job.task });
      },
      (error: Error) => {
        if (this.#running === job) void this.#fail(error);
      },
    );
  }

  /** Gives the running `job` `ms` from its start on, and no longer. */
  #stopAfter(job: Job, ms: number): void {
    clearTimeout(job.timer);
    const ranMs = performance.now() - job.startedAt;
    job.timer = setTimeout(
      () => {
        void this.#fail(tookTooLong(job, ms));
      },
      Math.max(0, ms - ranMs),
    );
  }

  /** Stops the process where it holds more than the running `job` may have. */
  #watch(job: Job, pid: number | undefined): void {
    const { maxMemoryBytes = Infinity } = job;
    if (pid === undefined || maxMemoryBytes === Infinity) return;
    job.unwatch = watchMemory(pid, maxMemoryBytes + this.#settings.cacheBytes, () => {
      if (this.#running !== job) return;
      void this.#fail(tookTooMuch(job, maxMemoryBytes));
    });
  }

  /** The process, started if there is none. */
  #start(): Promise<EngineProcess> {
    if (this.#process !== undefined) return this.#process;
    const events: EngineEvents = {
      mostData: () => this.#mostData(),
      // One that was given up may still speak: what it says is not of the task that runs now.
      message: (response) => {
        if (this.#process === started) this.#receive(response);
      },
      started: (sandbox) => (this.#sandbox = sandbox),
      exit: (reason) => {
        if (this.#process === started) this.#crash(reason);
      },
    };
    this.#starts++;
    const started = spawnEngine(this.#settings, events, this.#entry);
    this.#process = started;
    void started.then(
      (engine) => {
        if (this.#process === started) this.#pid = () => engine.pid;
      },
      () => undefined, // told to the task that needs the process
    );
    return started;
  }

  /** Files that are to be written may be large, other answers are what a person looks at. */
  #mostData(): number {
    const job = this.#running;
    return job !== undefined && entryOf(job.task.kind).writes ? MOST_DATA : MOST_SHOWN_DATA;
  }

  #receive(response: EngineResponse): void {
    const job = this.#running;
    if ('asks' in response) {
      this.#answer(response.asks, response.question, job);
      return;
    }
    if ('ready' in response) return; // told to whoever started it
    if (job?.id !== response.id) return;
    if ('progress' in response) {
      const { stage, fraction, soFar } = response.progress;
      if (!job.signal?.aborted) job.progress?.(stage, fraction, soFar);
      return;
    }
    if ('budgetMs' in response) {
      // One that was told to stop has its own time for that.
      if (!job.signal?.aborted) this.#stopAfter(job, Math.min(job.timeoutMs, response.budgetMs));
      return;
    }
    if ('error' in response) this.#finish({ error: failureOf(job, response.error) });
    else if (entryOf(job.task.kind).writes) this.#write(job, response.output as Ordered<Output>);
    else this.#finish({ output: response.output as Output });
  }

  /** Reads for the process what the running `job` names. Throws where too much is asked for at once. */
  #answer(asked: number, question: unknown, job: Job | undefined): void {
    const process = this.#process;
    if (this.#files.waiting >= MOST_WAITING) throw new RangeError('too many questions at once');
    const allowed = job === undefined ? [] : readFilesOf(job.task);
    void this.#files.answer(question, allowed, async (answer) => {
      if (this.#process === process) await (await process)?.send({ asked, answer });
    });
  }

  /** Writes the files of `job`, which its engine has made, while that goes on with the next one. */
  #write(job: Job, made: Ordered<Output>): void {
    if (job.signal?.aborted) {
      this.#detach();
      return this.#next();
    }
    job.isWritten = true;
    this.#detach();
    this.#next();
    const writing = writeOrdered(made, writtenFilesOf(job.task)).then(
      (output) => job.settle({ output }),
      (error: Error) => job.settle({ error }),
    );
    this.#writing.add(writing);
    void writing.finally(() => this.#writing.delete(writing));
  }

  /** Takes the running job away from the process. */
  #detach(): Job | undefined {
    const job = this.#running;
    this.#running = undefined;
    clearTimeout(job?.timer);
    job?.unwatch?.();
    return job;
  }

  #finish(outcome: { output: Output } | { error: Error }): void {
    this.#detach()?.settle(outcome);
    this.#next();
  }

  #crash(reason: string): void {
    void this.#fail(stopped(this.#running, reason));
  }

  /** Gives up the process and the running task; the next task starts another process. */
  #fail(error: Error): Promise<void> {
    const ended = this.#process?.then(
      (engine) => engine.kill(),
      () => undefined, // it never started
    );
    this.#process = undefined;
    this.#pid = undefined;
    void this.#files.close();
    this.#files = new ServedFiles();
    this.#finish({ error });
    return ended ?? Promise.resolve();
  }

  /** After its signal: out of the queue, told to stop, or stopped if it does not heed that. */
  #abandon(job: Job): void {
    const waiting = this.#queue.indexOf(job);
    if (waiting !== -1) this.#queue.splice(waiting, 1);
    if (this.#running !== job) return;
    void this.#process?.then((engine) => engine.send({ id: job.id, cancel: true }));
    clearTimeout(job.timer);
    const ranMs = performance.now() - job.startedAt;
    job.timer = setTimeout(
      () => this.#fail(new UserError('cancelled', `${job.name}: cancelled`)),
      Math.max(0, ABANDONED_MS - ranMs),
    );
  }
}
