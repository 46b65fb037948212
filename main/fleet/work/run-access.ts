/** Whether a worker can work a run: its engine, its settings and its sources. */
import { canonicalJson } from '../../../shared/base/canonical-json.ts';
import { toErrorBody } from '../../../shared/base/errors.ts';
import { engineVersion } from '../../base/package-root.ts';
import { settingsOf } from '../../scan/scan-settings.ts';
import type { Session } from '../../postgres/connect.ts';
import { SCHEMA } from '../tables.ts';
import type { Run } from '../runs.ts';
import { folderSource } from '../sources/folder-source.ts';
import type { Mounts } from '../sources/mounts.ts';
import type { Source } from '../sources/source.ts';

export interface RunAccess {
  sources: ReadonlyMap<string, Source>;
  /** Why the run is left to other workers, as a sentence; null where it is not. */
  refusal: string | null;
}

/** What a worker has of its own. */
export interface WorkerPlace {
  mounts: Mounts;
  /** The service of buckets as this worker reaches it, in the place of the run's. */
  s3Endpoint?: string | undefined;
}

/** Files by which a folder is known, at most; half of them are the first that were listed, half the last. */
const MARKS = 100;

/** How this worker gets at the images of `run`, or why not. `session`: with the database that has it. */
export async function accessTo(session: Session, run: Run, place: WorkerPlace): Promise<RunAccess> {
  const sources = new Map<string, Source>();
  const refused = (refusal: string): RunAccess => ({ sources, refusal });
  if (run.engineVersion !== engineVersion) {
    return refused(
      `The run ${run.name} is of the engine ${run.engineVersion}, and this worker has ${engineVersion}: ` +
        'findings of one run are made alike. Use that version here, or begin a new run.',
    );
  }
  const { decode, view, classifiers, text } = run.how;
  const here = await settingsOf(decode, view, classifiers, text).catch((error: unknown) =>
    toErrorBody(error),
  );
  if ('message' in here || canonicalJson(here) !== canonicalJson(run.settings)) {
    return refused(
      `The run ${run.name} has settings that come out otherwise here, such as a model for --labels whose file is ` +
        'not here or is another one.',
    );
  }
  for (const description of run.sources) {
    const source =
      description.kind === 'folder'
        ? folderSource(description, place.mounts, () => marksOf(session, run, description.name))
        : (await import('../sources/s3-source.ts')).s3Source(
            {
              ...description,
              ...(place.s3Endpoint !== undefined && { endpoint: place.s3Endpoint }),
            },
            decode.limits.maxBytes,
          );
    const refusal = await source.refusal();
    if (refusal !== null) return refused(refusal);
    sources.set(description.name, source);
  }
  return { sources, refusal: null };
}

/** Keys of some objects of a source that were there when it was listed. */
async function marksOf(session: Session, run: Run, source: string): Promise<string[]> {
  const some = (order: string) =>
    `(SELECT id, key FROM ${SCHEMA}.objects o WHERE run_id = $1 AND source = $2 AND NOT EXISTS ` +
    `(SELECT 1 FROM ${SCHEMA}.sightings s WHERE s.object_id = o.id AND s.code = 'not-found') ` +
    `ORDER BY id ${order} LIMIT ${MARKS / 2})`;
  const rows = await session.query<{ key: string }>(`${some('ASC')} UNION ${some('DESC')}`, [
    run.id,
    source,
  ]);
  return rows.map(({ key }) => key);
}
