/**
 * Who may write into a case: one process at a time. The lock is one of the system on a small SQLite
 * file beside the case (`NAME-lock`), so it ends with its process however that ends; the row inside
 * tells others who holds it.
 */
import { randomUUID } from 'node:crypto';
import { existsSync, rmSync, statSync } from 'node:fs';
import { hostname, userInfo } from 'node:os';
import { basename } from 'node:path';
import { UserError } from '../../../shared/base/errors.ts';
import { Database } from './database.ts';
import { realPath } from './real-path.ts';

export interface WriterLock {
  release(): void;
}

interface Holder {
  nonce: string;
  pid: number;
  host: string;
  user: string;
  since: string;
}

/** Rounds of taking the lock while others come and go. */
const ATTEMPTS = 20;
const PAUSE_MS = 10;

/**
 * Takes the lock of the case at `path`. Throws UserError `busy` with the name of its holder, and
 * `write-failed` where no file can be made beside the case.
 */
export function takeWriterLock(path: string, since: string): WriterLock {
  const lockPath = lockPathOf(path);
  const mine: Holder = {
    nonce: randomUUID(),
    pid: process.pid,
    host: hostname(),
    user: userName(),
    since,
  };
  for (let attempt = 0; attempt < ATTEMPTS; attempt++) {
    const lock = openLock(lockPath, path);
    try {
      if (tryHold(lock, mine) && holderAt(lockPath)?.nonce === mine.nonce) {
        return { release: () => release(lock, lockPath) };
      }
    } catch (error) {
      lock.close();
      removeIfEmpty(lockPath);
      throw error;
    }
    const holder = readHolder(lock);
    lock.close();
    // Without a lock it was being given back, or its file had just been replaced.
    if (holder !== undefined && isHeld(lockPath)) throw heldBy(path, holder);
    Atomics.wait(new Int32Array(new SharedArrayBuffer(4)), 0, 0, PAUSE_MS);
  }
  throw new UserError('busy', `${basename(path)} is in use by another program. Try again.`);
}

/** Name of whoever may be writing into the case at `path` now; null where nobody is. */
export function writerOf(path: string): string | null {
  const lockPath = lockPathOf(path);
  if (!existsSync(lockPath) || !isHeld(lockPath)) return null;
  const holder = holderAt(lockPath);
  return holder === undefined ? 'another program' : nameOf(holder);
}

function lockPathOf(path: string): string {
  return `${realPath(path)}-lock`;
}

function openLock(lockPath: string, path: string): Database {
  try {
    const lock = new Database(lockPath, { busyMs: 0, name: basename(path) });
    lock.exec('PRAGMA journal_mode = DELETE');
    return lock;
  } catch (error) {
    if (!(error instanceof UserError) || error.code === 'busy') throw error;
    throw new UserError(
      'write-failed',
      `${basename(path)} cannot be written: its folder is write-protected`,
    );
  }
}

/**
 * Writes `mine` and then holds the lock. Between the two another may come; the row tells. The lock
 * file may also have been removed by the one who held it, which the caller checks.
 */
function tryHold(lock: Database, mine: Holder): boolean {
  try {
    lock.transaction(() => {
      lock.exec('CREATE TABLE IF NOT EXISTS holder (body TEXT NOT NULL)');
      lock.exec('DELETE FROM holder');
      lock.run('INSERT INTO holder VALUES (?)', JSON.stringify(mine));
    });
    lock.exec('BEGIN IMMEDIATE');
    return readHolder(lock)?.nonce === mine.nonce;
  } catch (error) {
    if (error instanceof UserError && error.code === 'busy') return false;
    throw error;
  }
}

function isHeld(lockPath: string): boolean {
  const probe = new Database(lockPath, { busyMs: 0 });
  try {
    probe.exec('BEGIN IMMEDIATE');
    return false;
  } catch (error) {
    if (error instanceof UserError && error.code === 'busy') return true;
    throw error;
  } finally {
    probe.close();
  }
}

function holderAt(lockPath: string): Holder | undefined {
  if (!existsSync(lockPath)) return undefined;
  const reader = new Database(lockPath, { readOnly: true, busyMs: 1000 });
  try {
    return readHolder(reader);
  } finally {
    reader.close();
  }
}

function readHolder(lock: Database): Holder | undefined {
  try {
    const row = lock.get<{ body: string }>('SELECT body FROM holder');
    return row && (JSON.parse(row.body) as Holder);
  } catch {
    return undefined; // nothing was written yet
  }
}

function release(lock: Database, lockPath: string): void {
  // Removed while it is held, so that whoever has it open notices. Windows removes no open file.
  try {
    rmSync(lockPath, { force: true });
  } catch {
    lock.close();
    removeIfIdle(lockPath);
    return;
  }
  lock.close();
}

function removeIfIdle(lockPath: string): void {
  try {
    rmSync(lockPath, { force: true });
  } catch {
    // Another has it open already, and will remove it.
  }
}

/** A full disk leaves a lock file in which nothing is. */
function removeIfEmpty(lockPath: string): void {
  if (statSync(lockPath, { throwIfNoEntry: false })?.size === 0) removeIfIdle(lockPath);
}

function heldBy(path: string, holder: Holder): UserError {
  return new UserError(
    'busy',
    `${basename(path)} has been open for writing by ${nameOf(holder)} since ${holder.since}. ` +
      'A case has one writer at a time. Others can read it meanwhile.',
  );
}

function nameOf({ user, host, pid }: Holder): string {
  const place = host === hostname() ? '' : ` on ${host}`;
  return pid === process.pid && host === hostname()
    ? `this program (${user})`
    : `${user}${place} (process ${pid})`;
}

/** The user of this process, as the system names it. */
export function userName(): string {
  try {
    return userInfo().username;
  } catch {
    return 'unknown'; // an id without an entry, as in some containers
  }
}
