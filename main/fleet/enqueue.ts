/** Lists the sources of a run into its queue, no faster than workers go, and on from where it was stopped. */
import { setTimeout as sleep } from 'node:timers/promises';
import { UserError } from '../../shared/base/errors.ts';
import type { Session } from '../postgres/connect.ts';
import type { Fleet } from './fleet.ts';
import type { NewJob } from './queue.ts';
import { holdOpen, type Run } from './runs.ts';
import type { ListedObject, ListedPage } from './sources/list-sources.ts';
import { addCounts } from './add-counts.ts';
import { SCHEMA } from './tables.ts';
import { inSpan, traceHeaders } from './trace.ts';
import { untilBack, type Patience } from './until-back.ts';

export interface EnqueueOptions extends Patience {
  /** Images that may wait for workers before listing does too. */
  mostWaiting: number;
  /** Told after each page, and while it waits. */
  onProgress?: (listed: number, isWaiting: boolean) => void;
}

/** How far a run is listed. */
export interface ListingPosition {
  /** Names of the sources that are listed wholly. */
  done: string[];
  /** Of the bucket that is being listed: its last key. */
  source?: string;
  after?: string;
}

const FULL_POLL_MS = 1000;

/** Where the listing of `run` goes on; at the beginning where it was finished. */
export async function positionOf({ postgres }: Fleet, run: Run): Promise<ListingPosition> {
  const [row] = await postgres.query<{ position: string | null }>(
    `SELECT position FROM ${SCHEMA}.runs WHERE id = $1`,
    [run.id],
  );
  return row?.position ? (JSON.parse(row.position) as ListingPosition) : { done: [] };
}

/**
 * Puts `pages` into the queue of `run`; what is in it already is left. `positionAfter` is kept with each page, in one
 * transaction, so that a listing that was stopped goes on there. How many images are new.
 */
export async function enqueue(
  fleet: Fleet,
  run: Run,
  pages: AsyncIterable<ListedPage> | Iterable<ListedPage>,
  positionAfter: (page: ListedPage) => ListingPosition | null,
  options: EnqueueOptions,
): Promise<number> {
  let added = 0;
  let listed = 0;
  for await (const page of pages) {
    options.signal.throwIfAborted();
    await untilRoom(fleet, run, listed, options);
    const attributes = { run: run.name, objects: page.objects.length };
    added += await inSpan('fleet.enqueue', attributes, null, () =>
      untilBack(() => addPage(fleet, run, page, positionAfter(page)), options),
    );
    listed += page.objects.length;
    options.onProgress?.(listed, false);
  }
  return added;
}

/** Notes that all sources of `run` are listed. */
export async function endListing({ postgres }: Fleet, run: Run, patience: Patience): Promise<void> {
  const sql = `UPDATE ${SCHEMA}.runs SET listed_at = now(), position = NULL WHERE id = $1`;
  await untilBack(() => postgres.query(sql, [run.id]), patience);
}

async function untilRoom(
  { postgres }: Fleet,
  run: Run,
  listed: number,
  options: EnqueueOptions,
): Promise<void> {
  const { mostWaiting, signal, onProgress } = options;
  for (;;) {
    const [{ isFull, state }] = await untilBack(
      () =>
        postgres.query<{ isFull: boolean; state: string }>(
          `SELECT state, (SELECT count(*) FROM (SELECT 1 FROM ${SCHEMA}.objects WHERE run_id = $1 ` +
            `AND state = 'waiting' LIMIT $2) w) >= $2 AS "isFull" FROM ${SCHEMA}.runs WHERE id = $1`,
          [run.id, mostWaiting],
        ),
      options,
    );
    if (state === 'cancelled') throw cancelled(run);
    if (!isFull) return;
    onProgress?.(listed, true);
    await sleep(FULL_POLL_MS, undefined, { signal });
  }
}

function cancelled(run: Run): UserError {
  return new UserError('cancelled', `The run ${run.name} was cancelled while it was listed`);
}

/** Adds what of a page is new, and the jobs of that; how many images. */
async function addPage(
  { postgres, queue }: Fleet,
  run: Run,
  { source, objects }: ListedPage,
  position: ListingPosition | null,
): Promise<number> {
  const trace = traceHeaders();
  return postgres.transaction(async (session) => {
    if (!(await holdOpen(session, run))) throw cancelled(run);
    const ids = await insertObjects(session, run.id, source, objects);
    await failUnlisted(session, run.id, source, objects);
    const jobs: NewJob[] = [];
    for (let from = 0; from < ids.length; from += run.perJob) {
      jobs.push({ objects: ids.slice(from, from + run.perJob), ...(trace && { trace }) });
    }
    await queue.add(session, run.id, jobs);
    if (position !== null) {
      const text = JSON.stringify(position);
      await session.query(`UPDATE ${SCHEMA}.runs SET position = $2 WHERE id = $1`, [run.id, text]);
    }
    return ids.length;
  });
}

/** The ids of those that were not there yet and are to be examined, in their order. */
async function insertObjects(
  session: Session,
  runId: number,
  source: string,
  objects: readonly ListedObject[],
): Promise<number[]> {
  const rows = await session.query<{ id: number; isFailed: boolean }>(
    `INSERT INTO ${SCHEMA}.objects (run_id, source, key, bytes, etag, named, state) ` +
      "SELECT $1, $2, key, bytes, etag, named, CASE WHEN failed THEN 'done' ELSE 'waiting' END " +
      'FROM unnest($3::text[], $4::bigint[], $5::text[], $6::boolean[], $7::boolean[]) ' +
      'WITH ORDINALITY AS o (key, bytes, etag, named, failed, at) ORDER BY at ' +
      `ON CONFLICT (run_id, source, key) DO NOTHING RETURNING id, state = 'done' AS "isFailed"`,
    [
      ...[runId, source, objects.map(({ key }) => key), objects.map(({ bytes }) => bytes)],
      ...[objects.map(({ etag }) => etag), objects.map(({ isNamed }) => isNamed)],
      objects.map(({ error }) => error !== undefined),
    ],
  );
  return rows.flatMap(({ id, isFailed }) => (isFailed ? [] : id)).sort((a, b) => a - b);
}

/** Keeps why some could not even be listed. */
async function failUnlisted(
  session: Session,
  runId: number,
  source: string,
  objects: readonly ListedObject[],
): Promise<void> {
  const failed = objects.flatMap(({ key, error }) =>
    error === undefined ? [] : { key, ...error },
  );
  if (failed.length === 0) return;
  const kept = await session.query(
    `INSERT INTO ${SCHEMA}.sightings (object_id, inside, code, message) ` +
      `SELECT o.id, '', f.code, f.message FROM unnest($3::text[], $4::text[], $5::text[]) AS f (key, code, message) ` +
      `JOIN ${SCHEMA}.objects o ON o.run_id = $1 AND o.source = $2 AND o.key = f.key AND o.state = 'done' ` +
      'ON CONFLICT DO NOTHING RETURNING object_id',
    [
      ...[runId, source, failed.map(({ key }) => key)],
      ...[failed.map(({ code }) => code), failed.map(({ message }) => message)],
    ],
  );
  await addCounts(session, runId, 'listing', { failed: kept.length });
}
