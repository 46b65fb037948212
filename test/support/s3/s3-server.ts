/**
 * A small server of buckets on loopback, for what others of its kind cannot do: long lists in pages, refusals, requests
 * for patience, and objects that change. It speaks what the client of S3 asks: PUT, GET, HEAD, and lists (version 2).
 */
import { once } from 'node:events';
import { createServer, type IncomingMessage, type ServerResponse } from 'node:http';
import { buffer } from 'node:stream/consumers';
import { etagOf } from './etag.ts';
import { listXml } from './list-xml.ts';

/** An answer in the place of the usual one. */
export interface Refusal {
  status: number;
  /** As Amazon calls it. */
  code: string;
}

export interface AskedFor {
  method: string;
  bucket: string;
  /** Empty for a list. */
  key: string;
  query: URLSearchParams;
}

export interface S3TestServer {
  endpoint: string;
  /** Buckets by name, with the bytes of each object by its key. */
  buckets: Map<string, Map<string, Buffer>>;
  /** All that was asked for, in its order. */
  asked: AskedFor[];
  /** Decides before each answer: a refusal, or null; it may take its time. */
  refuse: (request: AskedFor) => Refusal | null | Promise<Refusal | null>;
  /** Bytes of an object after which its connection breaks; left out: none. */
  breakAfter?: (key: string) => number | null;
  close(): Promise<void>;
}

const KEY = /Credential=([^/]+)\//;

/** Starts one that knows the access key `accessKey`. */
export async function startS3Server(accessKey: string): Promise<S3TestServer> {
  const server = createServer((request, response) => {
    answer(request, response).catch((error: unknown) => response.destroy(error as Error));
  });
  server.listen(0, '127.0.0.1');
  await once(server, 'listening');
  const self: S3TestServer = {
    endpoint: `http://127.0.0.1:${(server.address() as { port: number }).port}`,
    buckets: new Map(),
    asked: [],
    refuse: () => null,
    async close() {
      server.closeAllConnections();
      server.close();
      await once(server, 'close');
    },
  };
  return self;

  async function answer(request: IncomingMessage, response: ServerResponse): Promise<void> {
    const { pathname, searchParams: query } = new URL(request.url!, self.endpoint);
    const [, bucket, ...parts] = pathname.split('/').map(decodeURIComponent);
    const asked = { method: request.method!, bucket, key: parts.join('/'), query };
    self.asked.push(asked);
    const body = await buffer(request);
    const refusal = refusalOf(request) ?? (await self.refuse(asked));
    const objects = self.buckets.get(bucket);
    if (refusal !== null) return refuse(response, refusal);
    if (objects === undefined) return refuse(response, { status: 404, code: 'NoSuchBucket' });
    if (asked.key === '' && asked.method === 'GET') {
      return end(response, 200, { 'content-type': 'application/xml' }, listXml(objects, query));
    }
    if (asked.method === 'PUT') {
      objects.set(asked.key, body);
      return end(response, 200, { etag: etagOf(body) }, '');
    }
    const bytes = objects.get(asked.key);
    if (bytes === undefined) return refuse(response, { status: 404, code: 'NoSuchKey' });
    give(request, response, asked.key, bytes);
  }

  function refusalOf({ headers }: IncomingMessage): Refusal | null {
    const known = KEY.exec(headers.authorization ?? '')?.[1] === accessKey;
    return known ? null : { status: 403, code: 'InvalidAccessKeyId' };
  }

  function give(
    { method, headers }: IncomingMessage,
    response: ServerResponse,
    key: string,
    bytes: Buffer,
  ): void {
    const etag = etagOf(bytes);
    const wanted = headers['if-match'];
    if (wanted !== undefined && wanted !== etag) {
      return refuse(response, { status: 412, code: 'PreconditionFailed' });
    }
    const range = /^bytes=0-(\d+)$/.exec(headers.range ?? '');
    const part = range === null ? bytes : bytes.subarray(0, Number(range[1]) + 1);
    response.writeHead(range === null ? 200 : 206, { etag, 'content-length': part.length });
    const breakAt = method === 'GET' ? (self.breakAfter?.(key) ?? null) : null;
    if (breakAt !== null) response.write(part.subarray(0, breakAt), () => response.destroy());
    else response.end(method === 'HEAD' ? undefined : part);
  }
}

function refuse(response: ServerResponse, { status, code }: Refusal): void {
  const xml = `<?xml version="1.0" encoding="UTF-8"?>\n<Error><Code>${code}</Code><Message>${code}</Message></Error>`;
  end(response, status, { 'content-type': 'application/xml' }, xml);
}

function end(
  response: ServerResponse,
  status: number,
  headers: Record<string, string>,
  body: string,
): void {
  response.writeHead(status, headers).end(body);
}
