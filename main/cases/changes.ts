/**
 * What examining again has changed: findings on the same image that answer the same question (the same
 * view, frame and orientation) by another engine, other thresholds or other limits.
 */
import * as v from 'valibot';
import { canonicalJson } from '../../shared/base/canonical-json.ts';
import {
  CHANGE_SCHEMA,
  type ChangedFinding,
  type VerdictChange,
} from '../../shared/case/case-changes.ts';
import { ThresholdsShape } from '../../shared/verdict/thresholds-file.ts';
import { listedVerdict } from '../../shared/verdict/words.ts';
import type { CaseFile } from './store/case-file.ts';
import { readRow } from './queue/queue.ts';
import { readAs, VERDICTS_BY_RANK } from './queue/queue-row.ts';

/** The columns of a finding that a change is told by. */
const TOLD =
  'f.id, f.image_id, f.engine_version, f.settings, f.created_at, unpacked(f.finding) AS finding';

interface ToldRow {
  id: number;
  image_id: number;
  engine_version: string;
  settings: string;
  created_at: string;
  finding: string;
}

const Told = v.looseObject({
  verdict: v.picklist(VERDICTS_BY_RANK),
  score: v.pipe(v.number(), v.finite()),
  explanation: v.optional(v.nullable(v.string()), null),
});

/**
 * The newest finding of the image of `sha256` that answers the question of `settings` otherwise made:
 * what is found now is found again. Undefined where there is none.
 */
export function earlierFinding(
  { database }: CaseFile,
  sha256: string,
  settings: unknown,
): ChangedFinding | undefined {
  const asked = questionOf(canonicalJson(settings));
  const rows = database.all<ToldRow>(
    `SELECT ${TOLD} FROM findings AS f WHERE f.image_id = (SELECT id FROM images WHERE sha256 = ?) ` +
      'ORDER BY f.id DESC',
    sha256,
  );
  const earlier = rows.find((row) => questionOf(row.settings) === asked);
  return earlier && (toldBy(earlier) ?? undefined);
}

/**
 * The images whose newest finding has another verdict than the one before it of the same question, by
 * path; with `engine` only those whose newest finding is of that engine.
 */
export function findChanges(caseFile: CaseFile, engine?: string): VerdictChange[] {
  const { database } = caseFile;
  const rows = database.iterate<ToldRow>(
    `SELECT ${TOLD} FROM findings AS f WHERE f.image_id IN ` +
      '(SELECT image_id FROM findings GROUP BY image_id HAVING count(*) > 1) ' +
      'ORDER BY f.image_id, f.id DESC',
  );
  const changes: VerdictChange[] = [];
  let newest: ToldRow | null = null;
  let isCompared = false;
  for (const row of rows) {
    if (newest?.image_id !== row.image_id) {
      newest = row;
      isCompared = engine !== undefined && row.engine_version !== engine;
      continue;
    }
    if (isCompared || questionOf(row.settings) !== questionOf(newest.settings)) continue;
    isCompared = true;
    const [before, after] = [toldBy(row), toldBy(newest)];
    if (before === null || after === null || before.verdict === after.verdict) continue;
    const { path: file, sha256, decision, reviewer, outdated } = readRow(caseFile, row.image_id);
    changes.push({
      ...{ schema: CHANGE_SCHEMA, file, sha256, before, after },
      decision:
        decision === null ? null : { decision, reviewer: reviewer ?? '', isOnEarlier: outdated },
    });
  }
  return changes.sort((a, b) => (a.file < b.file ? -1 : a.file > b.file ? 1 : 0));
}

/** How many images have no finding of `engine` as their newest. */
export function countOfOtherEngines({ database }: CaseFile, engine: string): number {
  return database.get<{ n: number }>(
    'SELECT count(*) AS n FROM queue AS q JOIN findings AS f ON f.id = q.finding_id ' +
      'WHERE f.engine_version <> ?',
    engine,
  )!.n;
}

/** What settings ask, however it is answered: without limits and thresholds. */
function questionOf(settings: string): string {
  const parsed = settingsIn(settings);
  if (parsed === null) return settings;
  return canonicalJson({ ...parsed, limits: undefined, thresholds: undefined });
}

function settingsIn(text: string): Record<string, unknown> | null {
  try {
    const parsed = JSON.parse(text) as unknown;
    return typeof parsed === 'object' ? (parsed as Record<string, unknown> | null) : null;
  } catch {
    return null; // anybody may have written the case
  }
}

function toldBy(row: ToldRow): ChangedFinding | null {
  const told = readAs(Told, row.finding);
  if (told === null) return null;
  const { verdict, score, explanation } = told;
  const judged = v.safeParse(ThresholdsShape, settingsIn(row.settings)?.['thresholds']);
  return {
    verdict: listedVerdict({ verdict, explanation }),
    score,
    engine: row.engine_version,
    thresholds: judged.success ? judged.output : null,
    at: row.created_at,
  };
}
