/** One connection that lasts, for whoever needs what belongs to a connection: cursors, notices, who is signed in. */
import pg from 'pg';
import { parseAddress } from './address.ts';

/** What a column may hold here: numbers, truth as 0 or 1, bytes, and texts. */
export type Cell = null | number | string | Uint8Array;

export interface Answer {
  columns: string[];
  rows: Cell[][];
  /** How many rows were written, or read. */
  count: number;
}

export interface OneConnection {
  /** Runs one statement, or several without values. Throws what pg throws. */
  query(sql: string, values?: readonly Cell[], prepareAs?: string): Promise<Answer>;
  /** Ends it. */
  close(): Promise<void>;
}

export interface OneConnectionOptions {
  application: string;
  connectMs: number;
  /** A notice on a channel that is listened to. */
  onNotice: () => void;
  /** The connection was lost: told once, never after close. */
  onLost: () => void;
}

const [BOOL, BYTEA, INT8, INT2, INT4, FLOAT4, FLOAT8, NUMERIC] = [
  16, 17, 20, 21, 23, 700, 701, 1700,
];
const NUMBERS = new Set([INT8, INT2, INT4, FLOAT4, FLOAT8, NUMERIC]);

/** Numbers of whatever width as numbers, truth as 0 or 1. */
const TYPES: pg.CustomTypesConfig = {
  getTypeParser: ((id: number, format?: 'text' | 'binary') => {
    if (id === BOOL) return (text: string) => (text === 't' ? 1 : 0);
    if (NUMBERS.has(id)) return Number;
    if (id === BYTEA) return pg.types.getTypeParser(id, format);
    return (text: string) => text;
  }) as typeof pg.types.getTypeParser,
};

/** Connects to `address`. Throws what pg throws, and UserError for an address that is none. */
export async function connectOne(
  address: string,
  options: OneConnectionOptions,
): Promise<OneConnection> {
  const client = new pg.Client({
    ...{ connectionString: parseAddress(address).href, types: TYPES, keepAlive: true },
    application_name: options.application,
    connectionTimeoutMillis: options.connectMs,
  });
  let isOver = false;
  const lose = (): void => {
    if (isOver) return;
    isOver = true;
    options.onLost();
  };
  client.on('error', () => isConnected && lose());
  client.on('end', () => isConnected && lose());
  client.on('notification', options.onNotice);
  let isConnected = false;
  await client.connect();
  isConnected = true;
  return {
    async query(sql, values = [], prepareAs) {
      const answer = await client.query<Cell[]>({
        ...{ text: sql, rowMode: 'array' as const },
        ...(values.length > 0 && { values: [...values] }),
        ...(prepareAs !== undefined && { name: prepareAs }),
      });
      // Of several statements the last one counts.
      const last = Array.isArray(answer) ? (answer as (typeof answer)[]).at(-1)! : answer;
      return {
        columns: last.fields.map(({ name }) => name),
        rows: last.rows,
        count: last.rowCount ?? 0,
      };
    },
    async close() {
      isOver = true;
      await client.end().catch(() => undefined);
    },
  };
}
