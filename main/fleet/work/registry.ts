/** Workers as a fleet knows them: who there is, what they have in hand, and when they last gave a sign of life. */
import { randomUUID } from 'node:crypto';
import { hostname } from 'node:os';
import { engineVersion } from '../../base/package-root.ts';
import type { Session } from '../../postgres/connect.ts';
import { SCHEMA } from '../tables.ts';

export interface WorkerIdentity {
  id: string;
  /** Computer and process. */
  name: string;
}

/** Workers that were not seen for so long are forgotten. */
const FORGOTTEN = '7 days';

export function newWorker(): WorkerIdentity {
  return { id: randomUUID(), name: `${hostname()}:${process.pid}` };
}

/** Tells the fleet of this worker. */
export async function tellWorker(
  session: Session,
  { id, name }: WorkerIdentity,
  { jobs, inHand, refusals }: { jobs: number; inHand: number; refusals: readonly string[] },
): Promise<void> {
  await session.query(
    `INSERT INTO ${SCHEMA}.workers (id, name, engine_version, jobs, in_hand, refusals) VALUES ($1, $2, $3, $4, $5, $6) ` +
      'ON CONFLICT (id) DO UPDATE SET in_hand = $5, refusals = $6, seen_at = now()',
    [id, name, engineVersion, jobs, inHand, refusals.join('\n')],
  );
}

/** Removes this worker, which ended well, and those that are long gone. */
export async function removeWorker(session: Session, { id }: WorkerIdentity): Promise<void> {
  await session.query(
    `DELETE FROM ${SCHEMA}.workers WHERE id = $1 OR seen_at < now() - interval '${FORGOTTEN}'`,
    [id],
  );
}
