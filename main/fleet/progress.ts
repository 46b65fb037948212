/** How far the runs of a fleet are: counts, rate, time left, failures, dead letters and workers. */
import type { Session } from '../postgres/connect.ts';
import type { RunState } from './runs.ts';
import { SCHEMA } from './tables.ts';

export interface RunProgress {
  name: string;
  state: RunState | 'listing' | 'finished';
  engineVersion: string;
  createdAt: string;
  /** Files that were listed. */
  listed: number;
  /** Of these: done with, no images, cancelled, dead letters, and what is neither yet. */
  done: number;
  skipped: number;
  cancelled: number;
  dead: number;
  waiting: number;
  /** Images that were examined, and those whose bytes were known, with what that came to. */
  examined: number;
  copies: number;
  found: number;
  failed: number;
  /** Images a second over the last minute; null where none were. */
  perSecond: number | null;
  /** Seconds that the rest takes at that rate. */
  secondsLeft: number | null;
  /** What is ready to be taken: jobs, their images, and for how long (s) the oldest has been. */
  ready: { jobs: number; images: number; oldestSeconds: number };
}

export interface FleetWorker {
  name: string;
  engineVersion: string;
  jobs: number;
  inHand: number;
  startedAt: string;
  seenAt: string;
  /** Seconds since its last sign of life. */
  silentSeconds: number;
  /** Why it leaves runs to others. */
  refusals: string[];
}

export interface FleetProgress {
  /** Of all runs together, for autoscalers. */
  ready: { jobs: number; images: number; oldestSeconds: number };
  runs: RunProgress[];
  workers: FleetWorker[];
}

/** What could not be examined. */
export interface FleetFailure {
  run: string;
  /** `dead` for a dead letter. */
  kind: 'failed' | 'dead';
  source: string;
  key: string;
  /** The way down from it, of a picture inside. */
  inside: string;
  code: string;
  message: string;
}

/** Seconds that a rate is measured over. */
const RATE_SECONDS = 60;

/** Seconds without a sign of life after which a worker is told to be silent. */
export const SILENT_SECONDS = 30;

interface RunRow extends Omit<
  RunProgress,
  'state' | 'createdAt' | 'ready' | 'perSecond' | 'secondsLeft'
> {
  state: RunState;
  isListed: boolean;
  createdAt: Date;
  recent: number;
  recentSeconds: number;
  readyJobs: number;
  readyImages: number;
  oldestSeconds: number;
}

const RUNS = `
SELECT r.name, r.state, r.engine_version AS "engineVersion", r.created_at AS "createdAt",
  r.listed_at IS NOT NULL AS "isListed", o.*, b.*, q.jobs AS "readyJobs", q.images AS "readyImages",
  q.oldest_seconds AS "oldestSeconds"
FROM ${SCHEMA}.runs r,
LATERAL (SELECT count(*) AS listed,
    count(*) FILTER (WHERE state = 'done') AS done, count(*) FILTER (WHERE state = 'skipped') AS skipped,
    count(*) FILTER (WHERE state = 'cancelled') AS cancelled, count(*) FILTER (WHERE state = 'dead') AS dead,
    count(*) FILTER (WHERE state = 'waiting') AS waiting
  FROM ${SCHEMA}.objects WHERE run_id = r.id) o,
LATERAL (SELECT coalesce(sum(examined), 0)::bigint AS examined, coalesce(sum(copies), 0)::bigint AS copies,
    coalesce(sum(found), 0)::bigint AS found, coalesce(sum(failed), 0)::bigint AS failed,
    coalesce(sum(objects) FILTER (WHERE ended_at > now() - interval '${RATE_SECONDS} s'), 0)::bigint AS recent,
    extract(epoch FROM now() - greatest(now() - interval '${RATE_SECONDS} s', r.created_at,
      (SELECT min(started_at) FROM ${SCHEMA}.workers)))::float AS "recentSeconds"
  FROM ${SCHEMA}.batches WHERE run_id = r.id) b,
LATERAL ${SCHEMA}.ready(r.id) q
ORDER BY r.id`;

/** How far all runs are, or that of that name. */
export async function progressOf(session: Session, name?: string): Promise<FleetProgress> {
  const rows = await session.query<RunRow>(RUNS);
  const [ready] = await session.query<{ jobs: number; images: number; oldestSeconds: number }>(
    `SELECT jobs, images, oldest_seconds AS "oldestSeconds" FROM ${SCHEMA}.ready()`,
  );
  const workers = await session.query<Record<string, unknown>>(
    'SELECT name, engine_version AS "engineVersion", jobs, in_hand AS "inHand", refusals, ' +
      'started_at AS "startedAt", seen_at AS "seenAt", ' +
      `extract(epoch FROM now() - seen_at)::float AS "silentSeconds" FROM ${SCHEMA}.workers ORDER BY started_at, name`,
  );
  return {
    ready: { ...ready, oldestSeconds: tenths(ready.oldestSeconds) },
    runs: rows.filter((row) => name === undefined || row.name === name).map(progressOfRow),
    workers: workers.map((row) => ({
      ...(row as unknown as FleetWorker),
      startedAt: (row['startedAt'] as Date).toISOString(),
      seenAt: (row['seenAt'] as Date).toISOString(),
      silentSeconds: tenths(row['silentSeconds'] as number),
      refusals: (row['refusals'] as string).split('\n').filter((line) => line !== ''),
    })),
  };
}

/** What could not be examined, in the order of the list; `limit` of them at most. */
export async function failuresOf(
  session: Session,
  name: string | undefined,
  limit: number,
): Promise<FleetFailure[]> {
  return session.query<FleetFailure>(
    `SELECT r.name AS run, CASE WHEN o.state = 'dead' THEN 'dead' ELSE 'failed' END AS kind, o.source, o.key, ` +
      `coalesce(s.inside, '') AS inside, coalesce(s.code, f.code, 'engine-crashed') AS code, ` +
      'coalesce(s.message, f.message, o.cause) AS message ' +
      `FROM ${SCHEMA}.objects o JOIN ${SCHEMA}.runs r ON r.id = o.run_id ` +
      `LEFT JOIN ${SCHEMA}.sightings s ON s.object_id = o.id LEFT JOIN ${SCHEMA}.findings f ON f.id = s.finding_id ` +
      `WHERE (o.state = 'dead' OR s.code IS NOT NULL OR f.code IS NOT NULL) AND ($1::text IS NULL OR r.name = $1) ` +
      'ORDER BY o.id, s.inside LIMIT $2',
    [name ?? null, limit],
  );
}

function progressOfRow(row: RunRow): RunProgress {
  const { isListed, recent, recentSeconds, readyJobs, readyImages, oldestSeconds, ...counts } = row;
  const { waiting, state, createdAt } = counts;
  const perSecond = recent > 0 && recentSeconds > 0 ? recent / recentSeconds : null;
  const isFinished = state === 'open' && isListed && waiting === 0;
  return {
    ...counts,
    state: isFinished ? 'finished' : state === 'open' && !isListed ? 'listing' : state,
    createdAt: createdAt.toISOString(),
    perSecond: perSecond === null ? null : tenths(perSecond),
    secondsLeft: perSecond === null || waiting === 0 ? null : Math.ceil(waiting / perSecond),
    ready: { jobs: readyJobs, images: readyImages, oldestSeconds: tenths(oldestSeconds) },
  };
}

function tenths(value: number): number {
  return Math.round(value * 10) / 10;
}
