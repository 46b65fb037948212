/**
 * Where the gate listens: on an address of its own or on a socket that was handed over, with TLS or without; and how it
 * ends without failing a request.
 */
import { readFileSync } from 'node:fs';
import { createServer, type Server } from 'node:http';
import { createServer as createTlsServer } from 'node:https';
import { isIP, Server as NetServer, type AddressInfo } from 'node:net';
import { setTimeout as sleep } from 'node:timers/promises';
import { getRequestListener } from '@hono/node-server';
import { UserError } from '../../../shared/base/errors.ts';

export interface ListenOptions {
  host: string;
  /** 0: any free one. */
  port: number;
  /** Paths of the certificate and its key in PEM; null: no TLS. */
  tls: { cert: string; key: string } | null;
  /** A listening socket of the parent, by its number, in the place of host and port; null: none. */
  fd: number | null;
  /** Milliseconds that a client has to send a whole request. */
  receiveMs: number;
  mostConnections: number;
  /** `hosts`: the names by which requests may call; null: any. */
  handle(request: Request, hosts: readonly string[] | null): Promise<Response>;
}

export interface Listening {
  origin: string;
  /** The address it listens on, without its port. */
  address: string;
  /** Connections that are open. */
  connections(): number;
  /** Reads the certificate again. Throws UserError where it cannot be used; the one before stays. */
  renewTls(): void;
  /** Takes no further connection, and goes on answering on those that are open. */
  stopListening(): void;
  /** Lets connections end by themselves, and cuts them after `mostMs`. */
  close(mostMs: number): Promise<void>;
}

const HEADERS_MS = 10_000;
const KEEP_ALIVE_MS = 5000;
/** Longer than any image may take: a client that does not read is let go. */
const SILENCE_MS = 10 * 60_000;
const CHECK_MS = 1000;
/** Time in which a client that has just been answered sends its next request, and is told to connect anew. */
const LAST_REQUESTS_MS = 1000;

/** Starts to listen. Throws UserError where it cannot. */
export async function listen(options: ListenOptions): Promise<Listening> {
  const { host, port, tls, fd, receiveMs, mostConnections, handle } = options;
  let hosts: readonly string[] | null = [];
  const listener = getRequestListener((request) => handle(request, hosts), {
    overrideGlobalObjects: false,
  });
  const settings = {
    headersTimeout: Math.min(HEADERS_MS, receiveMs),
    requestTimeout: receiveMs,
    keepAliveTimeout: KEEP_ALIVE_MS,
    connectionsCheckingInterval: CHECK_MS,
  };
  const secure = tls && createTlsServer({ ...settings, ...readTls(tls) }, listener);
  const server: Server = secure ?? createServer(settings, listener);
  server.maxConnections = mostConnections;
  server.timeout = SILENCE_MS;
  let open = 0;
  server.on('connection', (socket) => {
    open++;
    socket.once('close', () => open--);
  });
  await start(server, host, port, fd);
  const address = server.address() as AddressInfo;
  const scheme = tls === null ? 'http' : 'https';
  hosts = isLoopback(address.address) ? namesOf(address.port, scheme) : null;
  const shown = address.family === 'IPv6' ? `[${address.address}]` : address.address;
  return {
    origin: `${scheme}://${shown}:${address.port}`,
    address: address.address,
    connections: () => open,
    renewTls() {
      if (secure && tls) secure.setSecureContext(readTls(tls));
    },
    // Its own close would also end connections on which a client is about to send a request.
    stopListening: () => void NetServer.prototype.close.call(server),
    async close(mostMs) {
      if (server.listening) NetServer.prototype.close.call(server);
      const until = performance.now() + mostMs;
      await sleep(Math.min(LAST_REQUESTS_MS, mostMs));
      while (open > 0 && performance.now() < until) {
        server.closeIdleConnections();
        await sleep(20);
      }
      server.closeAllConnections();
    },
  };
}

/** Whether `address` is of this machine alone. */
export function isLoopback(address: string): boolean {
  return (
    address === 'localhost' || address === '::1' || (isIP(address) === 4 && /^127\./.test(address))
  );
}

function namesOf(port: number, scheme: string): string[] {
  const usual = scheme === 'https' ? 443 : 80;
  const names = ['127.0.0.1', 'localhost', '[::1]'];
  return names.flatMap((name) => [`${name}:${port}`, ...(port === usual ? [name] : [])]);
}

function readTls({ cert, key }: { cert: string; key: string }): { cert: Buffer; key: Buffer } {
  const read = (path: string, what: string): Buffer => {
    try {
      return readFileSync(path);
    } catch (error) {
      const { code } = error as NodeJS.ErrnoException;
      throw new UserError('unreadable', `The ${what} ${path} cannot be read (${code})`);
    }
  };
  return { cert: read(cert, 'certificate'), key: read(key, 'key of the certificate') };
}

function start(server: Server, host: string, port: number, fd: number | null): Promise<void> {
  return new Promise((resolve, reject) => {
    server.once('error', (error: NodeJS.ErrnoException) => {
      reject(listenFailure(error, host, port));
    });
    if (fd === null) server.listen(port, host, resolve);
    else server.listen({ fd }, resolve);
  });
}

function listenFailure(error: NodeJS.ErrnoException, host: string, port: number): Error {
  const refused = (why: string) =>
    new UserError('invalid-argument', `The gate cannot listen on ${host}, port ${port}: ${why}`);
  switch (error.code) {
    case 'EADDRINUSE':
      return refused('the port is already in use');
    case 'EACCES':
    case 'EPERM':
      return refused('that is not permitted for this user');
    case 'EADDRNOTAVAIL':
    case 'ENOTFOUND':
    case 'EAI_AGAIN':
      return refused('this machine has no such address');
    case undefined:
      return error;
    default:
      return refused(error.code);
  }
}
