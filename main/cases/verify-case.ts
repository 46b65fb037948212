/**
 * Whether a case agrees with its own log, and who vouches for that: the database's structure, the chain of its
 * audit log, every row against the hash in that log, the queue against what it is derived from, and the
 * originals. Each problem names the row or file. The log has no key: without an anchor, agreement shows no more.
 */
import { setImmediate } from 'node:timers/promises';
import type { CaseAnchor, CaseProblem, VerifyResult } from '../../shared/case/case-contract.ts';
import { shortened, UserError } from '../../shared/base/errors.ts';
import { NO_TRUST } from '../keys/trust.ts';
import { checkAnchors, type Anchoring } from './anchor/check-anchors.ts';
import { brokenLink, CHAIN_START, rowHash, rowsOf, type StoredEntry } from './store/audit.ts';
import type { CaseFile } from './store/case-file.ts';
import type { Row } from './store/case-database.ts';
import type { HashFile } from '../scan/archive.ts';
import { checkOriginal, originalsOf } from './originals.ts';
import {
  derivedRow,
  derivedRows,
  setOriginal,
  staleColumns,
  type Derived,
} from './queue/queue-row.ts';
import { RECORDED_TABLES, recordedSql, type RecordedTable } from './store/schema.ts';

export interface VerifyOptions {
  /** Also the files that the case was made of. */
  originals: boolean;
  /** Hashes those that lie inside other files; without it they are told as missing. */
  hashInside?: HashFile;
  /** A hash of the audit log that was noted earlier: it has to be in there still. */
  head?: string | undefined;
  /** What the log is held against; without it nobody is trusted. */
  anchoring?: Omit<Anchoring, 'noted'>;
  progress?: (stage: string, fraction: number) => void;
  signal?: AbortSignal | undefined;
}

/** Rows between two looks at other work. */
const BATCH = 500;

/** The most problems that are named. */
const MAX_PROBLEMS = 1000;

/** The latest hash of each row that the log tells of; null: removed. */
type Recorded = Map<RecordedTable, Map<number, string | null>>;

/** What a row is called in a sentence. */
const ROW_NAMES: Record<RecordedTable, string> = {
  roots: 'Root',
  images: 'Image',
  sightings: 'Sighting',
  findings: 'Finding',
  pictures: 'Picture',
  reviews: 'Review',
  marks: 'Mark',
  failures: 'Failure',
  views: 'View',
  assignments: 'Assignment',
  second_looks: 'Second look',
  rules: 'Rule',
  digests: 'Digest',
  hash_lists: 'Hash list',
  known: 'Known file',
};

/** Checks the case. Nothing is changed, but that the queue learns which originals are not there. */
export async function verifyCase(
  caseFile: CaseFile,
  options: VerifyOptions,
): Promise<VerifyResult> {
  const { signal, progress = () => undefined } = options;
  const problems: CaseProblem[] = [];
  const add = (part: CaseProblem['part'], message: string): void => {
    if (problems.length < MAX_PROBLEMS) problems.push({ part, message: shortened(message) });
  };
  const told = await caseFile.atOneMoment(async (reader) => {
    progress('structure', 0);
    for (const message of reader.foreign) add('database', message);
    // Of a schema that is not ours nothing is asked.
    if (reader.foreign.length > 0) {
      return { rows: 0, entries: 0, head: CHAIN_START, anchor: noAnchor() };
    }
    checkStructure(reader, add);
    progress('audit log', 0);
    const log = await checkLog(reader, options.head, add, signal);
    const anchor = checkAnchored(reader, options, add, log.brokenAt);
    let rows = 0;
    for (const [i, table] of RECORDED_TABLES.entries()) {
      progress('rows', i / RECORDED_TABLES.length);
      rows += await checkRows(reader, table, log.recorded, add, signal);
    }
    progress('queue', 0);
    rows += await checkQueue(reader, add, signal);
    return { rows, entries: log.entries, head: log.head, anchor };
  });
  const isOurs = caseFile.foreign.length === 0;
  const originals = options.originals && isOurs ? await checkOriginals(caseFile, add, options) : 0;
  // What was signed is no longer what is there, whoever signed it.
  if (problems.some(({ part }) => part !== 'original')) told.anchor.state = 'open';
  return {
    problems,
    checked: { rows: told.rows, auditEntries: told.entries, originals },
    anchor: told.anchor,
    head: told.head,
  };
}

type Add = (part: CaseProblem['part'], message: string) => void;

/** Runs `work`; what SQLite cannot read is a problem, not the end. */
function attempt(part: CaseProblem['part'], add: Add, work: () => void): void {
  try {
    work();
  } catch (error) {
    if (error instanceof UserError) add(part, error.message);
    else if (error instanceof SyntaxError) add(part, 'A text that should be JSON is none.');
    else throw error;
  }
}

/** Of a log that cannot be read. */
const noAnchor = (): CaseAnchor => ({
  ...{ state: 'open', entries: 0, of: 0, asOf: null },
  ...{ by: [], open: [] },
});

/** What vouches for the log; of one that cannot be read, nothing. */
function checkAnchored(
  caseFile: CaseFile,
  { anchoring, head }: VerifyOptions,
  add: Add,
  brokenAt: number | null,
): CaseAnchor {
  const nobody = { trust: NO_TRUST, anchors: [], expected: '', certificates: [] };
  let anchor = noAnchor();
  attempt('anchor', add, () => {
    anchor = checkAnchors(caseFile, { ...(anchoring ?? nobody), noted: head }, add, brokenAt);
  });
  return anchor;
}

function checkStructure({ database }: CaseFile, add: Add): void {
  for (const check of database.structureChecks()) {
    attempt('database', add, () => {
      for (const message of check()) add('database', message);
    });
  }
}

async function checkLog(
  { database }: CaseFile,
  noted: string | undefined,
  add: Add,
  signal?: AbortSignal,
): Promise<{ recorded: Recorded; entries: number; head: string; brokenAt: number | null }> {
  const recorded: Recorded = new Map(RECORDED_TABLES.map((table) => [table, new Map()]));
  let before = { seq: 0, hash: CHAIN_START };
  let entries = 0;
  let brokenAt: number | null = null;
  let isNoted = noted === undefined || noted === CHAIN_START;
  try {
    for (const entry of database.iterate<StoredEntry>('SELECT * FROM audit ORDER BY seq')) {
      const broken = brokenLink(entry, before);
      if (broken !== null) {
        add('audit', broken);
        brokenAt ??= entry.seq;
      }
      attempt('audit', add, () => {
        for (const [table, id, hash] of rowsOf(entry)) {
          recorded.get(table)?.set(id, hash);
        }
      });
      before = entry;
      isNoted ||= entry.hash === noted;
      if (++entries % BATCH === 0) await breathe(signal);
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    add('audit', error.message);
    brokenAt ??= before.seq + 1;
  }
  if (!isNoted) {
    add('audit', `The log no longer has an entry with the hash ${noted}. It was cut or rewritten.`);
  }
  return { recorded, entries, head: before.hash, brokenAt };
}

async function checkRows(
  caseFile: CaseFile,
  table: RecordedTable,
  recorded: Recorded,
  add: Add,
  signal?: AbortSignal,
): Promise<number> {
  const { database } = caseFile;
  const due = recorded.get(table)!;
  let count = 0;
  try {
    for (const row of database.iterate<Row>(`${recordedSql(table)} ORDER BY id`)) {
      const id = Number(row['id']);
      const hash = due.get(id);
      due.delete(id);
      const wrong = wrongWith(row, hash);
      if (wrong !== null) add('row', `${describeRow(caseFile, table, row)} ${wrong}`);
      if (++count % BATCH === 0) await breathe(signal);
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    add('row', `${table} cannot be read from row ${count + 1} on: ${error.message}`);
    return count;
  }
  for (const [id, hash] of due) {
    if (hash !== null)
      add('row', `${ROW_NAMES[table]} ${id} was removed by something other than Scalescope.`);
  }
  return count;
}

/** What is wrong with `row`, for which the log has `hash` (undefined: none; null: removed). */
function wrongWith(row: Row, hash: string | null | undefined): string | null {
  if (hash === undefined) {
    return 'is in no audit entry: it was added by something other than Scalescope.';
  }
  if (hash === null) return 'was removed, and put back by something other than Scalescope.';
  return hash === rowHash(row) ? null : 'differs from what was recorded.';
}

/** A row as a person knows it: what it is, and of which image. */
function describeRow({ database }: CaseFile, table: RecordedTable, row: Row): string {
  const name = `${ROW_NAMES[table]} ${row['id']}`;
  const image = table === 'images' ? row['id'] : row['image_id'];
  const own = row['path'];
  if (typeof own === 'string') return `${name} (${own})`;
  if (typeof image !== 'number') return name;
  try {
    const sighting = database.get<{ path: string }>(
      'SELECT path FROM sightings WHERE image_id = ? ORDER BY id LIMIT 1',
      image,
    );
    const kind = typeof row['kind'] === 'string' ? ` (${row['kind']})` : '';
    return `${name}${kind} of ${sighting?.path ?? `image ${image}`}`;
  } catch {
    return name; // what cannot be read is told elsewhere
  }
}

async function checkQueue(caseFile: CaseFile, add: Add, signal?: AbortSignal): Promise<number> {
  const { database } = caseFile;
  const seen = new Set<number>();
  const check = ({ image, row, isValid }: Derived): void => {
    if (seen.has(image)) return;
    seen.add(image);
    if (row === null) return add('row', `Image ${image} has no finding or no path.`);
    if (!isValid) return add('row', `The finding of image ${image} is not valid.`);
    const columns = staleColumns(database, row);
    if (columns.length === 0) return;
    add(
      'row',
      `The queue row of image ${image} does not match its findings and reviews (${columns.join(', ')}).`,
    );
  };
  try {
    for (const derived of derivedRows(database)) {
      check(derived);
      if (seen.size % BATCH === 0) await breathe(signal);
    }
  } catch (error) {
    if (!(error instanceof UserError) || error.code === 'cancelled') throw error;
    // One that cannot be read ends them all: now each is asked for by itself.
    attempt('database', add, () => {
      for (const { id } of database.all<{ id: number }>('SELECT id FROM images ORDER BY id')) {
        attempt('row', add, () => {
          const derived = derivedRow(database, id);
          if (derived !== undefined) check(derived);
        });
      }
    });
  }
  attempt('database', add, () => {
    const sql = 'SELECT image_id AS id FROM queue WHERE image_id NOT IN (SELECT id FROM images)';
    for (const { id } of database.all<{ id: number }>(sql)) {
      add('row', `Image ${id} has no finding or no path.`);
    }
  });
  return seen.size;
}

async function checkOriginals(
  caseFile: CaseFile,
  add: Add,
  { progress, signal, hashInside }: VerifyOptions,
): Promise<number> {
  let count = 0;
  try {
    const total = caseFile.database.get<{ n: number }>('SELECT count(*) AS n FROM images')!.n;
    for (const original of originalsOf(caseFile)) {
      signal?.throwIfAborted();
      progress?.('originals', count / total);
      const { state, message } = await checkOriginal(original, caseFile.path, signal, hashInside);
      if (message !== null) add('original', message);
      if (!caseFile.readOnly) setOriginal(caseFile.database, original.image, state);
      count++;
    }
  } catch (error) {
    if (!(error instanceof UserError)) throw error;
    add('original', error.message);
  }
  return count;
}

/** Lets other work of this process have its turn. */
async function breathe(signal: AbortSignal | undefined): Promise<void> {
  await setImmediate();
  if (signal?.aborted) throw new UserError('cancelled', 'The check was cancelled');
}
