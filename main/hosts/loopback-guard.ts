/**
 * Who may talk to the loopback host: requests with the token, addressed to this host by its own
 * name (no DNS rebinding), from its own page (no other site, no other local port).
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Handler } from './static.ts';

export interface GuardOptions {
  port: number;
  /** Opens the viewer as often as it is given. */
  token: string;
  /** Open the viewer once each, and are removed by it: other users can read the arguments of programs. */
  oneTimeTokens: Set<string>;
  /** What the cookie holds: never in an address. */
  session: string;
}

/** `inner`, reached only by requests that belong to this viewer; 403 for everything else. */
export function guardLoopback(options: GuardOptions, inner: Handler): Handler {
  const { port, token, oneTimeTokens, session } = options;
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const origins = hosts.map((host) => `http://${host}`);
  const cookieName = `scalescope-${port}`; // cookies ignore ports, and two viewers may run
  const hasSession = (request: Request): boolean => {
    const given = cookieOf(request, cookieName);
    return given !== null && isSame(given, session);
  };

  return async (request) => {
    const host = request.headers.get('host') ?? '';
    if (!hosts.includes(host)) return refuse('This host name does not belong to the viewer');
    const origin = request.headers.get('origin');
    if (origin !== null && !origins.includes(origin))
      return refuse('This origin is not the viewer');

    const url = new URL(request.url);
    if (url.pathname === '/' && url.searchParams.has('token') && request.method === 'GET') {
      const given = url.searchParams.get('token')!;
      if (isSame(given, token) || spend(oneTimeTokens, given) || hasSession(request)) {
        return enter(cookieName, session);
      }
      return refuse('This address was already used or has expired. Start Scalescope again.');
    }
    // A page on another local port is same-site, so it would bring the cookie along.
    const site = request.headers.get('sec-fetch-site');
    if (site === 'cross-site' || site === 'same-site')
      return refuse('Another page made this request');
    const bearer = bearerOf(request);
    if (!(bearer === null ? hasSession(request) : isSame(bearer, token))) {
      return refuse('Open the viewer with the address that Scalescope printed');
    }
    return inner(request);
  };
}

/** The first answer: the address without its token, and a cookie that scripts cannot read. */
function enter(cookieName: string, session: string): Response {
  const cookie = `${cookieName}=${session}; Path=/; HttpOnly; SameSite=Strict`;
  const headers = { location: '/', 'set-cookie': cookie, 'cache-control': 'no-store' };
  return new Response(null, { status: 302, headers });
}

function spend(tokens: Set<string>, given: string): boolean {
  const spent = [...tokens].find((token) => isSame(given, token));
  return spent !== undefined && tokens.delete(spent);
}

function refuse(message: string): Response {
  const body = { error: { code: 'unreadable', message } };
  return Response.json(body, { status: 403, headers: { 'cache-control': 'no-store' } });
}

function bearerOf(request: Request): string | null {
  return /^Bearer ([\w-]+)$/.exec(request.headers.get('authorization') ?? '')?.[1] ?? null;
}

function cookieOf(request: Request, name: string): string | null {
  for (const pair of (request.headers.get('cookie') ?? '').split(';')) {
    const [key, value] = pair.trim().split('=', 2);
    if (key === name && value !== undefined) return value;
  }
  return null;
}

function isSame(given: string, expected: string): boolean {
  const digest = (text: string): Buffer => createHash('sha256').update(text).digest();
  return timingSafeEqual(digest(given), digest(expected));
}
