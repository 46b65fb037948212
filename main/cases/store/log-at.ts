/** What the audit log tells of a case as it was at one of its earlier entries. */
import { CHAIN_START, detailsOf, rowsOf, type StoredEntry } from './audit.ts';
import type { CaseDatabase } from './case-database.ts';

/** The number of the entry with `hash`, 0 before the first; null where there is none. */
export function seqOf(database: CaseDatabase, hash: string): number | null {
  if (hash === CHAIN_START) return 0;
  return database.get<{ seq: number }>('SELECT seq FROM audit WHERE hash = ?', hash)?.seq ?? null;
}

/** What reviewers had said of an image and drawn on it by some entry. */
export interface ReviewAt {
  /** Ids of the reviews, which never change. */
  reviews: ReadonlySet<number>;
  /** Ids of the second looks, which never change either. */
  secondLooks: ReadonlySet<number>;
  /** Ids of the annotations that are still as they were. */
  annotations: ReadonlySet<number>;
  /** How many annotations were changed or removed since: how they were is not kept with their times. */
  replaced: number;
}

/** What was said of the image with `sha256`, and drawn on it, by the entry `seq`. */
export function reviewAt(database: CaseDatabase, sha256: string, seq: number): ReviewAt {
  const reviews = new Set<number>();
  const secondLooks = new Set<number>();
  const there = new Set<number>();
  const replaced = new Set<number>();
  for (const entry of database.iterate<StoredEntry>(LOGGED_SQL)) {
    const isOfImage = entry.action.startsWith('annotation ') && imageOf(entry) === sha256;
    for (const [table, id, hash] of rowsOf(entry)) {
      if (table === 'reviews') {
        if (entry.seq <= seq) reviews.add(id);
      } else if (table === 'second_looks') {
        if (entry.seq <= seq) secondLooks.add(id);
      } else if (table === 'marks' && isOfImage) {
        if (entry.seq > seq) {
          if (there.delete(id)) replaced.add(id);
        } else if (hash !== null) there.add(id);
        else there.delete(id);
      }
    }
  }
  return { reviews, secondLooks, annotations: there, replaced: replaced.size };
}

/** Entries that wrote reviews, second looks or marks. */
const LOGGED_SQL =
  `SELECT seq, action, details, rows FROM audit WHERE rows LIKE '%"reviews"%' OR rows LIKE '%"marks"%' ` +
  `OR rows LIKE '%"second_looks"%' ORDER BY seq`;

/** The image that an entry says it is of. */
function imageOf(entry: StoredEntry): unknown {
  return (detailsOf(entry) as { image?: unknown } | null)?.image;
}
