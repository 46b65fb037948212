/** One worker at a time, started again where it ended or had to be ended. */
import { fork, type ChildProcess } from 'node:child_process';
import { existsSync, mkdtempSync, readFileSync, rmSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Result } from './run-once.ts';
import type { Target } from './targets/target.ts';
import type { Answer, Ask } from './worker.ts';

/** A host process holds no more than this. */
const MOST_RESIDENT_BYTES = 1.5e9;
/** What a first run may take in addition: the seeds are made. */
const FIRST_MS = 120_000;

type Given = { index: number; seed: number } | { file: string; seed: number };

export class Slot {
  readonly folder = mkdtempSync(join(tmpdir(), 'scalescope-fuzz-'));
  #child: ChildProcess | undefined;
  /** Targets whose seeds the worker has made. */
  #warm = new Set<string>();
  #lastId = 0;

  /** The result of one run; a worker that crashes, hangs or swells is a failure. */
  async run(target: Target, given: Given): Promise<Result> {
    const child = (this.#child ??= this.#start());
    const id = ++this.#lastId;
    const ask: Ask = { id, target: target.name, ...given };
    const most = target.deadlineMs + (this.#warm.has(target.name) ? 0 : FIRST_MS);
    this.#warm.add(target.name);
    const answer = await new Promise<Answer | 'hangs' | 'ended'>((resolve) => {
      const done = (value: Answer | 'hangs' | 'ended') => {
        clearTimeout(timer);
        child.off('message', onMessage).off('exit', onExit);
        resolve(value);
      };
      const timer = setTimeout(() => done('hangs'), most);
      const onMessage = (message: Answer) => {
        if ('crashed' in message || message.id === id) done(message);
      };
      const onExit = () => done('ended');
      child.on('message', onMessage).on('exit', onExit);
      child.send(ask, (error) => error && done('ended'));
    });
    if (answer === 'hangs' || answer === 'ended') {
      await this.#stop();
      const kind = answer === 'hangs' ? 'the host hangs' : 'the host process ended';
      return { outcome: 'failed', kind, detail: `${kind} (${target.deadlineMs / 1000} s)` };
    }
    if ('crashed' in answer) {
      await this.#stop();
      const [first = ''] = answer.crashed.split('\n');
      return { outcome: 'failed', kind: `uncaught ${first}`, detail: answer.crashed };
    }
    if (answer.residentBytes > MOST_RESIDENT_BYTES) {
      await this.#stop();
      const detail = `${Math.round(answer.residentBytes / 1e6)} MB`;
      return { outcome: 'failed', kind: 'the host takes too much memory', detail };
    }
    return answer.result;
  }

  /** The input of the last run. */
  lastInput(): Buffer {
    const path = join(this.folder, 'last');
    return existsSync(path) ? readFileSync(path) : Buffer.alloc(0);
  }

  /** Ends the worker and removes what it wrote. */
  async close(): Promise<void> {
    await this.#stop();
    rmSync(this.folder, { recursive: true, force: true });
  }

  #start(): ChildProcess {
    this.#warm = new Set();
    return fork(new URL('./worker.ts', import.meta.url), [this.folder], {
      execArgv: ['--disable-warning=ExperimentalWarning'],
      stdio: ['ignore', 'ignore', 'inherit', 'ipc'],
    });
  }

  async #stop(): Promise<void> {
    const child = this.#child;
    this.#child = undefined;
    if (child === undefined || child.exitCode !== null || child.signalCode !== null) return;
    const ended = new Promise<void>((resolve) => child.once('exit', () => resolve()));
    if (child.connected) child.disconnect();
    const timer = setTimeout(() => child.kill('SIGKILL'), 2000);
    await ended;
    clearTimeout(timer);
  }
}
