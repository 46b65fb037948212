/** The findings of a case as people take them elsewhere: a table, or a JSON line per image. */
import { lookSentence, type SecondLook } from '../../shared/case/case-people.ts';
import type { QueueRow } from '../../shared/case/case-queue.ts';
import type { Finding } from '../../shared/finding/finding.ts';
import { parseFinding } from '../../shared/finding/finding-shape.ts';
import { printableJson } from '../../shared/base/printable.ts';
import { openedPath, shownPath } from '../base/byte-path.ts';
import { csvHead, csvRow, FINDING_COLUMNS, type Cell } from '../scan/csv-sink.ts';
import { hashesOf, knownOf } from './queue/known-images.ts';
import type { CaseFile } from './store/case-file.ts';
import { damaged } from './store/database.ts';
import { readOrder, readRow } from './queue/queue.ts';
import { secondLooksOf } from './review/looks-told.ts';
import { notesOf } from './review/review.ts';

interface Reviewed {
  row: QueueRow;
  finding: Finding;
  notes: { reviewer: string; text: string }[];
  /** What others said in second looks, oldest first. */
  secondLooks: SecondLook[];
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
  secondLooks: ({ secondLooks }) =>
    secondLooks.map((look) => `${look.reviewer}: ${lookSentence(look)}`).join(' | '),
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
  for (const { row, finding, notes, paths, secondLooks } of reviewedOf(caseFile)) {
    const { decision, reviewer, decidedAt, outdated, signOff, original, places } = row;
    const said = { decision, reviewer, decidedAt, outdated, signOff, notes };
    const looks = secondLooks.map(({ reviewer: by, decision: says, at, of, agrees }) => ({
      ...{ reviewer: by, decision: says, at, of, agrees },
    }));
    const review = { ...said, secondLooks: looks, original, places, paths };
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
    const hashes = hashesOf(caseFile, id);
    const known = knownOf(caseFile, id);
    yield {
      row,
      finding: {
        ...read,
        ...(hashes !== null && { hashes }),
        ...(known.length > 0 && { known }),
      },
      notes: notesOf(caseFile, id),
      secondLooks: secondLooksOf(caseFile, id),
      paths: pathsOf(caseFile, id),
    };
  }
}
