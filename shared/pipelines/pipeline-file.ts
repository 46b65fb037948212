/** The format of a pipeline (format.ts) as a check: what each field may hold, said for people. */
import * as v from 'valibot';
import { nearestName } from '../base/near-name.ts';
import { SAMPLERS } from '../resample/catalog.ts';
import { PIPELINE_SCHEMA, type Step } from './steps/format.ts';
import { MAX_GRID_TILES, MAX_TARGET_SIDE } from './steps/limits.ts';
import { allPipelines } from './pipeline.ts';
import { LINK_NAME, MAX_LINKS } from './steps/chain.ts';

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
  v.metadata({ choose: 'sampler' }),
);
const rounding = oneOf('half-even', 'half-up', 'floor', 'ceil', 'trunc');
const pixels = whole(1, MAX_TARGET_SIDE ** 2);
const tiles = whole(1, MAX_GRID_TILES);
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
    v.strictObject({
      rule: v.literal('shortest'),
      side,
      enlarge: flag,
      longest: v.exactOptional(side),
    }),
    v.strictObject({ rule: v.literal('longest'), side }),
    v.strictObject({ rule: v.literal('fit'), width: side, height: side, rounding, enlarge: flag }),
    v.strictObject({ rule: v.literal('multiple'), of: side }),
    v.strictObject({
      rule: v.literal('smart'),
      factor: side,
      minPixels: pixels,
      maxPixels: pixels,
      maxAspect: atLeast(1),
    }),
    v.strictObject({ rule: v.literal('side-and-area'), side, pixels, rounding }),
    v.strictObject({ rule: v.literal('patches'), longest: side, patch: side }),
    v.strictObject({ rule: v.literal('budget'), pixels, multiple: side }),
    v.strictObject({ rule: v.literal('most-patches'), most: whole(1, 65536), patch: side }),
    v.strictObject({ rule: v.literal('near-area'), side, multiple: side }),
  ],
  'a size rule (target, exact, shortest, longest, fit, multiple, smart, side-and-area, patches, budget, ' +
    'most-patches or near-area)',
);

const decode = v.strictObject(
  {
    library: v.exactOptional(oneOf('pillow', 'opencv', 'torchvision', 'tensorflow')),
    orientation: oneOf('stored', 'applied'),
    alpha: oneOf('keep', 'drop', 'white', 'black'),
    gray: oneOf('keep', 'rgb'),
    palette: v.literal('expand', '"expand"'),
    depth: v.union([v.literal('keep'), v.literal(8)], '"keep" or 8'),
    frame: oneOf('first', 'choose'),
  },
  'the decode rules {…}',
);

const gridChoice = v.variant(
  'by',
  [
    v.strictObject({
      by: v.literal('aspect'),
      least: tiles,
      most: tiles,
      above: v.exactOptional(side),
    }),
    v.strictObject({
      by: v.literal('canvas'),
      most: tiles,
      single: v.exactOptional(v.literal(true)),
    }),
    v.strictObject({ by: v.literal('cover'), most: tiles, leastSide: side }),
    v.strictObject({ by: v.literal('columns'), most: tiles }),
    v.strictObject({ by: v.literal('slices'), most: tiles, multiple: side }),
  ],
  'a way to choose a grid (aspect, canvas, cover, columns or slices)',
);

const sends = v.union(
  [v.literal('png'), v.strictObject({ jpeg: whole(1, 100), chroma: oneOf('4:4:4', '4:2:0') })],
  '"png" or {"jpeg": 1 to 100, "chroma": "4:2:0" or "4:4:4"}',
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
      at: v.exactOptional(oneOf('center', 'round', 'start')),
      least: v.exactOptional(side),
      color,
    }),
    v.strictObject({
      op: v.literal('tiles'),
      size: v.union([size, v.strictObject({ unit: atLeast(1) })], 'a size, or {"unit": …}'),
    }),
    v.strictObject({
      op: v.literal('shrink-on-load'),
      by: oneOf('sharp', 'pillow-draft'),
      size: v.exactOptional(sizeRule),
    }),
    v.strictObject({ op: v.literal('five-crop'), size, rounding }),
    v.strictObject({
      op: v.literal('pan-and-scan'),
      minSide: side,
      maxCrops: whole(1, 64),
      minRatio: atLeast(1),
    }),
    v.strictObject({
      op: v.literal('grid'),
      sampler,
      tile: side,
      choose: gridChoice,
      color: v.exactOptional(color),
      beside: v.exactOptional(
        v.strictObject({
          name: text,
          at: oneOf('first', 'last'),
          of: oneOf('picture', 'canvas'),
          always: flag,
          steps,
        }),
      ),
    }),
    v.strictObject({ op: v.literal('hand-over'), to: text, as: sends, decode }),
    v.strictObject({
      op: v.literal('branch'),
      branches: v.pipe(
        v.array(v.strictObject({ name: text, steps })),
        v.minLength(1, 'at least one branch'),
      ),
    }),
  ],
  'a step (shrink-on-load, resize, crop, pad, letterbox, tiles, five-crop, pan-and-scan, grid, ' +
    'hand-over or branch)',
);

const schema = v.literal(PIPELINE_SCHEMA, `"${PIPELINE_SCHEMA}"`);
const ownId = v.pipe(
  v.string('a text'),
  v.regex(/^[a-z0-9][\w.+@-]*\/[\w.+@-]+$/i, 'an id such as "own/my-model"'),
  v.check(
    (id) => !allPipelines().some((known) => known.id === id),
    'an id that is not in the catalog',
  ),
);

/** A whole pipeline that is not one of the catalog. */
export const PipelineFile = v.strictObject(
  {
    schema,
    id: ownId,
    title: text,
    library: text,
    versions: text,
    source: text,
    exactness: text,
    call: text,
    decode,
    steps: v.pipe(steps, v.minLength(1, 'at least one step')),
    defaultSize: size,
    sizeIsFree: flag,
  },
  'a pipeline {…}',
);

/** Several pipelines, each of what the one before sends. */
export const ChainFile = v.strictObject(
  {
    schema,
    id: ownId,
    title: text,
    source: v.exactOptional(text),
    chain: v.pipe(
      v.array(
        v.strictObject(
          {
            pipeline: v.union(
              [
                v.pipe(v.string(), v.regex(LINK_NAME), v.metadata({ choose: 'pipeline' })),
                PipelineFile,
              ],
              'the id of a pipeline, or a pipeline {…}',
            ),
            size: v.exactOptional(size),
            sends: v.exactOptional(sends),
          },
          'a link {"pipeline": …}',
        ),
        'a list of links',
      ),
      v.minLength(2, 'at least two links'),
      v.maxLength(MAX_LINKS, `at most ${MAX_LINKS} links`),
    ),
  },
  'a chain {…}',
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
