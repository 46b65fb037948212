/**
 * The audit log: one entry per change, each chained to the one before.
 *
 *   hash = SHA-256( previous hash + canonical JSON of {seq, at, actor, action, details, rows} )
 *
 * `details` and `rows` enter as the texts they are stored as. `rows` lists table, id and content hash
 * of every row that the change wrote, so a row that is altered later is found and named.
 */
import { basename } from 'node:path';
import { canonicalJson } from '../../../shared/base/canonical-json.ts';
import type { AuditEntry } from '../../../shared/case/case-contract.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { SHA256, sha256Of } from '../../base/hash.ts';
import type { CaseDatabase, Row, Value } from './case-database.ts';
import { damaged } from './database.ts';
import type { RecordedTable } from './schema.ts';

/** What the first entry follows. */
export const CHAIN_START = '0'.repeat(64);

/** An entry as it is stored. */
export interface StoredEntry {
  seq: number;
  at: string;
  actor: string;
  action: string;
  details: string;
  rows: string;
  previous: string;
  hash: string;
}

/** Whether `row` has what an entry has; what the entry says is another question. */
export function isEntry(row: Row): row is Row & StoredEntry {
  const { seq, at, actor, action, details, rows, previous, hash } = row;
  const texts = [at, actor, action, details, rows, previous, hash];
  return Number.isInteger(seq) && texts.every((text) => typeof text === 'string');
}

export type RowHash = [table: RecordedTable, row: number, hash: string | null];

/** The hash that an entry has to have. */
export function entryHash(entry: Omit<StoredEntry, 'hash'>): string {
  const { previous, seq, at, actor, action, details, rows } = entry;
  return sha256Of(previous + canonicalJson({ seq, at, actor, action, details, rows }));
}

/** The content hash of a row: canonical JSON of its columns, blobs by their own SHA-256. */
export function rowHash(row: Row): string {
  // canonicalJson would say the same; a case has many rows.
  const columns = Object.keys(row)
    .sort()
    .map((name) => {
      const value = row[name];
      const told = value instanceof Uint8Array ? `blob ${sha256Of(value)}` : finite(value);
      return `${JSON.stringify(name)}:${JSON.stringify(told)}`;
    });
  return sha256Of(`{${columns.join(',')}}`);
}

/** No case holds an infinite number, and JSON none: what holds one has a hash that nothing else has. */
function finite(value: Value): Value {
  return typeof value !== 'number' || Number.isFinite(value) ? value : `number ${value}`;
}

/** Seq and hash of the last entry. Throws UserError `damaged` where it is none: commands show it. */
export function headOf(database: CaseDatabase): { seq: number; hash: string } {
  const last = database.get<{ seq: number; hash: string }>(
    'SELECT seq, hash FROM audit ORDER BY seq DESC LIMIT 1',
  );
  if (last !== undefined && !SHA256.test(last.hash)) {
    throw damaged(basename(database.path), `audit entry ${last.seq} has no hash`);
  }
  return last ?? { seq: 0, hash: CHAIN_START };
}

/** Adds an entry, inside the transaction of what it tells of. */
export function appendEntry(
  database: CaseDatabase,
  entry: { at: string; actor: string; action: string; details: unknown; rows: RowHash[] },
): void {
  const head = headOf(database);
  const content = {
    seq: head.seq + 1,
    at: entry.at,
    actor: entry.actor,
    action: entry.action,
    details: canonicalJson(entry.details),
    rows: JSON.stringify(entry.rows),
    previous: head.hash,
  };
  insertEntry(database, { ...content, hash: entryHash(content) });
}

/** Writes an entry as it is; the schema refuses one that does not follow the last. */
export function insertEntry(database: CaseDatabase, entry: StoredEntry): void {
  const { seq, at, actor, action, details, rows, previous, hash } = entry;
  database.run(
    'INSERT INTO audit (seq, at, actor, action, details, rows, previous, hash) ' +
      'VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
    ...[seq, at, actor, action, details, rows, previous, hash],
  );
}

/** What is wrong with `entry`, which should follow `before`, as a sentence; null where nothing is. */
export function brokenLink(
  entry: StoredEntry,
  before: { seq: number; hash: string },
): string | null {
  const which = `Audit entry ${entry.seq} (${entry.action}, ${entry.at})`;
  if (entryHash(entry) !== entry.hash) return `${which} was altered after it was written.`;
  if (entry.seq !== before.seq + 1) {
    return `${which} follows entry ${before.seq}: entries between them were removed.`;
  }
  if (entry.previous !== before.hash) {
    return `${which} does not continue entry ${before.seq}: the log was rewritten there.`;
  }
  return null;
}

/** The rows that an entry wrote. Throws UserError `damaged` where its list is none. */
export function rowsOf({ seq, rows }: Pick<StoredEntry, 'seq' | 'rows'>): RowHash[] {
  const listed = parsed(rows);
  if (Array.isArray(listed) && listed.every(isRowHash)) return listed;
  throw new UserError('damaged', `Audit entry ${seq} does not list the rows it wrote.`);
}

/** What an entry tells. Throws UserError `damaged` where it tells nothing. */
export function detailsOf({ seq, details }: StoredEntry): unknown {
  const told = parsed(details);
  if (told !== null) return told;
  throw new UserError('damaged', `Audit entry ${seq} does not tell what was done.`);
}

function isRowHash(value: unknown): value is RowHash {
  if (!Array.isArray(value)) return false;
  const [table, row, hash] = value as unknown[];
  const isHash = hash === null || typeof hash === 'string';
  return value.length === 3 && typeof table === 'string' && Number.isInteger(row) && isHash;
}

function parsed(json: string): unknown {
  try {
    return JSON.parse(json) as unknown;
  } catch {
    return null;
  }
}

/** Entries before `before` (all where it is left out), newest first. */
export function readAudit(
  database: CaseDatabase,
  { before = Number.MAX_SAFE_INTEGER, limit }: { before?: number | undefined; limit: number },
): AuditEntry[] {
  return database
    .all<StoredEntry & Row>(
      'SELECT * FROM audit WHERE seq < ? ORDER BY seq DESC LIMIT ?',
      before,
      limit,
    )
    .map((entry) => ({
      ...entry,
      details: detailsOf(entry),
      rows: rowsOf(entry),
    }));
}
