/** The thread that has the connection of a shared case: it asks, listens for news, and connects again. */
import { setTimeout as delay } from 'node:timers/promises';
import { workerData } from 'node:worker_threads';
import { UserError } from '../../../shared/base/errors.ts';
import { ConnectionLost, isPassing } from '../../postgres/failures.ts';
import {
  connectOne,
  type Answer,
  type Cell,
  type OneConnection,
} from '../../postgres/one-connection.ts';
import type { Failure } from './refusals.ts';
import {
  FLAGS,
  type Answered,
  type Asked,
  type Columns,
  type ThreadSettings,
} from './thread-link.ts';

const CONNECT_MS = 5000;
/** How long after a loss the next attempt to connect is made. */
const AGAIN_MS = 500;
/** For how long a connection that failed is not tried again. */
const PAUSE_MS = 400;
/** How long after its last word a connection ends. */
const LOSS_MS = 100;
/** Statements that are kept prepared. */
const MOST_PREPARED = 300;

const settings = workerData as ThreadSettings;
const { port } = settings;
const flags = new Int32Array(settings.flags);
const prepared = new Map<string, string>();

let connection: OneConnection | null = null;
/** The connection on which the present transaction was begun. */
let begunOn: OneConnection | null = null;
let opening: Promise<OneConnection> | null = null;
let failure: { error: unknown; at: number } | null = null;
let isClosing = false;

/** The connection, made anew where there is none; shortly after that failed it fails at once. */
function connected(): Promise<OneConnection> {
  if (connection !== null) return Promise.resolve(connection);
  if (failure !== null && Date.now() - failure.at < PAUSE_MS) return Promise.reject(failure.error);
  opening ??= open()
    .catch((error: unknown) => {
      failure = { error, at: Date.now() };
      throw error;
    })
    .finally(() => (opening = null));
  return opening;
}

/** Connects, and begins as every connection does. */
async function open(): Promise<OneConnection> {
  const opened = await connectOne(settings.connection, {
    application: 'scalescope case',
    connectMs: CONNECT_MS,
    onNotice: () => void Atomics.store(flags, FLAGS.hasNews, 1),
    onLost: () => {
      if (connection !== opened) return;
      connection = null;
      Atomics.store(flags, FLAGS.isAway, 1);
      again();
    },
  });
  try {
    for (const { sql, values } of settings.first) await opened.query(sql, values);
  } catch (error) {
    await opened.close();
    throw error;
  }
  connection = opened;
  failure = null;
  // What was changed while nobody listened is news.
  Atomics.store(flags, FLAGS.hasNews, 1);
  Atomics.store(flags, FLAGS.isAway, 0);
  return opened;
}

/** Connects again in a while, until that succeeds. */
function again(): void {
  setTimeout(() => {
    if (!isClosing && connection === null) connected().catch(again);
  }, AGAIN_MS);
}

async function query({ sql, values, when }: Asked & { kind: 'query' }): Promise<Answer> {
  if (when === 'within' && (connection === null || connection !== begunOn)) {
    throw new ConnectionLost(
      'The connection to the database was lost. The last step was not stored.',
    );
  }
  const wasThere = connection !== null;
  const on = await connected();
  if (when === 'begin') begunOn = on;
  try {
    return await on.query(sql, values, preparedName(sql, values));
  } catch (error) {
    if (!wasThere || when === 'within' || when === 'once' || !isPassing(error)) throw error;
    // The database may say that it ends before the connection does.
    await delay(LOSS_MS);
    if (connection === on) throw error;
    const next = await connected();
    if (when === 'begin') begunOn = next;
    return next.query(sql, values, preparedName(sql, values));
  }
}

/** Statements with values come again and again; what has none is asked seldom. */
function preparedName(sql: string, values: readonly Cell[]): string | undefined {
  if (values.length === 0) return undefined;
  let name = prepared.get(sql);
  if (name === undefined && prepared.size < MOST_PREPARED) {
    name = `s${prepared.size}`;
    prepared.set(sql, name);
  }
  return name;
}

async function answer(asked: Asked): Promise<Answered> {
  try {
    switch (asked.kind) {
      case 'open':
        await connected();
        return { ok: { names: [], columns: [], rows: 0, count: 0 } };
      case 'begin-with': {
        const { sql, values } = asked;
        const told = packed(await query({ kind: 'query', sql, values, when: 'once' }));
        settings.first[1] = { sql, values };
        return { ok: told };
      }
      case 'query':
        return { ok: packed(await query(asked)) };
      case 'close':
        isClosing = true;
        await connection?.close();
        return { ok: { names: [], columns: [], rows: 0, count: 0 } };
    }
  } catch (error) {
    return { failure: failureOf(error) };
  }
}

/** Numbers cross in one piece: there may be a million. */
function packed({ columns, rows, count }: Answer): Columns {
  return {
    names: columns,
    columns: columns.map((_, at) =>
      rows.length > 0 && rows.every((row) => typeof row[at] === 'number')
        ? Float64Array.from(rows, (row) => row[at] as number)
        : rows.map((row) => row[at]!),
    ),
    rows: rows.length,
    count,
  };
}

function failureOf(error: unknown): Failure {
  const { message, code } = error as { message?: string; code?: unknown };
  if (error instanceof UserError)
    return { message: error.message, code: null, userCode: error.code };
  // Several addresses of one name are several failures, of which each says the same.
  const [first] = error instanceof AggregateError ? (error.errors as unknown[]) : [];
  if (first !== undefined) return failureOf(first);
  return {
    message: message ?? String(error),
    code: typeof code === 'string' ? code : null,
    userCode: null,
  };
}

port.on('message', (asked: Asked) => {
  void answer(asked).then((told) => {
    const packs =
      'ok' in told ? told.ok.columns.filter((each) => each instanceof Float64Array) : [];
    port.postMessage(
      told,
      packs.map(({ buffer }) => buffer as ArrayBuffer),
    );
    Atomics.store(flags, FLAGS.answered, 1);
    Atomics.notify(flags, FLAGS.answered);
  });
});
