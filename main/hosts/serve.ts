/** The loopback host: the viewer on 127.0.0.1 for the browser that is installed. */
import { randomBytes } from 'node:crypto';
import { createServer, type Server } from 'node:http';
import type { AddressInfo } from 'node:net';
import { getRequestListener } from '@hono/node-server';
import { UserError } from '../../shared/base/errors.ts';
import { guardLoopback } from './loopback-guard.ts';
import { withSecurityHeaders, type Handler } from './static.ts';

export interface ServeOptions {
  /** Answers everything: page and API (see createSite). */
  site: Handler;
  /** 0 or nothing: any free port. */
  port?: number;
}

export interface LoopbackHost {
  /** `http://127.0.0.1:PORT` */
  origin: string;
  /** The address that opens the viewer, with its token. */
  url: string;
  token: string;
  /** An address that opens the viewer once: for the arguments of a program, which others can read. */
  oneTimeUrl(): string;
  close(): Promise<void>;
}

/** Starts the loopback host with a token of its own. */
export async function serveLoopback(options: ServeOptions): Promise<LoopbackHost> {
  const token = newToken();
  const oneTimeTokens = new Set<string>();
  let handle: Handler = async () => new Response(null, { status: 503 });
  const server = createServer(
    getRequestListener((request) => handle(request), { overrideGlobalObjects: false }),
  );
  const port = await listen(server, options.port ?? 0);
  const guarded = guardLoopback({ port, token, oneTimeTokens, session: newToken() }, options.site);
  handle = async (request) => withSecurityHeaders(await guarded(request));

  const origin = `http://127.0.0.1:${port}`;
  const urlWith = (given: string): string => `${origin}/?token=${given}`;
  return {
    origin,
    url: urlWith(token),
    token,
    oneTimeUrl() {
      const oneTime = newToken();
      oneTimeTokens.add(oneTime);
      return urlWith(oneTime);
    },
    close: () =>
      new Promise((resolve) => {
        server.close(() => resolve());
        server.closeAllConnections();
      }),
  };
}

function newToken(): string {
  return randomBytes(32).toString('base64url');
}

function listen(server: Server, port: number): Promise<number> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => reject(listenFailure(error, port)));
    server.listen(port, '127.0.0.1', () => resolve((server.address() as AddressInfo).port));
  });
}

function listenFailure(error: NodeJS.ErrnoException, port: number): Error {
  switch (error.code) {
    case 'EADDRINUSE':
      return new UserError(
        'busy',
        `Port ${port} is already in use. Choose another with --port, or leave it out to use any free one.`,
      );
    case 'EACCES':
    case 'EPERM':
      return new UserError(
        'invalid-argument',
        `Port ${port} is not permitted for this user. Choose one above 1023 with --port.`,
      );
    case undefined:
      return error;
    default:
      return new UserError(
        'internal',
        `The viewer cannot listen on port ${port} of 127.0.0.1 (${error.code})`,
      );
  }
}
