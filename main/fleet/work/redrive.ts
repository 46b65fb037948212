/** Puts images back into the queue: dead letters, and on request what failed. */
import { UserError, type ErrorCode } from '../../../shared/base/errors.ts';
import { parseFinding } from '../../../shared/finding/finding-shape.ts';
import { isPermanent } from '../../scan/permanent-failure.ts';
import type { Session } from '../../postgres/connect.ts';
import { addCounts } from '../add-counts.ts';
import type { Fleet } from '../fleet.ts';
import { holdOpen, type Run } from '../runs.ts';
import { SCHEMA } from '../tables.ts';
import { countsOf, type PathOutcome } from './outcome.ts';

/** Images that are put back in one transaction. */
const BATCH = 1000;

/**
 * Puts the dead letters of `run` back, each as a job of its own; with `failed` also what could not be examined for a
 * reason that may have passed. How many. Throws UserError `cancelled` where the run is, also in the meantime.
 */
export async function redrive(
  fleet: Fleet,
  run: Run,
  { failed }: { failed: boolean },
): Promise<number> {
  let count = await putBack(fleet, run, `state = 'dead'`);
  if (!failed) return count;
  const codes = await fleet.postgres.query<{ code: ErrorCode }>(
    `SELECT DISTINCT code FROM ${SCHEMA}.sightings s JOIN ${SCHEMA}.objects o ON o.id = s.object_id ` +
      'WHERE o.run_id = $1 AND code IS NOT NULL',
    [run.id],
  );
  const passing = codes.map(({ code }) => code).filter((code) => !isPermanent(code));
  count += await putBack(
    fleet,
    run,
    `state = 'done' AND EXISTS (SELECT 1 FROM ${SCHEMA}.sightings s WHERE s.object_id = o.id AND s.code = ANY($3))`,
    [passing],
  );
  return count;
}

async function putBack(
  { postgres, queue }: Fleet,
  run: Run,
  which: string,
  values: readonly unknown[] = [],
): Promise<number> {
  let count = 0;
  for (let after = 0; ;) {
    const ids = await postgres.transaction(async (session) => {
      if (!(await holdOpen(session, run))) {
        const fact = `The run ${run.name} was cancelled, so nothing of it is put back`;
        throw new UserError('cancelled', fact);
      }
      const rows = await session.query<{ id: number }>(
        `SELECT id FROM ${SCHEMA}.objects o WHERE run_id = $1 AND id > $2 AND ${which} ` +
          `ORDER BY id LIMIT ${BATCH} FOR UPDATE`,
        [run.id, after, ...values],
      );
      const found = rows.map(({ id }) => id);
      await forgetSightings(session, run, found);
      await session.query(
        `UPDATE ${SCHEMA}.objects SET state = 'waiting', tries = 0, deaths = 0, cause = NULL WHERE id = ANY($1)`,
        [found],
      );
      // Alone: what a worker died of may be so again.
      await queue.add(
        session,
        run.id,
        found.map((id) => ({ objects: [id], isSuspect: true as const })),
      );
      return found;
    });
    count += ids.length;
    const last = ids.at(-1);
    if (last === undefined) return count;
    after = last;
  }
}

/** Removes what was seen of objects, also from the counts: all of it will be counted again. */
async function forgetSightings(session: Session, run: Run, ids: readonly number[]): Promise<void> {
  const removed = await session.query<{ sha256: string | null; finding: string | null }>(
    `WITH removed AS (DELETE FROM ${SCHEMA}.sightings WHERE object_id = ANY($1) RETURNING finding_id) ` +
      `SELECT f.sha256, f.finding FROM removed LEFT JOIN ${SCHEMA}.findings f ON f.id = finding_id`,
    [ids],
  );
  if (removed.length === 0) return;
  const outcomes = removed.map(({ sha256, finding: text }): PathOutcome => {
    const finding = text === null ? null : parseFinding(text);
    return sha256 === null || finding === null
      ? { error: { code: 'internal', message: '' } }
      : { sha256, finding, isCopy: true };
  });
  const { copies: seen, found, failed } = countsOf(outcomes);
  const [{ copies: all }] = await session.query<{ copies: number }>(
    `SELECT coalesce(sum(copies), 0)::bigint AS copies FROM ${SCHEMA}.batches WHERE run_id = $1`,
    [run.id],
  );
  // Which were copies is not known any more; no count may fall below nothing.
  const copies = Math.min(seen, all);
  const counts = { examined: copies - seen, copies: -copies, found: -found, failed: -failed };
  await addCounts(session, run.id, 'redrive', counts);
}
