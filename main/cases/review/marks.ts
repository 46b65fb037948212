/** Annotations and bookmarks: what reviewers draw and keep. The audit log holds every version. */
import * as v from 'valibot';
import {
  AnnotationBody,
  BookmarkBody,
  type Annotation,
  type Bookmark,
} from '../../../shared/case/case-marks.ts';
import { parse } from '../../../shared/api/queries.ts';
import { UserError } from '../../../shared/base/errors.ts';
import type { CaseFile } from '../store/case-file.ts';
import { damaged } from '../store/database.ts';
import { readRow } from '../queue/queue.ts';
import { refreshQueue } from '../queue/queue-row.ts';

/** The body and the stored form of each kind of mark. */
interface Kinds {
  annotation: Annotation;
  bookmark: Bookmark;
}
type Kind = keyof Kinds;

const SCHEMAS = { annotation: AnnotationBody, bookmark: BookmarkBody };

interface MarkRecord {
  id: number;
  image_id: number;
  body: string;
  created_at: string;
  updated_at: string;
}

/** The marks of `image` (of every image where it is left out), in the order they were made. */
export function marksOf<K extends Kind>(
  { database, name }: CaseFile,
  kind: K,
  image: number | null = null,
): Kinds[K][] {
  return database
    .all<MarkRecord & Record<string, never>>(
      `SELECT * FROM marks WHERE kind = ? ${image === null ? '' : 'AND image_id = ?'} ORDER BY id`,
      ...(image === null ? [kind] : [kind, image]),
    )
    .map((record) => markOf(name, kind, record));
}

/** Adds a mark to `image`; `body` is checked. Throws UserError `invalid-argument` or `not-found`. */
export function addMark<K extends Kind>(
  caseFile: CaseFile,
  kind: K,
  image: number,
  body: unknown,
): Kinds[K] {
  const checked = parse(SCHEMAS[kind], body);
  const { sha256 } = readRow(caseFile, image);
  refuseForeignAnnotations(caseFile, image, checked);
  const details = { image: sha256, [kind]: checked };
  const add = (): number => {
    const now = caseFile.now();
    const id = caseFile.database.insert(
      'INSERT INTO marks (image_id, kind, body, created_at, updated_at) VALUES (?, ?, ?, ?, ?)',
      ...[image, kind, JSON.stringify(checked), now, now],
    );
    refreshQueue(caseFile.database, image);
    return id!;
  };
  const id = caseFile.change(
    `${kind} added`,
    details,
    (touch) => {
      const added = add();
      touch('marks', added);
      return added;
    },
    checked.reviewer,
  );
  return markOf(caseFile.name, kind, recordOf(caseFile, kind, id));
}

/** Replaces the mark `id`. Throws as addMark. */
export function changeMark<K extends Kind>(
  caseFile: CaseFile,
  kind: K,
  id: number,
  body: unknown,
): Kinds[K] {
  return caseFile.asOneStep(() => {
    const checked = parse(SCHEMAS[kind], body);
    const { image_id: image } = recordOf(caseFile, kind, id);
    refuseForeignAnnotations(caseFile, image, checked);
    const details = { image: readRow(caseFile, image).sha256, id, [kind]: checked };
    caseFile.change(
      `${kind} changed`,
      details,
      (touch) => {
        caseFile.database.run(
          'UPDATE marks SET body = ?, updated_at = ? WHERE id = ?',
          ...[JSON.stringify(checked), caseFile.now(), id],
        );
        touch('marks', id);
      },
      checked.reviewer,
    );
    return markOf(caseFile.name, kind, recordOf(caseFile, kind, id));
  });
}

/** Removes the mark `id`; the audit log keeps what it was. Throws UserError `not-found`. */
export function removeMark(caseFile: CaseFile, kind: Kind, id: number, reviewer: string): void {
  caseFile.asOneStep(() => {
    const record = recordOf(caseFile, kind, id);
    const { sha256 } = readRow(caseFile, record.image_id);
    const details = { image: sha256, id, [kind]: bodyOf(record.body) };
    caseFile.change(
      `${kind} removed`,
      details,
      (touch) => {
        caseFile.database.run('DELETE FROM marks WHERE id = ?', id);
        touch('marks', id);
        refreshQueue(caseFile.database, record.image_id);
      },
      reviewer,
    );
  });
}

/** A bookmark shows annotations of its own image only. */
function refuseForeignAnnotations(caseFile: CaseFile, image: number, body: object): void {
  const { annotations = [] } = body as { annotations?: number[] };
  for (const id of annotations) {
    if (recordOf(caseFile, 'annotation', id).image_id !== image) {
      throw new UserError('invalid-argument', `Annotation ${id} belongs to another image`);
    }
  }
}

function recordOf({ database, name }: CaseFile, kind: Kind, id: number): MarkRecord {
  const record = database.get<MarkRecord & Record<string, never>>(
    'SELECT * FROM marks WHERE id = ? AND kind = ?',
    id,
    kind,
  );
  if (record !== undefined) return record;
  throw new UserError('not-found', `${name} holds no ${kind} with the id ${id}`);
}

function markOf<K extends Kind>(name: string, kind: K, record: MarkRecord): Kinds[K] {
  const { id, image_id: image, created_at: createdAt, updated_at: updatedAt } = record;
  const body = bodyOf(record.body);
  if (!v.is(SCHEMAS[kind], body)) throw damaged(name, `${kind} ${id} is not valid`);
  return { ...body, id, image, createdAt, updatedAt } as Kinds[K];
}

/** What the text of a stored body holds; null where it is not JSON. */
function bodyOf(text: string): unknown {
  try {
    return JSON.parse(text);
  } catch {
    return null;
  }
}
