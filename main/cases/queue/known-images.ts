/** What lists of hashes say of the images of a case: kept and read back. It has no say in any finding. */
import * as v from 'valibot';
import {
  HASH_NAMES,
  KNOWN_KINDS,
  type FileDigests,
  type KnownHit,
  type KnownList,
} from '../../../shared/known/known.ts';
import type { CaseFile, Touch } from '../store/case-file.ts';
import { hasKnown, refreshQueue } from './queue-row.ts';

/** What is known of the file of an image. */
export interface KnownImage {
  sha256: string;
  hashes?: Omit<FileDigests, 'sha256'>;
  known?: readonly KnownHit[];
}

/** Keeps what `lists` say of an image, and further hashes of it; what is kept already is not kept again. */
export function recordKnown(
  caseFile: CaseFile,
  { sha256, hashes, known = [] }: KnownImage,
  lists: readonly KnownList[],
): void {
  const image = caseFile.database.get<{ id: number }>(
    'SELECT id FROM images WHERE sha256 = ?',
    sha256,
  )?.id;
  if (image === undefined || hashes === undefined) return;
  caseFile.change('known files', { sha256, known }, (touch) => {
    addDigests(caseFile, image, hashes, touch);
    let isNew = false;
    for (const hit of known) {
      const list = lists.find(({ name, kind }) => name === hit.list && kind === hit.kind);
      if (list === undefined) continue;
      isNew = addHit(caseFile, image, listId(caseFile, list, touch), hit, touch) || isNew;
    }
    if (isNew) refreshQueue(caseFile.database, image);
  });
}

function addDigests(
  { database }: CaseFile,
  image: number,
  { md5, sha1 }: Omit<FileDigests, 'sha256'>,
  touch: Touch,
): void {
  const id = database.insert(
    'INSERT INTO digests (image_id, md5, sha1) VALUES (?, ?, ?) ON CONFLICT DO NOTHING',
    ...[image, md5, sha1],
  );
  if (id !== null) touch('digests', id);
}

/** The row of `list`; another release or content of a list of that name is another list. */
function listId(caseFile: CaseFile, list: KnownList, touch: Touch): number {
  const { database } = caseFile;
  const { name, kind, format, sha256, release, entries } = list;
  const known = database.get<{ id: number }>(
    'SELECT id FROM hash_lists WHERE name = ? AND kind = ? AND sha256 IS NOT DISTINCT FROM ? ' +
      'AND release IS NOT DISTINCT FROM ?',
    ...[name, kind, sha256, release],
  );
  if (known !== undefined) return known.id;
  const id = database.insert(
    'INSERT INTO hash_lists (name, kind, format, sha256, release, entries, added_at) ' +
      'VALUES (?, ?, ?, ?, ?, ?, ?)',
    ...[name, kind, format, sha256, release, entries, caseFile.now()],
  );
  touch('hash_lists', id!);
  return id!;
}

function addHit(
  caseFile: CaseFile,
  image: number,
  list: number,
  { by, category, distance, picture }: KnownHit,
  touch: Touch,
): boolean {
  const { database } = caseFile;
  const known = database.get(
    'SELECT 1 FROM known WHERE image_id = ? AND list_id = ? AND matched_by = ? ' +
      'AND category IS NOT DISTINCT FROM ? AND picture IS NOT DISTINCT FROM ?',
    ...[image, list, by, category, picture ?? null],
  );
  if (known !== undefined) return false;
  const id = database.insert(
    'INSERT INTO known (image_id, list_id, matched_by, category, distance, picture, at) ' +
      'VALUES (?, ?, ?, ?, ?, ?, ?)',
    ...[image, list, by, category, distance ?? null, picture ?? null, caseFile.now()],
  );
  touch('known', id!);
  return true;
}

const HitRow = v.object({
  list: v.string(),
  kind: v.picklist(KNOWN_KINDS),
  by: v.picklist(HASH_NAMES),
  category: v.nullable(v.string()),
  distance: v.nullable(v.number()),
  picture: v.nullable(v.picklist(['human', 'machine'])),
});

/** What lists say of `image`, bad ones first; nothing of a case of an earlier version. */
export function knownOf({ database }: Pick<CaseFile, 'database'>, image: number): KnownHit[] {
  if (!hasKnown(database)) return [];
  const rows = database.all(
    'SELECT l.name AS list, l.kind, k.matched_by AS "by", k.category, k.distance, k.picture ' +
      'FROM known AS k JOIN hash_lists AS l ON l.id = k.list_id WHERE k.image_id = ? ORDER BY l.kind, k.id',
    image,
  );
  return rows.flatMap((row) => {
    const read = v.safeParse(HitRow, row);
    if (!read.success) return [];
    const { distance, picture, ...hit } = read.output;
    return [
      { ...hit, ...(distance !== null && { distance }), ...(picture !== null && { picture }) },
    ];
  });
}

/** MD5 and SHA-1 of `image`; null where nobody asked for them. */
export function hashesOf(
  { database }: Pick<CaseFile, 'database'>,
  image: number,
): Omit<FileDigests, 'sha256'> | null {
  if (!hasKnown(database)) return null;
  return (
    database.get<{ md5: string; sha1: string }>(
      'SELECT md5, sha1 FROM digests WHERE image_id = ?',
      image,
    ) ?? null
  );
}
