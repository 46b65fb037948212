/** One output pixel explained: coordinate, formula, taps and weights. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { coordinatesOf, explainView } from '../../../shared/pipelines/explain-view.ts';
import { allPipelines, findPipeline, viewsOf } from '../../../shared/pipelines/pipeline.ts';
import { SAMPLERS } from '../../../shared/resample/catalog.ts';
import { explainPixel, influencePicture } from '../../../shared/resample/explain.ts';
import { influenceMap } from '../../../shared/resample/lattice.ts';

const shape = (width: number, height = width) =>
  ({ width, height, channels: 3, dtype: 'uint8' }) as const;
const viewAt = (id: string, source: number, target: number) =>
  viewsOf(findPipeline(id), shape(source), { width: target, height: target })[0];

describe('explainPixel', () => {
  test('gives pixel (2,2) of 100x100 to 5x5 four taps of a quarter without antialias', () => {
    const { x, y, pixels, weightSum } = explainPixel(viewAt('opencv/linear', 100, 5), 2, 2);
    for (const axis of [x, y]) {
      assert.equal(axis.coordinate, 49.5);
      assert.deepEqual(axis.taps, [
        { index: 49, weight: 0.5 },
        { index: 50, weight: 0.5 },
      ]);
    }
    assert.equal(pixels, 4);
    assert.equal(weightSum, 1);
    assert.deepEqual(
      influenceMap(viewAt('opencv/linear', 100, 5).x, viewAt('opencv/linear', 100, 5).y, 2, 2).map(
        ({ weight }) => weight,
      ),
      [0.25, 0.25, 0.25, 0.25],
    );
  });

  test('counts 2 taps an axis for OpenCV LINEAR, 20 for AREA and 40 for BILINEAR of Pillow', () => {
    const counts = ['opencv/linear', 'opencv/area', 'pillow/bilinear'].map(
      (id) => explainPixel(viewAt(id, 100, 5), 2, 2).x.taps.length,
    );
    assert.deepEqual(counts, [2, 20, 40]);
  });

  test('writes the formula of the mode with its numbers', () => {
    const worked = (id: string) => explainView(request(id), shape(100), 2, 3).pixel.x.worked;
    const request = (pipeline: string) => ({ pipeline, width: 5, height: 5 });
    assert.equal(worked('tensorflow/bilinear'), 'x = (2 + 0.5) · 100/5 − 0.5 = 49.5');
    assert.equal(worked('tensorflow/bilinear+legacy'), 'x = 2 · 100/5 = 40');
    assert.equal(worked('tensorflow/bilinear+align_corners'), 'x = 2 · (100 − 1)/(5 − 1) = 49.5');
    const { y } = explainView(request('opencv/nearest'), shape(100), 2, 3).pixel;
    assert.equal(y.formula, 'y = j · n/m');
    assert.equal(y.worked, 'y = 3 · 100/5 = 60');
  });

  test('names the start of a crop in the formula', () => {
    const { pixel } = explainView({ pipeline: 'model/vgg16' }, shape(1024), 0, 0);
    assert.equal(pixel.x.formula, 'x = s + (i + 0.5) · n/m − 0.5');
    assert.equal(pixel.x.worked, 'x = 64 + (0 + 0.5) · 896/224 − 0.5 = 65.5');
  });

  test('refuses a pixel that the view does not have', () => {
    assert.throws(
      () => explainView({ pipeline: 'opencv/linear', width: 5, height: 4 }, shape(100), 5, 0),
      { code: 'invalid-argument', message: /The view is 5x4, so it has no pixel 5,0/ },
    );
  });

  for (const [source, target] of [
    [1000, 299],
    [640, 100],
  ]) {
    test(`places every sampler where its taps are, ${source} to ${target}`, () => {
      const ratio = source / target; // libvips' nearest takes every k-th sample first
      for (const { id, method, library } of SAMPLERS) {
        const view = viewAt(id, source, target);
        const mode = coordinatesOf(findPipeline(id));
        // Off by the rounding to one pixel, or by the grid of cells that were averaged before.
        const single = /nearest|order0/.test(method) || id.includes('+gap');
        const most =
          id === 'libvips/nearest' ? ratio / 2 : single ? 1.01 : library === 'libvips' ? 0.6 : 0.55;
        for (const dst of [20, 47, 71]) {
          const { coordinate, taps } = explainPixel(view, dst, dst, mode).x;
          const total = taps.reduce((sum, { weight }) => sum + weight, 0);
          const center = taps.reduce((sum, { index, weight }) => sum + index * weight, 0) / total;
          assert.ok(Math.abs(center - coordinate) <= most, `${id}: ${center} for ${coordinate}`);
        }
      }
    });
  }

  test('gives every pipeline a phase below half a pixel', () => {
    for (const pipeline of allPipelines().slice(0, 40)) {
      const [view] = viewsOf(pipeline, shape(700, 500));
      const { x, y } = explainPixel(view, 3, 4, coordinatesOf(pipeline));
      for (const { phase, nearest, coordinate } of [x, y]) {
        assert.ok(phase >= -0.5 && phase < 0.5);
        assert.ok(Math.abs(nearest + phase - coordinate) < 1e-9);
      }
    }
  });
});

describe('influencePicture', () => {
  test('is four white pixels in a black margin for LINEAR, and brightest in the middle for Pillow', () => {
    const linear = influencePicture(viewAt('opencv/linear', 100, 5), 2, 2)!;
    assert.deepEqual([linear.x, linear.y, linear.width, linear.height], [48, 48, 4, 4]);
    assert.equal(linear.largestWeight, 0.25);
    assert.deepEqual(
      [...linear.raster.data],
      [0, 0, 0, 0, 0, 255, 255, 0, 0, 255, 255, 0, 0, 0, 0, 0],
    );
    const pillow = influencePicture(viewAt('pillow/bilinear', 100, 5), 2, 2, 0)!;
    assert.deepEqual([pillow.width, pillow.height], [40, 40]);
    assert.equal(pillow.raster.data[20 * 40 + 20], 255);
    assert.equal(pillow.raster.data[0], 0);
  });

  test('keeps its margin inside the source, and is nothing for padding', () => {
    const corner = influencePicture(viewAt('opencv/area', 100, 5), 0, 4, 3)!;
    assert.deepEqual([corner.x, corner.y, corner.width, corner.height], [0, 77, 23, 23]);
    const none = { srcSize: 4, dstSize: 1, offsets: Int32Array.of(0, 0) };
    const empty = { ...none, indices: new Int32Array(0), weights: new Float64Array(0) };
    assert.equal(influencePicture({ x: empty, y: empty }, 0, 0), null);
  });
});
