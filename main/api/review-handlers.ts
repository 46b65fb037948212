/** What answers the routes of the review: decisions, notes, sign-offs and marks. */
import { REVIEW_ROUTES } from '../../shared/api/routes/review-routes.ts';
import type { CaseFile } from '../cases/store/case-file.ts';
import { addMark, changeMark, marksOf, removeMark } from '../cases/review/marks.ts';
import { decideSeen, signOffSeen } from '../cases/decide-seen.ts';
import { setNote, undo } from '../cases/review/review.ts';
import { exposureOf, recordViews } from '../cases/review/views.ts';
import type { Bind } from './bind.ts';
import { numberOf } from './row-number.ts';

/** Binds them; `caseOf`: the open case of an id. */
export function bindReview(bind: Bind, caseOf: (id: string) => CaseFile): void {
  bind(REVIEW_ROUTES.decide, ({ params, body }) => decideSeen(caseOf(params.case), body));
  bind(REVIEW_ROUTES.views, ({ params, body }) => {
    const caseFile = caseOf(params.case);
    recordViews(caseFile, body);
    return exposureOf(caseFile, body.reviewer);
  });
  bind(REVIEW_ROUTES.note, ({ params, body: { image, text, reviewer, against } }) =>
    setNote(caseOf(params.case), image, text, reviewer, against),
  );
  bind(REVIEW_ROUTES.signOff, ({ params, body }) => signOffSeen(caseOf(params.case), body));
  bind(REVIEW_ROUTES.undo, ({ params, body }) =>
    undo(caseOf(params.case), numberOf(params.change), body.reviewer),
  );

  bind(REVIEW_ROUTES.annotations, ({ params }) => marksOf(caseOf(params.case), 'annotation'));
  bind(REVIEW_ROUTES.addAnnotation, ({ params, body }) =>
    addMark(caseOf(params.case), 'annotation', numberOf(params.image), body),
  );
  bind(REVIEW_ROUTES.changeAnnotation, ({ params, body }) =>
    changeMark(caseOf(params.case), 'annotation', numberOf(params.id), body),
  );
  bind(REVIEW_ROUTES.removeAnnotation, ({ params, query: { reviewer } }) =>
    removeMark(caseOf(params.case), 'annotation', numberOf(params.id), reviewer),
  );

  bind(REVIEW_ROUTES.bookmarks, ({ params }) => marksOf(caseOf(params.case), 'bookmark'));
  bind(REVIEW_ROUTES.addBookmark, ({ params, body }) =>
    addMark(caseOf(params.case), 'bookmark', numberOf(params.image), body),
  );
  bind(REVIEW_ROUTES.changeBookmark, ({ params, body }) =>
    changeMark(caseOf(params.case), 'bookmark', numberOf(params.id), body),
  );
  bind(REVIEW_ROUTES.removeBookmark, ({ params, query: { reviewer } }) =>
    removeMark(caseOf(params.case), 'bookmark', numberOf(params.id), reviewer),
  );
}
