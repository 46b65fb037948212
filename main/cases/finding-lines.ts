/** The findings of a case as people take them elsewhere: a table, or a JSON line per image. */
import type { QueueRow } from '../../shared/case/case-queue.ts';
import type { Finding } from '../../shared/finding/finding.ts';
import { parseFinding } from '../../shared/finding/finding-shape.ts';
import { printableJson } from '../../shared/base/printable.ts';
import { openedPath, shownPath } from '../base/byte-path.ts';
import { csvHead, csvRow, FINDING_COLUMNS, type Cell } from '../scan/csv-sink.ts';
import type { CaseFile } from './store/case-file.ts';
import { damaged } from './store/database.ts';
import { readOrder, readRow } from './queue/queue.ts';
import { notesOf } from './review/review.ts';

interface Reviewed {
  row: QueueRow;
  finding: Finding;
  notes: { reviewer: string; text: string }[];
  /** Every path at which the same bytes were seen, the first of them first. */
  paths: string[];
}

/** Columns of the review, after those of the finding. */
const REVIEW_COLUMNS: Record<string, (reviewed: Reviewed) => Cell> = {
  decision: ({ row }) => row.decision ?? '',
  reviewer: ({ row }) => row.reviewer ?? '',
  decidedAt: ({ row }) => row.decidedAt ?? '',
  outdated: ({ row }) => (row.outdated ? 'yes' : ''),
  signedOffBy: ({ row }) => row.signOff?.reviewer ?? '',
  signOff: ({ row }) => (row.signOff === null ? '' : row.signOff.agrees ? 'agree' : 'disagree'),
  notes: ({ notes }) => notes.map(({ reviewer, text }) => `${reviewer}: ${text}`).join(' | '),
  original: ({ row }) => row.original,
  places: ({ row }) => row.places,
  paths: ({ paths }) => paths.map(shownPath).join(' | '),
};

/** A table of the current findings with their review, most suspicious first. */
export function* csvLines(caseFile: CaseFile): Generator<string> {
  yield csvHead([...Object.keys(FINDING_COLUMNS), ...Object.keys(REVIEW_COLUMNS)]);
  for (const reviewed of reviewedOf(caseFile)) {
    const record = { ...reviewed.finding, file: openedPath(reviewed.row.path), stat: null };
    yield csvRow([
      ...Object.values(FINDING_COLUMNS).map((cell) => cell(record)),
      ...Object.values(REVIEW_COLUMNS).map((cell) => cell(reviewed)),
    ]);
  }
}

/** A finding (scalescope/finding@1) per line, with `review` beside its fields. */
export function* findingLines(caseFile: CaseFile): Generator<string> {
  for (const { row, finding, notes, paths } of reviewedOf(caseFile)) {
    const { decision, reviewer, decidedAt, outdated, signOff, original, places } = row;
    const said = { decision, reviewer, decidedAt, outdated, signOff, notes };
    const review = { ...said, original, places, paths };
    yield `${printableJson({ ...finding, file: openedPath(row.path), review })}\n`;
  }
}

function pathsOf({ database }: CaseFile, image: number): string[] {
  return database
    .all<{ path: string }>('SELECT path FROM sightings WHERE image_id = ? ORDER BY id', image)
    .map(({ path }) => openedPath(path));
}

function* reviewedOf(caseFile: CaseFile): Generator<Reviewed> {
  for (const id of readOrder(caseFile, {}, { sort: 'score', order: 'desc' })) {
    const stored = caseFile.database.get<{ finding: string }>(
      'SELECT unpacked(f.finding) AS finding FROM queue AS q JOIN findings AS f ON f.id = q.finding_id ' +
        'WHERE q.image_id = ?',
      id,
    );
    const row = readRow(caseFile, id);
    const read = stored === undefined ? null : parseFinding(stored.finding);
    if (read === null)
      throw damaged(caseFile.name, `the stored finding of ${row.name} is not valid`);
    yield {
      row,
      finding: read,
      notes: notesOf(caseFile, id),
      paths: pathsOf(caseFile, id),
    };
  }
}
