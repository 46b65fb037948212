import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { certifyViews } from '../../../shared/sanitize/certify-views.ts';
import { cleanFound, targetsOf } from '../../../shared/sanitize/clean-found.ts';
import { findPipeline, viewsOf } from '../../../shared/pipelines/pipeline.ts';
import { windowOf } from '../../../shared/pipelines/steps/windows.ts';
import type { IntegerSamples, Raster } from '../../../shared/base/raster.ts';
import { shapeOf } from '../../../shared/resample/resize.ts';
import { attacked, decoy } from './pictures.ts';

function toEnd<R>(run: Generator<unknown, R, void>): R {
  let step = run.next();
  while (step.done !== true) step = run.next();
  return step.value;
}

describe('cleaning what is found', () => {
  // 700x560 to 112 is a whole number of rows.
  for (const side of [128, 112]) {
    test(`finds the size ${side} of an attack, and leaves nothing of it`, () => {
      const source = attacked(decoy(700, 560, 3), 'opencv/linear', side);
      const run = toEnd(cleanFound(source, { kind: 'selective-median' }));
      assert.equal(run.before.verdict, 'attack');
      const sizes = run.targets.map(({ size }) => `${size?.width}x${size?.height}`);
      assert.ok(sizes.includes(`${side}x${side}`), sizes.join());
      for (const view of certifyViews(source, run.raster, run.targets)) {
        assert.ok((view.hiddenShare ?? 0) <= 0.02);
        assert.equal(view.departingAfter, 0);
      }
    });
  }

  test('leaves a picture in which nothing is found as it is', () => {
    const source = decoy(420, 380, 3);
    const { raster, targets } = toEnd(cleanFound(source, { kind: 'selective-median' }));
    assert.deepEqual(targets, []);
    assert.deepEqual(raster.data, source.data);
  });

  test('cleans for what is named first, and then of what else is found', () => {
    const source = attacked(decoy(700, 560, 3), 'opencv/linear', 128);
    const named = { pipeline: findPipeline('opencv/nearest'), size: { width: 99, height: 99 } };
    const run = toEnd(cleanFound(source, { kind: 'selective-median' }, [named]));
    assert.deepEqual(run.targets[0], named);
    assert.ok(run.targets.some(({ size }) => size?.width === 128));
    for (const view of certifyViews(source, run.raster, run.targets)) {
      assert.equal(view.departingAfter, 0);
    }
  });

  test('makes a crop that was found a pipeline that reads nothing outside it', () => {
    const source = decoy(320, 240, 1);
    const crop = { x: 40, y: 0, width: 240, height: 240 };
    const samplers = ['opencv/nearest'];
    const [{ pipeline }] = targetsOf({ width: 48, height: 48, crop, samplers }, source);
    const [view] = viewsOf(pipeline, shapeOf(source));
    assert.deepEqual(view.frame, crop);
    assert.equal(view.width, 48);
  });

  test('makes a crop off the center one that says where it is', () => {
    const source = decoy(320, 240, 1);
    const crop = { x: 70, y: 12, width: 201, height: 180 };
    const samplers = ['opencv/linear'];
    const [{ pipeline }] = targetsOf({ width: 48, height: 48, crop, samplers }, source);
    const [view] = viewsOf(pipeline, shapeOf(source));
    assert.deepEqual([pipeline.id, view.frame], ['opencv/linear of the 201x180 at 70,12', crop]);
  });

  test('leaves nothing of what was written for a crop off the center', () => {
    const source = decoy(700, 560, 3);
    const crop = { x: 44, y: 10, width: 601, height: 487 };
    const part = windowOf(source, { left: 44, top: 10, width: 601, height: 487 }, [0]);
    const written = attacked(part as Raster<IntegerSamples>, 'tensorflow/nearest', 160);
    const data = source.data.slice();
    for (let y = 0; y < crop.height; y++) {
      const row = written.data.subarray(y * crop.width * 3, (y + 1) * crop.width * 3);
      data.set(row, ((y + crop.y) * source.width + crop.x) * 3);
    }
    const run = toEnd(cleanFound({ ...source, data }, { kind: 'selective-median' }));
    assert.notEqual(run.before.verdict, 'clean');
    assert.equal(run.after.verdict, 'clean');
    assert.ok(run.targets.every(({ pipeline }) => pipeline.id.endsWith('of the 601x487 at 44,10')));
  });
});
