/** Asks the host: a declared route in, a checked answer out. */
import * as v from 'valibot';
import {
  addressOf,
  type AnswerOf,
  type RequestOf,
  type Route,
} from '../../shared/api/routes/route.ts';
import { TILE_HEIGHT_HEADER, TILE_WIDTH_HEADER } from '../../shared/api/contract.ts';
import { fromErrorBody, UserError, type ErrorBody } from '../../shared/base/errors.ts';

/** The host did not answer at all: it was ended, or the connection broke. */
export class HostLost extends Error {
  constructor() {
    super('Scalescope does not respond');
    this.name = 'HostLost';
  }
}

type NeedsNo<T> = Record<never, never> extends T ? true : undefined extends T ? true : false;
type Field<K extends string, T> = NeedsNo<T> extends true ? { [P in K]?: T } : { [P in K]: T };

/** A request to a route; `raw`: the bytes or the JSON of a route that takes either. */
export type Call<R extends Route> = Field<'params', RequestOf<R>['params']> &
  Field<'query', RequestOf<R>['query']> &
  Field<'body', RequestOf<R>['body']> & {
    signal?: AbortSignal | undefined;
    raw?: Blob | { path: string };
  };

type Answering<K extends Route['answer']['kind']> = Route & { answer: { kind: K } };

/** The JSON that `route` answers. Throws UserError or HostLost. */
export async function call<R extends Answering<'json'>>(
  route: R,
  asked: Call<R>,
): Promise<AnswerOf<R>> {
  const response = await send(route, asked);
  const given: unknown = await read(() => response.json(), asked.signal);
  return checked(route, route.answer.schema, given) as AnswerOf<R>;
}

/** The events that `route` sends, in their order, until its result or error. */
export async function* callEvents<R extends Answering<'events'>>(
  route: R,
  asked: Call<R>,
): AsyncGenerator<AnswerOf<R>> {
  const { schema } = route.answer;
  const event = (line: string) =>
    checked(route, schema, JSON.parse(line) as unknown) as AnswerOf<R>;
  const response = await send(route, asked);
  const reader = response.body!.pipeThrough(new TextDecoderStream()).getReader();
  let rest = '';
  try {
    for (;;) {
      const { done, value } = await read(() => reader.read(), asked.signal);
      if (done) break;
      const lines = (rest + value).split('\n');
      rest = lines.pop()!;
      for (const line of lines) if (line !== '') yield event(line);
    }
    if (rest !== '') yield event(rest);
  } finally {
    // Whoever stops listening tells the host so.
    await reader.cancel().catch(() => undefined);
  }
}

export interface TileBytes {
  width: number;
  height: number;
  /** 8 bit, row-major: RGBA, or gray of spectra. */
  bytes: ArrayBuffer;
}

/** The pixels that `route` answers. Throws UserError or HostLost. */
export async function callPixels<R extends Answering<'pixels'>>(
  route: R,
  asked: Call<R>,
): Promise<TileBytes> {
  const response = await send(route, asked);
  const bytes = await read(() => response.arrayBuffer(), asked.signal);
  const width = Number(response.headers.get(TILE_WIDTH_HEADER));
  const height = Number(response.headers.get(TILE_HEIGHT_HEADER));
  if (!(width > 0) || bytes.byteLength !== width * height * route.answer.channels) {
    throw new UserError(
      'internal',
      `A tile of ${width}x${height} arrived with ${bytes.byteLength} bytes`,
    );
  }
  return { width, height, bytes };
}

/** The bytes that `route` answers. Throws UserError or HostLost. */
export async function callBlob<R extends Answering<'bytes'>>(
  route: R,
  asked: Call<R>,
): Promise<Blob> {
  const response = await send(route, asked);
  return read(() => response.blob(), asked.signal);
}

/** Has `route`, which answers nothing, done. */
export async function callForNothing<R extends Answering<'nothing'>>(
  route: R,
  asked: Call<R>,
): Promise<void> {
  await send(route, asked);
}

/** `given` where it is what the route declares. Throws UserError `internal`. */
function checked({ path }: Route, schema: v.GenericSchema, given: unknown): unknown {
  const result = v.safeParse(schema, given, { abortEarly: true });
  if (result.success) return given;
  const place = v.getDotPath(result.issues[0]) ?? 'all of it';
  throw new UserError('internal', `Scalescope answered ${path} with unexpected data (${place})`);
}

function send<R extends Route>(route: R, asked: Call<R>): Promise<Response> {
  const { params, query, body, raw, signal } = asked as Call<Route> & { body?: unknown };
  const init: RequestInit = { method: route.method };
  const json = raw instanceof Blob ? undefined : (raw ?? body);
  if (raw instanceof Blob) {
    init.body = raw;
    init.headers = { 'content-type': 'application/octet-stream' };
  } else if (json !== undefined) {
    init.body = JSON.stringify(json);
    init.headers = { 'content-type': 'application/json' };
  }
  // What changes something and answers at once arrives even where the page is closed.
  const isChange =
    (body !== undefined && route.answer.kind === 'json') || route.method === 'DELETE';
  if (isChange) init.keepalive = true;
  return request(
    addressOf(route, params, query as unknown as Record<string, unknown>),
    signal,
    init,
  );
}

async function request(
  path: string,
  signal?: AbortSignal,
  init: RequestInit = {},
): Promise<Response> {
  const response = await read(() => fetch(path, signal ? { ...init, signal } : init), signal);
  if (response.ok) return response;
  let body: { error?: ErrorBody };
  try {
    body = (await response.json()) as { error?: ErrorBody };
  } catch {
    body = {};
  }
  throw body.error?.message
    ? fromErrorBody(body.error)
    : new UserError('internal', `Scalescope answered with status ${response.status}`);
}

/** What `work` gives; a broken connection becomes HostLost, an abort stays what it is. */
async function read<T>(work: () => Promise<T>, signal?: AbortSignal): Promise<T> {
  try {
    return await work();
  } catch (error) {
    if (signal?.aborted || (error instanceof DOMException && error.name === 'AbortError'))
      throw error;
    if (error instanceof UserError) throw error;
    throw new HostLost();
  }
}
