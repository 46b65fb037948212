/** Whose images are whose, in SQL. A reviewer is asked for by all `names`, the parameters of each statement. */
import { sameReviewer } from '../../../shared/case/case-people.ts';
import type { CaseDatabase } from '../store/case-database.ts';

function isNamed(names: readonly string[]): string {
  return `a.reviewer IN (${names.map(() => '?').join(', ') || 'NULL'})`;
}

/** Images that were given to a reviewer. */
export function assignedSql(names: readonly string[]): string {
  return `SELECT a.image_id FROM assignments AS a WHERE a.kind = 'assigned' AND ${isNamed(names)}`;
}

/** Images of samples for a reviewer, as long as the decision stands that the sample was drawn of. */
export function samplesSql(names: readonly string[]): string {
  return (
    'SELECT a.image_id FROM assignments AS a JOIN queue AS d ON d.image_id = a.image_id AND ' +
    `d.review_id = a.review_id WHERE a.kind = 'sample' AND ${isNamed(names)}`
  );
}

/** Those of them that wait for the second look. */
export function waitingSql(names: readonly string[]): string {
  return (
    `${samplesSql(names)} AND NOT EXISTS ` +
    '(SELECT 1 FROM second_looks AS s WHERE s.image_id = a.image_id AND s.review_id = a.review_id)'
  );
}

/** Every way in which the name of `reviewer` is written where images are theirs. */
export function namesOf(database: CaseDatabase, reviewer: string): string[] {
  const rows = database.all<{ reviewer: string }>('SELECT DISTINCT reviewer FROM assignments');
  return rows.map((row) => row.reviewer).filter((name) => sameReviewer(name, reviewer));
}
