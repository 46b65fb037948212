/**
 * A case as JSON lines and back. The first line says what it is; then one line per row, table by
 * table, with blobs in base64; then the audit log. So the lines are the case, hash for hash: an
 * import checks every row against the log, and refuses what was altered on the way.
 */
import { UserError } from '../../shared/base/errors.ts';
import {
  brokenLink,
  CHAIN_START,
  headOf,
  insertEntry,
  isEntry,
  rowHash,
  rowsOf,
} from './store/audit.ts';
import type { CaseFile } from './store/case-file.ts';
import type { Row, Value } from './store/case-database.ts';
import { refreshQueue } from './queue/queue-row.ts';
import { CASE_VERSION, RECORDED_TABLES, recordedSql, type RecordedTable } from './store/schema.ts';

export const CASE_SCHEMA = 'scalescope/case@1';

interface Header {
  schema: typeof CASE_SCHEMA;
  caseVersion: number;
  /** Version of the program that wrote it. */
  version: string;
  /** Hash of the last entry of the audit log. */
  head: string;
}

/** Fields that hold blobs are objects of this one field. */
interface Base64 {
  base64: string;
}

/**
 * The lines of `caseFile`, each with its newline. What a damaged case does not give any more is told
 * to `lost` as a sentence, and the rest goes on.
 */
export function* exportLines(
  { database }: CaseFile,
  version: string,
  lost: (message: string) => void,
): Generator<string> {
  const guarded = function* (table: RecordedTable | 'audit', order: string): Generator<Row> {
    let count = 0;
    const isThere = database.hasTable(table);
    if (isThere === null) return;
    if (!isThere) {
      lost(
        `${table} is missing or was changed by something other than Scalescope; it was not read.`,
      );
      return;
    }
    const select = table === 'audit' ? 'SELECT * FROM audit' : recordedSql(table);
    try {
      for (const row of database.iterate<Row>(`${select} ORDER BY ${order}`)) {
        yield row;
        count++;
      }
    } catch (error) {
      if (!(error instanceof UserError)) throw error;
      lost(`${count} rows of ${table} were read, then: ${error.message}`);
    }
  };
  let head = CHAIN_START;
  try {
    head = headOf(database).hash;
  } catch (error) {
    if (!(error instanceof UserError)) throw error; // told when the log itself is read
  }
  const caseVersion = database.version();
  const header: Header = { schema: CASE_SCHEMA, caseVersion, version, head };
  yield `${JSON.stringify(header)}\n`;
  for (const table of RECORDED_TABLES) {
    for (const row of guarded(table, 'id'))
      yield `${JSON.stringify({ table, row: encode(row) })}\n`;
  }
  for (const row of guarded('audit', 'seq')) yield `${JSON.stringify({ table: 'audit', row })}\n`;
}

/**
 * Fills `caseFile`, which has to be new, with exported lines, wholly or not at all. Returns how many
 * images came. Throws UserError `unsupported-format` for other lines and `damaged` with the number
 * of the line where one is not as it was written.
 */
export async function importLines(
  caseFile: CaseFile,
  lines: AsyncIterable<string> | Iterable<string>,
): Promise<number> {
  const { database } = caseFile;
  if (headOf(database).seq > 0) {
    throw new UserError('invalid-argument', `${caseFile.name} is not new. Import into a new case.`);
  }
  return database.longTransaction(async () => {
    const hashes = new Map<string, { hash: string; line: number }>();
    let header: Header | undefined;
    let before = { seq: 0, hash: CHAIN_START };
    let number = 0;
    for await (const line of lines) {
      number++;
      if (line.trim() === '') continue;
      if (header === undefined) {
        header = readHeader(line);
        continue;
      }
      const { table, row } = readLine(line, number);
      if (table === 'audit') {
        if (!isEntry(row)) throw altered(number, 'It is not an entry of an audit log.');
        const broken = brokenLink(row, before);
        if (broken !== null) throw altered(number, broken);
        insertEntry(database, row);
        before = row;
      } else {
        insertRow(caseFile, table, row, number);
        hashes.set(`${table} ${row['id']}`, { hash: rowHash(row), line: number });
      }
    }
    header ??= readHeader(''); // no line at all
    if (before.hash !== header.head) {
      throw altered(number, `The log does not end with the hash ${header.head}.`);
    }
    checkHashes(caseFile, hashes);
    const images = database.all<{ id: number }>('SELECT id FROM images ORDER BY id');
    for (const { id } of images) refreshQueue(database, id);
    return images.length;
  });
}

function checkHashes(
  { database }: CaseFile,
  hashes: ReadonlyMap<string, { hash: string; line: number }>,
): void {
  const due = new Map(hashes);
  const recorded = new Map<string, string | null>();
  for (const entry of database.iterate<{ seq: number; rows: string }>(
    'SELECT seq, rows FROM audit ORDER BY seq',
  )) {
    for (const [table, id, hash] of rowsOf(entry)) {
      recorded.set(`${table} ${id}`, hash);
    }
  }
  for (const [key, hash] of recorded) {
    const row = due.get(key);
    due.delete(key);
    if (hash === null && row === undefined) continue;
    if (row === undefined) {
      throw new UserError('damaged', `The row ${key}, which the audit log lists, is missing`);
    }
    if (row.hash !== hash)
      throw altered(row.line, `The row ${key} differs from what was recorded.`);
  }
  for (const [key, { line }] of due) throw altered(line, `The row ${key} is in no audit entry.`);
}

function insertRow(caseFile: CaseFile, table: RecordedTable, row: Row, line: number): void {
  const columns = Object.keys(row);
  const known = caseFile.database.columnsOf(table);
  const isComplete =
    columns.length === known.length && known.every((name) => columns.includes(name));
  if (!isComplete) throw altered(line, `A row of ${table} has the wrong columns.`);
  const marks = columns.map(() => '?').join(', ');
  const { finding } = row;
  const kept =
    typeof finding === 'string' ? { ...row, finding: caseFile.database.packed(finding) } : row;
  caseFile.database.run(
    `INSERT INTO ${table} (${columns.join(', ')}) VALUES (${marks})`,
    ...Object.values(kept),
  );
}

function readHeader(line: string): Header {
  const header = parseLine(line) as Partial<Header> | null;
  const { schema, head, caseVersion } = header ?? {};
  if (schema !== CASE_SCHEMA || typeof head !== 'string' || !Number.isInteger(caseVersion)) {
    throw new UserError(
      'unsupported-format',
      `Expected the lines of an exported case (${CASE_SCHEMA}), but the first line is different`,
    );
  }
  if (caseVersion! > CASE_VERSION || caseVersion! < 1) {
    throw new UserError(
      'unsupported-format',
      `These lines have case version ${caseVersion}, but this Scalescope reads up to ${CASE_VERSION}`,
    );
  }
  return header as Header;
}

function readLine(line: string, number: number): { table: RecordedTable | 'audit'; row: Row } {
  const read = parseLine(line) as { table?: unknown; row?: unknown } | null;
  const table = [...RECORDED_TABLES, 'audit' as const].find((name) => name === read?.table);
  if (table === undefined || typeof read?.row !== 'object' || read.row === null) {
    throw altered(number, 'It is not a row of a case.');
  }
  return { table, row: decode(read.row as Record<string, Value | Base64>, number) };
}

function parseLine(line: string): unknown {
  try {
    return JSON.parse(line) as unknown;
  } catch {
    return null;
  }
}

function encode(row: Row): Record<string, Value | Base64> {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]) => [
      name,
      value instanceof Uint8Array ? { base64: Buffer.from(value).toString('base64') } : value,
    ]),
  );
}

function decode(row: Record<string, Value | Base64>, line: number): Row {
  return Object.fromEntries(
    Object.entries(row).map(([name, value]): [string, Value] => {
      const isPlain = value === null || typeof value === 'string' || Number.isFinite(value);
      if (isPlain) return [name, value as Value];
      if (typeof value === 'object' && 'base64' in value && typeof value.base64 === 'string') {
        return [name, new Uint8Array(Buffer.from(value.base64, 'base64'))];
      }
      throw altered(line, `The field ${name} has a value that no case has.`);
    }),
  );
}

function altered(line: number, what: string): UserError {
  return new UserError('damaged', `Line ${line} was altered: ${what} Nothing was imported`);
}
