/** A worker: takes jobs of the runs that it can work, examines their images and writes what they came to. */
import { rm } from 'node:fs/promises';
import { setTimeout as sleep } from 'node:timers/promises';
import { toErrorBody, UserError } from '../../../shared/base/errors.ts';
import type { Finding } from '../../../shared/finding/finding.ts';
import { parseFinding } from '../../../shared/finding/finding-shape.ts';
import type { Engines } from '../../engine/pool/engines.ts';
import type { Fleet } from '../fleet.ts';
import type { TakenJob } from '../queue.ts';
import { allRuns, findRun, type Run } from '../runs.ts';
import { SCHEMA } from '../tables.ts';
import { inSpan } from '../trace.ts';
import { untilBack } from '../until-back.ts';
import { examineJob, type JobObject } from './examine-job.ts';
import { makeOwnFolder } from './own-folder.ts';
import { JobMemory } from './outcome.ts';
import { newWorker, removeWorker, tellWorker } from './registry.ts';
import { SourceLost } from '../sources/source.ts';
import { accessTo, type RunAccess, type WorkerPlace } from './run-access.ts';
import { Turns } from './turns.ts';
import { buryJob, deathsOf, giveBack, LostJob, markBegun, splitJob } from './end-job.ts';
import { SOURCE_SECONDS, writeOutcome } from './write-outcome.ts';

export interface WorkOptions extends WorkerPlace {
  engines: Engines;
  /** Images at once. */
  jobs: number;
  /** Works this run alone. */
  run?: string | undefined;
  /** Ends when nothing is left that it could work, instead of waiting for more. */
  untilDone: boolean;
  signal: AbortSignal;
  /** Told in sentences of what keeps it from working. */
  tell: (sentence: string) => void;
  /** Told after each job of how many images this worker is done with. */
  onProgress?: (done: number) => void;
}

export interface WorkResult {
  /** Objects this worker ended. */
  done: number;
  /** Why it left runs to others, or undone. */
  refusals: string[];
}

/** Jobs in hand, so that engines have work while one is written and the next is taken. */
const IN_HAND = 2;

/** How often (ms) it looks for jobs where there are none, and for runs. */
const IDLE_MS = 1000;
const RUNS_MS = 2000;

/** How long (ms) a run is left to others before it is tried again. */
const REFUSED_MS = 15_000;

/** How often (ms) it gives a sign of life: several times within the shortest time after which none is death. */
const SIGN_MS = 2500;

/** Deaths of workers that had nothing else in hand than an object, before that is a dead letter. */
const MOST_DEATHS = 2;

/** How long (ms) what is in hand may take to be given back when the worker is stopped. */
const STOP_MS = 5000;

/**
 * Works until it is stopped, or nothing is left. Throws UserError `not-found` where there is no run of the name that
 * it is to work.
 */
export async function work(fleet: Fleet, options: WorkOptions): Promise<WorkResult> {
  return new Worker(fleet, options).run();
}

interface InHand {
  job: TakenJob;
  lost: AbortController;
}

class Worker {
  readonly #fleet: Fleet;
  readonly #options: WorkOptions;
  readonly #identity = newWorker();
  readonly #turns = new Turns();
  readonly #inHand = new Set<InHand>();
  readonly #access = new Map<number, { access: Promise<RunAccess>; until: number }>();
  readonly #refusals = new Map<number, string>();
  /** Fires where one hand fails: the other then gives back what it has. */
  readonly #failing = new AbortController();
  readonly #signal: AbortSignal;
  /** Writing goes on for a moment after the worker is stopped. */
  readonly #writing = new AbortController();
  readonly #onOutage = (error: Error | null): void =>
    this.#options.tell(
      error === null
        ? 'PostgreSQL answers again.'
        : `${sentence(error.message)} What is in hand is kept, and written when it answers.`,
    );
  #runs: { list: Promise<Run[]>; at: number } | null = null;
  #done = 0;
  #folder = '';

  constructor(fleet: Fleet, options: WorkOptions) {
    this.#fleet = fleet;
    this.#options = options;
    this.#signal = AbortSignal.any([options.signal, this.#failing.signal]);
  }

  async run(): Promise<WorkResult> {
    const { run, untilDone } = this.#options;
    const signal = this.#signal;
    if (run !== undefined) await this.#patiently(() => findRun(this.#fleet.postgres, run));
    this.#folder = await makeOwnFolder();
    const ended = new AbortController();
    const stopLater = (): void => void setTimeout(() => this.#writing.abort(), STOP_MS).unref();
    signal.addEventListener('abort', stopLater, { once: true });
    const signs = this.#giveSigns(ended.signal);
    try {
      const hands = Array.from({ length: IN_HAND }, () => this.#takeAndWork());
      for (const hand of hands) hand.catch((error: unknown) => this.#failing.abort(error));
      await Promise.allSettled(hands);
      if (this.#failing.signal.aborted) throw this.#failing.signal.reason;
      const left = untilDone && !signal.aborted ? await this.#patiently(() => this.#paused()) : [];
      for (const sentence of left) this.#options.tell(sentence);
      return { done: this.#done, refusals: [...this.#refusals.values(), ...left] };
    } finally {
      signal.removeEventListener('abort', stopLater);
      ended.abort();
      await signs;
      await rm(this.#folder, { recursive: true, force: true });
      await removeWorker(this.#fleet.postgres, this.#identity).catch(() => undefined);
    }
  }

  async #takeAndWork(): Promise<void> {
    const { untilDone } = this.#options;
    const signal = this.#signal;
    while (!signal.aborted) {
      const taken = await this.#patiently(() => this.#take());
      if (taken === null) {
        if (
          untilDone &&
          this.#inHand.size === 0 &&
          (await this.#patiently(() => this.#isAllDone()))
        )
          return;
        await sleep(IDLE_MS, undefined, { signal }).catch(() => undefined);
        continue;
      }
      if (taken === 'stopped') return;
      const { run, access, job } = taken;
      const inHand: InHand = { job, lost: new AbortController() };
      this.#inHand.add(inHand);
      try {
        const isAlone = job.isSuspect === true;
        const attributes = { run: run.name, objects: job.objects.length, deaths: job.deaths };
        await this.#turns.run(isAlone, () =>
          inSpan('fleet.job', attributes, job.trace, () => this.#workJob(run, access, inHand)),
        );
      } catch (error) {
        // Another has it, or it was cancelled; or the database is away and the worker stopped: then another will.
        if (!(error instanceof LostJob) && !signal.aborted) throw error;
      } finally {
        this.#inHand.delete(inHand);
      }
    }
  }

  /** A job of the first run that has one. */
  async #take(): Promise<{ run: Run; access: RunAccess; job: TakenJob } | null | 'stopped'> {
    for (const run of await this.#workable()) {
      if (this.#signal.aborted) return 'stopped';
      const access = await this.#accessTo(run);
      if (access.refusal !== null) continue;
      const job = await this.#fleet.queue.take(run.id);
      if (job !== null) return { run, access, job };
    }
    return null;
  }

  async #workable(): Promise<Run[]> {
    const now = performance.now();
    if (this.#runs === null || now - this.#runs.at > RUNS_MS) {
      const list = allRuns(this.#fleet.postgres);
      this.#runs = { list, at: now };
      list.catch(() => (this.#runs = null));
    }
    const { run: named } = this.#options;
    const runs = await this.#runs.list;
    return runs.filter(
      ({ state, name }) => state === 'open' && (named === undefined || name === named),
    );
  }

  async #accessTo(run: Run): Promise<RunAccess> {
    const known = this.#access.get(run.id);
    if (known !== undefined && performance.now() < known.until) return known.access;
    const access = accessTo(this.#fleet.postgres, run, this.#options);
    this.#access.set(run.id, { access, until: performance.now() + REFUSED_MS });
    access.catch(() => this.#access.delete(run.id));
    const { refusal } = await access;
    if (refusal === null) {
      this.#access.set(run.id, { access, until: Infinity });
      if (this.#refusals.delete(run.id))
        this.#options.tell(`The run ${run.name} can be worked now.`);
    } else {
      this.#noteRefusal(run, refusal);
    }
    return access;
  }

  #noteRefusal(run: Run, refusal: string): void {
    if (this.#refusals.get(run.id) === refusal) return;
    this.#refusals.set(run.id, refusal);
    this.#options.tell(refusal);
  }

  /** Leaves `run` to others for a while, because of what this computer lacks. */
  #leave(run: Run, refusal: string): void {
    const access = Promise.resolve({ sources: new Map(), refusal });
    this.#access.set(run.id, { access, until: performance.now() + REFUSED_MS });
    this.#noteRefusal(run, refusal);
  }

  /** Whether no image waits in any run that it could work. */
  async #isAllDone(): Promise<boolean> {
    const open = (await this.#workable()).filter(({ id }) => !this.#refusals.has(id));
    const [{ isWaiting }] = await this.#fleet.postgres.query<{ isWaiting: boolean }>(
      `SELECT EXISTS (SELECT 1 FROM ${SCHEMA}.objects WHERE run_id = ANY($1) AND state = 'waiting') ` +
        `OR EXISTS (SELECT 1 FROM ${SCHEMA}.runs WHERE id = ANY($1) AND listed_at IS NULL) AS "isWaiting"`,
      [open.map(({ id }) => id)],
    );
    return !isWaiting;
  }

  /** A sentence for each paused run that it could work and that is not done. */
  async #paused(): Promise<string[]> {
    const { run } = this.#options;
    const rows = await this.#fleet.postgres.query<{ name: string }>(
      `SELECT name FROM ${SCHEMA}.runs r WHERE state = 'paused' AND ($1::text IS NULL OR name = $1) AND (listed_at IS NULL ` +
        `OR EXISTS (SELECT 1 FROM ${SCHEMA}.objects WHERE run_id = r.id AND state = 'waiting')) ORDER BY id`,
      [run ?? null],
    );
    return rows.map(
      ({ name }) => `The run ${name} is paused and not done. Let it go on with fleet resume.`,
    );
  }

  async #workJob(run: Run, { sources }: RunAccess, { job, lost }: InHand): Promise<void> {
    const { engines, jobs, tell } = this.#options;
    if (job.deaths > 0 && !job.isSuspect) {
      return this.#patiently(() => splitJob(this.#fleet, job));
    }
    if (job.isSuspect) {
      const deaths = await this.#patiently(() => deathsOf(this.#fleet, job));
      if (deaths >= MOST_DEATHS) {
        const cause = `${MOST_DEATHS + 1} workers died while they had it in hand, the last with nothing else`;
        await this.#patiently(() => buryJob(this.#fleet, job, cause));
        return tell(`An image of the run ${run.name} is a dead letter: ${cause}.`);
      }
      await this.#patiently(() => markBegun(this.#fleet, job, deaths));
    }
    const objects = await this.#patiently(() => this.#objectsOf(job));
    const memory = new JobMemory((sha256) => this.#patiently(() => this.#findKnown(run, sha256)));
    const signal = AbortSignal.any([this.#signal, lost.signal]);
    try {
      const tools = { engines, jobs, sources, signal, folder: this.#folder };
      const outcomes = await examineJob(run, objects, memory, tools);
      if (lost.signal.aborted) throw new LostJob();
      const worker = this.#identity.name;
      await this.#patiently(() =>
        writeOutcome(this.#fleet, { run, job, objects, outcomes, memory, worker }),
      );
      for (const { kind } of outcomes.values()) if (kind === 'done') this.#done++;
      this.#options.onProgress?.(this.#done);
      const patience = [...outcomes.values()].find(({ kind }) => kind === 'later');
      if (patience?.kind === 'later') tell(`${patience.error.message}. Its images come again.`);
    } catch (error) {
      if (error instanceof LostJob || lost.signal.aborted) throw new LostJob();
      const isLost = error instanceof SourceLost;
      const isFull = error instanceof UserError && error.code === 'write-failed';
      const isPassing = isLost || isFull || (error instanceof UserError && error.code === 'busy');
      if (!isPassing && !this.#signal.aborted) throw error;
      // Whoever takes the next job of the run then tells why this worker leaves it to others.
      if (isLost) this.#access.delete(run.id);
      else if (isFull) this.#leave(run, `${error.message}. Its images are left to other workers.`);
      else if (isPassing) tell(`${toErrorBody(error).message}. Its images come again.`);
      await this.#patiently(() => giveBack(this.#fleet, job, isPassing ? SOURCE_SECONDS : 0));
    }
  }

  async #objectsOf({ objects }: TakenJob): Promise<JobObject[]> {
    return this.#fleet.postgres.query<JobObject>(
      `SELECT id, source, key, bytes, etag, named AS "isNamed", tries FROM ${SCHEMA}.objects ` +
        "WHERE id = ANY($1) AND state = 'waiting' ORDER BY id",
      [objects],
    );
  }

  async #findKnown({ engineVersion, settingsId }: Run, sha256: string): Promise<Finding | null> {
    const [row] = await this.#fleet.postgres.query<{ finding: string }>(
      `SELECT finding FROM ${SCHEMA}.findings WHERE sha256 = $1 AND engine_version = $2 AND settings_id = $3`,
      [sha256, engineVersion, settingsId],
    );
    return row === undefined ? null : parseFinding(row.finding);
  }

  /** Does `action` as soon as the database answers; a moment after the worker was stopped no longer. */
  #patiently<T>(action: () => Promise<T>): Promise<T> {
    return untilBack(action, { signal: this.#writing.signal, onOutage: this.#onOutage });
  }

  /** Tells again and again that this worker and its jobs are alive; gives up jobs that are no longer in its hand. */
  async #giveSigns(ended: AbortSignal): Promise<void> {
    while (!ended.aborted) {
      try {
        const { jobs } = this.#options;
        const refusals = [...this.#refusals.values()];
        await tellWorker(this.#fleet.postgres, this.#identity, {
          jobs,
          inHand: this.#inHand.size,
          refusals,
        });
        for (const { job, lost } of this.#inHand) {
          if (!(await this.#fleet.queue.touch(job))) lost.abort();
        }
      } catch {
        // The database is away: others tell, and the next sign may come through.
      }
      await sleep(SIGN_MS, undefined, { signal: ended }).catch(() => undefined);
    }
  }
}

function sentence(words: string): string {
  return /[.!?]$/.test(words) ? words : `${words}.`;
}
