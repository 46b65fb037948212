/** Sizes of steps, against what the libraries return. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { UserError } from '../../../../shared/base/errors.ts';
import { findPipeline } from '../../../../shared/pipelines/pipeline.ts';
import { bestSize, fitSize, sizeBy } from '../../../../shared/pipelines/steps/sizes.ts';
import { cropStart } from '../../../../shared/pipelines/steps/windows.ts';
import type { Size } from '../../../../shared/base/raster.ts';

const ANY: Size = { width: 1, height: 1 };

/** [input, output] of smart_resize, factor 28, measured on transformers 5.17.0; width, height. */
const SMART: [[number, number], [number, number]][] = [
  [
    [1, 1],
    [56, 56],
  ],
  [
    [10, 10],
    [56, 56],
  ],
  [
    [28, 28],
    [56, 56],
  ],
  [
    [30, 41],
    [56, 84],
  ],
  [
    [42, 42],
    [56, 56],
  ],
  [
    [56, 56],
    [56, 56],
  ],
  [
    [70, 98],
    [56, 112],
  ],
  [
    [97, 61],
    [84, 56],
  ],
  [
    [200, 150],
    [196, 140],
  ],
  [
    [224, 224],
    [224, 224],
  ],
  [
    [300, 500],
    [308, 504],
  ],
  [
    [331, 75],
    [336, 84],
  ],
  [
    [336, 336],
    [336, 336],
  ],
  [
    [640, 427],
    [644, 420],
  ],
  [
    [1024, 768],
    [1036, 756],
  ],
  [
    [1280, 720],
    [1288, 728],
  ],
  [
    [1920, 1080],
    [1316, 728],
  ],
  [
    [3000, 20],
    [2996, 28],
  ],
  [
    [4000, 3000],
    [1148, 840],
  ],
  [
    [8000, 100],
    [8008, 112],
  ],
];

describe('size rules', () => {
  test("smart resize equals Qwen2-VL's", () => {
    const [step] = findPipeline('model/qwen2-vl').steps;
    assert.ok(step.op === 'resize');
    for (const [[width, height], [outWidth, outHeight]] of SMART) {
      const size = sizeBy(step.size, { width, height }, ANY);
      assert.deepEqual([size.width, size.height], [outWidth, outHeight], `${width}x${height}`);
    }
  });

  test('smart resize refuses what is more than 200 times as long as wide', () => {
    const [step] = findPipeline('model/qwen2-vl').steps;
    assert.ok(step.op === 'resize');
    const { size } = step;
    assert.ok(sizeBy(size, { width: 2000, height: 10 }, ANY));
    assert.throws(() => sizeBy(size, { width: 2001, height: 10 }, ANY), UserError);
  });

  test('the longer side of a shortest-side resize is cut off, not rounded', () => {
    const rule = { rule: 'shortest', side: 256, enlarge: true } as const;
    assert.deepEqual(sizeBy(rule, { width: 640, height: 427 }, ANY), { width: 383, height: 256 });
    assert.deepEqual(sizeBy(rule, { width: 300, height: 500 }, ANY), { width: 256, height: 426 });
    const shrinking = { ...rule, enlarge: false };
    assert.deepEqual(sizeBy(shrinking, { width: 90, height: 70 }, ANY), { width: 90, height: 70 });
  });

  test('a fit keeps the aspect and never leaves its bound', () => {
    const bound = { width: 640, height: 640 };
    assert.deepEqual(fitSize({ width: 331, height: 75 }, bound, 'half-even', true), {
      width: 640,
      height: 145,
    });
    assert.deepEqual(fitSize({ width: 9, height: 5000 }, bound, 'floor', false), {
      width: 1,
      height: 640,
    });
  });

  test('the best of several sizes keeps most pixels, then wastes least', () => {
    const sizes = [
      { width: 672, height: 336 },
      { width: 336, height: 672 },
      { width: 672, height: 672 },
    ];
    assert.deepEqual(bestSize({ width: 640, height: 300 }, sizes), sizes[0]);
    assert.deepEqual(bestSize({ width: 300, height: 640 }, sizes), sizes[1]);
    assert.deepEqual(bestSize({ width: 900, height: 900 }, sizes), sizes[2]);
  });
});

/** [length, crop, half-even (torchvision, timm), floor (Pillow classes), trunc (torchvision classes)] */
const OFFSETS: [number, number, number, number, number][] = [
  [256, 224, 16, 16, 16],
  [383, 224, 80, 79, 79],
  [385, 224, 80, 80, 80],
  [225, 224, 0, 0, 0],
  [227, 224, 2, 1, 1],
  [229, 224, 2, 2, 2],
  [224, 224, 0, 0, 0],
  [223, 224, 0, -1, 0],
  [221, 224, -1, -2, -1],
  [220, 224, -2, -2, -2],
];

test('a center crop starts where each library starts it', () => {
  for (const [length, crop, even, floor, trunc] of OFFSETS) {
    const starts = (['half-even', 'floor', 'trunc'] as const).map((r) =>
      cropStart(length, crop, r),
    );
    assert.deepEqual(starts, [even, floor, trunc], `${crop} of ${length}`);
  }
});
