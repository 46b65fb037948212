/** What reviewers say of images: decisions, notes and sign-offs, each undone by saying it anew. */
import type { Change } from '../../../shared/case/case-contract.ts';
import type { Decision, ReviewEvent } from '../../../shared/case/case-review.ts';
import { sameReviewer } from '../../../shared/case/case-people.ts';
import { UserError } from '../../../shared/base/errors.ts';
import type { CaseFile, Touch } from '../store/case-file.ts';
import { readRow, readRows } from '../queue/queue.ts';
import { refreshQueue } from '../queue/queue-row.ts';

type Kind = ReviewEvent['kind'];

/** One event that is about to be recorded. */
interface Statement {
  image: number;
  kind: Kind;
  value: string | null;
  reviewer: string;
  /** The finding it is said of; default: the one that the queue shows. */
  finding?: number | null;
}

/**
 * Decides on `images` (null takes their decisions back), as one change. Images that have this
 * decision of this reviewer already are left as they are. `campaign`: what they were decided on together
 * for. Throws UserError `not-found`.
 */
export function decide(
  caseFile: CaseFile,
  images: readonly number[],
  decision: Decision | null,
  reviewer: string,
  campaign?: string,
): Change {
  const due = [...new Set(images)].filter((image) => {
    const row = readRow(caseFile, image);
    const isSame = row.decision === decision && (decision === null || row.reviewer === reviewer);
    return !isSame || row.outdated;
  });
  return say(
    caseFile,
    due.map((image) => ({ image, kind: 'decision', value: decision, reviewer })),
    { decision, campaign },
  );
}

/**
 * Replaces the note of `reviewer` on `image`; an empty text takes it back. Throws UserError `changed` where
 * the note is no longer `against` (default: whatever it says).
 */
export function setNote(
  caseFile: CaseFile,
  image: number,
  text: string,
  reviewer: string,
  against?: string,
): Change {
  return caseFile.asOneStep(() => {
    const { name } = readRow(caseFile, image);
    const value = text.trim() === '' ? null : text;
    const current = currentOf(caseFile, { image, kind: 'note', reviewer });
    if (value === current) return nothing();
    if (against !== undefined && against !== (current ?? '')) {
      throw new UserError(
        'changed',
        `The note of ${reviewer} on ${name} changed since it was shown, as in another window. Nothing was ` +
          'written. Open the note again to replace it.',
      );
    }
    return say(caseFile, [{ image, kind: 'note', value, reviewer }], {});
  });
}

/**
 * A second reviewer's word on the decision of another. Throws UserError `invalid-argument` where
 * nothing is decided, or by the same reviewer.
 */
export function signOff(
  caseFile: CaseFile,
  image: number,
  agrees: boolean | null,
  reviewer: string,
): Change {
  const row = readRow(caseFile, image);
  if (row.decision === null) {
    throw new UserError('invalid-argument', `${row.name} has no decision to sign off yet`);
  }
  if (sameReviewer(row.reviewer ?? '', reviewer)) {
    throw new UserError(
      'invalid-argument',
      `${row.name} was decided by ${row.reviewer}. The sign-off must come from another reviewer.`,
    );
  }
  const value = agrees === null ? null : agrees ? 'agree' : 'disagree';
  const isSame =
    value === null
      ? row.signOff === null
      : row.signOff?.agrees === agrees && row.signOff.reviewer === reviewer;
  if (isSame) return nothing();
  return say(caseFile, [{ image, kind: 'sign-off', value, reviewer }], { agrees });
}

/**
 * Puts back what `change` replaced. Throws UserError `not-found`, or `changed` where somebody has
 * gone on from it on one of its images; then nothing is put back.
 */
export function undo(caseFile: CaseFile, change: number, reviewer: string): Change {
  return caseFile.asOneStep(() => {
    const { database } = caseFile;
    const events = database.all<Event>(
      'SELECT * FROM reviews WHERE change = ? ORDER BY id',
      change,
    );
    if (events.length === 0) {
      throw new UserError(
        'not-found',
        `${caseFile.name} holds no change with the number ${change}`,
      );
    }
    const statements = events.flatMap((event) => statementsBefore(caseFile, event, events));
    return say(caseFile, statements, { undoes: change }, reviewer, change);
  });
}

/** What says again what `event`, one of those of its change, has replaced. */
function statementsBefore(caseFile: CaseFile, event: Event, events: readonly Event[]): Statement[] {
  const { image_id: image, kind, id } = event;
  const decided = events.find((other) => other.image_id === image && other.kind === 'decision');
  if (kind === 'sign-off' && decided !== undefined) return []; // comes back with its decision
  const subject = { image, kind, reviewer: event.reviewer };
  const isLast = lastOf(caseFile, subject)?.id === id;
  const signed = lastOf(caseFile, { ...subject, kind: 'sign-off' });
  const isSigned = signed !== undefined && signed.value !== null;
  const isSignedSince = kind === 'decision' && isSigned && signed.id > events.at(-1)!.id;
  if (!isLast || isSignedSince) {
    const { name } = readRow(caseFile, image);
    throw new UserError(
      'changed',
      `${name} was reviewed again after this change. Undo the later change first.`,
    );
  }
  const before = lastOf(caseFile, subject, id);
  // What is put back stays the word of who said it.
  const statements = [againOf(event, before)];
  if (kind === 'decision') {
    const agreed = lastOf(caseFile, { ...subject, kind: 'sign-off' }, id);
    if (agreed !== undefined && agreed.id > (before?.id ?? Infinity)) {
      statements.push(againOf(agreed, agreed));
    }
  }
  return statements;
}

function againOf({ image_id: image, kind, reviewer }: Event, before: Event | undefined): Statement {
  return {
    image,
    kind,
    value: before?.value ?? null,
    reviewer: before?.reviewer ?? reviewer,
    finding: before?.finding_id ?? null,
  };
}

/** Everything ever said of `image`, newest first. */
export function historyOf({ database }: CaseFile, image: number): ReviewEvent[] {
  return database
    .all<Event>('SELECT * FROM reviews WHERE image_id = ? ORDER BY id DESC', image)
    .map(({ id, change, image_id, kind, value, reviewer, at, undoes }) => ({
      ...{ id, change, image: image_id, kind, value, reviewer, at, undoes },
    }));
}

/** The current notes on `image`, one per reviewer. */
export function notesOf(
  { database }: CaseFile,
  image: number,
): { reviewer: string; text: string; at: string }[] {
  return database.all(
    "SELECT reviewer, value AS text, at FROM reviews AS r WHERE image_id = ?1 AND kind = 'note' " +
      'AND value IS NOT NULL AND NOT EXISTS (SELECT 1 FROM reviews WHERE image_id = ?1 AND ' +
      "kind = 'note' AND reviewer = r.reviewer AND id > r.id) ORDER BY id",
    image,
  );
}

interface Event {
  id: number;
  change: number;
  image_id: number;
  kind: Kind;
  value: string | null;
  reviewer: string;
  finding_id: number | null;
  at: string;
  undoes: number | null;
}

function nothing(): Change {
  return { change: null, rows: [] };
}

/** Records `statements` as one change, in the name of `actor` (default: who makes the first one). */
function say(
  caseFile: CaseFile,
  statements: readonly Statement[],
  details: Record<string, unknown>,
  actor: string = statements[0]?.reviewer ?? caseFile.actor,
  undoes: number | null = null,
): Change {
  if (statements.length === 0) return nothing();
  const { database } = caseFile;
  const [{ kind }] = statements;
  const images = [...new Set(statements.map(({ image }) => image))];
  const hashes = readRows(caseFile, images).map(({ sha256 }) => sha256);
  const record = (touch: Touch): number => {
    const change = database.get<{ next: number }>(
      'SELECT coalesce(max(change), 0) + 1 AS next FROM reviews',
    )!.next;
    for (const { image, kind, value, reviewer, finding } of statements) {
      const shown = database.get<{ finding_id: number }>(
        'SELECT finding_id FROM queue WHERE image_id = ?',
        image,
      )!.finding_id;
      const id = database.insert(
        'INSERT INTO reviews (change, image_id, kind, value, reviewer, finding_id, at, undoes) ' +
          'VALUES (?, ?, ?, ?, ?, ?, ?, ?)',
        ...[change, image, kind, value, reviewer],
        ...[finding === undefined ? shown : finding, caseFile.now(), undoes],
      );
      touch('reviews', id!);
    }
    for (const image of images) refreshQueue(database, image);
    return change;
  };
  const action = undoes === null ? kind : `undo ${kind}`;
  const change = caseFile.change(action, { images: hashes, ...details }, record, actor);
  return { change, rows: readRows(caseFile, images) };
}

/** The last event of a kind on an image, before the event `before`; notes are each reviewer's own. */
function lastOf(
  { database }: CaseFile,
  { image, kind, reviewer }: Pick<Statement, 'image' | 'kind' | 'reviewer'>,
  before = Number.MAX_SAFE_INTEGER,
): Event | undefined {
  const isOwn = kind === 'note';
  return database.get<Event>(
    'SELECT * FROM reviews WHERE image_id = ? AND kind = ? AND id < ? ' +
      `${isOwn ? 'AND reviewer = ? ' : ''}ORDER BY id DESC LIMIT 1`,
    ...[image, kind, before, ...(isOwn ? [reviewer] : [])],
  );
}

function currentOf(
  caseFile: CaseFile,
  subject: Pick<Statement, 'image' | 'kind' | 'reviewer'>,
): string | null {
  return lastOf(caseFile, subject)?.value ?? null;
}
