/** A case in PostgreSQL: the same questions as to a file, asked of a thread that has the connection. */
import { UserError } from '../../../shared/base/errors.ts';
import type { CaseDatabase, Row, Value } from '../store/case-database.ts';
import { quoted, schemaOf } from './case-address.ts';
import { refusalOf } from './refusals.ts';
import { numbered } from './statements.ts';
import { dueColumns, structureProblems, tablesOf } from './structure.ts';
import { ThreadLink, type Asked, type Columns } from './thread-link.ts';

export interface TeamDatabaseOptions {
  /** The connection string, its password in it. */
  connection: string;
  /** The address of the case, as it may be told. */
  shown: string;
  /** The name of the case. */
  name: string;
  /** How long one question to it may take (ms). */
  deadlineMs: number;
  /** How long a change waits for those of others (ms); LOCK_MS where it is not given. */
  lockMs?: number;
}

/** Rows that are read at once of a result that may be long. */
const BATCH = 2000;

/** How much longer than the database itself the asking thread waits for its answer, to be told why none comes. */
const GRACE_MS = 5000;

export class TeamDatabase implements CaseDatabase {
  readonly path: string;
  readonly schema: string;
  readonly #name: string;
  readonly #deadlineMs: number;
  readonly #link: ThreadLink;
  #isInTransaction = false;
  #isClosed = false;
  #cursors = 0;
  #lastEntry = 0;

  /** Connects. Throws UserError where that is refused, or no server is there. */
  constructor({ connection, shown, name, deadlineMs, lockMs = LOCK_MS }: TeamDatabaseOptions) {
    this.path = shown;
    this.schema = schemaOf(name);
    this.#name = name;
    this.#deadlineMs = deadlineMs;
    const schema = quoted(this.schema);
    const first = [
      {
        sql:
          `SET search_path = ${schema}, pg_temp; SET statement_timeout = ${deadlineMs}; ` +
          `SET lock_timeout = ${lockMs}; SET idle_in_transaction_session_timeout = ${IDLE_MS}; ` +
          `SET client_encoding = 'UTF8'; SET timezone = 'UTC'; LISTEN ${schema}`,
        values: [],
      },
    ];
    this.#link = new ThreadLink({ connection, first });
    try {
      this.#ask({ kind: 'open' });
    } catch (error) {
      this.#link.close();
      throw error;
    }
  }

  /**
   * Signs in to the case with `token`; returns the name of the reviewer that it is of. Throws UserError `unreadable`
   * where it is of none, has expired or was revoked.
   */
  signIn(token: string): string {
    const sql = `SELECT enter($1) AS name`;
    const [row] = rowsOf<{ name: string }>(this.#ask({ kind: 'begin-with', sql, values: [token] }));
    return row!.name;
  }

  run(sql: string, ...values: Value[]): number {
    return this.#query(sql, values, 'once').count;
  }

  insert(sql: string, ...values: Value[]): number | null {
    const [row] = rowsOf<{ id: number }>(this.#query(`${sql} RETURNING id`, values, 'once'));
    return row?.id ?? null;
  }

  get<T = Row>(sql: string, ...values: Value[]): T | undefined {
    return this.all<T>(sql, ...values)[0];
  }

  all<T = Row>(sql: string, ...values: Value[]): T[] {
    return rowsOf<T>(this.#query(sql, values, /^\s*SELECT\b/i.test(sql) ? 'any' : 'once'));
  }

  imageIds(sql: string, ...values: Value[]): number[] {
    // In one piece: a million rows take three times as long.
    const inOne = `SELECT array_to_json(ARRAY(${sql}))::text AS ids`;
    return JSON.parse(this.get<{ ids: string }>(inOne, ...values)!.ids) as number[];
  }

  *iterate<T = Row>(sql: string, ...values: Value[]): Generator<T> {
    const cursor = `rows_${++this.#cursors}`;
    // Outside of a transaction the database keeps the result for as long as it is read.
    const hold = this.#isInTransaction ? '' : 'WITH HOLD ';
    this.#query(`DECLARE ${cursor} NO SCROLL CURSOR ${hold}FOR ${sql}`, values, 'any');
    try {
      for (;;) {
        const rows = rowsOf<T>(this.#query(`FETCH ${BATCH} FROM ${cursor}`, [], 'once'));
        yield* rows;
        if (rows.length < BATCH) return;
      }
    } finally {
      this.#forget(cursor);
    }
  }

  async snapshot<T>(work: () => T | Promise<T>): Promise<T> {
    if (this.#isInTransaction) return work();
    this.#begin(SNAPSHOT);
    try {
      return await work();
    } finally {
      this.#rollback();
    }
  }

  atOneMoment<T>(work: () => T): T {
    if (this.#isInTransaction) return work();
    this.#begin(SNAPSHOT);
    try {
      return work();
    } finally {
      this.#rollback();
    }
  }

  /** `begin`: a transaction that makes the case itself locks no log, because there is none yet. */
  transaction<T>(work: () => T, begin = CHANGE): T {
    if (this.#isInTransaction) return work();
    this.#begin(begin);
    try {
      const result = work();
      this.#commit();
      return result;
    } catch (error) {
      this.#rollback();
      throw error;
    }
  }

  async longTransaction<T>(work: () => Promise<T>, begin = CHANGE): Promise<T> {
    if (this.#isInTransaction) return work();
    this.#begin(begin);
    try {
      const result = await work();
      this.#commit();
      return result;
    } catch (error) {
      this.#rollback();
      throw error;
    }
  }

  /** Runs statements that return nothing. */
  exec(sql: string): void {
    this.#query(sql, [], 'once');
  }

  /**
   * Lets the database tidy up after many rows were written, as it does by itself some minutes later: before that the
   * order of a million images takes ten times as long. Where it cannot be done now, that is left to it.
   */
  tidy(): void {
    try {
      for (const table of tablesOf()) this.exec(`VACUUM (ANALYZE) ${table}`);
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
    }
  }

  version(): number {
    return this.get<{ version: number }>('SELECT version FROM team_info')!.version;
  }

  hasTable(table: string): boolean | null {
    return dueColumns().has(table) ? this.columnsOf(table).length > 0 : null;
  }

  columnsOf(table: string): string[] {
    return this.all<{ name: string }>(
      'SELECT column_name::text AS name FROM information_schema.columns ' +
        'WHERE table_schema = ? AND table_name = ? ORDER BY ordinal_position',
      this.schema,
      table,
    ).map(({ name }) => name);
  }

  packed(text: string): Value {
    return text; // the database packs what is long by itself
  }

  structureChecks(): (() => string[])[] {
    return [() => structureProblems(this, this.schema)];
  }

  lastEntry(): number {
    if (this.#link.isAway) throw this.#isAway();
    if (this.#link.takeNews() || this.#isInTransaction) {
      const { seq } = this.get<{ seq: number }>('SELECT coalesce(max(seq), 0) AS seq FROM audit')!;
      this.#lastEntry = seq;
    }
    return this.#lastEntry;
  }

  async backup(): Promise<void> {
    throw new UserError(
      'invalid-argument',
      `${this.#name} is in a database, which has backups of its own. "scalescope case export" writes a copy of it`,
    );
  }

  settle(): void {
    // Every change is in the database already.
  }

  close(): void {
    if (this.#isClosed) return;
    this.#isClosed = true;
    try {
      if (!this.#link.isAway) this.#link.ask({ kind: 'close' }, GRACE_MS);
    } catch {
      // It was lost; nothing was open on it.
    } finally {
      this.#link.close();
    }
  }

  #begin(sql: string): void {
    try {
      this.#query(sql, [], 'begin');
      this.#isInTransaction = true;
    } catch (error) {
      // What follows BEGIN may be refused: the transaction is there then, and must end.
      this.#isInTransaction = true;
      this.#rollback();
      throw error;
    }
  }

  #commit(): void {
    try {
      this.#query('COMMIT', [], 'once');
    } finally {
      this.#isInTransaction = false;
    }
  }

  #rollback(): void {
    if (!this.#isInTransaction) return;
    try {
      this.#query('ROLLBACK', [], 'once');
    } catch {
      // A connection that is lost has rolled back.
    } finally {
      this.#isInTransaction = false;
    }
  }

  #forget(cursor: string): void {
    try {
      this.#query(`CLOSE ${cursor}`, [], 'once');
    } catch {
      // It ended with its transaction, or with the connection.
    }
  }

  #query(sql: string, values: readonly Value[], when: 'any' | 'begin' | 'once'): Columns {
    const within = this.#isInTransaction ? 'within' : when;
    return this.#ask({
      kind: 'query',
      sql: numbered(sql),
      values: values.map(plainBytes),
      when: within,
    });
  }

  #ask(asked: Asked): Columns {
    if (this.#isClosed) {
      throw new UserError('not-found', `${this.#name} was closed in the meantime. Open it again.`);
    }
    const answered = this.#link.ask(asked, this.#deadlineMs + GRACE_MS);
    if ('ok' in answered) return answered.ok;
    throw refusalOf(answered.failure, this.#name, this.path);
  }

  #isAway(): UserError {
    return new UserError(
      'busy',
      `The database of ${this.#name} cannot be reached (${this.path}). It is tried again; everything that was ` +
        'told as saved is saved.',
    );
  }
}

/** How long a change waits for those of others (ms), and how long a transaction may do nothing. */
const LOCK_MS = 20_000;
const IDLE_MS = 600_000;
/** A change takes no longer than its questions: of a computer that fell asleep in one the lock is freed. */
const CHANGE_IDLE_MS = 10_000;

export const MAKING = 'BEGIN';
const SNAPSHOT = 'BEGIN ISOLATION LEVEL REPEATABLE READ READ ONLY';
/** Whoever changes the case holds the end of its log until that is done: entries follow one another. */
const CHANGE = `BEGIN; SET LOCAL idle_in_transaction_session_timeout = ${CHANGE_IDLE_MS}; SELECT lock_head()`;

function plainBytes(value: Value): Value {
  return value instanceof Uint8Array ? Buffer.from(value) : value;
}

/** Rows as SQLite gives them: objects that inherit nothing. */
function rowsOf<T>({ names, columns, rows }: Columns): T[] {
  const made = new Array<T>(rows);
  for (let at = 0; at < rows; at++) {
    const row = Object.create(null) as Row;
    for (let column = 0; column < names.length; column++) {
      row[names[column]!] = columns[column]![at]!;
    }
    made[at] = row as T;
  }
  return made;
}
