/** Everything that a case knows of one image. */
import type { CaseFinding, CaseImage } from '../../shared/case-contract.ts';
import { UserError } from '../../shared/errors.ts';
import type { Finding } from '../../shared/finding.ts';
import type { CaseFile } from './case-file.ts';
import { damaged } from './database.ts';
import { marksOf } from './marks.ts';
import { readRow } from './queue.ts';
import { historyOf, notesOf } from './review.ts';

/** The page of `image`. Throws UserError `not-found`. */
export function readCaseImage(caseFile: CaseFile, image: number): CaseImage {
  const { database } = caseFile;
  const row = readRow(caseFile, image);
  const findings = database.all<{
    id: number;
    engine_version: string;
    settings: string;
    finding: string;
    created_at: string;
  }>('SELECT * FROM findings WHERE image_id = ? ORDER BY id DESC', image);
  return {
    row,
    places: database.all(
      'SELECT path, first_seen_at AS firstSeenAt FROM sightings WHERE image_id = ? ORDER BY id',
      image,
    ),
    findings: findings.map((record, i): CaseFinding => ({
      id: record.id,
      engineVersion: record.engine_version,
      settings: jsonOf(record.settings, caseFile.name),
      createdAt: record.created_at,
      isCurrent: i === 0,
      finding: jsonOf(record.finding, caseFile.name) as Finding,
    })),
    notes: notesOf(caseFile, image),
    history: historyOf(caseFile, image),
    annotations: marksOf(caseFile, 'annotation', image),
    bookmarks: marksOf(caseFile, 'bookmark', image),
    pictures: database.all(
      'SELECT id, kind, view, width, height FROM pictures WHERE image_id = ? ORDER BY id DESC',
      image,
    ),
  };
}

function jsonOf(text: string, name: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    throw damaged(name, 'a finding is not JSON');
  }
}

/** The frame (0-based) that the newest finding on an animation is of; null for other images. */
export function toldFrame({ database }: CaseFile, image: number): number | null {
  const newest = database.get<{ told: number | null }>(
    "SELECT finding ->> '$.frames.told' AS told FROM findings WHERE image_id = ? " +
      'ORDER BY id DESC LIMIT 1',
    image,
  );
  const told = newest?.told ?? null;
  return told === null ? null : told - 1;
}

/** The newest small picture of `image` at one of its scales. Throws UserError `not-found`. */
export function readThumbnail(
  caseFile: CaseFile,
  image: number,
  kind: 'human' | 'machine',
): { view: string; mediaType: string; bytes: Uint8Array } {
  const picture = caseFile.database.get<{ view: string; mediaType: string; bytes: Uint8Array }>(
    'SELECT view, media_type AS mediaType, bytes FROM pictures WHERE image_id = ? AND kind = ? ' +
      'ORDER BY id DESC LIMIT 1',
    image,
    kind,
  );
  if (picture !== undefined) return picture;
  const { name } = readRow(caseFile, image);
  throw new UserError('not-found', `${name} has no picture at the ${kind} scale`);
}
