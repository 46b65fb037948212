/** A case in a file: what of a case SQLite does in its own way. */
import type { CaseDatabase, Row, Value } from './case-database.ts';
import { Database } from './database.ts';
import { packed } from './packing.ts';
import { hasTable, schemaProblems, versionOf } from './schema.ts';

export class SqliteCase extends Database implements CaseDatabase {
  insert(sql: string, ...values: Value[]): number | null {
    return this.get<{ id: number }>(`${sql} RETURNING id`, ...values)?.id ?? null;
  }

  imageIds(sql: string, ...values: Value[]): number[] {
    return this.all<{ image_id: number }>(sql, ...values).map(({ image_id }) => image_id);
  }

  version(): number {
    return versionOf(this);
  }

  hasTable(table: string): boolean | null {
    return hasTable(this, table);
  }

  columnsOf(table: string): string[] {
    return this.all<{ name: string }>(`PRAGMA table_info(${table})`).map(({ name }) => name);
  }

  packed(text: string): Value {
    return packed(text);
  }

  structureChecks(): (() => string[])[] {
    return [() => schemaProblems(this), () => this.#brokenParts(), () => this.#lostReferences()];
  }

  lastEntry(): number {
    return this.get<{ seq: number | null }>('SELECT max(seq) AS seq FROM audit')!.seq ?? 0;
  }

  settle(): void {
    this.exec('PRAGMA wal_checkpoint(TRUNCATE)');
  }

  #brokenParts(): string[] {
    return this.checkWhole<{ integrity_check: string }>('PRAGMA integrity_check').flatMap((row) =>
      row.integrity_check === 'ok' ? [] : [inWords(row.integrity_check)],
    );
  }

  #lostReferences(): string[] {
    return this.checkWhole<Row>('PRAGMA foreign_key_check').map(
      ({ table, rowid, parent }) =>
        `Row ${rowid} of ${table} refers to a row of ${parent} that is missing.`,
    );
  }
}

/** What SQLite says of the structure of a file, for people; what has no words of ours is quoted. */
function inWords(found: string): string {
  const [, constrained] = /^CHECK constraint failed in (\w+)$/.exec(found) ?? [];
  if (constrained !== undefined) return `A row of ${constrained} holds what no case has.`;
  const [, column] = /^NULL value in (\w+\.\w+)$/.exec(found) ?? [];
  if (column !== undefined) return `A row lacks ${column}.`;
  const [, index] = /\bindex (\w+)$/.exec(found) ?? [];
  if (index !== undefined) return `The index ${index} does not fit its table.`;
  const lines = found.split('\n').filter((line) => !line.startsWith('***'));
  const more = lines.length > 1 ? `, and ${lines.length - 1} more` : '';
  return `The structure of the file is broken (SQLite's words: ${lines[0] ?? found}${more}).`;
}
