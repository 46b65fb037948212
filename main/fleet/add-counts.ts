/** Failures that are counted without a job. */
import type { Session } from '../postgres/connect.ts';
import { SCHEMA } from './tables.ts';

/** Adds `count` failures to what a run came to, or takes them off again; `who` did it. */
export async function countFailed(
  session: Session,
  runId: number,
  who: string,
  count: number,
): Promise<void> {
  if (count === 0) return;
  await session.query(
    `INSERT INTO ${SCHEMA}.batches (run_id, worker, objects, skipped, examined, copies, found, failed) ` +
      'VALUES ($1, $2, 0, 0, 0, 0, 0, $3)',
    [runId, who, count],
  );
}
