/** The one place that knows node:sqlite: connections, transactions, and its failures in words. */
import { existsSync, statSync } from 'node:fs';
import { basename } from 'node:path';
import { pathToFileURL } from 'node:url';
import {
  backup,
  DatabaseSync,
  type SQLInputValue,
  type SQLOutputValue,
  type StatementSync,
} from 'node:sqlite';
import { UserError } from '../../../shared/base/errors.ts';
import type { Row, Value } from './case-database.ts';
import { withinDeadline } from './deadline.ts';

export interface DatabaseOptions {
  /** Refuses every change; the file is then opened as it lies there, also on a read-only disk. */
  readOnly?: boolean;
  /** The file cannot change while it is open (a read-only disk): no lock is taken, no file made. */
  immutable?: boolean;
  /** How long another connection may hold the file before that is a failure. */
  busyMs?: number;
  /** Reads what is there of a file that is shorter than its header says. */
  evenDamaged?: boolean;
  /** What it is called in messages; default: the name of its file. */
  name?: string;
  /** How long one question to it may take (ms) before the program ends; default: as long as it takes. */
  deadlineMs?: number | undefined;
}

const DEFAULT_BUSY_MS = 5000;

const FILE_BYTES_SQL =
  'SELECT page_count * page_size AS bytes FROM pragma_page_count, pragma_page_size';

/** A second for each megabyte: far more than a slow disk and packing every finding take. */
const MS_PER_BYTE = 1e-3;

/** The path of a database that is nowhere on the disk. */
export const MEMORY = ':memory:';

/** A connection. Every method throws UserError for what the person can act on. */
export class Database {
  readonly path: string;
  readonly #name: string;
  readonly #deadlineMs: number | null;
  readonly #connection: DatabaseSync;
  readonly #statements = new Map<string, StatementSync>();
  #isInTransaction = false;

  constructor(path: string, options: DatabaseOptions = {}) {
    const { readOnly = false, immutable = false, busyMs = DEFAULT_BUSY_MS } = options;
    const { evenDamaged = false } = options;
    this.path = path;
    this.#name = options.name ?? basename(path);
    this.#deadlineMs = options.deadlineMs ?? null;
    const url = path === MEMORY ? path : pathToFileURL(path);
    if (immutable && url instanceof URL) url.search = '?immutable=1';
    const settings = { readOnly, timeout: busyMs, defensive: !evenDamaged };
    this.#connection = this.#try(() => new DatabaseSync(url, settings));
    // SQLite refuses a short file unless it may have to be repaired, which is what this says.
    if (evenDamaged) this.exec('PRAGMA writable_schema = ON');
    // What anybody wrote into a schema calls no function that reads or writes elsewhere.
    this.exec('PRAGMA trusted_schema = OFF; PRAGMA cell_size_check = ON');
  }

  /** Gives statements the function `name`; what a schema says cannot call it. */
  define(name: string, compute: (value: Value) => Value): void {
    const options = { deterministic: true, directOnly: true };
    this.#try(() =>
      this.#connection.function(name, options, (value: SQLOutputValue) => compute(value as Value)),
    );
  }

  /** Runs statements that return nothing. */
  exec(sql: string): void {
    this.#try(() => this.#connection.exec(sql));
  }

  /** The same for what goes through all rows: that may take longer the larger the file is, and has to end. */
  execOnAll(sql: string): void {
    const { bytes } = this.get<{ bytes: number }>(FILE_BYTES_SQL)!;
    this.#ask(() => this.#connection.exec(sql), Math.ceil(bytes * MS_PER_BYTE));
  }

  /** Runs one statement; returns how many rows changed. */
  run(sql: string, ...values: SQLInputValue[]): number {
    return this.#ask(() => Number(this.#prepare(sql).run(...values).changes));
  }

  /** The first row, or undefined. */
  get<T = Row>(sql: string, ...values: SQLInputValue[]): T | undefined {
    return this.#ask(() => this.#prepare(sql).get(...values)) as T | undefined;
  }

  /** What a check of the whole file says, which takes as long as that is large. */
  checkWhole<T = Row>(sql: string): T[] {
    return this.#try(() => this.#prepare(sql).all()) as T[];
  }

  all<T = Row>(sql: string, ...values: SQLInputValue[]): T[] {
    return this.#ask(() => this.#prepare(sql).all(...values)) as T[];
  }

  /** Row after row, for results that may be long. */
  *iterate<T = Row>(sql: string, ...values: SQLInputValue[]): Generator<T> {
    // A statement of its own: a cached one would be reset by its next use.
    const rows = this.#try(() => this.#connection.prepare(sql).iterate(...values));
    try {
      for (;;) {
        const next = this.#ask(() => rows.next());
        if (next.done) return;
        yield next.value as T;
      }
    } finally {
      rows.return?.(); // a reader that stops early would hold the database
    }
  }

  /**
   * Reads with `work` the database as it is at one moment, whatever others write meanwhile. Nothing else
   * may use the connection until it ends.
   */
  async snapshot<T>(work: () => T | Promise<T>): Promise<T> {
    if (this.#isInTransaction) return work();
    this.exec('BEGIN');
    this.#isInTransaction = true;
    try {
      return await work();
    } finally {
      this.#isInTransaction = false;
      this.#rollback();
    }
  }

  /** The same for work that does not wait. */
  atOneMoment<T>(work: () => T): T {
    if (this.#isInTransaction) return work();
    this.exec('BEGIN');
    this.#isInTransaction = true;
    try {
      return work();
    } finally {
      this.#isInTransaction = false;
      this.#rollback();
    }
  }

  /** Runs `work` wholly or not at all; one inside another is part of it. */
  transaction<T>(work: () => T): T {
    if (this.#isInTransaction) return work();
    this.#begin();
    try {
      const result = work();
      this.exec('COMMIT');
      return result;
    } catch (error) {
      this.#rollback();
      throw error;
    } finally {
      this.#isInTransaction = false;
    }
  }

  /** The same for work that waits; nothing else may use the connection meanwhile. */
  async longTransaction<T>(work: () => Promise<T>): Promise<T> {
    this.#begin();
    try {
      const result = await work();
      this.exec('COMMIT');
      return result;
    } catch (error) {
      this.#rollback();
      throw error;
    } finally {
      this.#isInTransaction = false;
    }
  }

  /** A copy of the database as it is now that is nowhere on the disk. */
  copyInMemory(): this {
    const bytes = this.#try(() => this.#connection.serialize());
    // No log lies beside what is in memory (SQLite file format, 1.3.3).
    for (const at of FORMAT_VERSIONS_AT) bytes[at] = 1;
    const deadlineMs = this.#deadlineMs ?? undefined;
    const Own = this.constructor as new (path: string, options: DatabaseOptions) => this;
    const copy = new Own(MEMORY, { name: this.#name, deadlineMs });
    copy.#try(() => copy.#connection.deserialize(bytes));
    return copy;
  }

  /** Copies the database as it is now into a new file, a piece at a time beside other work. */
  async backup(to: string): Promise<void> {
    try {
      await backup(this.#connection, to);
    } catch (error) {
      throw sqliteFailure(error, basename(to));
    }
  }

  close(): void {
    if (this.#connection.isOpen) this.#connection.close();
  }

  #begin(): void {
    this.exec('BEGIN IMMEDIATE');
    this.#isInTransaction = true;
  }

  #rollback(): void {
    // Some failures have rolled back already.
    if (this.#connection.isTransaction) this.#connection.exec('ROLLBACK');
  }

  #prepare(sql: string): StatementSync {
    let statement = this.#statements.get(sql);
    if (statement === undefined) {
      statement = this.#connection.prepare(sql);
      this.#statements.set(sql, statement);
    }
    return statement;
  }

  #ask<T>(work: () => T, moreMs = 0): T {
    const limitMs = this.#deadlineMs;
    return this.#try(() =>
      limitMs === null ? work() : withinDeadline(this.#name, limitMs + moreMs, work),
    );
  }

  #try<T>(work: () => T): T {
    try {
      return work();
    } catch (error) {
      throw sqliteFailure(error, this.#name);
    }
  }
}

/** Bytes of the header that tell the size of a page, of the whole, and who wrote that last. */
const HEADER_BYTES = 100;
const PAGE_SIZE_AT = 16;
const FORMAT_VERSIONS_AT = [18, 19];
const CHANGE_COUNTER_AT = 24;
const PAGE_COUNT_AT = 28;
const COUNTED_AT = 92;

/**
 * How many bytes the database of `header` (its first 100 bytes) should have; null where it does not
 * say. Source: SQLite file format, 1.3.
 */
export function recordedBytes(header: Buffer): number | null {
  if (header.length < HEADER_BYTES) return null;
  if (header.readUInt32BE(CHANGE_COUNTER_AT) !== header.readUInt32BE(COUNTED_AT)) return null;
  const pageSize = header.readUInt16BE(PAGE_SIZE_AT);
  return header.readUInt32BE(PAGE_COUNT_AT) * (pageSize === 1 ? 65536 : pageSize);
}

/** True where a log of changes lies beside the database that are not in it yet. */
export function hasPendingLog(path: string): boolean {
  return existsSync(`${path}-wal`) && statSync(`${path}-wal`).size > 0;
}

/** Primary result codes of SQLite (https://sqlite.org/rescode.html). */
const ERROR = 1;
const BUSY = 5;
const LOCKED = 6;
const NOMEM = 7;
const READONLY = 8;
const IOERR = 10;
const CORRUPT = 11;
const FULL = 13;
const CANTOPEN = 14;
const TOOBIG = 18;
const CONSTRAINT = 19;
const MISMATCH = 20;
const NOTADB = 26;

/** `error` of SQLite about the file called `name` in words; anything else as it is. */
export function sqliteFailure(error: unknown, name: string): unknown {
  if (error instanceof UserError) return error;
  const { code, errcode, errstr } = error as { code?: string; errcode?: number; errstr?: string };
  // A damaged number may be larger than any that was ever written.
  if (code === 'ERR_OUT_OF_RANGE') return damaged(name, 'a number in it is out of range');
  if (code === 'ERR_INVALID_STATE') {
    return new UserError('not-found', `${name} was closed in the meantime. Open it again.`);
  }
  if (code !== 'ERR_SQLITE_ERROR' || errcode === undefined) return error;
  switch (errcode & 0xff) {
    case NOTADB:
      return new UserError('unsupported-format', `${name} is not a case file`);
    case CORRUPT:
      return damaged(name, errstr ?? 'its structure is broken');
    case ERROR:
      return damaged(name, schemaFault((error as Error).message));
    case TOOBIG:
    case MISMATCH:
    case CONSTRAINT:
      return damaged(name, 'what is in it contradicts how a case is made');
    case NOMEM:
      return new UserError('unreadable', `${name} takes more memory than the system has left`);
    case FULL:
      return new UserError(
        'write-failed',
        `${name} cannot be written: the disk is full. The last step was not stored; everything ` +
          'before it is in the case. Make room and continue.',
      );
    case READONLY:
      return new UserError(
        'write-failed',
        `${name} cannot be written: it is write-protected or on a read-only disk`,
      );
    case CANTOPEN:
      return new UserError(
        'unreadable',
        `${name} cannot be opened: its folder does not exist, this user may not use it, or too many ` +
          'files are open',
      );
    case BUSY:
    case LOCKED:
      return new UserError('busy', `${name} is in use by another program. Try again.`);
    case IOERR:
      return new UserError('write-failed', `${name}: the disk failed (${errstr ?? errcode})`);
    default:
      return error;
  }
}

/** What is wrong where SQLite refuses a statement: these fit the schema of a case, so that was changed. */
function schemaFault(message: string): string {
  const [, kind, missing] = /no such (table|column): ([\w.]{1,80})$/.exec(message) ?? [];
  if (missing !== undefined) return `its ${kind} ${missing} is missing`;
  return 'its tables are not as Scalescope makes them';
}

/** What is said of a file that is no longer as it was written. */
export function damaged(name: string, how: string): UserError {
  return new UserError(
    'damaged',
    `${name} is damaged (${how}). It was not changed. Use a backup if you have one; ` +
      `"scalescope case export ${name}" saves what is still readable.`,
  );
}
