/** The runs of a fleet: each is one scan, with a name, its sources and its settings. */
import { canonicalJson } from '../../shared/base/canonical-json.ts';
import { UserError } from '../../shared/base/errors.ts';
import type { Classifier } from '../../shared/pipelines/classifier.ts';
import type { ViewRequest } from '../../shared/pipelines/request.ts';
import { sha256Of } from '../base/hash.ts';
import type { ImageSource } from '../engine/images/orders.ts';
import type { TextSettings } from '../engine/text/read-image-text.ts';
import type { Session } from '../postgres/connect.ts';
import type { ScanSettings } from '../scan/scan-settings.ts';
import type { Fleet } from './fleet.ts';
import type { SourceDescription } from './sources/source.ts';
import { SCHEMA } from './tables.ts';

/** How the images of a run are examined. */
export interface RunHow {
  decode: Pick<ImageSource, 'policy' | 'limits' | 'thresholds' | 'pdq'>;
  view: ViewRequest | null;
  classifiers: readonly Classifier[];
  text: TextSettings | null;
  /** Whether pictures inside of archives, documents and mails are examined. */
  inside: boolean;
}

export type RunState = 'open' | 'paused' | 'cancelled';

export interface Run {
  id: number;
  name: string;
  engineVersion: string;
  settingsId: number;
  settings: ScanSettings;
  how: RunHow;
  sources: SourceDescription[];
  perJob: number;
  heartbeatSeconds: number;
  state: RunState;
  /** Whether all of its sources are listed. */
  isListed: boolean;
  createdAt: Date;
}

export interface NewRun {
  name: string;
  engineVersion: string;
  settings: ScanSettings;
  how: RunHow;
  sources: SourceDescription[];
  perJob: number;
  heartbeatSeconds: number;
}

interface RunRow {
  id: number;
  name: string;
  engine_version: string;
  settings_id: number;
  settings: string;
  how: string;
  sources: string;
  per_job: number;
  heartbeat_seconds: number;
  state: RunState;
  listed_at: Date | null;
  created_at: Date;
}

const SELECT = `SELECT r.*, s.settings FROM ${SCHEMA}.runs r JOIN ${SCHEMA}.settings s ON s.id = r.settings_id`;

/** All runs, the oldest first. */
export async function allRuns(session: Session): Promise<Run[]> {
  return (await session.query<RunRow>(`${SELECT} ORDER BY r.id`)).map(runOf);
}

/**
 * The run of that name, or where none is named the only one. Throws UserError `not-found`, and `invalid-argument`
 * where a name is needed.
 */
export async function findRun(session: Session, name: string | undefined): Promise<Run> {
  const runs = await allRuns(session);
  const names = runs.map((run) => run.name).join(', ');
  if (runs.length === 0) {
    throw new UserError(
      'not-found',
      'This fleet has no run yet. scalescope scan --fleet begins one',
    );
  }
  if (name === undefined) {
    if (runs.length === 1) return runs[0];
    throw new UserError(
      'invalid-argument',
      `This fleet has several runs. Name one with --run: ${names}`,
    );
  }
  const found = runs.find((run) => run.name === name);
  if (found === undefined)
    throw new UserError('not-found', `There is no run ${name}. There are: ${names}`);
  return found;
}

/**
 * The run of that name, which is begun where there is none. Throws UserError `invalid-argument` where there is one
 * of other images or other settings: findings that are made in different ways are not mixed.
 */
export async function beginRun({ postgres, queue }: Fleet, run: NewRun): Promise<Run> {
  const { name, engineVersion, settings, how, sources, perJob, heartbeatSeconds } = run;
  const text = canonicalJson(settings);
  const sha256 = sha256Of(text);
  await postgres.query(
    `INSERT INTO ${SCHEMA}.settings (settings, sha256) VALUES ($1, $2) ON CONFLICT DO NOTHING`,
    [text, sha256],
  );
  await postgres.query(
    `INSERT INTO ${SCHEMA}.runs (name, engine_version, settings_id, how, sources, per_job, heartbeat_seconds) ` +
      `SELECT $1, $2, id, $3, $4, $5, $6 FROM ${SCHEMA}.settings WHERE sha256 = $7 ON CONFLICT (name) DO NOTHING`,
    [
      name,
      engineVersion,
      JSON.stringify(how),
      JSON.stringify(sources),
      perJob,
      heartbeatSeconds,
      sha256,
    ],
  );
  const found = await findRun(postgres, name);
  const begun = (what: string) =>
    new UserError(
      'invalid-argument',
      `There is a run ${name} already, ${what}. Give this one another name with --run, or the same options`,
    );
  if (found.engineVersion !== engineVersion) {
    throw begun(`of the engine ${found.engineVersion}, and this is ${engineVersion}`);
  }
  if (canonicalJson(found.settings) !== text) throw begun('with other settings');
  const given = (all: SourceDescription[]) => canonicalJson(all as unknown as object);
  if (given(found.sources) !== given(sources)) throw begun('of other sources');
  if (found.state === 'cancelled') throw begun('which was cancelled');
  await queue.create(found.id, found.heartbeatSeconds);
  return found;
}

/** Keeps workers from taking more of a run, or lets them again. Throws UserError for one that was cancelled. */
export async function setPaused({ postgres }: Fleet, run: Run, isPaused: boolean): Promise<void> {
  const changed = await postgres.query(
    `UPDATE ${SCHEMA}.runs SET state = $2 WHERE id = $1 AND state <> 'cancelled' RETURNING id`,
    [run.id, isPaused ? 'paused' : 'open'],
  );
  if (changed.length > 0) return;
  throw new UserError(
    'invalid-argument',
    `The run ${run.name} was cancelled. Begin another with scan --fleet`,
  );
}

/** Keeps `run` from being cancelled until the transaction of `session` ends; false where it is cancelled already. */
export async function holdOpen(session: Session, { id }: Run): Promise<boolean> {
  const [{ state }] = await session.query<{ state: RunState }>(
    `SELECT state FROM ${SCHEMA}.runs WHERE id = $1 FOR NO KEY UPDATE`,
    [id],
  );
  return state !== 'cancelled';
}

/** Ends a run for good: what is not examined yet never is. How many images that leaves out. */
export async function cancelRun({ postgres, queue }: Fleet, run: Run): Promise<number> {
  const left = await postgres.transaction(async (session) => {
    await session.query(`UPDATE ${SCHEMA}.runs SET state = 'cancelled' WHERE id = $1`, [run.id]);
    return session.query(
      `UPDATE ${SCHEMA}.objects SET state = 'cancelled' WHERE run_id = $1 AND state = 'waiting' RETURNING id`,
      [run.id],
    );
  });
  await queue.clear(run.id);
  return left.length;
}

function runOf(row: RunRow): Run {
  return {
    id: row.id,
    name: row.name,
    engineVersion: row.engine_version,
    settingsId: row.settings_id,
    settings: JSON.parse(row.settings) as ScanSettings,
    how: JSON.parse(row.how) as RunHow,
    sources: JSON.parse(row.sources) as SourceDescription[],
    perJob: row.per_job,
    heartbeatSeconds: row.heartbeat_seconds,
    state: row.state,
    isListed: row.listed_at !== null,
    createdAt: row.created_at,
  };
}
