/** Counts of what was not come to by a job. */
import type { Session } from '../postgres/connect.ts';
import { SCHEMA } from './tables.ts';

/** Counts of outcomes, as progress tells them. */
export interface OutcomeCounts {
  examined: number;
  copies: number;
  found: number;
  failed: number;
}

/** Adds counts to what a run came to, or takes them off again; `who` did it. */
export async function addCounts(
  session: Session,
  runId: number,
  who: string,
  { examined = 0, copies = 0, found = 0, failed = 0 }: Partial<OutcomeCounts>,
): Promise<void> {
  if (examined === 0 && copies === 0 && found === 0 && failed === 0) return;
  await session.query(
    `INSERT INTO ${SCHEMA}.batches (run_id, worker, objects, skipped, examined, copies, found, failed) ` +
      'VALUES ($1, $2, 0, 0, $3, $4, $5, $6)',
    [runId, who, examined, copies, found, failed],
  );
}
