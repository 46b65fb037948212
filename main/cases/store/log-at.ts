/** What the audit log tells of a case as it was at one of its earlier entries. */
import { CHAIN_START } from './audit.ts';
import type { Database } from './database.ts';

/** The number of the entry with `hash`, 0 before the first; null where there is none. */
export function seqOf(database: Database, hash: string): number | null {
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
export function reviewAt(database: Database, sha256: string, seq: number): ReviewAt {
  const reviews = new Set<number>();
  const secondLooks = new Set<number>();
  const there = new Set<number>();
  const replaced = new Set<number>();
  for (const { at, table, id, isThere, action, image } of database.iterate<LoggedRow>(LOGGED_SQL)) {
    if (table === 'reviews') {
      if (at <= seq) reviews.add(id);
    } else if (table === 'second_looks') {
      if (at <= seq) secondLooks.add(id);
    } else if (image === sha256 && action.startsWith('annotation ')) {
      if (at > seq) {
        if (there.delete(id)) replaced.add(id);
      } else if (isThere) there.add(id);
      else there.delete(id);
    }
  }
  return { reviews, secondLooks, annotations: there, replaced: replaced.size };
}

interface LoggedRow {
  at: number;
  table: string;
  id: number;
  isThere: number;
  action: string;
  image: string | null;
}

const LOGGED_SQL =
  "SELECT seq AS at, entry.value ->> 0 AS 'table', entry.value ->> 1 AS id, " +
  "entry.value ->> 2 IS NOT NULL AS isThere, action, details ->> '$.image' AS image " +
  'FROM audit, json_each(audit.rows) AS entry ' +
  "WHERE entry.value ->> 0 IN ('reviews', 'second_looks', 'marks') ORDER BY seq, entry.key";
