/** What was changed in a case since an entry of its log, for windows that show it. */
import type { CaseNews } from '../../shared/case/case-people.ts';
import { UserError } from '../../shared/base/errors.ts';
import { rowsOf } from './store/audit.ts';
import type { CaseFile } from './store/case-file.ts';

/** Entries that are told image by image; of more everything is read again. */
const MOST_ENTRIES = 200;

/** Tables whose rows say of which image they are. */
const OF_IMAGES: readonly string[] = [
  'sightings',
  'findings',
  'reviews',
  'marks',
  'assignments',
  'second_looks',
  'digests',
  'known',
];

/**
 * The same for a window that asks again and again. While a database cannot be reached there are none, and nothing
 * can be changed: that says why.
 */
export function newsAsFar(caseFile: CaseFile, after: number, readOnly: string | null): CaseNews {
  try {
    return { ...newsSince(caseFile, after), readOnly };
  } catch (error) {
    const isRefused = error instanceof UserError && caseFile.reviewer !== null;
    if (!isRefused) throw error;
    return { seq: after, images: [], readOnly: error.message };
  }
}

/** The news of `caseFile` since the entry `after`. */
export function newsSince({ database }: CaseFile, after: number): Pick<CaseNews, 'seq' | 'images'> {
  const last = database.lastEntry();
  if (last <= after) return { seq: last, images: [] };
  if (after === 0 || last - after > MOST_ENTRIES) return { seq: last, images: null };
  const images = new Set<number>();
  const entries = database.all<{ seq: number; rows: string }>(
    'SELECT seq, rows FROM audit WHERE seq > ? AND seq <= ?',
    ...[after, last],
  );
  for (const entry of entries) {
    for (const [table, id, hash] of rowsOf(entry)) {
      if (table === 'images') images.add(id);
      if (!OF_IMAGES.includes(table)) continue;
      // What a removed row was of nobody can tell any more.
      if (hash === null) return { seq: last, images: null };
      const row = database.get<{ image_id: number }>(
        `SELECT image_id FROM ${table} WHERE id = ?`,
        id,
      );
      if (row !== undefined) images.add(row.image_id);
    }
  }
  return { seq: last, images: [...images] };
}
