/** What a finding says of views that are easily got wrong. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { analyzeView } from '../../../shared/analyze/analyze.ts';
import type { Raster } from '../../../shared/base/raster.ts';
import { parsePipeline } from '../../../shared/pipelines/user-pipeline.ts';
import { judge } from '../../../shared/verdict/judge.ts';

/** Deterministic noise of 8 bits. */
function noise(length: number): Uint8Array {
  return Uint8Array.from({ length }, (_, i) => Math.imul(i + 1, 2654435761) >>> 24);
}

/** Left half transparent over `hidden`, right half an opaque slope. */
function halfTransparent(hidden: (pixel: number) => number): Raster<Uint8Array> {
  const side = 400;
  const data = new Uint8Array(side * side * 4);
  for (let pixel = 0; pixel < side * side; pixel++) {
    const x = pixel % side;
    const opaque = x >= side / 2;
    data.fill(opaque ? 60 + x / 4 : hidden(pixel), pixel * 4, pixel * 4 + 3);
    data[pixel * 4 + 3] = opaque ? 255 : 0;
  }
  return { width: side, height: side, channels: 4, data };
}

describe('analyzeView', () => {
  const under = noise(400 * 400);
  for (const pipeline of ['pillow/bilinear', 'libvips/lanczos3', 'tensorflow/bilinear+antialias']) {
    test(`calls a picture with transparent parts no attack (${pipeline})`, () => {
      for (const hidden of [() => 255, (pixel: number) => under[pixel]]) {
        const view = { pipeline, width: 100, height: 100 };
        const { evidence } = analyzeView(halfTransparent(hidden), view);
        assert.equal(judge(evidence).verdict, 'clean', JSON.stringify(evidence.disagreement));
      }
    });
  }

  test('gives no difference beyond the 255 levels there are', () => {
    const data = noise(300 * 300).map((value) => (value < 128 ? 0 : 255));
    const source: Raster<Uint8Array> = { width: 300, height: 300, channels: 1, data };
    const view = { pipeline: 'tensorflow/lanczos3', width: 50, height: 50 };
    assert.ok(analyzeView(source, view).evidence.disagreement.max <= 255);
  });

  const custom = (steps: object[], size: { width: number; height: number }) =>
    parsePipeline(
      JSON.stringify({
        schema: 'scalescope/pipeline@1',
        id: 'test/custom',
        title: 'custom',
        library: 'test',
        versions: 'any',
        source: 'a test',
        exactness: 'exact',
        call: 'custom',
        decode: {
          orientation: 'stored',
          alpha: 'keep',
          gray: 'keep',
          palette: 'expand',
          depth: 'keep',
          frame: 'first',
        },
        steps,
        defaultSize: size,
        sizeIsFree: false,
      }),
      'custom.json',
    );
  const slope = (side: number): Raster<Uint8Array> => ({
    width: side,
    height: side,
    channels: 1,
    data: Uint8Array.from({ length: side * side }, (_, i) => 50 + (150 * (i % side)) / side),
  });
  const exact = (side: number) => ({ rule: 'exact', width: side, height: side });

  test('assesses a chain that shrinks and then enlarges', () => {
    const definition = custom(
      [
        { op: 'resize', sampler: 'pillow/nearest', size: exact(64) },
        { op: 'resize', sampler: 'pillow/bicubic', size: exact(512) },
      ],
      { width: 512, height: 512 },
    );
    const { evidence } = analyzeView(slope(400), { pipeline: definition.id, preset: definition });
    assert.ok(evidence.ratioX < 1 && evidence.frameReadShare < 0.05);
    assert.equal(judge(evidence).explanation, null);
  });

  for (const side of [512, 599, 600, 601, 800]) {
    test(`a picture for the first step of a chain is an attack when the second makes ${side} of 600`, () => {
      const definition = custom(
        [
          { op: 'resize', sampler: 'opencv/nearest', size: exact(150) },
          { op: 'resize', sampler: 'pillow/bilinear', size: exact(side) },
        ],
        { width: side, height: side },
      );
      const view = { pipeline: definition.id, preset: definition };
      const clean = slope(600);
      const fair = judge(analyzeView(clean, view).evidence);
      assert.equal(fair.verdict, 'clean', fair.reasons[0]);
      const data = clean.data.map((value, at) => {
        const [x, y] = [at % 600, Math.floor(at / 600)];
        if (x % 4 > 0 || y % 4 > 0) return value;
        return Math.hypot(x - 300, y - 300) < 160 ? 170 : 20;
      });
      const found = judge(analyzeView({ ...clean, data }, view).evidence);
      assert.equal(found.verdict, 'attack', found.reasons[0]);
    });
  }

  test('says of a view of padding that it shows nothing of the source', () => {
    const definition = custom(
      [
        { op: 'pad', to: { width: 600, height: 600 }, at: 'start', color: [0] },
        { op: 'tiles', size: { width: 300, height: 300 } },
      ],
      { width: 300, height: 300 },
    );
    const { evidence } = analyzeView(slope(250), {
      pipeline: definition.id,
      preset: definition,
      part: 1,
    });
    const { explanation, reasons, score } = judge(evidence);
    assert.equal(explanation, 'not-assessable');
    assert.equal(score, 0);
    assert.match(reasons[0], /padding and shows nothing/);
  });
});
