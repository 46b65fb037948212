/**
 * JSON that people write, checked against a schema. Errors name the file, the field, its line and
 * what was expected there.
 */
import {
  applyEdits,
  findNodeAtLocation,
  modify,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import * as v from 'valibot';
import { UserError } from './errors.ts';

export type JsonPath = (string | number)[];

export interface CheckedJson<T> {
  value: T;
  /** Throws UserError `invalid-argument` that says `problem` of the field at `path`. */
  fail(path: JsonPath, problem: string): never;
}

/**
 * The value that `json` holds; `name` is what the file is called in messages. Throws UserError
 * `invalid-argument` that names the first wrong field, its line and what was expected.
 */
export function parseChecked<S extends v.GenericSchema>(
  schema: S,
  json: string,
  name: string,
): CheckedJson<v.InferOutput<S>> {
  const failAt = (offset: number, problem: string): never => {
    throw new UserError('invalid-argument', `${name}, line ${lineOf(json, offset)}: ${problem}`);
  };
  const errors: ParseError[] = [];
  const source = json.replace(/^\uFEFF/, ' ');
  const tooDeep = placeBelow(source, MOST_LEVELS);
  if (tooDeep !== null) failAt(tooDeep, `this is nested more than ${MOST_LEVELS} levels deep.`);
  const tree = parseTree(source, errors, { disallowComments: true });
  if (errors.length > 0 || tree === undefined) {
    const { error, offset } = errors[0] ?? { error: 4, offset: 0 };
    const reason = printParseErrorCode(error).replace(/\B[A-Z]/g, (c) => ` ${c.toLowerCase()}`);
    return failAt(offset, `this is not JSON (${reason}).`);
  }
  const result = v.safeParse(schema, JSON.parse(source));
  if (!result.success) {
    const issue = deepest(result.issues[0]);
    const path = pathOf(issue);
    const { node, isMissing } = nearestNode(tree, path);
    const problem = isMissing ? missing(schema, JSON.parse(source), path) : problemOf(issue, path);
    return failAt(node.offset, problem);
  }
  return {
    value: result.output,
    fail: (path, problem) => failAt(nearestNode(tree, path).node.offset, problem),
  };
}

/**
 * `json` with `value` at `path`, and without it where that is undefined; the rest keeps the form that a person gave
 * it. What is on the way to `path` has to be there.
 */
export function withValueAt(json: string, path: JsonPath, value: unknown): string {
  const formattingOptions = { insertSpaces: true, tabSize: 2, eol: '\n' };
  return applyEdits(json, modify(json, path, value, { formattingOptions }));
}

/** Far more than any file of ours has; parsers and checks follow the nesting, and have a stack to run out of. */
const MOST_LEVELS = 64;

/** Where `json` is first nested more than `levels` deep; null where it never is. */
function placeBelow(json: string, levels: number): number | null {
  let depth = 0;
  let isText = false;
  for (let at = 0; at < json.length; at++) {
    const character = json[at];
    if (character === '"') isText = !isText;
    else if (isText && character === '\\') at++;
    else if (!isText && (character === '[' || character === '{')) depth++;
    else if (!isText && (character === ']' || character === '}')) depth--;
    if (depth > levels) return at;
  }
  return null;
}

type Issue = v.BaseIssue<unknown>;

/** Of a union, the issue of the alternative that the input came closest to. */
function deepest(issue: Issue): Issue {
  const inner = (issue.issues ?? []).filter((each) => (each.path?.length ?? 0) > 0);
  return issue.type === 'union' && inner.length === 1 ? withPath(deepest(inner[0]!), issue) : issue;
}

function withPath(inner: Issue, outer: Issue): Issue {
  const path = [...(outer.path ?? []), ...(inner.path ?? [])];
  return path.length === 0 ? inner : ({ ...inner, path } as Issue);
}

function pathOf(issue: Issue): JsonPath {
  return (issue.path ?? []).map(({ key }) => key as string | number);
}

/** `path` as errors name it: `steps[0].size`. */
export function fieldName(path: JsonPath): string {
  return path.reduce<string>(
    (name, key) =>
      typeof key === 'number' ? `${name}[${key}]` : name === '' ? key : `${name}.${key}`,
    '',
  );
}

function problemOf(issue: Issue, path: JsonPath): string {
  const field = fieldName(path);
  if (issue.expected === 'never') return `the field ${field} is not known here.`;
  return `expected ${expectedOf(issue)} for ${field || 'the file'} but received ${received(issue)}.`;
}

function expectedOf({ message, expected }: Issue): string {
  return message.startsWith('Invalid') ? (expected ?? 'another value') : message;
}

/** What is said of a field that is missing: what the field there would have to be. */
function missing(schema: v.GenericSchema, input: unknown, path: JsonPath): string {
  const field = `${fieldName(path)} is missing`;
  let place = input as Record<string | number, unknown>;
  for (const key of path.slice(0, -1)) place = place[key] as typeof place;
  place[path.at(-1)!] = null;
  const filled = v.safeParse(schema, input).issues?.map(deepest) ?? [];
  const issue = filled.find((each) => fieldName(pathOf(each)) === fieldName(path));
  return issue ? `${field}; expected ${expectedOf(issue).replace(/,$/, '')}.` : `${field}.`;
}

function received({ input }: Issue): string {
  const shown = JSON.stringify(input) ?? 'nothing';
  return shown.length > 60 ? `${shown.slice(0, 57)}…` : shown;
}

/** The node at `path`, or the closest around it where a field is missing. */
function nearestNode(tree: Node, path: JsonPath): { node: Node; isMissing: boolean } {
  for (let length = path.length; length > 0; length--) {
    const node = findNodeAtLocation(tree, path.slice(0, length));
    // A property starts at its name.
    if (node)
      return {
        node: node.parent?.type === 'property' ? node.parent : node,
        isMissing: length < path.length,
      };
  }
  return { node: tree, isMissing: path.length > 0 };
}

function lineOf(json: string, offset: number): number {
  return json.slice(0, offset).split('\n').length;
}
