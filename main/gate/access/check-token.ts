/** Whose token a request carries. Every stored token is compared, each in constant time. */
import { timingSafeEqual } from 'node:crypto';
import type { Rates } from './rates.ts';
import { hashOf, type StoredToken } from './token-file.ts';

/** Who asks, or why that is not answered. */
export type Caller =
  { name: string; rates: Rates } | { refused: 'missing' | 'unknown' | 'expired'; why: string };

/** The caller by the headers of a request; `now` decides what has expired. */
export function callerOf(
  headers: Headers,
  tokens: readonly StoredToken[],
  now: Date = new Date(),
): Caller {
  const given = givenToken(headers);
  if (given === null) {
    const why = 'Send a token: Authorization: Bearer TOKEN, or X-Api-Key: TOKEN';
    return { refused: 'missing', why };
  }
  const hash = hashOf(given);
  let found: StoredToken | null = null;
  for (const stored of tokens) {
    if (timingSafeEqual(hash, Buffer.from(stored.sha256, 'hex'))) found = stored;
  }
  if (found === null) return { refused: 'unknown', why: 'This token is not known here' };
  // Also where it is no time: what cannot be compared does not hold.
  if (found.expiresAt !== null && !(Date.parse(found.expiresAt) > now.getTime())) {
    const why = `This token (${found.name}) expired at ${found.expiresAt}`;
    return { refused: 'expired', why };
  }
  const { name, requestsPerMinute, bytesPerMinute } = found;
  return { name, rates: { requestsPerMinute, bytesPerMinute } };
}

function givenToken(headers: Headers): string | null {
  const bearer = /^Bearer\s+(\S+)\s*$/i.exec(headers.get('authorization') ?? '')?.[1];
  const given = bearer ?? headers.get('x-api-key')?.trim();
  return given === undefined || given === '' ? null : given;
}
