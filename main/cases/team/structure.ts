/** The tables of a shared case: those of a case file, translated; and whether they are still so. */
import { MEMORY } from '../store/database.ts';
import { CASE_VERSION, MIGRATIONS, migrate, RECORDED_TABLES } from '../store/schema.ts';
import { SqliteCase } from '../store/sqlite-case.ts';
import type { CaseDatabase } from '../store/case-database.ts';

/** Tables in the order in which they refer to one another. */
const TABLES = [...RECORDED_TABLES, 'queue', 'audit'];

interface Described {
  /** The tables that a case of that version has, each after those it refers to. */
  tables: string[];
  /** Statements of PostgreSQL that make the tables and their indices. */
  statements: string[];
  columns: Map<string, string[]>;
  /** Tables whose rows are only ever added. */
  appendOnly: string[];
}

const described = new Map<number, Described>();

/** Types by those of SQLite; texts are compared byte by byte there. */
const TYPES: readonly (readonly [RegExp, string])[] = [
  [/\bINTEGER\b/g, 'bigint'],
  [/\bREAL\b/g, 'double precision'],
  [/\b(?:TEXT|ANY)\b/g, 'text COLLATE "C"'],
  [/\bBLOB\b/g, 'bytea'],
  [/\) STRICT\s*$/, ')'],
];

/** The tables as a new case file of that version has them: there is one description of a case. */
function describe(version = CASE_VERSION): Described {
  const known = described.get(version);
  if (known !== undefined) return known;
  const fresh = new SqliteCase(MEMORY);
  migrate(fresh, MIGRATIONS.slice(0, version));
  const sql = new Map(
    fresh
      .all<{ name: string; sql: string }>(
        "SELECT name, sql FROM sqlite_schema WHERE sql IS NOT NULL AND type IN ('table', 'index')",
      )
      .map((entry) => [entry.name, entry.sql]),
  );
  const present = TABLES.filter((table) => sql.has(table));
  const columns = new Map(present.map((table) => [table, fresh.columnsOf(table)]));
  const appendOnly = fresh
    .all<{ tbl_name: string }>(
      "SELECT tbl_name FROM sqlite_schema WHERE type = 'trigger' AND name = tbl_name || '_stay'",
    )
    .map(({ tbl_name }) => tbl_name)
    .filter((table) => present.includes(table));
  fresh.close();
  const tables = present.map((table) => translated(sql.get(table)!));
  const indices = [...sql].flatMap(([name, text]) => {
    const on = /^CREATE INDEX \w+ ON (\w+)/.exec(text)?.[1];
    return on !== undefined && present.includes(on) && !sql.get(name)!.startsWith('CREATE TABLE')
      ? [on === 'queue' ? inOrder(text) : text]
      : [];
  });
  const made = { tables: present, statements: [...tables, ...indices], columns, appendOnly };
  described.set(version, made);
  return made;
}

function translated(sql: string): string {
  return TYPES.reduce((text, [type, own]) => text.replaceAll(new RegExp(type, 'g'), own), sql);
}

/** An index of SQLite ends with the id of the row, by which equals are listed. */
function inOrder(index: string): string {
  // What is counted and not sorted by comes after the id.
  if (index.includes(', signed_off)'))
    return index.replace(', signed_off)', ', image_id, signed_off)');
  return index.replace(/\)(?= WHERE|$)/, ', image_id)');
}

/** Statements that make the tables of a case and their indices, in the schema that is chosen. */
export function tableStatements(version?: number): string[] {
  return describe(version).statements;
}

/** The tables of a case of `version`, each after those it refers to; at the end the queue and the log. */
export function tablesOf(version?: number): readonly string[] {
  return describe(version).tables;
}

/** The columns of each table, as they are due. */
export function dueColumns(version?: number): ReadonlyMap<string, string[]> {
  return describe(version).columns;
}

/** In which tables, constraints and triggers the case in `schema` is not as it is made, as sentences. */
export function structureProblems(database: CaseDatabase, schema: string): string[] {
  const problems: string[] = [];
  for (const [table, due] of dueColumns()) {
    const found = new Set(database.columnsOf(table));
    for (const column of due) {
      if (!found.delete(column))
        problems.push(
          `The column ${table}.${column} was removed by something other than Scalescope.`,
        );
    }
    for (const column of found)
      problems.push(`The column ${table}.${column} was added by something other than Scalescope.`);
  }
  const triggers = database.all<{ table: string; name: string; enabled: string }>(
    'SELECT c.relname::text AS "table", t.tgname::text AS name, t.tgenabled::text AS enabled FROM pg_trigger AS t ' +
      'JOIN pg_class AS c ON c.oid = t.tgrelid JOIN pg_namespace AS n ON n.oid = c.relnamespace ' +
      'WHERE n.nspname = ? AND NOT t.tgisinternal',
    schema,
  );
  const due = new Set(guardNames());
  for (const { table, name, enabled } of triggers) {
    const key = `${table}.${name}`;
    if (!due.delete(key))
      problems.push(`The trigger ${key} was added by something other than Scalescope.`);
    else if (enabled !== 'O' && enabled !== 'A')
      problems.push(`The trigger ${key} is switched off.`);
  }
  for (const key of due)
    problems.push(`The trigger ${key} was removed by something other than Scalescope.`);
  return problems;
}

/** Tables whose rows are only ever added: those of a case file that refuse changes. */
export function appendOnlyTables(version?: number): readonly string[] {
  return describe(version).appendOnly;
}

/** Tables in which people are named, by the statement that a name is checked in (guards.ts). */
export const NAMING: readonly string[] = ['audit', 'reviews', 'views', 'second_looks', 'marks'];

/** Triggers that a shared case has, as table.name. */
function guardNames(): string[] {
  return [
    ...RECORDED_TABLES.map((table) => `${table}.${table}_numbered`),
    ...appendOnlyTables().map((table) => `${table}.${table}_stay`),
    ...[...RECORDED_TABLES, 'queue'].map((table) => `${table}.${table}_signed_in`),
    ...NAMING.map((table) => `${table}.${table}_named`),
    'audit.audit_follows',
  ];
}
