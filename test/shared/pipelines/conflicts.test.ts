/** Rules of a pipeline that contradict one another, and pictures that a model refuses: a sentence each. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { UserError } from '../../../shared/base/errors.ts';
import { allPipelines, findPipeline, viewsOf } from '../../../shared/pipelines/pipeline.ts';
import { parsePipeline } from '../../../shared/pipelines/user-pipeline.ts';

const base = findPipeline('model/vgg16');
const resize = (size: object) => ({ op: 'resize', sampler: 'pillow/bicubic', size });
const grid = (choose: object, tile = 448) => ({
  op: 'grid',
  sampler: 'pillow/bicubic',
  tile,
  choose,
});
const sent = (decode: object) => ({ op: 'hand-over', to: 'a provider', as: 'png', decode });
const colored = { op: 'pad', to: 'square', at: 'start', color: [1, 2, 3] };

function refusal(steps: object[], more: object = {}): string {
  const json = JSON.stringify({ ...base, id: 'own/one', steps, ...more });
  try {
    parsePipeline(json, 'own.json');
  } catch (error) {
    assert.ok(error instanceof UserError);
    return error.message;
  }
  return assert.fail('it was accepted');
}

const SMART = { rule: 'smart', factor: 28, maxAspect: 200 };

const CONTRADICTIONS: [string, object[], RegExp, object?][] = [
  [
    'pixels',
    [resize({ ...SMART, minPixels: 9000, maxPixels: 8000 })],
    /no size has at least 9000 and at most 8000 pixels/,
  ],
  [
    'factor',
    [resize({ ...SMART, minPixels: 1, maxPixels: 700 })],
    /maxPixels is 700, fewer than one factor has: 28x28 is 784/,
  ],
  [
    'budget',
    [resize({ rule: 'budget', pixels: 2000, multiple: 48 })],
    /pixels is 2000, fewer than one multiple has/,
  ],
  [
    'cap',
    [resize({ rule: 'shortest', side: 800, longest: 640, enlarge: true })],
    /the shorter side cannot be 800 where the longer is at most 640/,
  ],
  [
    'area',
    [resize({ rule: 'side-and-area', side: 100, pixels: 20000, rounding: 'floor' })],
    /pixels never matters: 100x100 has 10000/,
  ],
  [
    'grid',
    [grid({ by: 'aspect', least: 6, most: 2 })],
    /no grid has at least 6 and at most 2 tiles/,
  ],
  [
    'wide',
    [grid({ by: 'canvas', most: 100 })],
    /100 tiles of 448 beside each other are wider than 32768 pixels/,
  ],
  [
    'cover',
    [grid({ by: 'cover', most: 4, leastSide: 500 })],
    /a side of at least 500 pixels is asked of tiles of 448/,
  ],
  [
    'slices',
    [grid({ by: 'slices', most: 4, multiple: 500 })],
    /slices of about 448x448 cannot have sides of multiples of 500/,
  ],
  [
    'unknown choice',
    [grid({ by: 'luck', most: 4 })],
    /expected a way to choose a grid \(aspect, canvas/,
  ],
  [
    'letterbox',
    [
      {
        op: 'letterbox',
        sampler: 'opencv/linear',
        size: { width: 9, height: 9 },
        rounding: 'floor',
        enlarge: true,
        least: 14,
        color: [0],
      },
    ],
    /a letterbox of 9x9 has no room for a least side of 14/,
  ],
  [
    'late shrink',
    [resize({ rule: 'exact', width: 9, height: 9 }), { op: 'shrink-on-load', by: 'sharp' }],
    /shrink-on-load comes first/,
  ],
  [
    'depth',
    [sent(base.decode)],
    /expected 8 for decode.depth, because a hand-over sends 8 bits/,
    { decode: { ...base.decode, depth: 'keep' } },
  ],
  [
    'inside',
    [{ op: 'branch', branches: [{ name: 'a', steps: [sent(base.decode)] }] }],
    /a hand-over stands among the steps themselves/,
  ],
  [
    'target',
    [resize({ rule: 'target' }), sent(base.decode)],
    /a step before a hand-over uses the target size/,
    { sizeIsFree: true },
  ],
  [
    'gray',
    [sent({ ...base.decode, gray: 'keep' }), colored],
    /expected "rgb" for decode.gray of the hand-over/,
  ],
];

describe('rules that contradict one another', () => {
  for (const [name, steps, says, more] of CONTRADICTIONS) {
    test(`${name} is told`, () => assert.match(refusal(steps, more), says));
  }
});

const REFUSED: [id: string, width: number, height: number, says: RegExp][] = [
  [
    'model/pixtral-12b',
    9000,
    3,
    /too long and narrow for this pipeline: with its longer side at 1024 nothing is left/,
  ],
  [
    'model/phi-4-multimodal',
    20000,
    10,
    /refuses pictures as long and narrow as 20000x10: .* and the least is 10/,
  ],
  ['model/qwen3-vl', 3000, 10, /refuses pictures more than 200 times as long as wide/],
];

describe('pictures that a model refuses', () => {
  for (const [id, width, height, says] of REFUSED) {
    test(`${width}x${height} by ${id}`, () => {
      const source = { width, height, channels: 3, dtype: 'uint8' } as const;
      assert.throws(
        () => viewsOf(findPipeline(id), source),
        (error) => error instanceof UserError && says.test(error.message),
      );
    });
  }

  test('any size is laid out or refused with a sentence', () => {
    const models = allPipelines().filter(
      ({ id, steps }) => id.startsWith('model/') && steps.length < 3,
    );
    const side = fc.oneof(fc.integer({ min: 1, max: 20 }), fc.integer({ min: 1, max: 4000 }));
    fc.assert(
      fc.property(fc.constantFrom(...models), side, side, (pipeline, width, height) => {
        try {
          const views = viewsOf(pipeline, { width, height, channels: 3, dtype: 'uint8' });
          for (const view of views) assert.ok(view.width >= 1 && view.height >= 1);
        } catch (error) {
          assert.ok(
            error instanceof UserError,
            `${pipeline.id} ${width}x${height}: ${String(error)}`,
          );
        }
      }),
      { numRuns: 60, seed: 2 },
    );
  });
});
