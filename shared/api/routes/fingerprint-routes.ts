/** Routes of charts, and of what services make of them. */
import * as v from 'valibot';
import type { ErrorBody } from '../../base/errors.ts';
import type { Fingerprint } from '../../fingerprint/result/told.ts';
import { events, route } from './route.ts';
import { FINGERPRINT } from './answers.ts';

const TEXT = 'a text';
/** Sizes such as `1024x768,800x1200`. */
const sizes = v.pipe(v.string(TEXT), v.maxLength(400, 'at most 400 characters'));

export type FingerprintEvent =
  | { type: 'progress'; stage: string; fraction: number }
  | { type: 'result'; fingerprint: Fingerprint }
  | { type: 'error'; error: ErrorBody };

export const FINGERPRINT_ROUTES = {
  chart: route('GET', '/fingerprint/chart', {
    summary: 'The chart of a size, such as 1024x768, as PNG, to be sent to a service.',
    query: v.object({ size: sizes }),
    answer: { kind: 'bytes', mediaTypes: ['image/png'] },
  }),
  fingerprint: route('POST', '/fingerprint', {
    summary:
      'What open images, named by their ids with commas between them, say of the service that made them of charts. ' +
      '`charts`: the sizes that may have been sent; `vias`: sizes that a client may have made before.',
    query: v.object({
      images: v.pipe(v.string(TEXT), v.minLength(1, 'at least one id')),
      charts: v.optional(sizes),
      vias: v.optional(sizes),
    }),
    answer: events<FingerprintEvent>(
      v.object({ type: v.literal('result'), fingerprint: FINGERPRINT }),
    ),
  }),
} as const;
