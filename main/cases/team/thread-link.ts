/**
 * A thread that has the connection to a database, and the thread that waits for its answers: whoever asks stands
 * still until it is answered, as with a file, but never longer than a limit.
 */
import {
  MessageChannel,
  receiveMessageOnPort,
  Worker,
  type MessagePort,
} from 'node:worker_threads';
import { UserError } from '../../../shared/base/errors.ts';
import type { Cell } from '../../postgres/one-connection.ts';
import type { Failure } from './refusals.ts';

/** What is asked of the thread. */
export type Asked =
  | { kind: 'open' }
  /** A statement with which from now on every connection begins too. */
  | { kind: 'begin-with'; sql: string; values: Cell[] }
  | {
      kind: 'query';
      sql: string;
      values: Cell[];
      /**
       * Where the connection is lost: `any` and `begin` (of a transaction) are asked once more on a new one, `once`
       * is not, and `within` belongs to the connection of its `begin`.
       */
      when: 'any' | 'begin' | 'within' | 'once';
    }
  | { kind: 'close' };

/** Columns of an answer; those of numbers alone are packed. */
export interface Columns {
  names: string[];
  columns: (Float64Array | Cell[])[];
  rows: number;
  count: number;
}

export type Answered = { ok: Columns } | { failure: Failure };

export interface ThreadSettings {
  port: MessagePort;
  flags: SharedArrayBuffer;
  /** The connection string. */
  connection: string;
  /** Statements that every new connection begins with. */
  first: { sql: string; values: Cell[] }[];
}

/** What both threads see: whether an answer is there, whether the database is, and whether there is news. */
export const FLAGS = { answered: 0, isAway: 1, hasNews: 2 } as const;
export const FLAG_COUNT = 3;

/** Beside this file, in the sources and where they were bundled. */
const entry = new URL(
  `database-thread${import.meta.url.endsWith('.ts') ? '.ts' : '.js'}`,
  import.meta.url,
);

export class ThreadLink {
  readonly #settings: Pick<ThreadSettings, 'connection' | 'first'>;
  #flags!: Int32Array<SharedArrayBuffer>;
  #port!: MessagePort;
  #worker!: Worker;

  constructor(settings: Pick<ThreadSettings, 'connection' | 'first'>) {
    this.#settings = settings;
    this.#start();
  }

  /** True while the database cannot be reached. */
  get isAway(): boolean {
    return Atomics.load(this.#flags, FLAGS.isAway) === 1;
  }

  /** Whether there is news since this was asked last. */
  takeNews(): boolean {
    return Atomics.exchange(this.#flags, FLAGS.hasNews, 0) === 1;
  }

  /**
   * Asks, and waits for the answer. Throws UserError `busy` where none comes within `limitMs`: the connection is
   * given up then, and made anew for what is asked next.
   */
  ask(asked: Asked, limitMs: number): Answered {
    Atomics.store(this.#flags, FLAGS.answered, 0);
    this.#port.postMessage(asked);
    Atomics.wait(this.#flags, FLAGS.answered, 0, limitMs);
    const received = receiveMessageOnPort(this.#port) as { message: Answered } | undefined;
    if (received !== undefined) {
      if (asked.kind === 'begin-with' && 'ok' in received.message) this.#settings.first[1] = asked;
      return received.message;
    }
    this.close();
    this.#start();
    throw new UserError(
      'busy',
      `The database answered nothing for ${Math.round(limitMs / 1000)} s. Whether the last change was stored is ` +
        'not known: look at it before you make it again.',
    );
  }

  close(): void {
    this.#port.close();
    void this.#worker.terminate();
  }

  #start(): void {
    const { port1, port2 } = new MessageChannel();
    // Flags of its own: a thread that was given up may still answer.
    const flags = new SharedArrayBuffer(FLAG_COUNT * Int32Array.BYTES_PER_ELEMENT);
    this.#flags = new Int32Array(flags);
    const settings: ThreadSettings = { port: port2, flags, ...this.#settings };
    Atomics.store(this.#flags, FLAGS.hasNews, 1);
    this.#worker = new Worker(entry, { workerData: settings, transferList: [port2], execArgv: [] });
    this.#worker.unref();
    this.#worker.on('error', () => undefined);
    port1.unref();
    this.#port = port1;
  }
}
