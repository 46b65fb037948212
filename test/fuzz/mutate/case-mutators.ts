/** Changes of cases whose hashes are right all the same: what somebody makes who knows the format. */
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { DatabaseSync, type SQLInputValue } from 'node:sqlite';
import { entryHash, rowHash, type StoredEntry } from '../../../main/cases/store/audit.ts';
import type { Row } from '../../../main/cases/store/case-database.ts';
import { recordedSql } from '../../../main/cases/store/schema.ts';
import { allowUnpacked } from '../../support/unpacked.ts';
import type { Random } from '../../support/random.ts';
import { plainMutator, type Mutator } from './bytes.ts';
import { jsonMutator, lineMutator } from './json.ts';

/** How often hashes are brought in line with a change. */
const RECHAINED = 0.7;

type RowHashes = [table: string, id: number, hash: string | null][];

/** Changes a case file through SQL, or its bytes. */
export const caseFileMutator: Mutator = (bytes, random, other) => {
  if (random.chance(0.3)) return plainMutator(bytes, random, other);
  const folder = mkdtempSync(join(tmpdir(), 'scalescope-fuzz-'));
  const path = join(folder, 'mutated.case');
  try {
    writeFileSync(path, bytes);
    const database = new DatabaseSync(path);
    try {
      database.exec('PRAGMA foreign_keys = OFF; PRAGMA ignore_check_constraints = ON');
      for (let i = random.pick([1, 1, 2, 5]); i > 0; i--) changeDatabase(database, random, other);
      if (random.chance(RECHAINED)) rechainDatabase(database);
    } catch {
      // What SQLite itself refuses stays as it is.
    } finally {
      database.close();
    }
    return readFileSync(path);
  } finally {
    rmSync(folder, { recursive: true, force: true });
  }
};

function names(database: DatabaseSync, sql: string): string[] {
  return database
    .prepare(sql)
    .all()
    .map((row) => String(row['name']));
}

function changeDatabase(database: DatabaseSync, random: Random, other: Buffer): void {
  const tables = names(database, "SELECT name FROM sqlite_schema WHERE type = 'table'");
  const table = random.pick(tables);
  switch (random.int(0, 12)) {
    case 0:
      return database.exec(`DROP TABLE "${table}"`);
    case 1:
      return database.exec(`DELETE FROM "${table}"`);
    case 2:
      return database.exec(`ALTER TABLE "${table}" ADD COLUMN extra`);
    case 3:
      return database.exec(`PRAGMA user_version = ${random.pick([0, 1, 99, -1])}`);
    case 4: {
      const triggers = names(database, "SELECT name FROM sqlite_schema WHERE type <> 'table'");
      const name = random.pick(triggers.length > 0 ? triggers : ['none']);
      return database.exec(`DROP TRIGGER IF EXISTS "${name}"`);
    }
    default: {
      const column = random.pick(names(database, `PRAGMA table_info("${table}")`));
      const row = database.prepare(`SELECT rowid AS r, "${column}" AS c FROM "${table}"`).all();
      if (row.length === 0) return;
      const { r, c } = random.pick(row);
      database
        .prepare(`UPDATE "${table}" SET "${column}" = ? WHERE rowid = ?`)
        .run(changedCell(c as SQLInputValue, random, other), r as SQLInputValue);
    }
  }
}

function changedCell(value: SQLInputValue, random: Random, other: Buffer): SQLInputValue {
  if (random.chance(0.2)) {
    return random.pick<SQLInputValue>([
      null,
      -1,
      0,
      1e308,
      2 ** 53,
      '',
      'x\u001b\u202e',
      Buffer.from([0xff]),
    ]);
  }
  if (typeof value === 'string') {
    return jsonMutator(Buffer.from(value), random, other).toString('utf8');
  }
  if (value instanceof Uint8Array) return plainMutator(Buffer.from(value), random, other);
  return typeof value === 'number' ? value + random.pick([1, -1, 0.5, 1e15]) : null;
}

/** Makes the log of a case tell of its rows as they are now. */
function rechainDatabase(database: DatabaseSync): void {
  const entries = database
    .prepare('SELECT * FROM audit ORDER BY seq')
    .all() as unknown as StoredEntry[];
  allowUnpacked(database);
  const select = (table: string) =>
    table === 'findings' ? recordedSql(table) : `SELECT * FROM "${table}"`;
  const rowOf = (table: string, id: number) =>
    database.prepare(`${select(table)} WHERE id = ?`).get(id) as Row | undefined;
  database.exec('DELETE FROM audit');
  for (const entry of rechained(entries, rowOf)) {
    const columns = Object.keys(entry);
    database
      .prepare(`INSERT INTO audit (${columns.join()}) VALUES (${columns.map(() => '?').join()})`)
      .run(...(Object.values(entry) as SQLInputValue[]));
  }
}

function rechained(
  entries: readonly StoredEntry[],
  rowOf: (table: string, id: number) => Row | undefined,
): StoredEntry[] {
  let previous = '0'.repeat(64);
  return entries.map((entry) => {
    const rows = (JSON.parse(entry.rows) as RowHashes).map(([table, id, hash]) => {
      const row = hash === null ? undefined : rowOf(table, id);
      return [table, id, row === undefined ? hash : rowHash(row)];
    });
    const made = { ...entry, rows: JSON.stringify(rows), previous };
    previous = entryHash(made);
    return { ...made, hash: previous };
  });
}

interface ExportLine {
  table?: string;
  row?: Record<string, unknown>;
  head?: string;
}

/** Changes the lines of an exported case, and mostly brings its hashes in line. */
export const caseLinesMutator: Mutator = (bytes, random, other) => {
  const changed = lineMutator(bytes, random, other);
  if (!random.chance(RECHAINED)) return changed;
  try {
    return rechainLines(changed);
  } catch {
    return changed;
  }
};

function rechainLines(bytes: Buffer): Buffer {
  const lines = bytes
    .toString('utf8')
    .split('\n')
    .filter((line) => line !== '')
    .map((line) => JSON.parse(line) as ExportLine);
  const rows = new Map<string, Row>();
  for (const { table, row } of lines) {
    if (table === undefined || row === undefined || table === 'audit') continue;
    const values = Object.entries(row).map(([name, value]) => {
      const { base64 } = (value ?? {}) as { base64?: string };
      return [name, base64 === undefined ? value : new Uint8Array(Buffer.from(base64, 'base64'))];
    });
    rows.set(`${table} ${String(row['id'])}`, Object.fromEntries(values) as Row);
  }
  const audit = lines.filter(({ table }) => table === 'audit');
  const made = rechained(
    audit.map(({ row }) => row as unknown as StoredEntry),
    (table, id) => rows.get(`${table} ${id}`),
  );
  audit.forEach((line, i) => (line.row = made[i] as unknown as Record<string, unknown>));
  if (lines[0] !== undefined && made.length > 0) lines[0].head = made.at(-1)!.hash;
  return Buffer.from(lines.map((line) => `${JSON.stringify(line)}\n`).join(''));
}
