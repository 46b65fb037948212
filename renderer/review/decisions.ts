/** The decisions in words, and their keys. */
import type { Decision } from '../../shared/case/case-review.ts';

export const DECISION_TITLES: Record<Decision, string> = {
  ok: 'OK',
  'to-check': 'To check',
  confirmed: 'Confirmed',
};

/** Side by side above J and K, which go through the queue. */
export const DECISION_KEYS: Record<Decision, string> = { ok: '7', 'to-check': '8', confirmed: '9' };
