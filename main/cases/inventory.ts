/** Everything in a case by name, and everything that was ever said of its images, for its report. */
import { basename } from 'node:path';
import type {
  CaseStatement,
  FailedFile,
  InventoryRow,
} from '../../shared/report/case-inventory.ts';
import { hasScore, listedVerdict } from '../../shared/verdict/words.ts';
import { hashesOf, knownOf } from './queue/known-images.ts';
import { ROW_SQL, rowOf, type RowRecord } from './queue/listed-row.ts';
import type { CaseFile } from './store/case-file.ts';

/** Every image, by the path that it was seen at first. */
export function readInventory(caseFile: CaseFile): InventoryRow[] {
  const { database } = caseFile;
  const paths = grouped(
    database.iterate<{ id: number; path: string }>(
      'SELECT image_id AS id, path FROM sightings ORDER BY id',
    ),
    ({ id }) => id,
    ({ path }) => path,
  );
  const notes = new Map(
    database
      .all<{ id: number; n: number }>(
        "SELECT image_id AS id, count(*) AS n FROM reviews AS r WHERE kind = 'note' AND value IS NOT NULL " +
          "AND NOT EXISTS (SELECT 1 FROM reviews WHERE image_id = r.image_id AND kind = 'note' " +
          'AND reviewer = r.reviewer AND id > r.id) GROUP BY image_id',
      )
      .map(({ id, n }) => [id, n]),
  );
  return database.all<RowRecord>(`${ROW_SQL} ORDER BY q.path, q.image_id`).map((record) => {
    const row = rowOf(record);
    const { sha256, bytes, format, width, height, score, decision, reviewer, signOff } = row;
    const [known, hashes] = [knownOf(caseFile, row.id), hashesOf(caseFile, row.id)];
    return {
      ...{ sha256, paths: paths.get(row.id) ?? [row.path], bytes, format, width, height },
      verdict: listedVerdict(row),
      score: hasScore(row) ? score : null,
      error: row.error?.message ?? null,
      ...{ decision, reviewer },
      signOff: signOff && { reviewer: signOff.reviewer, agrees: signOff.agrees },
      notes: notes.get(row.id) ?? 0,
      marks: row.marks,
      ...(known.length > 0 && { known }),
      ...(hashes !== null && { hashes }),
    };
  });
}

/** Files that could not be read as images, by path. */
export function readFailures({ database }: CaseFile): FailedFile[] {
  return database.all('SELECT path, code, message, at FROM failures ORDER BY path');
}

interface Said {
  id: number;
  image: number;
  sha256: string;
  path: string;
  kind: CaseStatement['kind'];
  value: string | null;
  reviewer: string;
  at: string;
  undoes: number | null;
}

/** Every decision, note and sign-off ever made, oldest first, each with what it replaced. */
export function readStatements({ database }: CaseFile): CaseStatement[] {
  const last = new Map<string, Said>();
  const decided = new Map<number, number>();
  const statements: CaseStatement[] = [];
  for (const said of database.iterate<Said>(
    'SELECT r.id, r.image_id AS image, i.sha256, q.path, r.kind, r.value, r.reviewer, r.at, r.undoes ' +
      'FROM reviews AS r JOIN images AS i ON i.id = r.image_id JOIN queue AS q ON q.image_id = r.image_id ' +
      'ORDER BY r.id',
  )) {
    const { sha256, path, kind, value, reviewer, at, undoes, image } = said;
    const place = `${kind} ${image} ${kind === 'note' ? reviewer : ''}`;
    const before = last.get(place);
    // A sign-off is of the decision it was made on.
    const isOver = kind === 'sign-off' && before !== undefined && before.id < decided.get(image)!;
    statements.push({
      ...{ sha256, name: basename(path), kind, value, reviewer, at, isUndo: undoes !== null },
      before:
        before === undefined || before.value === null || isOver
          ? null
          : { value: before.value, reviewer: before.reviewer, at: before.at },
    });
    last.set(place, said);
    if (kind === 'decision') decided.set(image, said.id);
  }
  return statements;
}

function grouped<T, K, V>(
  items: Iterable<T>,
  keyOf: (item: T) => K,
  valueOf: (item: T) => V,
): Map<K, V[]> {
  const groups = new Map<K, V[]>();
  for (const item of items) {
    const group = groups.get(keyOf(item));
    if (group === undefined) groups.set(keyOf(item), [valueOf(item)]);
    else group.push(valueOf(item));
  }
  return groups;
}
