/**
 * Who may talk to the loopback host: requests with the token, addressed to this host by its own
 * name (no DNS rebinding), from its own page (no other site, no other local port).
 */
import { createHash, timingSafeEqual } from 'node:crypto';
import type { Handler } from './static.ts';

export interface GuardOptions {
  port: number;
  token: string;
}

/** `inner`, reached only by requests that belong to this viewer; 403 for everything else. */
export function guardLoopback({ port, token }: GuardOptions, inner: Handler): Handler {
  const hosts = [`127.0.0.1:${port}`, `localhost:${port}`];
  const origins = hosts.map((host) => `http://${host}`);
  const cookieName = `scalescope-${port}`; // cookies ignore ports, and two viewers may run

  return async (request) => {
    const host = request.headers.get('host') ?? '';
    if (!hosts.includes(host)) return refuse('This host name is not the viewer’s');
    const origin = request.headers.get('origin');
    if (origin !== null && !origins.includes(origin))
      return refuse('This origin is not the viewer');

    const url = new URL(request.url);
    if (url.pathname === '/' && url.searchParams.has('token') && request.method === 'GET') {
      if (!isSame(url.searchParams.get('token')!, token)) return refuse('This token has expired');
      return enter(cookieName, token);
    }
    // A page on another local port is same-site, so it would bring the cookie along.
    const site = request.headers.get('sec-fetch-site');
    if (site === 'cross-site' || site === 'same-site') return refuse('Another page asked for this');
    const given = bearerOf(request) ?? cookieOf(request, cookieName);
    if (given === null || !isSame(given, token)) {
      return refuse('Open the viewer with the address that Scalescope printed');
    }
    return inner(request);
  };
}

/** The first answer: the token moves from the address into a cookie that scripts cannot read. */
function enter(cookieName: string, token: string): Response {
  const cookie = `${cookieName}=${token}; Path=/; HttpOnly; SameSite=Strict`;
  const headers = { location: '/', 'set-cookie': cookie, 'cache-control': 'no-store' };
  return new Response(null, { status: 302, headers });
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
