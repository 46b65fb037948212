/** Makes a case of what a run found: the same that a scan on one machine leaves. */
import { join } from 'node:path';
import { UserError, type ErrorCode } from '../../shared/base/errors.ts';
import { parseFinding } from '../../shared/finding/finding-shape.ts';
import type { KeptFinding } from '../scan/archive.ts';
import { openedPath, shownPath } from '../base/byte-path.ts';
import type { CaseFile } from '../cases/store/case-file.ts';
import {
  addRoots,
  knownFinding,
  recordFailure,
  recordFinding,
  recordSighting,
} from '../cases/record.ts';
import type { SurveyPicture } from '../engine/images/orders.ts';
import type { Postgres } from '../postgres/connect.ts';
import type { Run } from './runs.ts';
import { mountOf } from './sources/folder-source.ts';
import type { Mounts } from './sources/mounts.ts';
import { SCHEMA } from './tables.ts';

export interface AssembleOptions {
  /** Where folders are on this computer: as the case has them. */
  mounts: Mounts;
  onProgress?: (done: number, of: number) => void;
  signal?: AbortSignal | undefined;
}

export interface Assembled {
  findings: number;
  copies: number;
  failures: number;
  /** Of the failures: images on which workers died. */
  deadLetters: number;
}

interface SightingRow {
  objectId: number;
  source: string;
  key: string;
  isDead: boolean;
  inside: string;
  code: ErrorCode | null;
  message: string | null;
  findingId: number | null;
  finding: string | null;
}

/** Objects that came to something: what lies at them, or that workers died on them. */
const ENDED = "state IN ('done', 'dead')";

/** Objects whose sightings are read, and kept in the case, at once. */
const BATCH = 200;

/** Adds all that `run` came to so far to `caseFile`. */
export async function assemble(
  postgres: Postgres,
  run: Run,
  caseFile: CaseFile,
  { mounts, onProgress, signal }: AssembleOptions,
): Promise<Assembled> {
  const roots = new Map(
    run.sources.map((source) => [
      source.name,
      source.kind === 'folder' ? mountOf(source, mounts) : null,
    ]),
  );
  addRoots(
    caseFile,
    run.sources.flatMap((source) => givenOf(source, mounts)),
  );
  const [{ total }] = await postgres.query<{ total: number }>(
    `SELECT count(*) AS total FROM ${SCHEMA}.objects WHERE run_id = $1 AND ${ENDED}`,
    [run.id],
  );
  const counts: Assembled = { findings: 0, copies: 0, failures: 0, deadLetters: 0 };
  let after = 0;
  for (let done = 0; ;) {
    signal?.throwIfAborted();
    const ids = await postgres.query<{ id: number }>(
      `SELECT id FROM ${SCHEMA}.objects WHERE run_id = $1 AND ${ENDED} AND id > $2 ORDER BY id LIMIT ${BATCH}`,
      [run.id, after],
    );
    const last = ids.at(-1);
    if (last === undefined) return counts;
    const rows = await sightingsOf(
      postgres,
      ids.map(({ id }) => id),
    );
    const pictures = await picturesOf(postgres, rows);
    caseFile.database.transaction(() => {
      for (const row of rows) {
        const root = roots.get(row.source) ?? null;
        const path = root === null ? bucketPath(row) : shownPath(join(root, openedPath(row.key)));
        keep(caseFile, run, `${path}${row.inside}`, row, pictures, counts);
      }
    });
    after = last.id;
    done += ids.length;
    onProgress?.(done, total);
  }
}

function keep(
  caseFile: CaseFile,
  { settings, engineVersion }: Run,
  path: string,
  row: SightingRow,
  pictures: ReadonlyMap<number, SurveyPicture[]>,
  counts: Assembled,
): void {
  if (row.code !== null) {
    counts.failures++;
    if (row.isDead) counts.deadLetters++;
    const error = { code: row.code, message: row.message ?? '' };
    return recordFailure(caseFile, path, error, engineVersion);
  }
  const finding = row.finding === null ? null : (parseFinding(row.finding) as KeptFinding | null);
  if (finding === null) {
    throw new UserError(
      'damaged',
      `The fleet's finding on ${path} is none. Someone altered the database`,
    );
  }
  if (knownFinding(caseFile, finding.sha256, engineVersion, settings) !== undefined) {
    counts.copies++;
    return recordSighting(caseFile, finding.sha256, path);
  }
  counts.findings++;
  const made = { engineVersion, settings, pictures: pictures.get(row.findingId!) ?? [] };
  recordFinding(caseFile, { path, finding, ...made });
}

async function sightingsOf(postgres: Postgres, ids: readonly number[]): Promise<SightingRow[]> {
  return postgres.query<SightingRow>(
    `SELECT o.id AS "objectId", o.source, o.key, o.state = 'dead' AS "isDead", coalesce(s.inside, '') AS inside, ` +
      `CASE WHEN o.state = 'dead' THEN 'engine-crashed' ELSE s.code END AS code, ` +
      `CASE WHEN o.state = 'dead' THEN o.cause ELSE s.message END AS message, f.id AS "findingId", f.finding ` +
      `FROM ${SCHEMA}.objects o LEFT JOIN ${SCHEMA}.sightings s ON s.object_id = o.id ` +
      `LEFT JOIN ${SCHEMA}.findings f ON f.id = s.finding_id ` +
      `WHERE o.id = ANY($1) AND (o.state = 'dead' OR s.object_id IS NOT NULL) ORDER BY o.id, s.inside`,
    [ids],
  );
}

async function picturesOf(
  postgres: Postgres,
  rows: readonly SightingRow[],
): Promise<Map<number, SurveyPicture[]>> {
  const ids = [...new Set(rows.flatMap(({ findingId }) => findingId ?? []))];
  const found = await postgres.query<SurveyPicture & { findingId: number }>(
    'SELECT finding_id AS "findingId", kind, view, media_type AS "mediaType", width, height, bytes, hash ' +
      `FROM ${SCHEMA}.pictures WHERE finding_id = ANY($1) ORDER BY id`,
    [ids],
  );
  const byFinding = new Map<number, SurveyPicture[]>();
  for (const { findingId, ...picture } of found) {
    byFinding.set(findingId, [...(byFinding.get(findingId) ?? []), picture]);
  }
  return byFinding;
}

function bucketPath({ source, key }: SightingRow): string {
  return `s3://${source.slice('s3://'.length).split('/', 1)[0]}/${key}`;
}

function givenOf(source: Run['sources'][number], mounts: Mounts): string[] {
  if (source.kind === 's3') return [source.name];
  const mount = mountOf(source, mounts);
  const root = openedPath(source.root);
  return source.given.map((shown) => join(mount, openedPath(shown).slice(root.length)));
}
