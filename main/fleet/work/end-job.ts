/**
 * Jobs that end otherwise than with findings. Where a worker died, its job becomes one for each object. Such an object
 * is examined while nothing else is in hand, and counted before: so if that worker dies too, it is known of what.
 */
import type { Session } from '../../postgres/connect.ts';
import type { Fleet } from '../fleet.ts';
import type { NewJob, TakenJob } from '../queue.ts';
import { SCHEMA } from '../tables.ts';

/** Another worker has the job, or nobody any more: what this one came to is not written. */
export class LostJob extends Error {}

/** How many workers began with the object of `job`, which had nothing else in hand, and never came back. */
export async function deathsOf({ postgres }: Fleet, { objects }: TakenJob): Promise<number> {
  const [row] = await postgres.query<{ deaths: number | null }>(
    `SELECT max(deaths) AS deaths FROM ${SCHEMA}.objects WHERE id = ANY($1)`,
    [objects],
  );
  return row?.deaths ?? 0;
}

/** Counts a death after those `known` before it happens: whoever comes back takes it off again. */
export async function markBegun(
  { postgres }: Fleet,
  { objects }: TakenJob,
  known: number,
): Promise<void> {
  // No increment: where the answer was lost this is said again.
  await postgres.query(
    `UPDATE ${SCHEMA}.objects SET deaths = $2 WHERE id = ANY($1) AND state = 'waiting'`,
    [objects, known + 1],
  );
}

/** Takes that off again, as a part of the transaction of `session`. */
export async function noteAlive(session: Session, { objects, isSuspect }: TakenJob): Promise<void> {
  if (!isSuspect) return;
  await session.query(`UPDATE ${SCHEMA}.objects SET deaths = 0 WHERE id = ANY($1)`, [objects]);
}

/** Ends `job`, and makes of it one job for each of its objects: one of them may be what its workers died of. */
export async function splitJob({ postgres, queue }: Fleet, job: TakenJob): Promise<void> {
  await postgres.transaction(async (session) => {
    if (!(await queue.end(session, job))) throw new LostJob();
    const { trace } = job;
    const single = (id: number): NewJob => ({
      objects: [id],
      isSuspect: true,
      ...(trace && { trace }),
    });
    await queue.add(session, job.runId, job.objects.map(single));
  });
}

/** Ends `job` for good: its objects are dead letters, because of `cause`. */
export async function buryJob(
  { postgres, queue }: Fleet,
  job: TakenJob,
  cause: string,
): Promise<void> {
  await postgres.transaction(async (session) => {
    if (!(await queue.end(session, job))) throw new LostJob();
    await session.query(
      `UPDATE ${SCHEMA}.objects SET state = 'dead', cause = $2 WHERE id = ANY($1) AND state = 'waiting'`,
      [job.objects, cause],
    );
  });
}

/** Gives `job` back as it is, to be taken after `delaySeconds`. */
export async function giveBack(
  { postgres, queue }: Fleet,
  job: TakenJob,
  delaySeconds: number,
): Promise<void> {
  await postgres.transaction(async (session) => {
    if (!(await queue.end(session, job))) throw new LostJob();
    await noteAlive(session, job);
    const { objects, isSuspect, trace } = job;
    const rest = { objects, ...(isSuspect && { isSuspect }), ...(trace && { trace }) };
    await queue.add(session, job.runId, [{ ...rest, delaySeconds }]);
  });
}
