/** What is said when a pipeline is asked for something it cannot do. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { analyzeView } from '../../../shared/analyze/analyze.ts';
import { craftAttack } from '../../../shared/craft/lattice-write.ts';
import { payloadTarget } from '../../../shared/craft/payload-target.ts';
import { ALL_SPOILT, fidelityOf } from '../../../shared/craft/fidelity.ts';
import { DEFAULT_CRAFT_SETTINGS } from '../../../shared/craft/craft-settings.ts';
import { fitToView } from '../../../shared/craft/prepare.ts';
import { findPipeline, viewAt, viewsOf } from '../../../shared/pipelines/pipeline.ts';
import { makeRaster, type Raster } from '../../../shared/base/raster.ts';
import { findSampler } from '../../../shared/resample/catalog.ts';
import { shapeOf } from '../../../shared/resample/resize.ts';
import { judge } from '../../../shared/verdict/judge.ts';
import { noiseBytes } from '../../support/noise.ts';

function noise(width: number, height: number, seed: number): Raster<Uint8Array> {
  return makeRaster(width, height, 3, noiseBytes(width * height * 3, seed));
}

const SHAPE = { width: 800, height: 600, channels: 3, dtype: 'uint8' } as const;

describe('asking a pipeline', () => {
  test('an unknown id suggests the nearest', () => {
    assert.throws(() => findPipeline('model/vgg-16'), /Did you mean model\/vgg16\?/);
    assert.throws(() => findPipeline('opencv/liner'), /Did you mean opencv\/linear\?/);
    assert.throws(() => findPipeline('openvc/linear'), /Did you mean opencv\/linear\?/);
  });

  test('an id that is near none suggests none, and the command that lists them', () => {
    for (const id of ['model/cat', 'model/foo', 'nonsense', 'opencv/x', 'x', '', 'a'.repeat(500)]) {
      for (const find of [findPipeline, findSampler]) {
        assert.throws(() => find(id), {
          code: 'unknown-pipeline',
          message: `Unknown pipeline "${id}". "scalescope pipelines" lists them all.`,
        });
      }
    }
  });

  test('a size for a preset that fixes its own is refused', () => {
    const preset = findPipeline('model/vgg16');
    assert.throws(() => viewsOf(preset, SHAPE, { width: 9, height: 9 }), /fixes its own size/);
  });

  test('sizes that are not whole or below 1 are refused', () => {
    const sampler = findPipeline('opencv/linear');
    for (const width of [0, -1, 2.5, NaN]) {
      assert.throws(() => viewsOf(sampler, SHAPE, { width, height: 9 }), /whole numbers/);
    }
  });

  test('a part that there is not is refused, and says how many there are', () => {
    assert.throws(
      () => viewAt(findPipeline('model/vgg16'), SHAPE, undefined, 1),
      /makes one view of this image, so there is no part 2/,
    );
    assert.throws(
      () => viewAt(findPipeline('model/idefics3'), SHAPE, undefined, 99),
      /makes \d+ views/,
    );
  });

  test('a source that is far too long for its width is refused with a sentence', () => {
    const thread = { ...SHAPE, width: 60000, height: 2 };
    assert.throws(() => viewsOf(findPipeline('model/vgg16'), thread), /sides are limited to 1 to/);
  });
});

describe('views in an analysis', () => {
  test('padding does not count as disagreement', () => {
    const flat = makeRaster(640, 320, 3, new Uint8Array(640 * 320 * 3).fill(200));
    const { evidence, parts } = analyzeView(flat, { pipeline: 'model/yolo-640' });
    assert.equal(evidence.disagreement.max, 0);
    assert.deepEqual([evidence.frame.y, parts], [-160, 1]);
  });

  test('a crop is held against the antialiased view of its own frame', () => {
    const { evidence } = analyzeView(noise(900, 500, 3), { pipeline: 'model/vgg16+tensor' });
    assert.ok(Math.abs(evidence.ratioX - 900 / 460) < 0.01);
    assert.ok(evidence.disagreement.normalised < 1);
  });

  test('an enlargement is called so', () => {
    const { evidence } = analyzeView(noise(50, 40, 3), { pipeline: 'model/siglip-224' });
    const { reasons, verdict } = judge(evidence);
    assert.equal(verdict, 'clean');
    assert.match(reasons[0], /the resize enlarges it/);
  });
});

describe('crafting for a preset', () => {
  test('a letterbox sees the payload where it does not pad', () => {
    const decoy = noise(2560, 1280, 1);
    const view = viewAt(findPipeline('model/yolo-640'), shapeOf(decoy));
    const picture = fitToView(noise(300, 200, 2), view);
    const payload = { pipeline: 'model/yolo-640', picture };
    const { attack, payloads } = craftAttack(decoy, [payload]);
    assert.deepEqual([payloads[0].width, payloads[0].height], [640, 640]);
    const target = payloadTarget(decoy, payload, DEFAULT_CRAFT_SETTINGS);
    assert.equal(fidelityOf(attack, payload, target, payloads[0], ALL_SPOILT).max, 0);
  });

  test('an antialiased preset is refused', () => {
    const payload = { pipeline: 'model/vgg16', picture: noise(224, 224, 2) };
    assert.throws(() => craftAttack(noise(1200, 900, 1), [payload]), /antialiased view/);
  });

  test('a target above the source is refused as an upscale', () => {
    const payload = { pipeline: 'model/vgg16+keras', picture: noise(224, 224, 2) };
    assert.throws(() => craftAttack(noise(100, 90, 1), [payload]), /enlarges.*not attackable/);
  });
});
