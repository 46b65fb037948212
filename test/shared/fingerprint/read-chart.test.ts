/** Charts that known samplers resized are read: the sampler, the way, and what is no chart at all. */
import assert from 'node:assert/strict';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { makeRaster, quantize, type Raster, type Size } from '../../../shared/base/raster.ts';
import { CHART_SIZES } from '../../../shared/fingerprint/chart/chart-size.ts';
import { makeChart } from '../../../shared/fingerprint/chart/chart.ts';
import { readChart } from '../../../shared/fingerprint/read/read-chart.ts';
import { fingerprintOf } from '../../../shared/fingerprint/result/fingerprint.ts';
import { applyPart } from '../../../shared/pipelines/pipeline.ts';
import { parsePipeline } from '../../../shared/pipelines/user-pipeline.ts';
import { windowOf } from '../../../shared/pipelines/steps/windows.ts';
import { SAMPLERS } from '../../../shared/resample/catalog.ts';
import { resizeWith } from '../../../shared/resample/resize.ts';
import { runTrials } from '../../evaluate/fingerprint/draws.ts';
import { Random } from '../../support/random.ts';

const SIZE = { width: 512, height: 384 };
const chart = makeChart(SIZE);
const DRUM = join(import.meta.dirname, '../../samples/drum-299.png');
const RUN = { version: 'test', elapsedMs: 0 };

function resized(sampler: string, width: number, height: number): Raster<Uint8Array> {
  return quantize(resizeWith(chart, sampler, { width, height }), 'uint8') as Raster<Uint8Array>;
}

function told(returned: Raster, isLate = () => false, charts: readonly Size[] = [SIZE]) {
  const reading = readChart(returned, { charts, isLate });
  const file = { file: 'returned.png', sha256: '', reading, models: [], decision: null };
  return fingerprintOf([file], RUN);
}

describe('reading a chart', () => {
  // The whole measurement, of 40 services, is `npm run fingerprint:measure`.
  test('names the class of services drawn at random, from PNG', async () => {
    const trials = await runTrials(11, 2, ['png']);
    assert.deepEqual(
      trials.map(({ rank, reading }) => [rank, reading?.verdict]),
      trials.map(() => [1, 'exact']),
    );
  });

  test('names it from JPEG too, and does not say that the bytes are the same', async () => {
    const [{ rank, reading }] = await runTrials(8, 1, [85]);
    assert.ok(rank !== null && rank <= 3, `rank ${rank}`);
    assert.equal(reading?.verdict, 'likely');
  });

  test('finds padding, and writes a pipeline that makes the same bytes', () => {
    const inner = resized('pillow/bilinear', 224, 168);
    const at = { left: 0, top: -28, width: 224, height: 224 };
    const returned = windowOf(inner, at, [9, 80, 114]) as Raster<Uint8Array>;
    const { verdict, files, ranking, pipeline, rules } = told(returned);
    assert.equal(verdict, 'exact');
    assert.deepEqual(files[0].padding?.at, { left: 0, top: 28, width: 224, height: 168 });
    assert.equal(ranking[0].samplers[0].id, 'pillow/bilinear');
    assert.equal(rules[0], 'within 224x224');
    const parsed = parsePipeline(JSON.stringify(pipeline), 'service.json');
    const { raster } = applyPart(parsed, chart);
    assert.deepEqual(quantize(raster, 'uint8').data, returned.data);
  });

  test('tells mirrored pictures and exchanged colors', () => {
    const made = resized('opencv/linear', 150, 120);
    const data = new Uint8Array(made.data.length);
    for (let y = 0; y < 120; y++) {
      for (let x = 0; x < 150; x++) {
        for (let c = 0; c < 3; c++) {
          data[(y * 150 + x) * 3 + c] = made.data[(y * 150 + 149 - x) * 3 + 2 - c];
        }
      }
    }
    const { verdict, files, ranking } = told(makeRaster(150, 120, 3, data));
    assert.equal(verdict, 'exact');
    assert.equal(files[0].turned, 'mirrored left to right');
    assert.equal(files[0].channels, 'bgr');
    assert.equal(ranking[0].samplers[0].id, 'opencv/linear');
  });

  test('says of other pictures that they are no resize of a chart', () => {
    const random = new Random(3);
    const noise = Uint8Array.from({ length: 120 * 90 * 3 }, () => random.int(0, 255));
    for (const returned of [
      makeRaster(120, 90, 3, noise),
      makeRaster(120, 90, 3, new Uint8Array(120 * 90 * 3).fill(7)),
      makeRaster(
        5,
        5,
        1,
        new Uint8Array(25).map((_, i) => 10 * i),
      ),
    ]) {
      const { verdict, pipeline, reasons } = told(returned);
      assert.equal(verdict, 'none');
      assert.equal(pipeline, null);
      assert.match(reasons[0], /no resize of a chart/);
    }
  });

  test('says so of a photograph whose bright and dark parts lie as in a part of a chart', async () => {
    const { data, info } = await sharp(DRUM)
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    const drum = makeRaster(info.width, info.height, 3, new Uint8Array(data));
    let asked = 0;
    const soon = () => ++asked > SAMPLERS.length;
    assert.equal(told(drum, soon, CHART_SIZES).verdict, 'none');
  });

  test('does not pass a sampler that is not in the catalog off as one that is', () => {
    const made = resized('pillow/bicubic', 200, 150);
    const data = made.data.map((level) => Math.round(255 * (level / 255) ** 0.9));
    let asked = 0;
    // Each sampler once: chains and cuts would be tried for long.
    const soon = () => ++asked > SAMPLERS.length;
    const { verdict, reasons } = told(makeRaster(200, 150, 3, data), soon);
    assert.equal(verdict, 'nearest');
    assert.ok(reasons.some((reason) => /sampler that the catalog does not have/.test(reason)));
  });
});
