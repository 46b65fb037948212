/**
 * Whose images are whose, and samples of quality: a share of what was decided OK comes again to another
 * reviewer, who decides without replacing the decision; how often they agree is told.
 */
import { sameReviewer } from '../../../shared/case/case-people.ts';
import type { Decision } from '../../../shared/case/case-review.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { sha256Of } from '../../base/hash.ts';
import type { CaseFile } from '../store/case-file.ts';
import { readRow } from '../queue/queue.ts';
import { namesOf, samplesSql } from '../queue/waiting.ts';
import { secondLooksOf } from './looks-told.ts';

/** Gives `images` to `reviewers` in turn; returns how many each has now of these. */
export function assign(
  caseFile: CaseFile,
  images: readonly number[],
  reviewers: readonly string[],
): { reviewer: string; images: number }[] {
  const given = reviewers.map((reviewer) => ({ reviewer, images: 0 }));
  caseFile.change('assignment', { images: images.length, reviewers }, (touch) => {
    for (const [at, image] of images.entries()) {
      const to = given[at % given.length];
      touch('assignments', put(caseFile, image, 'assigned', to.reviewer, null));
      to.images++;
    }
  });
  return given;
}

function put(
  caseFile: CaseFile,
  image: number,
  kind: 'assigned' | 'sample',
  reviewer: string,
  review: number | null,
): number {
  return caseFile.database.get<{ id: number }>(
    'INSERT INTO assignments (image_id, kind, reviewer, review_id, at) VALUES (?, ?, ?, ?, ?) ' +
      'ON CONFLICT (image_id, kind) DO UPDATE SET reviewer = excluded.reviewer, ' +
      'review_id = excluded.review_id, at = excluded.at RETURNING id',
    ...[image, kind, reviewer, review, caseFile.now()],
  )!.id;
}

/**
 * Draws a `share` (0..1) of the images decided OK that were in no sample yet, for `reviewers` other than who
 * decided. The same `seed` draws the same. Throws UserError `invalid-argument` where nobody else is named.
 */
export function drawSample(
  caseFile: CaseFile,
  { share, reviewers, seed }: { share: number; reviewers: readonly string[]; seed: string },
): { image: number; reviewer: string }[] {
  return caseFile.asOneStep(() => {
    const decided = caseFile.database.all<{
      image: number;
      review: number;
      by: string;
      hash: string;
    }>(
      'SELECT q.image_id AS image, r.id AS review, r.reviewer AS by, i.sha256 AS hash ' +
        'FROM queue AS q JOIN reviews AS r ON r.id = q.review_id JOIN images AS i ON i.id = q.image_id ' +
        "WHERE r.value = 'ok' AND NOT EXISTS (SELECT 1 FROM assignments AS a " +
        "WHERE a.image_id = q.image_id AND a.kind = 'sample' AND a.review_id = r.id)",
    );
    const due = Math.ceil(decided.length * share);
    const drawn = decided
      .map((of) => ({ ...of, place: sha256Of(`${seed} ${of.hash}`) }))
      .sort((a, b) => (a.place < b.place ? -1 : 1))
      .slice(0, due);
    const samples = drawn.map(({ image, review, by }, at) => {
      const others = reviewers.filter((reviewer) => !sameReviewer(reviewer, by));
      if (others.length === 0) {
        throw new UserError(
          'invalid-argument',
          `A sample of what ${by} decided needs another reviewer. Name one with --to.`,
        );
      }
      return { image, review, reviewer: others[at % others.length] };
    });
    caseFile.change('sample', { share, seed, images: samples.length }, (touch) => {
      for (const { image, review, reviewer } of samples) {
        touch('assignments', put(caseFile, image, 'sample', reviewer, review));
      }
    });
    return samples.map(({ image, reviewer }) => ({ image, reviewer }));
  });
}

/** The images of what `sqlOf` selects (samples) that are for `reviewer`. */
function imagesFor(
  { database }: CaseFile,
  sqlOf: (names: readonly string[]) => string,
  reviewer: string,
): Set<number> {
  const names = namesOf(database, reviewer);
  const rows = database.all<{ image_id: number }>(sqlOf(names), ...names);
  return new Set(rows.map(({ image_id }) => image_id));
}

/**
 * Throws UserError `invalid-argument` where one of `images` is for a second look of `reviewer`: the decision
 * on it is not theirs to take back.
 */
export function refuseSamples(
  caseFile: CaseFile,
  images: readonly number[],
  reviewer: string,
): void {
  const samples = imagesFor(caseFile, samplesSql, reviewer);
  const first = images.find((image) => samples.has(image));
  if (first === undefined) return;
  throw new UserError(
    'invalid-argument',
    `${readRow(caseFile, first).name} is for a second look of ${reviewer}: the decision on it is ` +
      'another reviewer’s. Nothing was taken back.',
  );
}

/**
 * Keeps `decision` of `reviewer` as the second look on those of `images` that are samples for them, also where they
 * looked before: what they said first stays, and so does the decision. Returns the others, which are no samples.
 */
export function takeSecondLooks(
  caseFile: CaseFile,
  images: readonly number[],
  decision: Decision,
  reviewer: string,
): number[] {
  const { database } = caseFile;
  const samples = imagesFor(caseFile, samplesSql, reviewer);
  const due = images.filter((image) => {
    if (!samples.has(image)) return false;
    const last = secondLooksOf(caseFile, image).findLast((look) =>
      sameReviewer(look.reviewer, reviewer),
    );
    return last === undefined || !last.isOfPresent || last.decision !== decision;
  });
  if (due.length > 0) {
    caseFile.change(
      'second look',
      { images: due.length, decision },
      (touch) => {
        for (const image of due) {
          const id = database.insert(
            'INSERT INTO second_looks (image_id, review_id, reviewer, decision, at) ' +
              "SELECT image_id, review_id, ?, ?, ? FROM assignments WHERE image_id = ? AND kind = 'sample'",
            ...[reviewer, decision, caseFile.now(), image],
          );
          touch('second_looks', id!);
        }
      },
      reviewer,
    );
  }
  return images.filter((image) => !samples.has(image));
}
