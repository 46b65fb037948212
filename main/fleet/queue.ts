/** The one place that knows pg-boss: a queue for each run, whose jobs name objects. */
import { PgBoss } from 'pg-boss';
import { ConnectionLost, isPassing, NoRoom } from '../postgres/failures.ts';
import type { Postgres, Session } from '../postgres/connect.ts';
import { QUEUE_SCHEMA } from './tables.ts';

/** What a job says. */
export interface JobData {
  /** Ids of its objects. */
  objects: number[];
  /** Whether a worker died on a job that had its object among others. */
  isSuspect?: true;
  /** The trace that it is part of, in the form of W3C. */
  trace?: Record<string, string>;
}

/** A job in a worker's hand. */
export interface TakenJob extends JobData {
  id: string;
  runId: number;
  /** How often a worker had it before and gave no more sign of life. */
  deaths: number;
}

export interface NewJob extends JobData {
  /** Seconds until it may be taken; default 0. */
  delaySeconds?: number;
}

/** How often (s) jobs are looked for whose worker gives no sign of life. */
const SUPERVISE_SECONDS = 5;

/** Of a job: longer than any takes, because its worker gives signs of life. */
const EXPIRE_SECONDS = 23 * 3600;

/** Jobs wait as long as it takes (s): ten years. */
const RETENTION_SECONDS = 10 * 365 * 86400;

/** What was done is told by the fleet's own tables. */
const KEPT_SECONDS = 3600;

/** Deaths are counted by the fleet, which ends them sooner. */
const MOST_RETRIES = 1000;

/** Those that come after a death are taken first, so that it is soon known of what. */
const SUSPECT_PRIORITY = 10;

export class Queue {
  readonly #boss: PgBoss;

  private constructor(boss: PgBoss) {
    this.#boss = boss;
  }

  /** The queue in `postgres`, whose tables are made where they are not there. `supervise`: looks after dead workers. */
  static async open(postgres: Postgres, { supervise }: { supervise: boolean }): Promise<Queue> {
    const boss = new PgBoss({
      schema: QUEUE_SCHEMA,
      db: { executeSql: async (text, values) => ({ rows: await postgres.query(text, values) }) },
      ...{ supervise, schedule: false, registerInstance: false, useListenNotify: false },
      superviseIntervalSeconds: SUPERVISE_SECONDS,
      monitorIntervalSeconds: SUPERVISE_SECONDS,
      openTelemetry: { enabled: false }, // jobs carry the trace of what they are for
    });
    // What it does by itself it does again; what it is asked for rejects.
    boss.on('error', () => undefined);
    boss.on('warning', () => undefined);
    try {
      await boss.start();
    } catch (error) {
      await boss.stop({ graceful: false }).catch(() => undefined);
      throw error;
    }
    return new Queue(boss);
  }

  /** Makes the queue of a run; one that is there stays as it is. */
  async create(runId: number, heartbeatSeconds: number): Promise<void> {
    await this.#boss.createQueue(nameOf(runId), {
      ...{ heartbeatSeconds, retryLimit: MOST_RETRIES, retryDelay: 1, retryBackoff: true },
      ...{ retryDelayMax: 60, expireInSeconds: EXPIRE_SECONDS },
      ...{ retentionSeconds: RETENTION_SECONDS, deleteAfterSeconds: KEPT_SECONDS },
    });
  }

  /** Adds jobs to a run, as a part of the transaction of `session`. */
  async add(session: Session, runId: number, jobs: readonly NewJob[]): Promise<void> {
    if (jobs.length === 0) return;
    const inserted = jobs.map(({ delaySeconds = 0, ...data }) => ({
      data,
      ...(delaySeconds > 0 && { startAfter: delaySeconds }),
      ...(data.isSuspect && { priority: SUSPECT_PRIORITY }),
    }));
    await this.#boss.insert(nameOf(runId), inserted, { db: within(session) });
  }

  /** Takes a job of that run in hand; null where none is ready. */
  async take(runId: number): Promise<TakenJob | null> {
    const [job] = await this.#boss.fetch<JobData>(nameOf(runId), { batchSize: 1 });
    if (job === undefined) return null;
    return { ...job.data, id: job.id, runId, deaths: job.retryCount };
  }

  /**
   * Ends `job` as a part of the transaction of `session`; false where it is no longer in this hand, and whatever
   * else the transaction does must not be.
   */
  async end(session: Session, job: TakenJob): Promise<boolean> {
    const options = { db: within(session) };
    return (
      affectedBy(await this.#boss.complete(nameOf(job.runId), attemptOf(job), null, options)) === 1
    );
  }

  /** Gives a sign of life for `job`; false where it is no longer in this hand. */
  async touch(job: TakenJob): Promise<boolean> {
    return affectedBy(await this.#boss.touch(nameOf(job.runId), attemptOf(job))) === 1;
  }

  /** Removes all jobs of a run, also those in hand. */
  async clear(runId: number): Promise<void> {
    await this.#boss.deleteAllJobs(nameOf(runId));
  }

  async close(): Promise<void> {
    await this.#boss.stop({ graceful: false });
  }
}

/** How many jobs a call changed; its type does not say so. */
function affectedBy(response: object): number {
  return (response as { affected: number }).affected;
}

function nameOf(runId: number): string {
  return `run-${runId}`;
}

function attemptOf({ id, deaths }: TakenJob): { id: string; retryCount: number } {
  return { id, retryCount: deaths };
}

function within(session: Session) {
  return {
    executeSql: async (text: string, values?: unknown[]) => ({
      rows: await session.query(text, values),
    }),
  };
}

/**
 * Whether `error` comes of a database that does not answer, or has no room left, also where pg-boss has put it into
 * words.
 */
export function isOutage(error: unknown): boolean {
  if (isPassing(error) || error instanceof ConnectionLost || error instanceof NoRoom) return true;
  return error instanceof Error && error.cause !== undefined && isOutage(error.cause);
}
