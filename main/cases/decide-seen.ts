/** A decision as a window makes it: on what was seen, and against what was shown then. */
import type * as v from 'valibot';
import type { Change } from '../../shared/case/case-contract.ts';
import type { DecisionBody, SignOffBody } from '../../shared/case/case-review.ts';
import { sameReviewer } from '../../shared/case/case-people.ts';
import { UserError } from '../../shared/base/errors.ts';
import type { CaseFile } from './store/case-file.ts';
import { readRow, readRows } from './queue/queue.ts';
import { decide, signOff } from './review/review.ts';
import { refuseSamples, takeSecondLooks } from './review/second-looks.ts';
import { isSeen, recordViews } from './review/views.ts';
import { findCampaigns } from './campaigns.ts';

/**
 * Decides as `asked`. Throws UserError `changed` where one of the images is no longer as it was shown, and
 * `invalid-argument` where one was not on the screen, or where null would take back what `reviewer` only
 * looks at again; then nothing is decided.
 */
export function decideSeen(caseFile: CaseFile, asked: v.InferOutput<typeof DecisionBody>): Change {
  const { images, decision, reviewer, against, views, campaign } = asked;
  recordViews(caseFile, { views, reviewer });
  return caseFile.asOneStep(() => {
    for (const image of images) refuseChanged(caseFile, image, reviewer, against[image]);
    if (decision === null) {
      refuseSamples(caseFile, images, reviewer);
      return decide(caseFile, images, null, reviewer);
    }
    requireSeen(caseFile, images, reviewer, campaign);
    const others = takeSecondLooks(caseFile, images, decision, reviewer);
    const change = decide(caseFile, others, decision, reviewer, campaign);
    return { ...change, rows: readRows(caseFile, images) };
  });
}

/** Signs off as `asked`. Throws as review's signOff, and `changed` as decideSeen. */
export function signOffSeen(
  caseFile: CaseFile,
  { image, agrees, reviewer, against }: v.InferOutput<typeof SignOffBody>,
): Change {
  return caseFile.asOneStep(() => {
    if (against !== undefined) refuseChanged(caseFile, image, reviewer, against);
    return signOff(caseFile, image, agrees, reviewer);
  });
}

/** `against`: what the window showed; without, as if nothing had been decided. */
function refuseChanged(
  caseFile: CaseFile,
  image: number,
  reviewer: string,
  against: string | undefined,
): void {
  const row = readRow(caseFile, image);
  if (against === row.basis) return;
  const isFree = row.decision === null || sameReviewer(row.reviewer ?? '', reviewer);
  if (against === undefined && isFree) return;
  const now =
    row.decision === null
      ? 'has no decision any more, or was examined again'
      : `is decided ${row.decision} by ${row.reviewer}`;
  throw new UserError(
    'changed',
    `${row.name} changed since it was shown: it ${now}. Nothing was decided. ` +
      'Look at it again, and decide again to replace that.',
  );
}

/**
 * Throws UserError `invalid-argument` where one of `images` was not on the screen of `reviewer` since it was
 * examined. Of a `campaign` (the hash of its hidden picture) one look is enough, where all are of it.
 */
function requireSeen(
  caseFile: CaseFile,
  images: readonly number[],
  reviewer: string,
  campaign?: string,
): void {
  const unseen = images.filter((image) => !isSeen(caseFile, image, reviewer));
  const [first] = unseen;
  if (first === undefined) return;
  const { name } = readRow(caseFile, first);
  if (campaign !== undefined) {
    const found = findCampaigns(caseFile).find(({ hash }) => hash === campaign);
    const others = images.find((image) => found?.images.includes(image) !== true);
    if (others !== undefined) {
      throw new UserError(
        'invalid-argument',
        `${readRow(caseFile, others).name} is not of that campaign. Nothing was decided.`,
      );
    }
    if (found!.images.some((image) => isSeen(caseFile, image, reviewer))) return;
  }
  const more = unseen.length > 1 ? ` and ${unseen.length - 1} more` : '';
  throw new UserError(
    'invalid-argument',
    `${name}${more} has not been on the screen of ${reviewer} since it was examined. ` +
      'Nothing was decided. Look at it first.',
  );
}
