/** Every route of the API by name. Requests carry the token of the session, in a header or a cookie. */
import { CASE_ROUTES } from './case-routes.ts';
import { EVIDENCE_ROUTES } from './evidence-routes.ts';
import { FINGERPRINT_ROUTES } from './fingerprint-routes.ts';
import { IMAGE_ROUTES } from './image-routes.ts';
import { REVIEW_ROUTES } from './review-routes.ts';
import { SESSION_ROUTES } from './session-routes.ts';

export const ROUTES = {
  ...SESSION_ROUTES,
  ...IMAGE_ROUTES,
  ...EVIDENCE_ROUTES,
  ...FINGERPRINT_ROUTES,
  ...CASE_ROUTES,
  ...REVIEW_ROUTES,
} as const;
