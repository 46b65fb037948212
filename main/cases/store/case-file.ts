/** A case file that is open: its connection, its lock, and the one way to change it. */
import {
  accessSync,
  closeSync,
  constants,
  existsSync,
  openSync,
  readSync,
  rmSync,
  statSync,
} from 'node:fs';
import { basename, dirname, resolve } from 'node:path';
import { UserError } from '../../../shared/base/errors.ts';
import { fsPath, shownName } from '../../base/byte-path.ts';
import {
  appendEntry,
  brokenLink,
  CHAIN_START,
  rowHash,
  type RowHash,
  type StoredEntry,
} from './audit.ts';
import { damaged, Database, hasPendingLog, recordedBytes, type Row } from './database.ts';
import { DEADLINE_MS } from './deadline.ts';
import {
  CASE_VERSION,
  defineUnpacked,
  foreignSchema,
  migrate,
  recordedSql,
  refuseForeign,
  versionOf,
  type RecordedTable,
} from './schema.ts';
import { shareOf } from './network-share.ts';
import { realPath } from './real-path.ts';
import { takeWriterLock, userName, type WriterLock } from './writer-lock.ts';

export interface OpenCaseOptions {
  /** `write` takes the lock; `read` reads beside whoever writes. */
  mode: 'read' | 'write';
  /** Makes the case where there is none. */
  create?: boolean;
  /** Reads what is left of a damaged case, to save it. */
  evenDamaged?: boolean;
  /** Opens a case whose schema is not ours, of which then nothing may be asked but `foreign`. */
  evenForeign?: boolean;
  /** How long one question to it may take (ms) before the program ends; a test brings its own. */
  deadlineMs?: number;
  /** The network file system that a path lies on, or null; a test brings its own. */
  shareOf?: (path: string) => string | null;
  /** The time now; a test brings its own. */
  now?: () => Date;
  /** Who is told as the author of what nobody else is named for; default: the system's user. */
  actor?: string;
}

/** Entries at the end of the audit log that are checked whenever a case is opened for writing. */
const CHECKED_ENTRIES = 100;

/** Of the pages of a new case: of small pictures five lie on one, and not one on each of 4096 bytes. */
const PAGE_BYTES = 8192;

/** Collects the rows that one change writes. */
export type Touch = (table: RecordedTable, id: number) => void;

export class CaseFile {
  readonly path: string;
  readonly name: string;
  readonly database: Database;
  readonly readOnly: boolean;
  readonly actor: string;
  /** What of the schema is not as we make it, as sentences; only where that was asked for. */
  readonly foreign: readonly string[];
  readonly #now: () => Date;
  readonly #lock: WriterLock | null;
  readonly #options: OpenCaseOptions;

  /** What is done before it is closed. */
  beforeClose: (() => void) | null = null;

  constructor(
    path: string,
    database: Database,
    lock: WriterLock | null,
    options: OpenCaseOptions,
    foreign: readonly string[] = [],
  ) {
    this.path = path;
    this.foreign = foreign;
    this.name = basename(path);
    this.database = database;
    this.readOnly = lock === null;
    this.actor = options.actor ?? userName();
    this.#now = options.now ?? (() => new Date());
    this.#lock = lock;
    this.#options = options;
  }

  /** The time now, as it is recorded. */
  now(): string {
    return this.#now().toISOString();
  }

  /**
   * Makes one change, wholly or not at all, and its audit entry with the rows that `work` touched.
   * Without any there is no entry. Throws UserError `write-failed` where the case is open to read.
   */
  change<T>(
    action: string,
    details: unknown,
    work: (touch: Touch) => T,
    actor: string = this.actor,
  ): T {
    if (this.readOnly) {
      throw new UserError(
        'write-failed',
        `${this.name} is open for reading only. Nothing was changed.`,
      );
    }
    return this.database.transaction(() => {
      const touched: [RecordedTable, number][] = [];
      const result = work((table, id) => void touched.push([table, id]));
      if (touched.length === 0) return result;
      const rows = touched.map(([table, id]): RowHash => [table, id, this.hashOf(table, id)]);
      appendEntry(this.database, { at: this.now(), actor, action, details, rows });
      return result;
    });
  }

  /**
   * Reads with `work` the case as it is at one moment, however long that takes: with a connection of its
   * own, so that others may read and change it meanwhile. Throws as openCase.
   */
  async atOneMoment<T>(work: (reader: CaseFile) => T | Promise<T>): Promise<T> {
    const reader = openCase(this.path, { ...this.#options, mode: 'read' });
    try {
      return await reader.database.snapshot(() => work(reader));
    } finally {
      reader.close();
    }
  }

  /** The content hash of a row as it is now; null where there is none. */
  hashOf(table: RecordedTable, id: number): string | null {
    const row = this.database.get<Row>(`${recordedSql(table)} WHERE id = ?`, id);
    return row === undefined ? null : rowHash(row);
  }

  /**
   * Closes it: the file then holds everything, and nothing lies beside it. Throws UserError
   * `write-failed` where there is no room for that; then nothing is lost, but it lies in two files.
   */
  close(): void {
    try {
      this.beforeClose?.();
      if (!this.readOnly) this.database.exec('PRAGMA wal_checkpoint(TRUNCATE)');
    } catch (error) {
      if (!(error instanceof UserError) || error.code !== 'write-failed') throw error;
      throw new UserError(
        'write-failed',
        `${this.name} could not be completed because the disk is full or failed. Its last changes are in ` +
          `${this.name}-wal beside it. Keep both files, make room, and open it again.`,
      );
    } finally {
      this.database.close();
      this.#lock?.release();
    }
  }
}

/**
 * Opens the case at `path`. Throws UserError: `not-found`; `unsupported-format` (no case file, or a
 * newer one); `damaged` (truncated, malformed, a broken audit log); `busy` with the name of who
 * writes; `write-failed` and `unreadable` where the disk refuses. None of them changes the file.
 */
export function openCase(path: string, options: OpenCaseOptions): CaseFile {
  const full = resolve(path);
  const name = basename(full);
  if (typeof fsPath(full) !== 'string') throw byteNamed(full);
  refuseOddFile(full, name, options);
  const real = realPath(full);
  if (options.mode === 'read') return openToRead(full, real, name, options);
  refuseShare(real, name, options);
  refuseUnwritable(real, name);
  refuseOtherNames(real, name);
  const lock = takeWriterLock(full, (options.now?.() ?? new Date()).toISOString());
  const isMade = !existsSync(real); // nobody else makes it, as long as the lock is ours
  let database: Database | undefined;
  try {
    refuseTruncated(real, name);
    database = new Database(real, { name, deadlineMs: deadlineOf(options) });
    const isNew = isEmpty(database);
    if (isNew && options.create !== true) throw notACase(name);
    if (!isNew) {
      refuseForeign(database, name);
      refuseForeignSchema(database, name);
    }
    if (isNew) database.exec(`PRAGMA page_size = ${PAGE_BYTES}`);
    // Each change is on the disk before its caller hears of it.
    database.exec('PRAGMA journal_mode = WAL; PRAGMA synchronous = FULL');
    database.exec('PRAGMA foreign_keys = ON; PRAGMA recursive_triggers = ON');
    migrate(database);
    defineUnpacked(database);
    refuseBrokenLog(database, name);
    return new CaseFile(full, database, lock, options);
  } catch (error) {
    try {
      database?.close();
      if (isMade) removeMade(real);
    } catch {
      // What cannot be removed must not hide why it had to be.
    } finally {
      lock.release();
    }
    throw error;
  }
}

/** Removes the case at `path`, which could not be made and holds nothing. */
function removeMade(path: string): void {
  for (const part of ['', '-wal', '-shm']) rmSync(`${path}${part}`, { force: true });
}

/** SQLite takes names that are texts only. */
function byteNamed(path: string): UserError {
  return new UserError(
    'unreadable',
    `${shownName(path)} cannot be opened: its path is not UTF-8. Rename the case or its folder.`,
  );
}

function openToRead(path: string, real: string, name: string, options: OpenCaseOptions): CaseFile {
  if (options.evenDamaged !== true) refuseTruncated(real, name);
  let database = readConnection(real, name, options);
  try {
    if (isEmpty(database)) throw notACase(name);
    refuseForeign(database, name);
    const foreign = foreignSchema(database);
    if (options.evenDamaged !== true && options.evenForeign !== true) {
      refuseForeignSchema(database, name);
    }
    if (versionOf(database) < CASE_VERSION && options.evenDamaged !== true) {
      database = updatedCopy(database);
    }
    if (foreign.length === 0 || options.evenDamaged === true) defineUnpacked(database);
    return new CaseFile(path, database, null, options, foreign);
  } catch (error) {
    database.close();
    throw error;
  }
}

/** An older case as this version has it, in memory; the file stays as it is. */
function updatedCopy(database: Database): Database {
  const copy = database.copyInMemory();
  database.close();
  migrate(copy);
  copy.exec('PRAGMA query_only = ON');
  return copy;
}

/** What anybody added to a schema may be made to stop the program: nothing is asked of it then. */
function refuseForeignSchema(database: Database, name: string): void {
  const [first, ...more] = foreignSchema(database);
  if (first === undefined) return;
  const others = more.length === 0 ? '' : ` So were ${more.length} more.`;
  throw new UserError(
    'damaged',
    `${name} is not as Scalescope makes a case, so it was not opened. ${first}${others} ` +
      `"scalescope case export ${name}" saves what is still readable.`,
  );
}

function deadlineOf({ deadlineMs = DEADLINE_MS }: OpenCaseOptions): number {
  return deadlineMs;
}

/**
 * A connection that changes nothing. Where the disk takes no files, the case is read as it lies
 * there, which is whole unless a log of changes lies beside it.
 */
function readConnection(path: string, name: string, options: OpenCaseOptions): Database {
  const { evenDamaged = false } = options;
  const given = { name, evenDamaged, deadlineMs: deadlineOf(options) };
  const share = (options.shareOf ?? shareOf)(path);
  if (share === null && isWritable(path) && isWritable(dirname(path))) {
    const database = new Database(path, given);
    database.exec('PRAGMA query_only = ON');
    return database;
  }
  if (!hasPendingLog(path)) {
    return new Database(path, { readOnly: true, immutable: true, ...given });
  }
  if (share !== null) {
    throw new UserError(
      'unreadable',
      `${name} is on a network share (${share}) and is being written, or was not closed properly. Read it on the ` +
        `computer that writes it, or copy it together with ${name}-wal to a disk of this computer.`,
    );
  }
  throw new UserError(
    'unreadable',
    `${name} was not closed properly, and it cannot be repaired here. Copy it together with ${name}-wal ` +
      'to a folder that you can write to, and open the copy.',
  );
}

function isWritable(path: string): boolean {
  try {
    accessSync(path, constants.W_OK);
    return true;
  } catch {
    return false;
  }
}

function isEmpty(database: Database): boolean {
  return (
    versionOf(database) === 0 && database.get('SELECT 1 FROM sqlite_schema LIMIT 1') === undefined
  );
}

function notACase(name: string): UserError {
  return new UserError('unsupported-format', `${name} is empty, not a case file`);
}

function refuseOddFile(path: string, name: string, { create, mode }: OpenCaseOptions): void {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined) {
    if (create === true && mode === 'write') {
      if (existsSync(dirname(path))) return;
      throw new UserError(
        'write-failed',
        `${name} could not be created: the folder ${dirname(path)} does not exist`,
      );
    }
    throw new UserError('not-found', `${name} does not exist`);
  }
  if (stat.isDirectory()) throw new UserError('unreadable', `${name} is a folder, not a case file`);
  if (!stat.isFile()) throw new UserError('unreadable', `${name} is a device or pipe, not a file`);
}

function refuseShare(path: string, name: string, options: OpenCaseOptions): void {
  const share = (options.shareOf ?? shareOf)(path);
  if (share === null) return;
  throw new UserError(
    'write-failed',
    `${name} is on a network share (${share}), where it can be read but not written: SQLite’s log of changes ` +
      'does not hold between computers. Move the case to a disk of this computer.',
  );
}

function refuseUnwritable(path: string, name: string): void {
  if (existsSync(path) && !isWritable(path)) {
    throw new UserError(
      'write-failed',
      `${name} cannot be written: it is write-protected or on a read-only disk. It can be read.`,
    );
  }
}

/** Under another name of the same file there would be another lock and another log of changes. */
function refuseOtherNames(path: string, name: string): void {
  const names = statSync(path, { throwIfNoEntry: false })?.nlink ?? 1;
  if (names <= 1) return;
  throw new UserError(
    'write-failed',
    `${name} is one file under ${names} names (hard links), where two programs could write into it at once. ` +
      'It can be read. Remove the other names, or work on a copy.',
  );
}

/** Changes that are not in the file yet explain any size; without them it has to be as recorded. */
function refuseTruncated(path: string, name: string): void {
  const stat = statSync(path, { throwIfNoEntry: false });
  if (stat === undefined || stat.size === 0 || hasPendingLog(path)) return;
  const header = readHeader(path, name);
  if (header.toString('latin1', 0, 15) !== 'SQLite format 3') {
    throw new UserError('unsupported-format', `${name} is not a case file`);
  }
  const recorded = recordedBytes(header);
  if (stat.size < header.length || (recorded !== null && stat.size < recorded)) {
    throw damaged(name, `cut off: ${stat.size} of ${recorded ?? 'its'} bytes are present`);
  }
}

function readHeader(path: string, name: string): Buffer {
  let file: number;
  try {
    file = openSync(path, 'r');
  } catch {
    throw new UserError('unreadable', `${name} cannot be read: permission denied`);
  }
  try {
    const header = Buffer.alloc(100);
    readSync(file, header, 0, header.length, 0);
    return header;
  } finally {
    closeSync(file);
  }
}

/** The end of the log has to hold before anything is chained to it; `verify` checks all of it. */
function refuseBrokenLog(database: Database, name: string): void {
  const last = database
    .all<StoredEntry>('SELECT * FROM audit ORDER BY seq DESC LIMIT ?', CHECKED_ENTRIES + 1)
    .reverse();
  const [first] = last;
  if (first === undefined) return;
  let before = first.seq === 1 ? { seq: 0, hash: CHAIN_START } : undefined;
  for (const entry of last) {
    const broken = before && brokenLink(entry, before);
    if (broken) {
      throw new UserError(
        'damaged',
        `${name}: ${broken} The case is read-only from here on; ` +
          `"scalescope case verify ${name}" lists everything that is wrong`,
      );
    }
    before = entry;
  }
}
