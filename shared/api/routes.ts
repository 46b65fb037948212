/** Every route of the API by name. Requests carry the token of the session, in a header or a cookie. */
import { CASE_ROUTES } from './routes/cases.ts';
import { EVIDENCE_ROUTES } from './routes/evidence.ts';
import { IMAGE_ROUTES } from './routes/images.ts';
import { REVIEW_ROUTES } from './routes/review.ts';
import { SESSION_ROUTES } from './routes/session.ts';

export const ROUTES = {
  ...SESSION_ROUTES,
  ...IMAGE_ROUTES,
  ...EVIDENCE_ROUTES,
  ...CASE_ROUTES,
  ...REVIEW_ROUTES,
} as const;
