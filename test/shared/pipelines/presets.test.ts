/** Laws that every pipeline of the catalog obeys, at random source sizes. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { applyDecodeRules } from '../../../shared/pipelines/steps/decode-rules.ts';
import type { Pipeline, Step } from '../../../shared/pipelines/steps/format.ts';
import {
  allPipelines,
  applyPipeline,
  findPipeline,
  viewsOf,
  type PipelineView,
} from '../../../shared/pipelines/pipeline.ts';
import { sizeBy } from '../../../shared/pipelines/steps/sizes.ts';
import { centered, windowOf } from '../../../shared/pipelines/steps/windows.ts';
import { makeRaster, type Raster } from '../../../shared/base/raster.ts';
import { resizeWith, shapeOf } from '../../../shared/resample/resize.ts';
import type { AxisTaps } from '../../../shared/resample/taps/taps.ts';

const presets = allPipelines().filter(({ id }) => /^(model|keras)\//.test(id));

/** Soft gradients with a little noise, far from black and white: no pass has to clamp. */
function picture(width: number, height: number): Raster {
  const data = new Uint8Array(width * height * 3);
  for (let i = 0; i < data.length; i++) {
    const x = Math.floor(i / 3) % width;
    const y = Math.floor(i / 3 / width);
    data[i] = 128 + 30 * Math.sin(x / 9 + i) + 20 * Math.cos(y / 7) + ((i * 7919) % 13);
  }
  return makeRaster(width, height, 3, data);
}

function assertValid(taps: AxisTaps, srcSize: number, dstSize: number): void {
  assert.deepEqual([taps.srcSize, taps.dstSize], [srcSize, dstSize]);
  assert.equal(taps.offsets.length, dstSize + 1);
  assert.equal(taps.offsets[dstSize], taps.indices.length);
  assert.equal(taps.weights.length, taps.indices.length);
  for (let d = 0; d < dstSize; d++) assert.ok(taps.offsets[d] <= taps.offsets[d + 1]);
  for (const index of taps.indices) assert.ok(index >= 0 && index < srcSize);
  for (const weight of taps.weights) assert.ok(Number.isFinite(weight));
}

/** [value, share of source] of each output sample, straight from the tables. */
function byTables(
  source: Raster,
  { x, y }: PipelineView,
): { sums: Float64Array; share: Float64Array } {
  const { width, data } = source;
  const rows = new Float64Array(x.dstSize * source.height * 3);
  const total = (taps: AxisTaps, d: number) =>
    taps.weights.subarray(taps.offsets[d], taps.offsets[d + 1]).reduce((a, b) => a + b, 0);
  for (let row = 0; row < source.height; row++) {
    for (let d = 0; d < x.dstSize; d++) {
      for (let k = x.offsets[d]; k < x.offsets[d + 1]; k++) {
        for (let c = 0; c < 3; c++) {
          rows[(row * x.dstSize + d) * 3 + c] +=
            x.weights[k] * data[(row * width + x.indices[k]) * 3 + c];
        }
      }
    }
  }
  const sums = new Float64Array(x.dstSize * y.dstSize * 3);
  const share = new Float64Array(x.dstSize * y.dstSize);
  const across = Array.from({ length: x.dstSize }, (_, d) => total(x, d));
  for (let d = 0; d < y.dstSize; d++) {
    const down = total(y, d);
    for (let i = 0; i < x.dstSize; i++) share[d * x.dstSize + i] = down * across[i];
    for (let k = y.offsets[d]; k < y.offsets[d + 1]; k++) {
      const from = y.indices[k] * x.dstSize * 3;
      for (let i = 0; i < x.dstSize * 3; i++) {
        sums[d * x.dstSize * 3 + i] += y.weights[k] * rows[from + i];
      }
    }
  }
  return { sums, share };
}

/** The color of a pipeline's padding. */
function colorOf(steps: readonly Step[]): readonly number[] {
  for (const step of steps) {
    if (step.op === 'pad' || step.op === 'letterbox') return step.color;
    if (step.op !== 'branch') continue;
    for (const branch of step.branches) {
      const color = colorOf(branch.steps);
      if (color.length > 0) return color;
    }
  }
  return [];
}

/** Tiles are alike; the first few are enough to compute by hand. */
const PARTS_HELD_AGAINST_TABLES = 3;

/** Rounding to 8 bits after each of several passes, and fixed-point weights. */
const TOLERANCE = 4;

function assertLaws(pipeline: Pipeline, source: Raster): void {
  const views = viewsOf(pipeline, shapeOf(source));
  const applied = applyPipeline(pipeline, source);
  assert.equal(applied.length, views.length);
  const color = colorOf(pipeline.steps);
  applied.forEach(({ view, raster }, part) => {
    const { width, height, frame } = views[part];
    assert.deepEqual([raster.width, raster.height], [width, height]);
    assert.deepEqual(view.frame, frame);
    assertValid(view.x, source.width, width);
    assertValid(view.y, source.height, height);
    if (part >= PARTS_HELD_AGAINST_TABLES) return;
    const { sums, share } = byTables(source, view);
    for (let i = 0; i < sums.length; i++) {
      const pixel = Math.floor(i / 3);
      // Next to padding a cubic overshoots, and the passes clamp it: not in any table.
      if (share[pixel] !== 0 && Math.abs(share[pixel] - 1) > 0.01) continue;
      const padding = (color[i % 3] ?? color[0] ?? 0) * (1 - share[pixel]);
      const off = Math.abs(raster.data[i] - (sums[i] + padding));
      assert.ok(off <= TOLERANCE, `${pipeline.id} part ${part} sample ${i} is off by ${off}`);
    }
  });
}

describe('every preset', () => {
  for (const pipeline of presets) {
    test(`${pipeline.id} is what its tables say, at any source size`, () => {
      const side = fc.integer({ min: 24, max: 128 });
      fc.assert(
        fc.property(side, side, (width, height) => assertLaws(pipeline, picture(width, height))),
        { numRuns: pipeline.defaultSize.width > 340 ? 1 : 2, seed: 7 },
      );
    });
  }

  test('survives JSON', () => {
    for (const pipeline of allPipelines()) {
      assert.deepEqual(JSON.parse(JSON.stringify(pipeline)), pipeline);
    }
  });

  test('cites its source and says how exact it is', () => {
    const ids = new Set<string>();
    for (const { id, source, exactness, call, versions, title } of allPipelines()) {
      for (const text of [source, exactness, call, versions, title]) assert.ok(text.length > 0, id);
      assert.ok(!ids.has(id), id);
      ids.add(id);
    }
  });

  test('makes the size it promises, where that does not depend on the source', () => {
    const depends = /qwen|yolo-640\+auto|openai|gemini/;
    for (const pipeline of presets.filter(({ id }) => !depends.test(id))) {
      const shape = { width: 700, height: 500, channels: 3, dtype: 'uint8' } as const;
      const [{ width, height }] = viewsOf(pipeline, shape);
      assert.deepEqual({ width, height }, pipeline.defaultSize, pipeline.id);
    }
  });
});

describe('steps one by one', () => {
  test('a resize and a crop make vgg16', () => {
    const source = picture(331, 175);
    const pipeline = findPipeline('model/vgg16');
    const [resize, crop] = pipeline.steps;
    assert.ok(resize.op === 'resize' && crop.op === 'crop' && crop.size !== 'target-aspect');
    const middle = resizeWith(source, resize.sampler, sizeBy(resize.size, source, source));
    const expected = windowOf(middle, centered(middle, crop.size, crop.rounding), [0]);
    assert.deepEqual(applyPipeline(pipeline, source)[0].raster.data, expected.data);
  });

  test('a crop with a place is what is there, black outside', () => {
    const source = picture(60, 40);
    const at = { x: 31, y: 2 };
    const size = { width: 40, height: 20 };
    const crop = { op: 'crop', size, rounding: 'floor', at } as const;
    const pipeline = { ...findPipeline('model/vgg16'), steps: [crop] };
    const [{ raster, view }] = applyPipeline(pipeline, source);
    assert.deepEqual(view.frame, { ...at, ...size });
    assert.deepEqual(raster.data, windowOf(source, { left: 31, top: 2, ...size }, [0]).data);
  });

  test('a bare sampler is its resize', () => {
    const source = picture(90, 70);
    const target = { width: 31, height: 17 };
    for (const pipeline of allPipelines().filter(({ id }) => id.startsWith('opencv/'))) {
      const [{ raster }] = applyPipeline(pipeline, source, target);
      assert.deepEqual(raster.data, resizeWith(source, pipeline.id, target).data, pipeline.id);
    }
  });

  test('padding has its color, and no taps', () => {
    const [{ raster, view }] = applyPipeline(findPipeline('model/yolo-640'), picture(640, 400));
    assert.deepEqual([...raster.data.subarray(0, 3)], [114, 114, 114]);
    assert.equal(view.y.offsets[120], 0);
    assert.notEqual(view.y.offsets[121], 0);
    assert.deepEqual(view.frame, { x: 0, y: -120, width: 640, height: 640 });
  });

  test('five crops are the corners and the center', () => {
    const step = { op: 'five-crop', size: { width: 4, height: 2 }, rounding: 'half-even' } as const;
    const source = picture(11, 7);
    const five = { ...findPipeline('model/vgg16'), steps: [step] };
    const frames = viewsOf(five, shapeOf(source)).map(({ frame }) => [frame.x, frame.y]);
    assert.deepEqual(frames, [
      [0, 0],
      [7, 0],
      [0, 5],
      [7, 5],
      [4, 2],
    ]);
  });
});

describe('decode rules', () => {
  const rules = findPipeline('model/vgg16').decode;

  test('gray of 16 bits is cut off at 255 by Pillow and to the high byte by OpenCV', () => {
    const gray = makeRaster(2, 1, 1, Uint16Array.of(0x12ff, 0x0012));
    const by = (library: 'pillow' | 'opencv') => [
      ...applyDecodeRules({ ...rules, library }, gray).data,
    ];
    assert.deepEqual(by('pillow'), [255, 255, 255, 18, 18, 18]);
    assert.deepEqual(by('opencv'), [0x12, 0x12, 0x12, 0, 0, 0]);
  });

  test('color of 16 bits is cut to the high byte by both', () => {
    const color = makeRaster(1, 1, 3, Uint16Array.of(0x12ff, 0xfe00, 0x00ff));
    for (const library of ['pillow', 'opencv'] as const) {
      assert.deepEqual([...applyDecodeRules({ ...rules, library }, color).data], [0x12, 0xfe, 0]);
    }
  });

  test('alpha is dropped, or composited over white or black', () => {
    const half = makeRaster(1, 1, 4, Uint8Array.of(200, 100, 0, 51));
    const over = (alpha: typeof rules.alpha) => [
      ...applyDecodeRules({ ...rules, alpha }, half).data,
    ];
    assert.deepEqual(over('drop'), [200, 100, 0]);
    assert.deepEqual(over('white'), [244, 224, 204]);
    assert.deepEqual(over('black'), [40, 20, 0]);
    assert.deepEqual(over('keep'), [200, 100, 0, 51]);
  });
});
