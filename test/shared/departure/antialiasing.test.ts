/** Which views antialias, and that nothing is held against those that do. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyzeView } from '../../../shared/analyze/analyze.ts';
import { antialiases } from '../../../shared/departure/antialiasing.ts';
import { findPipeline, viewAt } from '../../../shared/pipelines/pipeline.ts';
import type { Raster } from '../../../shared/base/raster.ts';
import { planOf } from '../../../shared/resample/resize.ts';
import { axisTapsOf } from '../../../shared/resample/taps/plan.ts';
import { composeTaps, type AxisTaps } from '../../../shared/resample/taps/taps.ts';

const SIDE = 600;
const SHAPE = { width: SIDE, height: SIDE, channels: 1, dtype: 'uint8' } as const;

function isAntialiased(pipeline: string, side: number): boolean {
  const { x, y } = viewAt(findPipeline(pipeline), SHAPE, { width: side, height: side });
  return antialiases({ x, y, ratioX: SIDE / side, ratioY: SIDE / side });
}

test('wide kernels antialias at every ratio', () => {
  const ids = ['pillow/bilinear', 'pillow/lanczos', 'torch/bicubic+antialias', 'opencv/area'];
  for (const id of [...ids, 'libvips/cubic', 'pillow/bicubic+gap2']) {
    for (const side of [431, 300, 293, 147, 41])
      assert.ok(isAntialiased(id, side), `${id} ${side}`);
  }
});

test('interpolations do not, also where they are even', () => {
  for (const id of ['pillow/nearest', 'opencv/linear', 'torch/bicubic', 'tensorflow/lanczos3']) {
    for (const side of [293, 200, 147, 41]) assert.ok(!isAntialiased(id, side), `${id} ${side}`);
  }
  assert.ok(!isAntialiased('torch/bicubic', 300), 'bicubic at 2 reads four pixels of sixteen');
});

test('an axis that is enlarged antialiases unless it was made smaller before', () => {
  const enlarged = (first: number | null, side: number): AxisTaps => {
    const kept = axisTapsOf(
      planOf('opencv/nearest', SHAPE, { width: first ?? SIDE, height: SIDE }),
      'x',
    );
    const shape = { ...SHAPE, width: first ?? SIDE };
    const next = axisTapsOf(planOf('pillow/bilinear', shape, { width: side, height: SIDE }), 'x');
    return first === null ? next : composeTaps(kept, next);
  };
  const same = enlarged(null, SIDE);
  for (const side of [SIDE, SIDE + 1, 900]) {
    const ratioX = SIDE / side;
    assert.ok(antialiases({ x: enlarged(null, side), y: same, ratioX, ratioY: 1 }), `${side}`);
    for (const first of [SIDE / 4, 400, 560]) {
      const x = enlarged(first, side);
      assert.ok(!antialiases({ x, y: same, ratioX, ratioY: 1 }), `${first} then ${side}`);
    }
  }
});

test('strokes are no departure of a view that antialiases', () => {
  const raster: Raster<Uint8Array> = {
    width: SIDE,
    height: SIDE,
    channels: 1,
    data: Uint8Array.from({ length: SIDE * SIDE }, (_, i) => ((i % SIDE) % 5 < 2 ? 0 : 255)),
  };
  const { evidence } = analyzeView(raster, {
    pipeline: 'pillow/bilinear',
    width: 223,
    height: 223,
  });
  assert.equal(evidence.departure!.ratio, 0);
  assert.ok(evidence.disagreement.rms > 0);
});
