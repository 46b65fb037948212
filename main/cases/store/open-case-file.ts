/** Opens a case in a file, to read beside whoever writes, or as the one who writes. */
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
import { brokenLink, CHAIN_START, type StoredEntry } from './audit.ts';
import type { CaseDatabase } from './case-database.ts';
import { CaseFile, type OpenCaseOptions } from './case-file.ts';
import { damaged, hasPendingLog, recordedBytes, type Database } from './database.ts';
import { DEADLINE_MS } from './deadline.ts';
import {
  CASE_VERSION,
  defineUnpacked,
  foreignSchema,
  migrate,
  refuseForeign,
  versionOf,
} from './schema.ts';
import { shareOf } from './network-share.ts';
import { realPath } from './real-path.ts';
import { SqliteCase } from './sqlite-case.ts';
import { takeWriterLock } from './writer-lock.ts';

/** Entries at the end of the audit log that are checked whenever a case is opened for writing. */
const CHECKED_ENTRIES = 100;

/** Of the pages of a new case: of small pictures five lie on one, and not one on each of 4096 bytes. */
const PAGE_BYTES = 8192;

/**
 * Opens the case in the file at `path`. Throws UserError: `not-found`; `unsupported-format` (no case file, or a
 * newer one); `damaged` (truncated, malformed, a broken audit log); `busy` with the name of who
 * writes; `write-failed` and `unreadable` where the disk refuses. None of them changes the file.
 */
export function openCaseFile(path: string, options: OpenCaseOptions): CaseFile {
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
  let database: SqliteCase | undefined;
  try {
    refuseTruncated(real, name);
    database = new SqliteCase(real, { name, deadlineMs: deadlineOf(options) });
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
    const release = () => lock.release();
    return caseOf(full, database, options, { readOnly: false, release });
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

function caseOf(
  path: string,
  database: SqliteCase,
  options: OpenCaseOptions,
  how: { readOnly: boolean; release?: () => void; foreign?: readonly string[] },
): CaseFile {
  const reopen = () => openCaseFile(path, { ...options, mode: 'read' });
  return new CaseFile({ path, name: basename(path), database, options, reopen, ...how });
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
    return caseOf(path, database, options, { readOnly: true, foreign });
  } catch (error) {
    database.close();
    throw error;
  }
}

/** An older case as this version has it, in memory; the file stays as it is. */
function updatedCopy(database: SqliteCase): SqliteCase {
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
function readConnection(path: string, name: string, options: OpenCaseOptions): SqliteCase {
  const { evenDamaged = false } = options;
  const given = { name, evenDamaged, deadlineMs: deadlineOf(options) };
  const share = (options.shareOf ?? shareOf)(path);
  if (share === null && isWritable(path) && isWritable(dirname(path))) {
    const database = new SqliteCase(path, given);
    database.exec('PRAGMA query_only = ON');
    return database;
  }
  if (!hasPendingLog(path)) {
    return new SqliteCase(path, { readOnly: true, immutable: true, ...given });
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
export function refuseBrokenLog(database: CaseDatabase, name: string): void {
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
