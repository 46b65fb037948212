/** Everything that a case knows of one image. */
import * as v from 'valibot';
import type { CaseFinding, CaseImage } from '../../../shared/case/case-contract.ts';
import { UserError } from '../../../shared/base/errors.ts';
import type { Finding } from '../../../shared/finding/finding.ts';
import { ITEM_ID, type DecodePolicy } from '../../../shared/image/facts.ts';
import { hashesOf, knownOf } from '../queue/known-images.ts';
import type { CaseFile } from '../store/case-file.ts';
import { damaged } from '../store/database.ts';
import { recordedSql } from '../store/schema.ts';
import { marksOf } from './marks.ts';
import { readRow } from '../queue/queue.ts';
import { listedFinding, readAs } from '../queue/queue-row.ts';
import { secondLooksOf } from './looks-told.ts';
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
  }>(`${recordedSql('findings')} WHERE image_id = ? ORDER BY id DESC`, image);
  const [known, hashes] = [knownOf(caseFile, image), hashesOf(caseFile, image)];
  return {
    row,
    ...(known.length > 0 && { known }),
    ...(hashes !== null && { hashes }),
    places: database.all(
      'SELECT path, first_seen_at AS "firstSeenAt" FROM sightings WHERE image_id = ? ORDER BY id',
      image,
    ),
    findings: findings.map((record, i): CaseFinding => ({
      id: record.id,
      engineVersion: record.engine_version,
      settings: jsonOf(record.settings, caseFile.name),
      createdAt: record.created_at,
      isCurrent: i === 0,
      finding: findingOf(record.finding, caseFile.name, row.name),
    })),
    notes: notesOf(caseFile, image),
    history: historyOf(caseFile, image),
    secondLooks: secondLooksOf(caseFile, image).reverse(),
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

function findingOf(text: string, caseName: string, imageName: string): Finding {
  const finding = jsonOf(text, caseName);
  if (listedFinding(text) !== null) return finding as Finding;
  throw damaged(caseName, `the stored finding of ${imageName} is not valid`);
}

const Told = v.looseObject({
  frames: v.fallback(v.optional(v.nullable(v.looseObject({ told: v.unknown() }))), undefined),
  item: v.optional(v.unknown()),
});
const Chosen = v.looseObject({
  policy: v.fallback(v.optional(v.nullable(v.looseObject({ frame: v.unknown() }))), undefined),
});

/**
 * The picture of its file that the newest finding is of. `frame` (0-based): the worst of an animation, or the
 * one that its scan was told to take; null where there is but one, or the case says nothing that can be a
 * frame. `item`: the second picture that is worse than the main one; left out where the main one is told.
 */
export function toldPicture(
  { database }: CaseFile,
  image: number,
): Pick<DecodePolicy, 'frame' | 'item'> {
  const newest = database.get<{ finding: string; settings: string }>(
    'SELECT unpacked(finding) AS finding, settings FROM findings WHERE image_id = ? ORDER BY id DESC LIMIT 1',
    image,
  );
  const { frames, item } = readAs(Told, newest?.finding ?? '') ?? {};
  const told = frames?.told ?? null;
  const chosen = readAs(Chosen, newest?.settings ?? '')?.policy?.frame ?? null;
  const isItem = typeof item === 'string' && ITEM_ID.test(item);
  const frame =
    told === null ? (isItem ? null : chosen) : typeof told === 'number' ? told - 1 : null;
  const isFrame = typeof frame === 'number' && Number.isSafeInteger(frame) && frame >= 0;
  return { frame: isFrame ? frame : null, ...(isItem && { item }) };
}

/** What a thumbnail may be: nothing that a browser runs. */
const RASTERS: readonly string[] = ['image/webp', 'image/png', 'image/jpeg'];

/** The newest small picture of `image` at one of its scales. Throws UserError `not-found` or `damaged`. */
export function readThumbnail(
  caseFile: CaseFile,
  image: number,
  kind: 'human' | 'machine',
): { view: string; mediaType: string; bytes: Uint8Array } {
  const picture = caseFile.database.get<{ view: string; mediaType: string; bytes: Uint8Array }>(
    'SELECT view, media_type AS "mediaType", bytes FROM pictures WHERE image_id = ? AND kind = ? ' +
      'ORDER BY id DESC LIMIT 1',
    image,
    kind,
  );
  const { name } = readRow(caseFile, image);
  if (picture !== undefined) {
    if (RASTERS.includes(picture.mediaType)) return picture;
    throw damaged(caseFile.name, `a picture of ${name} is none`);
  }
  throw new UserError('not-found', `${name} has no picture at the ${kind} scale`);
}
