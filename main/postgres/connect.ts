/** A PostgreSQL database that is open: a pool of connections, transactions, and failures as sentences. */
import pg from 'pg';
import { parseAddress, shownAddress } from './address.ts';
import { connectionFailure } from './failures.ts';

/** What runs statements; rows are objects by column, `int8` is a number. */
export interface Session {
  query<T extends object>(sql: string, values?: readonly unknown[]): Promise<T[]>;
}

export interface ConnectOptions {
  /** What the server lists the connections as. */
  application?: string;
  /** Most connections at once; default 4. */
  most?: number;
  /** How long a connection (ms) may take to be made; default 10 s. */
  connectMs?: number;
  /** How long a statement (ms) may take before its connection counts as lost; default 60 s. */
  queryMs?: number;
}

const CONNECT_MS = 10_000;
const QUERY_MS = 60_000;
const MOST_CONNECTIONS = 4;
const INT8 = 20;

/** `int8` as numbers: counts and ids stay far below 2^53. */
const TYPES: pg.CustomTypesConfig = {
  getTypeParser: ((id: number, format?: 'text' | 'binary') =>
    id === INT8 ? Number : pg.types.getTypeParser(id, format)) as typeof pg.types.getTypeParser,
};

export class Postgres implements Session {
  /** Its address, as it may be told. */
  readonly address: string;
  readonly #pool: pg.Pool;

  constructor(address: string, pool: pg.Pool) {
    this.address = shownAddress(address);
    this.#pool = pool;
    // A connection that waits in the pool and is cut is replaced with the next question.
    pool.on('error', () => undefined);
  }

  /** Runs one statement. Throws UserError where the database cannot be asked, else what it answers. */
  async query<T extends object>(sql: string, values: readonly unknown[] = []): Promise<T[]> {
    try {
      const { rows } = await this.#pool.query<T & pg.QueryResultRow>(sql, [...values]);
      return rows;
    } catch (error) {
      throw connectionFailure(error, this.address);
    }
  }

  /** Runs `work` as one transaction, wholly or not at all. Throws what `work` throws, and as query does. */
  async transaction<T>(work: (session: Session) => Promise<T>): Promise<T> {
    return this.session(async (session) => {
      await session.query('BEGIN');
      const result = await work(session);
      await session.query('COMMIT');
      return result;
    });
  }

  /**
   * Runs `work` with one connection of its own, which keeps what belongs to a connection, such as locks. It is
   * closed where `work` throws, so that no half transaction is left in it.
   */
  async session<T>(work: (session: Session) => Promise<T>): Promise<T> {
    const client = await this.#pool.connect().catch((error: unknown) => {
      throw connectionFailure(error, this.address);
    });
    const ignore = (): void => undefined; // the statement that is running tells
    client.on('error', ignore);
    let failed = true;
    try {
      const result = await work({
        query: async <R extends object>(sql: string, values: readonly unknown[] = []) => {
          try {
            return (await client.query<R & pg.QueryResultRow>(sql, [...values])).rows;
          } catch (error) {
            throw connectionFailure(error, this.address);
          }
        },
      });
      failed = false;
      return result;
    } finally {
      client.off('error', ignore);
      client.release(failed);
    }
  }

  /** Ends its connections. */
  async close(): Promise<void> {
    await this.#pool.end();
  }
}

/**
 * Opens the database at `address`. Throws UserError, never with the password: `invalid-argument` (no such
 * address), `not-found` (no server, no database), `unreadable` (refused), `busy` (too many connections).
 */
export async function connect(address: string, options: ConnectOptions = {}): Promise<Postgres> {
  const url = parseAddress(address);
  const pool = new pg.Pool({
    ...{ connectionString: url.href, types: TYPES, keepAlive: true, allowExitOnIdle: true },
    application_name: options.application ?? 'scalescope',
    max: options.most ?? MOST_CONNECTIONS,
    connectionTimeoutMillis: options.connectMs ?? CONNECT_MS,
    query_timeout: options.queryMs ?? QUERY_MS,
    // Of a computer that vanished in the middle of a transaction, the locks are freed.
    idle_in_transaction_session_timeout: options.queryMs ?? QUERY_MS,
  });
  const postgres = new Postgres(address, pool);
  try {
    await postgres.query('SELECT 1');
    return postgres;
  } catch (error) {
    await postgres.close();
    throw error;
  }
}
