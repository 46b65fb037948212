/**
 * Who may talk to the gate: on loopback requests that name this host, so that no name of somebody else leads to it;
 * nowhere a page of another site; and where there are tokens, whoever has one.
 */
import type { ErrorBody } from '../../../shared/base/errors.ts';
import { callerOf } from './check-token.ts';
import type { Rates } from './rates.ts';
import type { StoredToken } from './token-file.ts';

export interface GuardOptions {
  /** The names by which requests may call this host, each with its port; null: any, as behind a proxy. */
  hosts: readonly string[] | null;
  /** Null: no token is asked for. */
  tokens(): readonly StoredToken[] | null;
  /** Whether the path needs no token. */
  isOpen(path: string): boolean;
}

export interface Refusal {
  status: 401 | 403 | 421;
  /** For the metrics: one word. */
  reason: string;
  error: ErrorBody;
}

/** The token that `request` carries (null where none is asked for), or why it is refused. */
export function admit(
  request: Request,
  path: string,
  { hosts, tokens, isOpen }: GuardOptions,
): { caller: { name: string; rates: Rates } | null } | { refusal: Refusal } {
  const { headers } = request;
  const host = (headers.get('host') ?? '').toLowerCase();
  if (hosts !== null && !hosts.includes(host)) {
    return refuse(421, 'host', 'This host name does not belong to the gate');
  }
  const origin = headers.get('origin');
  const site = headers.get('sec-fetch-site');
  const isOfPage = origin !== null || site === 'cross-site' || site === 'same-site';
  if (isOfPage) return refuse(403, 'page', 'The gate is for programs, not for pages of a browser');
  const known = tokens();
  if (known === null || isOpen(path)) return { caller: null };
  const caller = callerOf(headers, known);
  if ('refused' in caller) return refuse(401, `token-${caller.refused}`, caller.why);
  return { caller };
}

function refuse(status: Refusal['status'], reason: string, message: string): { refusal: Refusal } {
  return { refusal: { status, reason, error: { code: 'unreadable', message } } };
}
