/** Writes what a job came to and ends the job, in one transaction: all of it once, or nothing. */
import { shownName } from '../../base/byte-path.ts';
import type { Session } from '../../postgres/connect.ts';
import type { Fleet } from '../fleet.ts';
import type { NewJob, TakenJob } from '../queue.ts';
import type { Run } from '../runs.ts';
import { SCHEMA } from '../tables.ts';
import { LostJob, noteAlive } from './end-job.ts';
import { countsOf, type JobMemory, type NewFinding, type PathOutcome } from './outcome.ts';
import type { JobObject, ObjectOutcome } from './examine-job.ts';

/** Seconds until what comes again does, doubled with each time. */
const AGAIN_SECONDS = 2;

/** Seconds until a source that does not answer, or asks for patience, is asked again. */
export const SOURCE_SECONDS = 15;

export interface Writing {
  run: Run;
  job: TakenJob;
  objects: readonly JobObject[];
  outcomes: ReadonlyMap<number, ObjectOutcome>;
  memory: JobMemory;
  /** Who did it. */
  worker: string;
}

/** Writes it. Throws LostJob where the job is no longer in this hand; then nothing is written. */
export async function writeOutcome({ postgres, queue }: Fleet, writing: Writing): Promise<void> {
  const { run, job, objects, outcomes, memory, worker } = writing;
  await postgres.transaction(async (session) => {
    if (!(await queue.end(session, job))) throw new LostJob();
    const done = objects.flatMap(({ id }) => {
      const outcome = outcomes.get(id);
      return outcome?.kind === 'done' ? { id, inside: outcome.inside } : [];
    });
    const paths = done.flatMap(({ id, inside }) =>
      [...inside].map(([way, outcome]) => ({ id, way, outcome })),
    );
    await insertFindings(session, run, [...memory.findings.values()], worker);
    await insertSightings(session, run, paths);
    const ids = (kind: ObjectOutcome['kind']) =>
      objects.filter(({ id }) => outcomes.get(id)?.kind === kind).map(({ id }) => id);
    await setState(session, ids('done'), 'done');
    await setState(session, ids('skipped'), 'skipped');
    await noteAgain(session, objects, outcomes);
    await noteAlive(session, job);
    await queue.add(session, run.id, restOf(job, objects, outcomes));
    const { examined, copies, found, failed } = countsOf(paths.map(({ outcome }) => outcome));
    await session.query(
      `INSERT INTO ${SCHEMA}.batches (run_id, worker, objects, skipped, examined, copies, found, failed) ` +
        'VALUES ($1, $2, $3, $4, $5, $6, $7, $8)',
      [run.id, worker, done.length, ids('skipped').length, examined, copies, found, failed],
    );
  });
}

/** What of the objects is to be taken once more, and when. */
function restOf(
  { isSuspect, trace }: TakenJob,
  objects: readonly JobObject[],
  outcomes: ReadonlyMap<number, ObjectOutcome>,
): NewJob[] {
  const common = { ...(isSuspect && { isSuspect }), ...(trace && { trace }) };
  const unreached = objects.filter(({ id }) => outcomes.get(id)?.kind === 'unreached');
  const again = objects.filter(({ id }) => outcomes.get(id)?.kind === 'again');
  const later = objects.filter(({ id }) => outcomes.get(id)?.kind === 'later');
  return [
    ...(unreached.length > 0 ? [{ objects: unreached.map(({ id }) => id), ...common }] : []),
    ...again.map(({ id, tries }) => ({
      ...{ objects: [id], delaySeconds: AGAIN_SECONDS * 2 ** tries },
      ...common,
    })),
    ...(later.length > 0
      ? [{ objects: later.map(({ id }) => id), delaySeconds: SOURCE_SECONDS, ...common }]
      : []),
  ];
}

async function insertFindings(
  session: Session,
  { engineVersion, settingsId }: Run,
  findings: readonly NewFinding[],
  worker: string,
): Promise<void> {
  if (findings.length === 0) return;
  // In one order everywhere, so that two workers never wait for each other.
  const sorted = [...findings].sort((a, b) => (a.finding.sha256 < b.finding.sha256 ? -1 : 1));
  const inserted = await session.query<{ id: number; sha256: string }>(
    `INSERT INTO ${SCHEMA}.findings (sha256, engine_version, settings_id, finding, code, message, worker) ` +
      'SELECT sha256, $5, $6, finding, code, message, $7 ' +
      'FROM unnest($1::text[], $2::text[], $3::text[], $4::text[]) AS f (sha256, finding, code, message) ' +
      'ON CONFLICT DO NOTHING RETURNING id, sha256',
    [
      sorted.map(({ finding }) => finding.sha256),
      sorted.map(({ finding }) => JSON.stringify({ ...finding, file: shownName(finding.file) })),
      sorted.map(({ finding }) => finding.error?.code ?? null),
      sorted.map(({ finding }) => finding.error?.message ?? null),
      ...[engineVersion, settingsId, worker],
    ],
  );
  const ids = new Map(inserted.map(({ id, sha256 }) => [sha256, id]));
  const pictures = sorted.flatMap(({ finding, pictures: all }) => {
    const id = ids.get(finding.sha256);
    return id === undefined ? [] : all.map((picture) => ({ id, ...picture }));
  });
  if (pictures.length === 0) return;
  await session.query(
    `INSERT INTO ${SCHEMA}.pictures (finding_id, kind, view, media_type, width, height, bytes, hash) ` +
      'SELECT * FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::int[], $6::int[], ' +
      '$7::bytea[], $8::text[])',
    [
      ...[pictures.map(({ id }) => id), pictures.map(({ kind }) => kind)],
      ...[pictures.map(({ view }) => view), pictures.map(({ mediaType }) => mediaType)],
      ...[pictures.map(({ width }) => width), pictures.map(({ height }) => height)],
      pictures.map(({ bytes }) => Buffer.from(bytes.buffer, bytes.byteOffset, bytes.byteLength)),
      pictures.map(({ hash }) => hash),
    ],
  );
}

async function insertSightings(
  session: Session,
  { engineVersion, settingsId }: Run,
  paths: readonly { id: number; way: string; outcome: PathOutcome }[],
): Promise<void> {
  if (paths.length === 0) return;
  const errorOf = ({ outcome }: (typeof paths)[number]) =>
    'error' in outcome ? outcome.error : null;
  const inserted = await session.query(
    `INSERT INTO ${SCHEMA}.sightings (object_id, inside, finding_id, code, message) ` +
      'SELECT p.object_id, p.inside, f.id, p.code, p.message ' +
      'FROM unnest($1::bigint[], $2::text[], $3::text[], $4::text[], $5::text[]) ' +
      'AS p (object_id, inside, sha256, code, message) ' +
      `LEFT JOIN ${SCHEMA}.findings f ON f.sha256 = p.sha256 AND f.engine_version = $6 AND f.settings_id = $7 ` +
      'RETURNING object_id',
    [
      ...[paths.map(({ id }) => id), paths.map(({ way }) => way)],
      paths.map(({ outcome }) => ('sha256' in outcome ? outcome.sha256 : null)),
      ...[
        paths.map((path) => errorOf(path)?.code ?? null),
        paths.map((path) => errorOf(path)?.message ?? null),
      ],
      ...[engineVersion, settingsId],
    ],
  );
  if (inserted.length !== paths.length) throw new Error('Some sightings were not written');
}

async function setState(
  session: Session,
  ids: readonly number[],
  state: 'done' | 'skipped',
): Promise<void> {
  if (ids.length === 0) return;
  const set = await session.query(
    `UPDATE ${SCHEMA}.objects SET state = $2, cause = NULL WHERE id = ANY($1) AND state = 'waiting' RETURNING id`,
    [ids, state],
  );
  // Only a run that was cancelled meanwhile takes objects out of a job that is in hand.
  if (set.length !== ids.length) throw new LostJob();
}

async function noteAgain(
  session: Session,
  objects: readonly JobObject[],
  outcomes: ReadonlyMap<number, ObjectOutcome>,
): Promise<void> {
  for (const { id, etag, bytes } of objects) {
    const outcome = outcomes.get(id);
    if (outcome?.kind !== 'again') continue;
    const now = outcome.now ?? { etag, bytes };
    await session.query(
      `UPDATE ${SCHEMA}.objects SET tries = tries + 1, cause = $2, etag = $3, bytes = $4 WHERE id = $1`,
      [id, outcome.error.message, now.etag, now.bytes],
    );
  }
}
