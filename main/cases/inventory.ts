/** Everything in a case by name, and everything that was ever said of its images, for its report. */
import { basename } from 'node:path';
import { personOf } from '../../shared/case/case-people.ts';
import type { ReviewEvent } from '../../shared/case/case-review.ts';
import type {
  CaseStatement,
  FailedFile,
  InventoryRow,
  Said,
} from '../../shared/report/case-inventory.ts';
import { hasScore, listedVerdict } from '../../shared/verdict/words.ts';
import { hashesOf, knownOf } from './queue/known-images.ts';
import { ROW_SQL, rowOf, type RowRecord } from './queue/listed-row.ts';
import { secondLooksOf, type KeptLook } from './review/looks-told.ts';
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
  const looks = grouped(
    secondLooksOf(caseFile),
    ({ image }) => image,
    (look) => look,
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
      ...lastLooks(looks.get(row.id) ?? []),
      ...(known.length > 0 && { known }),
      ...(hashes !== null && { hashes }),
    };
  });
}

/** The last word of each person in a second look at the decision that stands. */
export function lastLooks(looks: readonly KeptLook[]): Pick<InventoryRow, 'secondLooks'> {
  const last = new Map<string, KeptLook>();
  for (const look of looks) if (look.isOfPresent) last.set(personOf(look.reviewer), look);
  if (last.size === 0) return {};
  return {
    secondLooks: [...last.values()].map(({ reviewer, decision, at, agrees }) => ({
      ...{ reviewer, decision, at, agrees },
    })),
  };
}

/** Files that could not be read as images, by path. */
export function readFailures({ database }: CaseFile): FailedFile[] {
  return database.all('SELECT path, code, message, at FROM failures ORDER BY path');
}

interface Event {
  id: number;
  image: number;
  sha256: string;
  path: string;
  kind: ReviewEvent['kind'];
  value: string | null;
  reviewer: string;
  at: string;
  undoes: number | null;
}

/**
 * Every decision, note, sign-off and second look ever made, oldest first, each with what it replaced, and those of
 * others on a decision with that decision.
 */
export function readStatements(caseFile: CaseFile): CaseStatement[] {
  const last = new Map<string, Event>();
  const decided = new Map<number, Event>();
  const statements: CaseStatement[] = [];
  for (const event of caseFile.database.iterate<Event>(
    'SELECT r.id, r.image_id AS image, i.sha256, q.path, r.kind, r.value, r.reviewer, r.at, r.undoes ' +
      'FROM reviews AS r JOIN images AS i ON i.id = r.image_id JOIN queue AS q ON q.image_id = r.image_id ' +
      'ORDER BY r.id',
  )) {
    const { sha256, path, kind, value, reviewer, at, undoes, image } = event;
    const place = `${kind} ${image} ${kind === 'note' ? reviewer : ''}`;
    const before = last.get(place);
    const decision = decided.get(image);
    // A sign-off is of the decision it was made on.
    const isOver = kind === 'sign-off' && before !== undefined && before.id < decision!.id;
    statements.push({
      ...{ sha256, name: basename(path), kind, value, reviewer, at, isUndo: undoes !== null },
      before: isOver ? null : saidIn(before),
      ...(kind === 'sign-off' && { of: saidIn(decision) }),
    });
    last.set(place, event);
    if (kind === 'decision') decided.set(image, event);
  }
  return byTime(statements, secondLooks(caseFile));
}

function secondLooks(caseFile: CaseFile): CaseStatement[] {
  const last = new Map<string, Said>();
  return secondLooksOf(caseFile).map(({ sha256, name, reviewer, decision, at, image, of }) => {
    const place = `${image} ${of.at} ${personOf(reviewer)}`;
    const before = last.get(place) ?? null;
    last.set(place, { value: decision, reviewer, at });
    return {
      ...{
        sha256,
        name,
        kind: 'second look',
        value: decision,
        reviewer,
        at,
        isUndo: false,
        before,
      },
      of: { value: of.decision, reviewer: of.reviewer, at: of.at },
    };
  });
}

function saidIn(event: Event | undefined): Said | null {
  if (event === undefined || event.value === null) return null;
  const { value, reviewer, at } = event;
  return { value, reviewer, at };
}

/** Both lists by time, each in its own order. */
export function byTime<T extends { at: string }>(one: readonly T[], other: readonly T[]): T[] {
  const all: T[] = [];
  let next = 0;
  for (const each of one) {
    while (next < other.length && other[next].at < each.at) all.push(other[next++]);
    all.push(each);
  }
  return [...all, ...other.slice(next)];
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
