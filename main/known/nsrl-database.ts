/**
 * RDS 3 of NSRL, an SQLite database: asked where it has an index on a hash, else read. Only tables are
 * asked, METADATA of a full set or FILE of a minimal one: a view may be anything.
 */
import { basename } from 'node:path';
import { UserError } from '../../shared/base/errors.ts';
import { printable } from '../../shared/base/printable.ts';
import { isHash } from '../../shared/known/hash-rows.ts';
import { FILE_HASHES, type FileDigests, type FileHash } from '../../shared/known/known.ts';
import type { Row } from '../cases/store/case-database.ts';
import { Database } from '../cases/store/database.ts';
import { HashSet } from './hash-set.ts';

/** Tables that hold hashes of files, the first of them is taken. */
const TABLES = ['METADATA', 'FILE', 'DISTINCT_HASH'];

export interface NsrlDatabase {
  /** The hashes that it is asked for, or that were read. */
  kinds: FileHash[];
  release: string | null;
  /** Where it was read. */
  set: HashSet | null;
  /** By which hash the file is known, and as part of what; null where it is not. */
  find(digests: FileDigests): { by: FileHash; category: string | null } | null;
  close(): void;
}

/** Opens the database at `path`. Throws UserError `invalid-argument` where it is no RDS. */
export function openNsrl(path: string): NsrlDatabase {
  const name = basename(path);
  const database = new Database(path, { readOnly: true, immutable: true, name });
  try {
    database.exec('PRAGMA trusted_schema = OFF');
    return readNsrl(database, name);
  } catch (error) {
    database.close();
    if (!(error instanceof UserError) || error.code === 'too-large') throw error;
    if (error.code === 'invalid-argument') throw error;
    throw new UserError(
      'invalid-argument',
      `${name} is a database that cannot be read as an NSRL RDS`,
    );
  }
}

function readNsrl(database: Database, name: string): NsrlDatabase {
  const table = TABLES.find((table) => isPlainTable(database, table));
  const columns = table === undefined ? [] : columnsOf(database, table);
  const hashes = FILE_HASHES.filter((by) => columns.includes(by));
  if (table === undefined || hashes.length === 0) {
    throw new UserError(
      'invalid-argument',
      `${name} is a database, but no NSRL RDS: it has no table METADATA or FILE with hashes`,
    );
  }
  const release = releaseOf(database);
  const close = () => database.close();
  const indexed = hashes.find((by) => isIndexed(database, table, by));
  if (indexed !== undefined) {
    const packages = columns.includes('package_id') ? packagesOf(database) : null;
    const find = (digests: FileDigests) => {
      const row = lookUp(database, table, indexed, digests[indexed]);
      return row === undefined ? null : { by: indexed, category: packages?.(row) ?? null };
    };
    return { kinds: [indexed], release, set: null, find, close };
  }
  const [by] = hashes;
  const set = new HashSet(name);
  const rows = database.iterate<{ hash: unknown }>(`SELECT "${by}" AS hash FROM "${table}"`);
  for (const { hash } of rows) {
    if (typeof hash === 'string' && isHash(hash, by)) set.add({ by, hash, category: null });
  }
  const find = (digests: FileDigests) =>
    set.find(by, digests[by]) === undefined ? null : { by, category: null };
  return { kinds: [by], release, set, find, close };
}

/** Whether `table` is one whose rows are only stored. */
function isPlainTable(database: Database, table: string): boolean {
  const found = database.get<{ sql: string }>(
    "SELECT sql FROM sqlite_schema WHERE type = 'table' AND upper(name) = ?",
    table,
  );
  return found !== undefined && !/^CREATE\s+VIRTUAL/i.test(found.sql);
}

/** The stored columns of `table`, in lower case; none where some are computed. */
function columnsOf(database: Database, table: string): string[] {
  const columns = database.all<{ name: string; hidden: number }>(`PRAGMA table_xinfo("${table}")`);
  if (columns.some(({ hidden }) => hidden !== 0)) return [];
  return columns.map(({ name }) => name.toLowerCase());
}

/** RDS has hashes in upper case, others may not. */
const lookUpSql = (table: string, by: FileHash) =>
  `SELECT * FROM "${table}" WHERE "${by}" = ? LIMIT 1`;

function lookUp(database: Database, table: string, by: FileHash, hash: string): Row | undefined {
  const sql = lookUpSql(table, by);
  return database.get<Row>(sql, hash.toUpperCase()) ?? database.get<Row>(sql, hash);
}

function isIndexed(database: Database, table: string, by: FileHash): boolean {
  const plan = database.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${lookUpSql(table, by)}`, '');
  return plan.some(({ detail }) => detail.startsWith('SEARCH'));
}

/** What names the software that a file is part of: its name, version and type. */
function packagesOf(database: Database): ((row: Row) => string | null) | null {
  if (!isPlainTable(database, 'PKG')) return null;
  const columns = columnsOf(database, 'PKG');
  const told = ['name', 'version', 'application_type'].filter((name) => columns.includes(name));
  const sql = `SELECT ${told.map((name) => `"${name}"`).join(', ')} FROM PKG WHERE package_id = ? LIMIT 1`;
  if (told.length === 0 || !columns.includes('package_id')) return null;
  const plan = database.all<{ detail: string }>(`EXPLAIN QUERY PLAN ${sql}`, 0);
  if (!plan.some(({ detail }) => detail.startsWith('SEARCH'))) return null;
  return (row) => {
    const found = database.get<Row>(sql, row['package_id']);
    const texts = told
      .map((name) => found?.[name])
      .filter((text) => text !== undefined && text !== null && text !== '');
    return texts.length === 0 ? null : printable(texts.join(' ')).slice(0, 100);
  };
}

function releaseOf(database: Database): string | null {
  if (!isPlainTable(database, 'VERSION')) return null;
  const row = database.get<Row>('SELECT * FROM VERSION LIMIT 1');
  const texts = Object.entries(row ?? {}).flatMap(([name, value]) =>
    /version|release/i.test(name) && typeof value === 'string' ? [value] : [],
  );
  return texts.length === 0 ? null : printable(texts.join(' ')).slice(0, 100);
}
