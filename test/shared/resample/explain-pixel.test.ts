/** One output pixel explained: coordinate, formula, taps and weights. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { explainView } from '../../../shared/pipelines/explain-view.ts';
import {
  allPipelines,
  findPipeline,
  viewsOf,
  type Pipeline,
  type Step,
} from '../../../shared/pipelines/pipeline.ts';
import { SAMPLERS } from '../../../shared/resample/catalog.ts';
import { explainPixel } from '../../../shared/resample/explain-pixel.ts';
import { influenceMap } from '../../../shared/resample/lattice.ts';

const shape = (width: number, height = width) =>
  ({ width, height, channels: 3, dtype: 'uint8' }) as const;
const viewAt = (id: string, source: number, target: number) =>
  viewsOf(findPipeline(id), shape(source), { width: target, height: target })[0];

const exactly = (side: number) => ({ rule: 'exact', width: side, height: side }) as const;
const presetOf = (...steps: Step[]): Pipeline => ({
  ...findPipeline('model/vgg16'),
  id: 'p',
  steps,
});
function centroid(taps: readonly { index: number; weight: number }[]): number {
  const total = taps.reduce((sum, { weight }) => sum + weight, 0);
  return taps.reduce((sum, { index, weight }) => sum + index * weight, 0) / total;
}

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
    assert.equal(pixel.x.formula, 'x = (i + c + 0.5) · n/m − 0.5');
    assert.equal(pixel.x.worked, 'x = (0 + 16 + 0.5) · 1024/256 − 0.5 = 65.5');
  });

  test('refuses a pixel that the view does not have', () => {
    assert.throws(
      () => explainView({ pipeline: 'opencv/linear', width: 5, height: 4 }, shape(100), 5, 0),
      { code: 'invalid-argument', message: /The view is 5x4, so there is no pixel 5,0/ },
    );
  });

  test('takes the ratio of the resize itself where a crop follows', () => {
    const preset = presetOf(
      { op: 'resize', sampler: 'tfjs/bilinear+align_corners', size: exactly(256) },
      { op: 'crop', size: { width: 224, height: 224 }, rounding: 'floor' },
    );
    const { x } = explainView({ pipeline: 'p', preset }, shape(1000), 100, 0).pixel;
    assert.ok(Math.abs(x.coordinate! - (116 * 999) / 255) < 1e-9);
    assert.equal(x.worked, 'x = (100 + 16) · (1000 − 1)/(256 − 1) = 454.4471');
    assert.ok(Math.abs(centroid(x.taps) - x.coordinate!) < 1e-3);
  });

  test('counts padding before a view, and from where a crop before the resize starts', () => {
    const preset = presetOf(
      { op: 'crop', size: { width: 800, height: 800 }, rounding: 'floor' },
      { op: 'resize', sampler: 'pillow/nearest', size: exactly(100) },
      { op: 'pad', to: { width: 120, height: 120 }, at: 'center', color: [0] },
    );
    const pixel = (i: number) => explainView({ pipeline: 'p', preset }, shape(1000), i, i).pixel.x;
    assert.equal(pixel(15).formula, 'x = s + (i − p + 0.5) · n/m − 0.5');
    assert.equal(pixel(15).worked, 'x = 100 + (15 − 10 + 0.5) · 800/100 − 0.5 = 143.5');
    assert.deepEqual(pixel(15).taps, [{ index: 144, weight: 1 }]);
    assert.deepEqual(pixel(3).taps, []);
  });

  test('says that a coordinate is the centroid where no single formula holds', () => {
    const preset = presetOf(
      { op: 'resize', sampler: 'opencv/nearest', size: exactly(500) },
      { op: 'resize', sampler: 'pillow/bicubic', size: exactly(100) },
    );
    for (const request of [
      { pipeline: 'p', preset },
      { pipeline: 'libvips/nearest', width: 100, height: 100 },
    ]) {
      const { x } = explainView(request, shape(1000), 40, 0).pixel;
      assert.equal(x.mode, null);
      assert.match(x.worked, /^x = Σ weight · index \/ Σ weight = \d+/);
      assert.equal(x.coordinate, centroid(x.taps));
    }
  });

  test('names the pixel that a sampler reads which rounds down', () => {
    for (const id of [
      'opencv/nearest',
      'torch/nearest',
      'tensorflow/nearest+legacy',
      'tfjs/nearest+legacy',
      'torchvision/nearest+tensor',
    ]) {
      const { x } = explainPixel(viewAt(id, 1000, 299), 26, 26);
      assert.equal(x.coordinate!.toFixed(2), '86.96', id);
      assert.deepEqual([x.pick, x.nearest, x.taps[0].index], ['floor', 86, 86], id);
    }
  });

  for (const [source, target] of [
    [1000, 299],
    [640, 100],
    [701, 90],
    [500, 400],
    [97, 64],
    [100, 100],
    [90, 300],
    [64, 65],
  ]) {
    test(`places every sampler where its taps are, ${source} to ${target}`, () => {
      const ratio = source / target;
      for (const { id, method, antialias } of SAMPLERS) {
        const view = viewAt(id, source, target);
        // Off by the rounding to one pixel, or by the grid of cells that were averaged before.
        const single = /nearest|order0/.test(method) || id === 'rust-image/thumbnail';
        const most = id.includes('+gap') ? Math.max(1, ratio / 4) : single ? 1.01 : 0.6;
        for (let dst = 0; dst < target; dst++) {
          const { coordinate, nearest, taps } = explainPixel(view, dst, dst).x;
          const isEdge = taps[0].index === 0 || taps.at(-1)!.index === source - 1;
          // What lies beyond an edge is left out or repeats the edge.
          const allowed = isEdge ? most + (antialias ? ratio * 3 : 1.5) : most;
          const away = Math.abs(centroid(taps) - coordinate!);
          assert.ok(away <= allowed, `${id}, ${dst}: ${away} from ${coordinate}`);
          if (taps.length === 1 && /nearest/.test(method)) assert.equal(nearest, taps[0].index, id);
        }
      }
    });
  }

  test('gives every pipeline a coordinate near its taps and a phase below half a pixel', () => {
    for (const pipeline of allPipelines()) {
      const [view] = viewsOf(pipeline, shape(700, 500));
      const ratio = Math.max(view.frame.width / view.width, view.frame.height / view.height);
      const at = [Math.floor(view.width / 2), Math.floor(view.height / 2)] as const;
      const { x, y } = explainPixel(view, ...at);
      for (const { phase, pick, nearest, coordinate, taps } of [x, y]) {
        if (pick === 'round') assert.ok(phase! >= -0.501 && phase! < 0.501, pipeline.id);
        else assert.ok(phase! >= -1e-3 && phase! < 1, pipeline.id);
        assert.ok(Math.abs(nearest! + phase! - coordinate!) < 1e-9);
        assert.ok(Math.abs(centroid(taps) - coordinate!) <= ratio / 2 + 1, pipeline.id);
      }
    }
  });
});
