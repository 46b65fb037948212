/** The format of a pipeline (format.ts) as a check: what each field may hold, said for people. */
import * as v from 'valibot';
import { nearestName } from '../base/near-name.ts';
import { SAMPLERS } from '../resample/catalog.ts';
import { PIPELINE_SCHEMA, type Step } from './steps/format.ts';
import { MAX_TARGET_SIDE } from './steps/limits.ts';
import { allPipelines } from './pipeline.ts';

const samplerIds = SAMPLERS.map(({ id }) => id);

const text = v.pipe(v.string('a text'), v.nonEmpty('a text that is not empty'));
const side = whole(1, MAX_TARGET_SIDE);
const place = whole(0, MAX_TARGET_SIDE);
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
  [v.strictTuple([level]), v.strictTuple([level, level, level])],
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
      minPixels: whole(1, MAX_TARGET_SIDE ** 2),
      maxPixels: whole(1, MAX_TARGET_SIDE ** 2),
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
      ofFile: v.exactOptional(v.literal(true)),
    }),
    v.strictObject({
      op: v.literal('crop'),
      size: v.union([size, v.literal('target-aspect')], 'a size, or "target-aspect"'),
      rounding,
      at: v.exactOptional(v.strictObject({ x: place, y: place }, '{"x": …, "y": …}')),
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
    v.strictObject({ op: v.literal('shrink-on-load'), by: oneOf('sharp', 'pillow-draft') }),
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
  'a step (shrink-on-load, resize, crop, pad, letterbox, tiles, five-crop, pan-and-scan or branch)',
);

/** A whole pipeline that is not one of the catalog. */
export const PipelineFile = v.strictObject(
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
        library: v.optional(oneOf('pillow', 'opencv', 'torchvision', 'tensorflow')),
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
  return v.pipe(v.number(expected), v.finite(expected), v.minValue(least, expected));
}

function oneOf<const T extends readonly [string, ...string[]]>(...names: T) {
  return v.picklist(names, names.map((name) => `"${name}"`).join(' or '));
}
