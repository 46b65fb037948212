/** The API as an OpenAPI 3.1 document, made of the declarations of its routes. */
import type * as v from 'valibot';
import { ERROR_BODY, type Answer, type Route } from './route.ts';

/** JSON as the document has it. */
type Json = Record<string, unknown>;

/** What the document says of all routes: what they belong to, and the path that they are below. */
export interface ApiDescription {
  title: string;
  description: string;
  base: string;
}

/** The API of the viewer, as its document describes it. */
export const VIEWER_API: ApiDescription = {
  title: 'Scalescope',
  description:
    'The API of the viewer, on this machine only. Each request carries the token of the session.',
  base: '/api',
};

/** The document of `routes`, in their order; their names are its operation ids. */
export function openApiOf(
  routes: Readonly<Record<string, Route>>,
  version: string,
  { title, description, base }: ApiDescription = VIEWER_API,
): Json {
  const paths: Record<string, Json> = {};
  for (const [name, route] of Object.entries(routes)) {
    const path = `${base}${route.path.replaceAll(/:(\w+)/g, '{$1}')}`;
    paths[path] = { ...paths[path], [route.method.toLowerCase()]: operationOf(name, route) };
  }
  return {
    openapi: '3.1.0',
    info: { title, version, description },
    paths,
    components: {
      schemas: {
        Failure: {
          type: 'object',
          properties: { error: schemaOf(ERROR_BODY) },
          required: ['error'],
        },
      },
      securitySchemes: { token: { type: 'http', scheme: 'bearer' } },
    },
    security: [{ token: [] }],
  };
}

function operationOf(name: string, route: Route): Json {
  const { path, summary, query, answer, failures = {}, isOpen } = route;
  const parts = [...path.matchAll(/:(\w+)/g)].map(([, part]) => ({
    ...{ name: part, in: 'path', required: true },
    schema: { type: 'string' },
  }));
  const parameters = [...parts, ...(query === undefined ? [] : fieldsOf(query))];
  const content = requestContentOf(route);
  return {
    operationId: name,
    summary,
    ...(parameters.length > 0 && { parameters }),
    ...(content && { requestBody: { required: true, content } }),
    ...(isOpen && { security: [] }),
    responses: {
      ...answerOf(answer),
      ...Object.fromEntries(
        Object.entries(failures).map(([status, schema]) => [
          status,
          {
            description: 'Why it could not be done, in `error` or by the status.',
            content: { 'application/json': { schema: schemaOf(schema) } },
          },
        ]),
      ),
      default: {
        description: 'Why it could not be done.',
        content: { 'application/json': { schema: { $ref: '#/components/schemas/Failure' } } },
      },
    },
  };
}

/** What a request may carry, by its media type. */
function requestContentOf({ body, rawBody, bodies = {} }: Route): Json | undefined {
  const { raw = body === undefined && rawBody, json = body, form } = bodies;
  const content = {
    ...(json && { 'application/json': { schema: schemaOf(json) } }),
    ...(form && { 'multipart/form-data': { schema: schemaOf(form) } }),
    ...(raw && { 'application/octet-stream': {} }),
  };
  return Object.keys(content).length === 0 ? undefined : content;
}

function answerOf(answer: Answer): Json {
  if (answer.kind === 'nothing') return { 204: { description: 'Done.' } };
  return { 200: { description: DESCRIPTIONS[answer.kind], content: contentOf(answer) } };
}

const DESCRIPTIONS = {
  json: 'The answer.',
  events: 'Events, one JSON object a line; the last is a result or an error.',
  pixels: 'Raw samples, 8 bit, row-major; X-Tile-Width and X-Tile-Height have their size.',
  bytes: 'The file.',
} as const;

function contentOf(answer: Exclude<Answer, { kind: 'nothing' }>): Json {
  if (answer.kind === 'json') return { 'application/json': { schema: schemaOf(answer.schema) } };
  if (answer.kind === 'events') {
    return { 'application/x-ndjson': { schema: schemaOf(answer.schema) } };
  }
  if (answer.kind === 'pixels') return { 'application/octet-stream': {} };
  return Object.fromEntries(answer.mediaTypes.map((type) => [type, {}]));
}

/** What is read of any schema of valibot, whose own types know each by itself. */
interface Any {
  type: string;
  entries?: Record<string, Any>;
  wrapped?: Any;
  item?: Any;
  options?: readonly unknown[];
  literal?: unknown;
  pipe?: readonly Any[];
  value?: Any;
  requirement?: unknown;
  default?: unknown;
}

function fieldsOf(query: v.GenericSchema): Json[] {
  const { entries = {} } = query as unknown as Any;
  return Object.entries(entries).map(([name, field]) => ({
    ...{ name, in: 'query', required: !isOptional(field) },
    schema: schemaOf(field),
  }));
}

const isOptional = ({ type }: Any): boolean => type === 'optional' || type === 'exact_optional';

/** What JSON Schema says of `schema`; what only a check in code says is left out. */
function schemaOf(schema: unknown): Json {
  const { type, pipe, wrapped, item, options = [], literal, ...rest } = schema as Any;
  if (pipe !== undefined)
    return { ...schemaOf({ ...pipe[0]!, pipe: undefined }), ...limitsOf(pipe) };
  switch (type) {
    case 'object':
    case 'loose_object':
      return objectOf(rest.entries ?? {});
    case 'array':
      return { type: 'array', items: schemaOf(item) };
    case 'optional':
    case 'exact_optional':
      return { ...schemaOf(wrapped), ...(rest.default !== undefined && { default: rest.default }) };
    case 'nullable':
      return { anyOf: [schemaOf(wrapped), { type: 'null' }] };
    case 'picklist':
      return { enum: options };
    case 'literal':
      return { const: literal };
    case 'union':
    case 'variant':
      return { anyOf: options.map(schemaOf) };
    case 'record':
      return { type: 'object' };
    case 'string':
    case 'number':
    case 'boolean':
      return { type };
    case 'any':
    case 'unknown':
      return {};
    default:
      throw new RangeError(`Expected a schema that the document can tell but received ${type}`);
  }
}

function objectOf(entries: Record<string, Any>): Json {
  const fields = Object.entries(entries);
  const required = fields.filter(([, field]) => !isOptional(field)).map(([name]) => name);
  return {
    type: 'object',
    properties: Object.fromEntries(fields.map(([name, field]) => [name, schemaOf(field)])),
    ...(required.length > 0 && { required }),
  };
}

/** The bounds of a number or text that crosses as itself; what a text becomes has none as a text. */
function limitsOf(pipe: readonly Any[]): Json {
  const limits: Json = {};
  for (const { type, requirement } of pipe.slice(1)) {
    if (type === 'transform') break;
    if (type === 'regex') limits['pattern'] = (requirement as RegExp).source;
    if (type === 'min_length') limits['minLength'] = requirement;
    if (type === 'max_length') limits['maxLength'] = requirement;
    if (type === 'min_value') limits['minimum'] = requirement;
    if (type === 'max_value') limits['maximum'] = requirement;
  }
  return limits;
}
