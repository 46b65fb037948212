import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { certifyViews } from '../../shared/certify-views.ts';
import { cleanFound, targetsOf } from '../../shared/clean-found.ts';
import { viewsOf } from '../../shared/pipelines/pipeline.ts';
import { shapeOf } from '../../shared/resample/resize.ts';
import { attacked, decoy } from './sanitize/pictures.ts';

function toEnd<R>(run: Generator<unknown, R, void>): R {
  let step = run.next();
  while (step.done !== true) step = run.next();
  return step.value;
}

describe('cleaning what is found', () => {
  // 700x560 to 112 is a whole number of rows: its lattice is suspicious, and cleaned all the same.
  for (const [side, verdict] of [
    [128, 'attack'],
    [112, 'suspicious'],
  ] as const) {
    test(`finds the size ${side} of an attack, and leaves nothing of it`, () => {
      const source = attacked(decoy(700, 560, 3), 'opencv/linear', side);
      const run = toEnd(cleanFound(source, { kind: 'selective-median' }));
      assert.equal(run.before.verdict, verdict);
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

  test('makes a crop that was found a pipeline that reads nothing outside it', () => {
    const source = decoy(320, 240, 1);
    const crop = { x: 40, y: 0, width: 240, height: 240 };
    const samplers = ['opencv/nearest'];
    const [{ pipeline }] = targetsOf({ width: 48, height: 48, crop, samplers }, source);
    const [view] = viewsOf(pipeline, shapeOf(source));
    assert.deepEqual(view.frame, crop);
    assert.equal(view.width, 48);
  });
});
