/** From declarations of routes to their answers: what comes in is checked, and what goes out. */
import type { Hono } from 'hono';
import * as v from 'valibot';
import type { BodyOf, ParamsOf, QueryOf, Route, AnswerOf } from '../../shared/api/routes/route.ts';
import { TILE_HEIGHT_HEADER, TILE_WIDTH_HEADER } from '../../shared/api/contract.ts';
import { parse } from '../../shared/api/queries.ts';
import { UserError } from '../../shared/base/errors.ts';
import { refusal } from '../../shared/base/invalid.ts';
import type { Progress } from '../engine/images/orders.ts';
import { streamEvents } from './event-stream.ts';
import { readQuery } from './query.ts';

/** What a handler is given: checked, but for `params`, which name what the handler looks up. */
export interface Asked<R extends Route> {
  params: ParamsOf<R>;
  query: QueryOf<R>;
  body: BodyOf<R>;
  request: Request;
  signal: AbortSignal;
}

/** Work that tells how far it is, and sends events before its last one, which it returns. */
type Streaming<E> = (
  progress: Progress,
  signal: AbortSignal,
  send: (event: E) => void,
) => Promise<E>;

interface Pixels {
  width: number;
  height: number;
  data: Uint8Array;
}

/** An answer in JSON with a status of its own. */
export class Answered<T> {
  readonly value: T;
  readonly status: number;

  constructor(value: T, status: number) {
    this.value = value;
    this.status = status;
  }
}

/** What a handler gives, by the kind of answer. */
type Given<R extends Route> = {
  json: AnswerOf<R> | Answered<AnswerOf<R>>;
  events: Streaming<AnswerOf<R>>;
  pixels: Pixels;
  bytes: Response;
  nothing: unknown;
}[R['answer']['kind']];

/** Binds a declared route to what answers it. */
export type Bind = <R extends Route>(
  route: R,
  handler: (asked: Asked<R>) => Given<R> | Promise<Given<R>>,
) => void;

/** What binds routes to `app`. */
export function bindTo(app: Hono): Bind {
  return (route, handler) => {
    app.on(route.method, route.path, async (c) => {
      const request = c.req.raw;
      const fields = readQuery(c.req.url);
      const asked = {
        params: c.req.param(),
        query: route.query === undefined ? {} : parse(route.query, fields),
        body: route.body === undefined ? undefined : parse(route.body, await readJson(request)),
        ...{ request, signal: request.signal },
      };
      return respond(route, await handler(asked as never), request);
    });
  };
}

function respond(route: Route, given: unknown, request: Request): Response {
  const { answer } = route;
  switch (answer.kind) {
    case 'json': {
      const { value, status } = given instanceof Answered ? given : new Answered(given, 200);
      check(route, answer.schema, value);
      const headers = answer.isFresh ? { 'cache-control': 'no-store' } : undefined;
      return Response.json(value, { status, ...(headers && { headers }) });
    }
    case 'events':
      return streamEvents(request, given as Streaming<object>, (event) =>
        check(route, answer.schema, event),
      );
    case 'pixels':
      return pixelResponse(given as Pixels);
    case 'bytes':
      return given as Response;
    case 'nothing':
      return new Response(null, { status: 204 });
  }
}

/** Throws where an answer is not what its route declares: a mistake of ours, told as `internal`. */
function check({ method, path }: Route, schema: v.GenericSchema, given: unknown): void {
  const result = v.safeParse(schema, given, { abortEarly: true });
  if (result.success) return;
  const [issue] = result.issues;
  throw new Error(`${method} ${path} answers ${v.getDotPath(issue) ?? ''}: ${issue.message}`);
}

/** Raw pixels with their size in the headers. */
function pixelResponse({ data, width, height }: Pixels): Response {
  return new Response(data as Uint8Array<ArrayBuffer>, {
    headers: {
      'content-type': 'application/octet-stream',
      'cache-control': 'private, max-age=31536000, immutable', // ids name the bytes, so it holds
      [TILE_WIDTH_HEADER]: String(width),
      [TILE_HEIGHT_HEADER]: String(height),
    },
  });
}

/** Of a body that is read at once: far more than any has that a route takes. */
const MOST_TEXT_BYTES = 4 * 1024 ** 2;

/** The JSON of a request. Throws what readText does, and UserError `invalid-argument`. */
export async function readJson(request: Request): Promise<unknown> {
  const text = await readText(request);
  try {
    return JSON.parse(text);
  } catch {
    throw refusal('JSON', 'request', 'something else');
  }
}

/** The body of a request in UTF-8, of which no more is read than it may have. Throws UserError `too-large`. */
export async function readText(request: Request): Promise<string> {
  const tooLarge = new UserError(
    'too-large',
    `The body of a request in JSON may have ${MOST_TEXT_BYTES} bytes, and this one has more`,
  );
  if (Number(request.headers.get('content-length')) > MOST_TEXT_BYTES) throw tooLarge;
  const chunks: Uint8Array[] = [];
  let bytes = 0;
  for await (const chunk of request.body ?? []) {
    bytes += chunk.length;
    if (bytes > MOST_TEXT_BYTES) throw tooLarge;
    chunks.push(chunk);
  }
  return Buffer.concat(chunks).toString('utf8');
}
