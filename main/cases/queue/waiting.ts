/** Whose images are whose, in SQL. A reviewer is asked for by `namesOf`, in JSON. */
import { sameReviewer } from '../../../shared/case/case-people.ts';
import type { Database } from '../store/database.ts';

const IS_NAMED = 'a.reviewer IN (SELECT value FROM json_each(?))';

/** Images that were given to a reviewer. */
export const ASSIGNED_SQL = `SELECT a.image_id FROM assignments AS a WHERE a.kind = 'assigned' AND ${IS_NAMED}`;

/** Images of samples for a reviewer, as long as the decision stands that the sample was drawn of. */
export const SAMPLES_SQL =
  'SELECT a.image_id FROM assignments AS a JOIN queue AS d ON d.image_id = a.image_id AND ' +
  `d.review_id = a.review_id WHERE a.kind = 'sample' AND ${IS_NAMED}`;

/** Those of them that wait for the second look. */
export const WAITING_SQL =
  `${SAMPLES_SQL} AND NOT EXISTS ` +
  '(SELECT 1 FROM second_looks AS s WHERE s.image_id = a.image_id AND s.review_id = a.review_id)';

/** Every way in which the name of `reviewer` is written where images are theirs, as a list in JSON. */
export function namesOf(database: Database, reviewer: string): string {
  const rows = database.all<{ reviewer: string }>('SELECT DISTINCT reviewer FROM assignments');
  const names = rows.map((row) => row.reviewer).filter((name) => sameReviewer(name, reviewer));
  return JSON.stringify(names);
}
