/**
 * A person's own pipeline, read from JSON. Errors name the file, the field, its line and what was
 * expected there.
 */
import {
  findNodeAtLocation,
  parseTree,
  printParseErrorCode,
  type Node,
  type ParseError,
} from 'jsonc-parser';
import * as v from 'valibot';
import { UserError } from '../errors.ts';
import { nearestName, SAMPLERS } from '../resample/catalog.ts';
import { PIPELINE_SCHEMA, type Pipeline, type Step } from './format.ts';
import { allPipelines } from './pipeline.ts';

/** The largest side a preset may ask for. */
const MAX_SIDE = 16384;

const samplerIds = SAMPLERS.map(({ id }) => id);

const text = v.pipe(v.string('a text'), v.nonEmpty('a text that is not empty'));
const side = whole(1, MAX_SIDE);
const sampler = v.pipe(
  v.string('the id of a sampler'),
  v.check(
    (id) => samplerIds.includes(id),
    ({ input }) => `the id of a sampler, such as ${nearestName(input, samplerIds)},`,
  ),
);
const rounding = oneOf('half-even', 'floor', 'ceil', 'trunc');
const flag = v.boolean('true or false');
const level = whole(0, 255);
const color = v.union(
  [v.tuple([level]), v.tuple([level, level, level])],
  '[gray] or [red, green, blue], each 0 to 255,',
);
const size = v.strictObject({ width: side, height: side }, '{"width": …, "height": …}');

const sizeRule = v.variant(
  'rule',
  [
    v.strictObject({ rule: v.literal('target') }),
    v.strictObject({ rule: v.literal('exact'), width: side, height: side }),
    v.strictObject({ rule: v.literal('shortest'), side, enlarge: flag }),
    v.strictObject({ rule: v.literal('longest'), side }),
    v.strictObject({ rule: v.literal('fit'), width: side, height: side, rounding, enlarge: flag }),
    v.strictObject({ rule: v.literal('multiple'), of: side }),
    v.strictObject({
      rule: v.literal('smart'),
      factor: side,
      minPixels: whole(1, MAX_SIDE ** 2),
      maxPixels: whole(1, MAX_SIDE ** 2),
      maxAspect: atLeast(1),
    }),
  ],
  'a size rule (target, exact, shortest, longest, fit, multiple or smart)',
);

const steps: v.GenericSchema<Step[]> = v.lazy(() => v.array(step, 'a list of steps'));

const step = v.variant(
  'op',
  [
    v.strictObject({
      op: v.literal('resize'),
      sampler,
      size: sizeRule,
      region: v.exactOptional(oneOf('whole', 'aspect')),
    }),
    v.strictObject({
      op: v.literal('crop'),
      size: v.union([size, v.literal('target-aspect')], 'a size, or "target-aspect"'),
      rounding,
    }),
    v.strictObject({
      op: v.literal('pad'),
      to: v.union(
        [size, v.literal('square'), v.strictObject({ multiple: side })],
        'a size, "square" or {"multiple": …}',
      ),
      at: oneOf('center', 'start'),
      color,
    }),
    v.strictObject({
      op: v.literal('letterbox'),
      sampler,
      size: v.union(
        [size, v.strictObject({ bestOf: v.pipe(v.array(size), v.minLength(1)) })],
        'a size, or {"bestOf": [sizes]}',
      ),
      rounding,
      enlarge: flag,
      multiple: v.exactOptional(side),
      color,
    }),
    v.strictObject({
      op: v.literal('tiles'),
      size: v.union([size, v.strictObject({ unit: atLeast(1) })], 'a size, or {"unit": …}'),
    }),
    v.strictObject({ op: v.literal('five-crop'), size, rounding }),
    v.strictObject({
      op: v.literal('pan-and-scan'),
      minSide: side,
      maxCrops: whole(1, 64),
      minRatio: atLeast(1),
    }),
    v.strictObject({
      op: v.literal('branch'),
      branches: v.pipe(
        v.array(v.strictObject({ name: text, steps })),
        v.minLength(1, 'at least one branch'),
      ),
    }),
  ],
  'a step (resize, crop, pad, letterbox, tiles, five-crop, pan-and-scan or branch)',
);

const pipeline = v.strictObject(
  {
    schema: v.literal(PIPELINE_SCHEMA, `"${PIPELINE_SCHEMA}"`),
    id: v.pipe(
      v.string('a text'),
      v.regex(/^[a-z0-9][\w.+@-]*\/[\w.+@-]+$/i, 'an id such as "own/my-model"'),
      v.check(
        (id) => !allPipelines().some((known) => known.id === id),
        'an id that is not in the catalog',
      ),
    ),
    title: text,
    library: text,
    versions: text,
    source: text,
    exactness: text,
    call: text,
    decode: v.strictObject(
      {
        orientation: oneOf('stored', 'applied'),
        alpha: oneOf('keep', 'drop', 'white', 'black'),
        gray: oneOf('keep', 'rgb'),
        palette: v.literal('expand', '"expand"'),
        depth: v.union([v.literal('keep'), v.literal(8)], '"keep" or 8'),
        frame: oneOf('first', 'choose'),
      },
      'the decode rules {…}',
    ),
    steps: v.pipe(steps, v.minLength(1, 'at least one step')),
    defaultSize: size,
    sizeIsFree: flag,
  },
  'a pipeline {…}',
);

/**
 * The pipeline that `json` describes; `name` is what the file is called in messages. Throws UserError
 * `invalid-argument` that names the first wrong field, its line and what was expected.
 */
export function parsePipeline(json: string, name: string): Pipeline {
  const fail = (offset: number, problem: string): never => {
    throw new UserError('invalid-argument', `${name}, line ${lineOf(json, offset)}: ${problem}`);
  };
  const errors: ParseError[] = [];
  const source = json.replace(/^\uFEFF/, ' ');
  const tree = parseTree(source, errors, { disallowComments: true });
  if (errors.length > 0 || tree === undefined) {
    const { error, offset } = errors[0] ?? { error: 4, offset: 0 };
    const reason = printParseErrorCode(error).replace(/\B[A-Z]/g, (c) => ` ${c.toLowerCase()}`);
    return fail(offset, `this is not JSON (${reason}).`);
  }
  const result = v.safeParse(pipeline, JSON.parse(source), { abortPipeEarly: true });
  if (!result.success) {
    const issue = deepest(result.issues[0]);
    const path = (issue.path ?? []).map(({ key }) => key as string | number);
    const { node, isMissing } = nearestNode(tree, path);
    fail(node.offset, problemOf(issue, path, isMissing));
  }
  const parsed = (result as { output: Pipeline }).output;
  const pillowOnly = findResize(parsed.steps, (s) => s.region === 'aspect' && !isPillow(s.sampler));
  if (pillowOnly) fail(tree.offset, `region "aspect" is Pillow's box; ${pillowOnly} has none.`);
  if (parsed.sizeIsFree !== asksTarget(parsed.steps)) {
    const { node } = nearestNode(tree, ['sizeIsFree']);
    fail(
      node.offset,
      parsed.sizeIsFree
        ? 'sizeIsFree is true, but no step uses the target size.'
        : 'sizeIsFree is false, but a step uses the target size.',
    );
  }
  return parsed;
}

function isPillow(id: string): boolean {
  return /^pillow\/\w+$/.test(id);
}

function findResize(
  list: readonly Step[],
  matches: (step: Extract<Step, { op: 'resize' }>) => boolean,
): string | null {
  for (const each of list) {
    if (each.op === 'resize' && matches(each)) return each.sampler;
    if (each.op !== 'branch') continue;
    const found = each.branches.map((b) => findResize(b.steps, matches)).find((id) => id !== null);
    if (found !== undefined) return found;
  }
  return null;
}

function asksTarget(list: readonly Step[]): boolean {
  return list.some(
    (each) =>
      (each.op === 'resize' && each.size.rule === 'target') ||
      (each.op === 'crop' && each.size === 'target-aspect') ||
      (each.op === 'branch' && each.branches.some((branch) => asksTarget(branch.steps))),
  );
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

function problemOf(issue: Issue, path: (string | number)[], isMissing: boolean): string {
  const field = path.reduce<string>(
    (name, key) =>
      typeof key === 'number' ? `${name}[${key}]` : name === '' ? key : `${name}.${key}`,
    '',
  );
  if (issue.expected === 'never') return `${field} is not a field here.`;
  const expected = issue.message.startsWith('Invalid')
    ? (issue.expected ?? 'another value')
    : issue.message;
  if (isMissing) return `${field} is missing; expected ${expected.replace(/,$/, '')}.`;
  return `expected ${expected} for ${field || 'the file'} but received ${received(issue)}.`;
}

function received({ input }: Issue): string {
  const shown = JSON.stringify(input) ?? 'nothing';
  return shown.length > 60 ? `${shown.slice(0, 57)}…` : shown;
}

/** The node at `path`, or the closest around it where a field is missing. */
function nearestNode(tree: Node, path: (string | number)[]): { node: Node; isMissing: boolean } {
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

function whole(least: number, most: number) {
  const expected = `a whole number of ${least} to ${most}`;
  return v.pipe(
    v.number(expected),
    v.integer(expected),
    v.minValue(least, expected),
    v.maxValue(most, expected),
  );
}

function atLeast(least: number) {
  const expected = `a number of at least ${least}`;
  return v.pipe(v.number(expected), v.minValue(least, expected));
}

function oneOf<const T extends readonly [string, ...string[]]>(...names: T) {
  return v.picklist(names, names.map((name) => `"${name}"`).join(' or '));
}
