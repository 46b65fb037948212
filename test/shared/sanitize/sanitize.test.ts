import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { visibleChange } from '../../../shared/sanitize/certificate.ts';
import { certifyViews } from '../../../shared/sanitize/certify-views.ts';
import { UserError } from '../../../shared/base/errors.ts';
import { findPipeline, viewsOf } from '../../../shared/pipelines/pipeline.ts';
import type { Pipeline } from '../../../shared/pipelines/steps/format.ts';
import type { IntegerSamples, Raster } from '../../../shared/base/raster.ts';
import { latticeOf } from '../../../shared/resample/lattice.ts';
import { shapeOf } from '../../../shared/resample/resize.ts';
import { HEAVY, readPixelsOf } from '../../../shared/sanitize/read-pixels.ts';
import { sanitize, type SanitizeTarget } from '../../../shared/sanitize/sanitize.ts';
import { attacked, decoy } from './pictures.ts';

const at = (id: string, side: number): SanitizeTarget => ({
  pipeline: findPipeline(id),
  size: { width: side, height: side },
});

/** A centered crop before the resize. */
const cropped: Pipeline = {
  ...findPipeline('opencv/linear'),
  id: 'cropped',
  steps: [
    { op: 'crop', size: { width: 240, height: 200 }, rounding: 'floor' },
    { op: 'resize', sampler: 'opencv/linear', size: { rule: 'exact', width: 40, height: 40 } },
  ],
  defaultSize: { width: 40, height: 40 },
  sizeIsFree: false,
};

function changedPixels(a: Raster, b: Raster): Set<number> {
  const changed = new Set<number>();
  for (let i = 0; i < a.data.length; i++) {
    if (a.data[i] !== b.data[i]) changed.add(Math.floor(i / a.channels));
  }
  return changed;
}

describe('selective reconstruction', () => {
  for (const id of ['opencv/nearest', 'tensorflow/bilinear', 'opencv/cubic', 'opencv/lanczos4']) {
    for (const channels of [1, 3, 4] as const) {
      for (const depth of [8, 16] as const) {
        test(`leaves at most 2 % of a picture hidden for ${id}, ${channels} channels, ${depth} bit`, () => {
          const source = attacked(decoy(240, 200, channels, depth), id, 24);
          const targets = [at(id, 24)];
          const { raster } = sanitize(source, targets);
          const [view] = certifyViews(source, raster, targets);
          assert.ok(view.departingBefore! > 0.5);
          assert.equal(view.departingAfter, 0);
          assert.ok(view.hiddenShare! <= 0.02, String(view.hiddenShare));
        });
      }
    }
  }

  test('gives the decoy back to 35 dB, of which it knows nothing', () => {
    const clean = decoy(420, 380, 3);
    const { raster } = sanitize(attacked(clean, 'tensorflow/bilinear', 40), [
      at('tensorflow/bilinear', 40),
    ]);
    assert.ok(visibleChange(clean, raster).psnrDb! > 35);
  });

  test('changes pixels that are read, and no other', () => {
    fc.assert(
      fc.property(
        fc.constantFrom('opencv/nearest', 'tensorflow/bilinear', 'opencv/cubic', 'pillow/nearest'),
        fc.integer({ min: 60, max: 160 }),
        fc.integer({ min: 60, max: 160 }),
        fc.integer({ min: 8, max: 40 }),
        (id, width, height, side) => {
          const source = attacked(decoy(width, height, 1), id, side);
          const [view] = viewsOf(findPipeline(id), shapeOf(source), { width: side, height: side });
          const columns = new Set(latticeOf(view.x));
          const rows = new Set(latticeOf(view.y));
          for (const scope of ['departing', 'all'] as const) {
            const { raster } = sanitize(source, [at(id, side)], {
              kind: 'selective-median',
              scope,
            });
            for (const pixel of changedPixels(source, raster)) {
              assert.ok(columns.has(pixel % width) && rows.has(Math.floor(pixel / width)));
            }
          }
        },
      ),
      { numRuns: 40 },
    );
  });

  test('stays inside the frame of a crop', () => {
    const source = attacked(decoy(320, 240, 3), cropped);
    const { raster, rebuilt } = sanitize(source, [{ pipeline: cropped }]);
    assert.ok(rebuilt!.rebuilt > 0);
    for (const pixel of changedPixels(source, raster)) {
      const x = pixel % 320;
      const y = Math.floor(pixel / 320);
      assert.ok(x >= 40 && x < 280 && y >= 20 && y < 220, `${x},${y}`);
    }
    const [view] = certifyViews(source, raster, [{ pipeline: cropped }]);
    assert.ok(view.hiddenShare! <= 0.02);
  });

  test('cleans two pictures hidden for two pipelines', () => {
    const both = attacked(attacked(decoy(600, 500, 3), 'opencv/nearest', 48), 'opencv/linear', 70);
    const targets = [at('opencv/nearest', 48), at('opencv/linear', 70)];
    const { raster } = sanitize(both, targets);
    for (const view of certifyViews(both, raster, targets)) {
      assert.ok(view.hiddenShare! <= 0.02);
      assert.equal(view.departingAfter, 0);
    }
  });

  test('leaves a picture with nothing hidden as it is, but for all that is read where asked', () => {
    const clean = decoy(420, 380, 3);
    const targets = [at('tensorflow/bilinear', 40)];
    assert.deepEqual(sanitize(clean, targets).raster.data, clean.data);
    const all = sanitize(clean, targets, { kind: 'selective-median', scope: 'all' });
    assert.equal(all.rebuilt!.rebuilt, all.rebuilt!.read);
    assert.equal(all.rebuilt!.rebuilt, 40 * 40 * 4);
  });

  test('changes nothing the second time, by median or at random', () => {
    const source = attacked(decoy(420, 380, 3), 'tensorflow/bilinear', 40);
    const targets = [at('tensorflow/bilinear', 40)];
    for (const kind of ['selective-median', 'selective-random'] as const) {
      const once = sanitize(source, targets, { kind, scope: 'all' }).raster;
      assert.deepEqual(sanitize(once, targets, { kind, scope: 'all' }).raster.data, once.data);
    }
  });

  test('picks by its seed, and only values that untouched neighbors have', () => {
    const source = attacked(decoy(200, 200, 1), 'opencv/nearest', 20);
    const run = (seed: number) =>
      sanitize(source, [at('opencv/nearest', 20)], {
        kind: 'selective-random',
        scope: 'all',
        seed,
      });
    assert.deepEqual(run(1).raster.data, run(1).raster.data);
    assert.notDeepEqual(run(1).raster.data, run(2).raster.data);
    assert.ok(run(1).raster.data.every((value) => value > 50 && value < 200));
  });

  test('counts what it must take from pixels that are read with less weight', () => {
    // 4×4 taps at a ratio of 3.2: nearly every pixel is read.
    const source = attacked(decoy(183, 183, 1), 'opencv/nearest', 57);
    const { rebuilt } = sanitize(source, [at('opencv/cubic', 57)]);
    assert.ok(rebuilt!.read > 0.9 * 183 * 183);
    assert.ok(rebuilt!.fromRead > 0);
    assert.equal(rebuilt!.starved, 0);
  });

  test('has nothing to do where an antialiased view reads all pixels alike', () => {
    const source = attacked(decoy(180, 180, 1), 'opencv/nearest', 30);
    const { raster, rebuilt } = sanitize(source, [at('opencv/area', 30)]);
    assert.deepEqual(raster.data, source.data);
    assert.deepEqual(rebuilt, { read: 0, rebuilt: 0, fromRead: 0, starved: 0 });
  });
});

describe('levels of read pixels', () => {
  test('are heavy at the taps of weight and untouched elsewhere', () => {
    const source = decoy(100, 100, 1);
    const views = viewsOf(findPipeline('opencv/nearest'), shapeOf(source), {
      width: 10,
      height: 10,
    });
    const read = readPixelsOf(views, source);
    assert.equal(read.count, 100);
    assert.equal(read.radiusX, 10);
    const columns = latticeOf(views[0].x);
    assert.equal(read.level[columns[3]], HEAVY);
    assert.equal(read.level[columns[3] + 1], 0);
  });
});

describe('methods for the whole picture', () => {
  const source = attacked(decoy(320, 240, 3), 'opencv/linear', 32);
  const targets = [at('opencv/linear', 32)];
  const shareAfter = (raster: Raster<IntegerSamples>) =>
    certifyViews(source, raster, targets)[0].hiddenShare!;

  test('name the numbers they were run with', () => {
    assert.deepEqual(sanitize(source, targets, { kind: 'median' }).method, {
      kind: 'median',
      radius: 10,
    });
    assert.deepEqual(sanitize(source, targets, { kind: 'gaussian' }).method, {
      kind: 'gaussian',
      sigma: 5,
    });
  });

  test('preshrink and halving leave a smaller picture with hardly anything hidden', () => {
    const small = sanitize(source, targets, { kind: 'preshrink' }).raster;
    assert.deepEqual([small.width, small.height], [32, 32]);
    const halved = sanitize(source, targets, { kind: 'halving' }).raster;
    assert.deepEqual([halved.width, halved.height], [20, 15]);
    assert.ok(shareAfter(small) < 0.06);
    assert.ok(shareAfter(halved) < 0.06);
  });

  test('a median over a window of the ratio removes it, and much of the detail', () => {
    const { raster } = sanitize(source, targets, { kind: 'median' });
    assert.ok(shareAfter(raster) < 0.02);
  });

  test('keep constants as they are, at any depth', () => {
    for (const depth of [8, 16] as const) {
      const flat = decoy(64, 48, 4, depth);
      flat.data.fill(depth === 8 ? 77 : 30_000);
      for (const kind of ['median', 'gaussian', 'preshrink', 'halving'] as const) {
        const { raster } = sanitize(flat, [at('opencv/nearest', 16)], { kind });
        assert.ok(raster.data.every((value) => value === flat.data[0]));
      }
    }
  });

  test('refuse numbers that make no sense', () => {
    const refused = (error: unknown) =>
      error instanceof UserError && /is 1 to 64 pixels, not 1\.5/.test(error.message);
    assert.throws(() => sanitize(source, targets, { kind: 'median', radius: 1.5 }), refused);
  });
});
