/** The queue: pages of rows, sorted and filtered, with counts. Every statement is indexed. */
import {
  ORIGINAL_STATES,
  type CaseFolder,
  type OriginalState,
  type QueueCounts,
  type QueueFilter,
  type QueueOrder,
  type QueuePage,
  type QueueProgress,
  type QueueRow,
  type QueueSort,
} from '../../../shared/case/case-queue.ts';
import type { Decision } from '../../../shared/case/case-review.ts';
import { UserError } from '../../../shared/base/errors.ts';
import type { ListedVerdict } from '../../../shared/verdict/words.ts';
import type { Verdict } from '../../../shared/verdict/judge.ts';
import type { CaseFile } from '../store/case-file.ts';
import type { CaseDatabase, Value } from '../store/case-database.ts';
import { assignedSql, namesOf, waitingSql } from './waiting.ts';
import { rowOf, ROW_SQL, type RowRecord } from './listed-row.ts';
import {
  DECISIONS_BY_RANK,
  hasKnown,
  KNOWN_BITS,
  storedLabels,
  VERDICTS_BY_RANK,
} from './queue-row.ts';

/** A condition in SQL, and what its question marks stand for. */
interface Condition {
  sql: string;
  values: Value[];
}

/** What each order sorts by; the image's id decides between equals. */
const SORT_COLUMNS: Record<QueueSort, readonly string[]> = {
  score: ['score'],
  verdict: ['verdict', 'score'],
  pixels: ['pixels'],
  bytes: ['bytes'],
  sampler: ['sampler'],
  folder: ['path'],
  name: ['name'],
  decision: ['decision', 'verdict'],
  labels: ['labels'],
  added: [],
};

/**
 * The rows that match `filter` in `order`, after those of an earlier page. Throws UserError
 * `invalid-argument` for a cursor that this order did not give.
 */
export function readPage(
  { database }: CaseFile,
  filter: QueueFilter,
  order: QueueOrder,
  { limit, cursor }: { limit: number; cursor?: string | undefined },
): QueuePage {
  const columns = [...SORT_COLUMNS[order.sort], 'image_id'];
  const conditions = conditionsOf(filter, database);
  if (cursor !== undefined) conditions.push(afterCursor(cursor, columns, order));
  const { sql, values } = whereOf(conditions);
  // One row more tells whether there is a next page.
  const found = database.all<RowRecord>(
    `${ROW_SQL} ${sql} ${orderBy(columns, order)} LIMIT ?`,
    ...values,
    limit + 1,
  );
  const page = found.slice(0, limit);
  const last = page.at(-1);
  return {
    rows: page.map(rowOf),
    next: found.length > limit && last !== undefined ? cursorOf(last, columns, order) : null,
  };
}

/** The rows of `ids`, in that order; ids of no image are left out. */
export function readRows({ database }: CaseFile, ids: readonly number[]): QueueRow[] {
  return ids.flatMap((id) => {
    const record = database.get<RowRecord>(`${ROW_SQL} WHERE q.image_id = ?`, id);
    return record === undefined ? [] : [rowOf(record)];
  });
}

/** The row of one image. Throws UserError `not-found`. */
export function readRow(caseFile: CaseFile, id: number): QueueRow {
  const [row] = readRows(caseFile, [id]);
  if (row !== undefined) return row;
  throw new UserError('not-found', `${caseFile.name} holds no image with the id ${id}`);
}

/** The ids of all images that match, in order. */
export function readOrder(
  { database }: CaseFile,
  filter: QueueFilter,
  order: QueueOrder,
): number[] {
  const { sql, values } = whereOf(conditionsOf(filter, database));
  const columns = [...SORT_COLUMNS[order.sort], 'image_id'];
  const asked = `SELECT q.image_id FROM queue AS q ${sql} ${orderBy(columns, order)}`;
  return database.imageIds(asked, ...values);
}

/** How many images match, and of which kinds they are. */
export function countQueue({ database }: CaseFile, filter: QueueFilter): QueueCounts {
  const { sql, values } = whereOf(conditionsOf(filter, database));
  const groups = database.all<{
    verdict: number;
    decision: number;
    original: number;
    isUnassessed: number;
    n: number;
  }>(
    `SELECT verdict, decision, original, ${NOT_ASSESSABLE} AS "isUnassessed", count(*) AS n ` +
      `FROM queue AS q ${sql} GROUP BY 1, 2, 3, 4`,
    ...values,
  );
  const samplers = database.all<{ sampler: string; images: number }>(
    'SELECT sampler, count(*) AS images FROM queue AS q ' +
      `${whereOf([...conditionsOf(filter, database), { sql: "q.sampler <> ''", values: [] }]).sql} ` +
      'GROUP BY sampler ORDER BY images DESC, sampler',
    ...values,
  );
  const sum = (matches: (group: (typeof groups)[number]) => boolean): number =>
    groups.filter(matches).reduce((total, { n }) => total + n, 0);
  const tally = <K extends string>(names: readonly K[], column: keyof (typeof groups)[number]) =>
    Object.fromEntries(
      names.map((name, rank) => [name, sum((group) => group[column] === rank)]),
    ) as Record<K, number>;
  return {
    total: countImages(database),
    matching: sum(() => true),
    verdicts: tally<Verdict>(VERDICTS_BY_RANK, 'verdict'),
    notAssessable: sum(({ isUnassessed }) => isUnassessed === 1),
    decisions: tally<Decision | 'none'>(DECISIONS_BY_RANK, 'decision'),
    originals: tally<OriginalState>(ORIGINAL_STATES, 'original'),
    samplers,
  };
}

/** How far the review has come. */
export function readProgress({ database }: CaseFile): QueueProgress {
  const groups = database.all<{ decision: number; verdict: number; signed: number; n: number }>(
    'SELECT decision, verdict, signed_off AS signed, count(*) AS n FROM queue GROUP BY 1, 2, 3',
  );
  const suspicious = VERDICTS_BY_RANK.indexOf('suspicious');
  const sum = (matches: (group: (typeof groups)[number]) => boolean): number =>
    groups.filter(matches).reduce((total, { n }) => total + n, 0);
  const decided = (decision: Decision): number =>
    sum((group) => group.decision === DECISIONS_BY_RANK.indexOf(decision));
  return {
    images: sum(() => true),
    decided: sum((group) => group.decision > 0),
    signedOff: sum((group) => group.signed === 1),
    flagged: sum((group) => group.verdict >= suspicious),
    flaggedDecided: sum((group) => group.verdict >= suspicious && group.decision > 0),
    byDecision: {
      ok: decided('ok'),
      'to-check': decided('to-check'),
      confirmed: decided('confirmed'),
    },
  };
}

/** Every folder in which images were seen, with how many, and at how many paths. */
export function readFolders({ database }: CaseFile): CaseFolder[] {
  return database.all<CaseFolder & Record<string, never>>(
    'SELECT folder, count(DISTINCT image_id) AS images, count(*) AS paths FROM sightings ' +
      'GROUP BY folder ORDER BY folder',
  );
}

function countImages(database: CaseDatabase): number {
  return database.get<{ n: number }>('SELECT count(*) AS n FROM queue')!.n;
}

function conditionsOf(filter: QueueFilter, database: CaseDatabase): Condition[] {
  const conditions: Condition[] = [];
  const add = (sql: string, ...values: Value[]): void => void conditions.push({ sql, values });
  const among = (column: string, values: Value[] | undefined): void => {
    if (values !== undefined) add(`${column} IN (${values.map(() => '?').join(', ')})`, ...values);
  };
  if (filter.verdict !== undefined) conditions.push(listedAs(filter.verdict));
  among(
    'q.decision',
    filter.decision?.map((decision) => DECISIONS_BY_RANK.indexOf(decision)),
  );
  among(
    'q.original',
    filter.original?.map((state) => ORIGINAL_STATES.indexOf(state)),
  );
  among('q.sampler', filter.sampler);
  if (filter.scoreFrom !== undefined) add('q.score >= ?', filter.scoreFrom);
  if (filter.scoreTo !== undefined) add('q.score <= ?', filter.scoreTo);
  if (filter.pixelsFrom !== undefined) add('q.pixels >= ?', filter.pixelsFrom);
  if (filter.pixelsTo !== undefined) add('q.pixels <= ?', filter.pixelsTo);
  if (filter.labelsFrom !== undefined) add('q.labels >= ?', storedLabels(filter.labelsFrom));
  if (filter.signedOff !== undefined) add('q.signed_off = ?', filter.signedOff ? 1 : 0);
  if (filter.outdated !== undefined) add('q.outdated = ?', filter.outdated ? 1 : 0);
  if (filter.known !== undefined) conditions.push(knownAs(filter.known, database));
  if (filter.text !== undefined && filter.text !== '') {
    add('instr(lower(q.path), ?) > 0', lowered(filter.text));
  }
  if (filter.assigned !== undefined) {
    const names = namesOf(database, filter.assigned);
    add(`q.image_id IN (${assignedSql(names)})`, ...names);
  }
  if (filter.sample !== undefined) {
    const names = namesOf(database, filter.sample);
    add(`q.image_id IN (${waitingSql(names)})`, ...names);
  }
  if (filter.folder !== undefined) conditions.push(inFolder(filter.folder));
  return conditions;
}

/** As the database lowers: letters of ASCII alone. */
function lowered(text: string): string {
  return text.replaceAll(/[A-Z]+/g, (letters) => letters.toLowerCase());
}

const CLEAN = VERDICTS_BY_RANK.indexOf('clean');
const NOT_ASSESSABLE = `(q.verdict = ${CLEAN} AND q.explanation IS NOT DISTINCT FROM 'not-assessable')`;

/** Of one of `verdicts`; what could not be assessed is stored as clean. */
function listedAs(verdicts: readonly ListedVerdict[]): Condition {
  const stored = verdicts.map((verdict) => (verdict === 'not-assessable' ? 'clean' : verdict));
  const ranks = [...new Set(stored)].map((verdict) => VERDICTS_BY_RANK.indexOf(verdict));
  const among = `q.verdict IN (${ranks.map(() => '?').join(', ')})`;
  const [hasClean, hasOthers] = [verdicts.includes('clean'), verdicts.includes('not-assessable')];
  if (hasClean === hasOthers) return { sql: among, values: ranks };
  const part = `(q.verdict <> ${CLEAN} OR ${hasClean ? 'NOT ' : ''}${NOT_ASSESSABLE})`;
  return { sql: `${among} AND ${part}`, values: ranks };
}

/** Of lists of one of `kinds`, or of no list. */
function knownAs(kinds: NonNullable<QueueFilter['known']>, database: CaseDatabase): Condition {
  if (!hasKnown(database)) return { sql: kinds.includes('none') ? '1 = 1' : '1 = 0', values: [] };
  const parts = kinds.map((kind) =>
    kind === 'none' ? 'q.known = 0' : `(q.known > 0 AND q.known & ${KNOWN_BITS[kind]} <> 0)`,
  );
  return { sql: `(${parts.join(' OR ')})`, values: [] };
}

/** Seen anywhere in `folder` or below it. */
function inFolder(folder: string): Condition {
  const separator = folder.includes('\\') && !folder.includes('/') ? '\\' : '/';
  const below = folder.endsWith(separator) ? folder : folder + separator;
  const itself = below.length > 1 ? below.slice(0, -1) : below;
  const next = below.slice(0, -1) + String.fromCharCode(separator.charCodeAt(0) + 1);
  return {
    sql:
      'q.image_id IN (SELECT image_id FROM sightings ' +
      'WHERE folder = ? OR (folder >= ? AND folder < ?))',
    values: [itself, below, next],
  };
}

function whereOf(conditions: Condition[]): Condition {
  if (conditions.length === 0) return { sql: '', values: [] };
  return {
    sql: `WHERE ${conditions.map(({ sql }) => sql).join(' AND ')}`,
    values: conditions.flatMap(({ values }) => values),
  };
}

function orderBy(columns: readonly string[], { order }: QueueOrder): string {
  return `ORDER BY ${columns.map((column) => `q.${column} ${order}`).join(', ')}`;
}

function afterCursor(cursor: string, columns: readonly string[], order: QueueOrder): Condition {
  const names = columns.map((column) => `q.${column}`).join(', ');
  const marks = columns.map(() => '?').join(', ');
  return {
    sql: `(${names}) ${order.order === 'asc' ? '>' : '<'} (${marks})`,
    values: readCursor(cursor, columns, order),
  };
}

/** The place of `row` in its order, as text for the next request. */
function cursorOf(row: RowRecord, columns: readonly string[], order: QueueOrder): string {
  const values = columns.map((column) => row[column as keyof RowRecord]);
  return Buffer.from(JSON.stringify([order.sort, order.order, ...values])).toString('base64url');
}

function readCursor(cursor: string, columns: readonly string[], order: QueueOrder): Value[] {
  try {
    const [sort, direction, ...values] = JSON.parse(
      Buffer.from(cursor, 'base64url').toString(),
    ) as Value[];
    const isPlain = values.every((value) => ['number', 'string'].includes(typeof value));
    if (sort === order.sort && direction === order.order && isPlain) {
      if (values.length === columns.length) return values;
    }
  } catch {
    // Not ours: refused below.
  }
  throw new UserError(
    'invalid-argument',
    'Expected the cursor of the page before, in the same order, for cursor but received another',
  );
}
