/**
 * What a route of the API is: one declaration, of which the handler, the client, the documentation and the
 * doubles of tests follow. What crosses is checked on both sides.
 */
import * as v from 'valibot';
import type { ErrorBody } from '../../base/errors.ts';

export type Method = 'GET' | 'POST' | 'PUT' | 'DELETE';

/** Fields of a query, all of them texts. */
export type QuerySchema = v.GenericSchema<Record<string, string | null | undefined>, unknown>;

export type Answer =
  /** `schema` checks what an answer has to have; more is passed on. */
  | { kind: 'json'; schema: v.GenericSchema; isFresh?: boolean }
  /** NDJSON: events as they come, the last of them a result or an error. */
  | { kind: 'events'; schema: v.GenericSchema }
  /** Raw samples, 8 bit, row-major, their size in headers; kept by whoever asked. */
  | { kind: 'pixels'; channels: 1 | 4 }
  | { kind: 'bytes'; mediaTypes: readonly string[] }
  | { kind: 'nothing' };

interface Parts {
  /** What it does, as the documentation has it. */
  summary: string;
  query?: QuerySchema;
  /** JSON of that shape; `raw`: any bytes, or JSON of that shape where the type says so. */
  body?: v.GenericSchema;
  rawBody?: true;
  /** Of a route that takes its image in several ways, and reads it itself: any bytes, JSON or a form. */
  bodies?: { raw?: true; json?: v.GenericSchema; form?: v.GenericSchema };
  answer: Answer;
  /** Answers in JSON with other statuses, by these. */
  failures?: Readonly<Record<number, v.GenericSchema>>;
  /** True where no token is asked for. */
  isOpen?: true;
}

export interface Route extends Parts {
  method: Method;
  /** Below the path of its API, with `:name` for parts that vary. */
  path: string;
}

/** Declares a route. */
export function route<const M extends Method, const P extends string, const R extends Parts>(
  method: M,
  path: P,
  parts: R,
): R & { method: M; path: P } {
  return { ...parts, method, path };
}

/** An answer in JSON, of type T. */
export function json<T>(schema: v.GenericSchema<unknown, T>): {
  kind: 'json';
  schema: v.GenericSchema<unknown, T>;
};
export function json(schema: v.GenericSchema) {
  return { kind: 'json', schema } as const;
}

/** Events of type E: beside those of `schemas`, progress and an error. */
export function events<E>(...schemas: v.GenericSchema<unknown, E>[]): {
  kind: 'events';
  schema: v.GenericSchema<unknown, E>;
} {
  const schema = v.union([...schemas, ERROR_EVENT, PROGRESS_EVENT]) as v.GenericSchema;
  return { kind: 'events', schema: schema as v.GenericSchema<unknown, E> };
}

/** What every failure is sent as, within `error`. */
export const ERROR_BODY = v.object({ code: v.string(), message: v.string() });

const ERROR_EVENT = v.object({ type: v.literal('error'), error: ERROR_BODY });
const PROGRESS_EVENT = v.object({
  type: v.literal('progress'),
  stage: v.string(),
  fraction: v.pipe(v.number(), v.finite()),
});

/** What a failed request answers. */
export interface Failure {
  error: ErrorBody;
}

type NamesIn<P extends string> = P extends `${string}:${infer Name}/${infer Rest}`
  ? Name | NamesIn<`/${Rest}`>
  : P extends `${string}:${infer Name}`
    ? Name
    : never;

/** The parts of a path that vary, by name. */
export type ParamsOf<R extends Route> = Record<NamesIn<R['path']>, string>;

/** A query as the handler gets it. */
export type QueryOf<R extends Route> = R extends { query: infer Q extends v.GenericSchema }
  ? v.InferOutput<Q>
  : Record<never, never>;

/** A body as the handler gets it. */
export type BodyOf<R extends Route> = R extends { body: infer B extends v.GenericSchema }
  ? v.InferOutput<B>
  : undefined;

/** What a route answers in JSON, or the events it sends. */
export type AnswerOf<R extends Route> = R extends { answer: { schema: infer S } }
  ? S extends v.GenericSchema
    ? v.InferOutput<S>
    : never
  : never;

type Sent<T> = { [K in keyof T]?: T[K] | number | null | undefined };

/** What a request is made of: the parts of the path, the query and the body. */
export interface RequestOf<R extends Route> {
  params: { [K in keyof ParamsOf<R>]: string | number };
  query: R extends { query: infer Q extends v.GenericSchema } ? Sent<v.InferInput<Q>> : undefined;
  body: R extends { body: infer B extends v.GenericSchema } ? v.InferInput<B> : undefined;
}

/** The address of a request: its path with its parts, and its query without what is left out. */
export function addressOf(
  { path }: Pick<Route, 'path'>,
  params: Readonly<Record<string, string | number>> = {},
  query: Readonly<Record<string, unknown>> = {},
): string {
  const filled = path.replaceAll(/:(\w+)/g, (_, name: string) => {
    const value = params[name];
    if (value === undefined)
      throw new RangeError(`Expected ${name} for ${path} but received nothing`);
    return encodeURIComponent(String(value));
  });
  const fields = Object.entries(query).filter(([, value]) => value !== undefined && value !== null);
  const text = fields
    .map((field) => field.map((part) => encodeURIComponent(String(part))).join('='))
    .join('&');
  return `/api${filled}${text === '' ? '' : `?${text}`}`;
}
