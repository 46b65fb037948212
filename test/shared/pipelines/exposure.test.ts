/** Exposure: the numbers that separate attackable pipelines from safe ones, without any image. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { exposureOf, exposureOfTaps } from '../../../shared/pipelines/exposure.ts';
import {
  exposureOfPipeline,
  exposureTable,
  rowsAtLeast,
} from '../../../shared/pipelines/exposure-table.ts';
import {
  allPipelines,
  findPipeline,
  viewsOf,
  type Pipeline,
} from '../../../shared/pipelines/pipeline.ts';
import { SAMPLERS } from '../../../shared/resample/catalog.ts';
import { identityTaps, tapsFrom } from '../../../shared/resample/taps/taps.ts';

const square = (side: number) => ({ width: side, height: side });
const of = (id: string, source: number, target: number) =>
  exposureOfPipeline(findPipeline(id), square(source), square(target));

/** A preset that shrinks by `sampler` to 64x64 and enlarges to 512x512. */
const shrunkFirst = (sampler: string): Pipeline => ({
  ...findPipeline('model/vgg16'),
  steps: [
    { op: 'resize', sampler, size: { rule: 'exact', ...square(64) } },
    { op: 'resize', sampler: 'pillow/bicubic', size: { rule: 'exact', ...square(512) } },
  ],
});

describe('exposure', () => {
  test('counts the taps of 100x100 to 5x5: 2 for LINEAR, 20 for AREA, 40 for BILINEAR of Pillow', () => {
    const taps = ['opencv/linear', 'opencv/area', 'pillow/bilinear'].map((id) => of(id, 100, 5));
    assert.deepEqual(
      taps.map(({ tapsX, tapsY }) => [tapsX, tapsY]),
      [
        [2, 2],
        [20, 20],
        [40, 40],
      ],
    );
  });

  test('reads 2.2 %, 8.9 % and 35 % of 2000x2000 at 299, and all of it with LANCZOS4', () => {
    const share = (id: string) => of(id, 2000, 299).readShare;
    assert.ok(Math.abs(share('pillow/nearest') - 0.0224) < 1e-4);
    assert.ok(Math.abs(share('opencv/linear') - 0.0894) < 1e-4);
    assert.ok(Math.abs(share('opencv/cubic') - 0.353) < 0.005);
    assert.equal(share('opencv/lanczos4'), 1);
  });

  test('calls every sampler exposed at 2000 to 299 that does not antialias, and safe that does', () => {
    // Thumbnailator's first step takes two taps an axis at a ratio of 1.7; -thumbnail of ImageMagick takes
    // 1495 of the 2000 samples first.
    const most: Record<string, number> = {
      'thumbnailator/progressive': 0.23,
      'imagemagick/thumbnail': 0.45,
    };
    for (const { id, antialias } of SAMPLERS) {
      const { verdict, weightConcentration } = of(id, 2000, 299);
      assert.equal(verdict, antialias ? 'safe' : 'exposed', id);
      // After halvings to 500, two taps an axis are left: 0.23.
      const bound = most[id] ?? 0.24;
      assert.ok(antialias ? weightConcentration < bound : weightConcentration > 0.9, id);
    }
  });

  test('calls -thumbnail of ImageMagick exposed once it drops more samples than it keeps', () => {
    assert.equal(of('imagemagick/thumbnail', 1000, 299).readShare, 1);
    assert.equal(of('imagemagick/thumbnail', 4000, 299).verdict, 'exposed');
  });

  test('calls LINEAR safe at ratio 2, where it is the mean of four, and exposed at 3', () => {
    assert.deepEqual([of('opencv/linear', 200, 100).verdict], ['safe']);
    assert.deepEqual([of('opencv/linear', 300, 100).verdict], ['exposed']);
    assert.deepEqual([of('opencv/linear', 250, 100).verdict], ['partly']);
  });

  test('needs one pixel an output of NEAREST, two of four equal taps, half of the cell of AREA', () => {
    assert.equal(of('pillow/nearest', 2000, 299).leastPixels, 299 * 299);
    assert.equal(of('opencv/linear', 100, 5).leastPixels, 2 * 25);
    assert.equal(of('opencv/area', 100, 5).leastPixels, 200 * 25);
    const bilinear = of('pillow/bilinear', 2000, 299).leastShare;
    assert.ok(bilinear > 0.4 && bilinear <= 0.51, `${bilinear}`);
  });

  test('counts the heaviest products first', () => {
    const uneven = tapsFrom(4, 1, () => [0.6, 0.2, 0.1, 0.1].map((w, i) => [i, w] as const));
    const even = tapsFrom(4, 1, () => [0, 1, 2, 3].map((i) => [i, 0.25] as const));
    // 0.36 + 0.12 + 0.12 are the first that reach half.
    assert.equal(exposureOfTaps(uneven, uneven).leastPixels, 3);
    assert.equal(exposureOfTaps(even, even).leastPixels, 8);
  });

  test('says of a target that is not smaller that it is an upscale and not attackable', () => {
    for (const id of ['opencv/linear', 'pillow/nearest', 'libvips/lanczos3']) {
      const exposure = of(id, 100, 224);
      assert.equal(exposure.verdict, 'upscale');
      assert.match(exposure.reason, /enlarges it, so it is not attackable/);
    }
    assert.equal(exposureOfTaps(identityTaps(8), identityTaps(8)).verdict, 'upscale');
  });

  test('is no upscale where a pipeline shrinks first and enlarges then', () => {
    const exposure = exposureOfPipeline(shrunkFirst('pillow/nearest'), square(400));
    assert.equal(exposure.verdict, 'exposed');
    assert.equal(exposure.readShare, (64 / 400) ** 2);
    assert.equal(exposureOfPipeline(shrunkFirst('pillow/box'), square(400)).verdict, 'upscale');
  });

  test('calls every sampler an upscale that enlarges', () => {
    for (const { id } of SAMPLERS) {
      for (const [source, target] of [
        [100, 224],
        [223, 224],
        [64, 512],
      ]) {
        assert.equal(of(id, source, target).verdict, 'upscale', `${id}, ${source} to ${target}`);
      }
    }
  });

  test('judges a crop by its own part of the source', () => {
    const [view] = viewsOf(
      findPipeline('model/vgg16'),
      { ...square(2000), channels: 3, dtype: 'uint8' },
      undefined,
    );
    const { weightConcentration, readShare } = exposureOf(view);
    assert.ok(weightConcentration < 0.01);
    assert.ok(readShare < 0.8);
  });

  test('ranks the whole catalog from the most exposed, and every number is a share', () => {
    const table = exposureTable(allPipelines(), { width: 4000, height: 3000 }, undefined, '0');
    const order = ['exposed', 'partly', 'safe', 'upscale', undefined];
    const ranks = table.rows.map(({ exposure }) => order.indexOf(exposure?.verdict));
    assert.deepEqual(
      ranks,
      ranks.toSorted((a, b) => a - b),
    );
    assert.equal(table.rows.length, allPipelines().length);
    for (const { pipeline, exposure } of table.rows) {
      if (exposure === null) continue;
      for (const share of [exposure.readShare, exposure.weightConcentration, exposure.leastShare]) {
        assert.ok(share >= 0 && share <= 1, `${pipeline}: ${share}`);
      }
      assert.ok(Number.isInteger(exposure.leastPixels) && exposure.leastPixels > 0, pipeline);
    }
    assert.deepEqual(
      rowsAtLeast(table, 'partly').map(({ pipeline }) => pipeline),
      table.rows.filter((_, i) => ranks[i] <= 1).map(({ pipeline }) => pipeline),
    );
  });
});
