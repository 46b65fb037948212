/** Laws that every pipeline of the catalog obeys, at random source sizes. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { applyDecodeRules } from '../../../shared/pipelines/steps/decode-rules.ts';
import {
  allSteps,
  type Color,
  type Pipeline,
  type Step,
} from '../../../shared/pipelines/steps/format.ts';
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

/** Outputs an axis that are computed by hand: the first, the last and some between. */
const OUTPUTS_BY_HAND = 48;

function someOf(length: number): number[] {
  const count = Math.min(length, OUTPUTS_BY_HAND);
  return Array.from({ length: count }, (_, i) =>
    Math.round((i * (length - 1)) / Math.max(1, count - 1)),
  );
}

interface ByHand {
  /** Where it is among the samples of the view, of red. */
  at: number;
  /** Red, green and blue. */
  sums: [number, number, number];
  /** Share of the source. */
  share: number;
}

/** Some outputs of a view, straight from the tables. */
function byTables({ width, data }: Raster, { x, y }: PipelineView): ByHand[] {
  const tapsOf = (taps: AxisTaps, d: number) =>
    Array.from({ length: taps.offsets[d + 1] - taps.offsets[d] }, (_, k) => taps.offsets[d] + k);
  const total = (taps: AxisTaps, d: number) =>
    tapsOf(taps, d).reduce((sum, k) => sum + taps.weights[k], 0);
  return someOf(y.dstSize).flatMap((row) =>
    someOf(x.dstSize).map((column): ByHand => {
      const sums: ByHand['sums'] = [0, 0, 0];
      for (const j of tapsOf(y, row)) {
        for (const i of tapsOf(x, column)) {
          const weight = y.weights[j] * x.weights[i];
          const from = (y.indices[j] * width + x.indices[i]) * 3;
          for (let c = 0; c < 3; c++) sums[c] += weight * data[from + c];
        }
      }
      const at = (row * x.dstSize + column) * 3;
      return { at, sums, share: total(y, row) * total(x, column) };
    }),
  );
}

/** The colors of a pipeline's padding. */
function colorsOf(steps: readonly Step[]): Color[] {
  return allSteps(steps).flatMap((step) => ('color' in step && step.color ? [step.color] : []));
}

/** Tiles are alike; the first few are enough to compute by hand. */
const PARTS_HELD_AGAINST_TABLES = 3;

/** Rounding to 8 bits after each of several passes, and fixed-point weights. */
const TOLERANCE = 4;

function assertLaws(pipeline: Pipeline, source: Raster): void {
  const views = viewsOf(pipeline, shapeOf(source));
  const applied = applyPipeline(pipeline, source);
  assert.equal(applied.length, views.length);
  const colors = colorsOf(pipeline.steps);
  applied.forEach(({ view, raster }, part) => {
    const { width, height, frame } = views[part];
    assert.deepEqual([raster.width, raster.height], [width, height]);
    assert.deepEqual(view.frame, frame);
    assertValid(view.x, source.width, width);
    assertValid(view.y, source.height, height);
    if (part >= PARTS_HELD_AGAINST_TABLES) return;
    for (const { at, sums, share } of byTables(source, view)) {
      // Next to padding a cubic overshoots, and the passes clamp it: not in any table.
      if (share !== 0 && Math.abs(share - 1) > 0.01) continue;
      for (let c = 0; c < 3; c++) {
        const off = Math.min(
          ...[[0], ...colors].map((color) => {
            const padding = (color[c] ?? color[0]) * (1 - share);
            return Math.abs(raster.data[at + c] - (sums[c] + padding));
          }),
        );
        assert.ok(
          off <= TOLERANCE,
          `${pipeline.id} part ${part} sample ${at + c} is off by ${off}`,
        );
      }
    }
  });
}

/** Presets of different steps: many models are fed alike, and by tensors as by Pillow. */
const different = [
  ...new Map(
    presets.toReversed().map((preset) => [withoutSamplers(preset.steps), preset]),
  ).values(),
].reverse();

function withoutSamplers(steps: readonly Step[]): string {
  return JSON.stringify(steps, (key, value: unknown) =>
    key === 'sampler' ? String(value).replace(/^torchvision\/(\w+)\+.*/, 'pillow/$1') : value,
  );
}

describe('every preset', () => {
  for (const pipeline of different) {
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
    const depends =
      /qwen|pixtral|mistral|gemma-4|minicpm|detr|grounding|naflex|\+auto|openai|gemini|anthropic/;
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

describe("Ollama's models", () => {
  test('have the sizes that its code computes', () => {
    const sizeOf = (name: string, width: number, height: number) => {
      const shape = { width, height, channels: 3, dtype: 'uint8' } as const;
      const [view] = viewsOf(findPipeline(`model/${name}+ollama`), shape);
      return `${view.width}x${view.height}`;
    };
    // sqrt(4032 * 3024 / 2^21) = 2.41: 3024 / 2.41 / 28 = 44.8, 4032 / 2.41 / 28 = 59.7.
    assert.equal(sizeOf('qwen2.5-vl', 4032, 3024), '1652x1232');
    // 28x28 has fewer than 3136 pixels: 40 * 1.617 / 28 = 2.3 and 30 * 1.617 / 28 = 1.7, both up.
    assert.equal(sizeOf('qwen2.5-vl', 40, 30), '84x56');
    assert.equal(sizeOf('qwen3-vl', 1024, 768), '1024x768');
    // 1540 wide, floor(1540 * 0.75) = 1155, up to whole patches of 14.
    assert.equal(sizeOf('mistral-small-3.1', 4032, 3024), '1540x1162');
    assert.equal(sizeOf('gemma-4', 1024, 768), '912x672');
  });
});
