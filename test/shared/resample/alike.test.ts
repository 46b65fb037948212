/** Tables are alike that differ by how a library rounds its weights, and no others. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { planOf } from '../../../shared/resample/resize.ts';
import { areAlike } from '../../../shared/resample/taps/alike.ts';
import { axisTapsOf } from '../../../shared/resample/taps/plan.ts';
import type { AxisTaps } from '../../../shared/resample/taps/taps.ts';

function tableOf(sampler: string, [length, size] = [640, 224]): AxisTaps {
  const source = { width: length, height: 480, channels: 3, dtype: 'uint8' } as const;
  return axisTapsOf(planOf(sampler, source, { width: size, height: 100 }), 'x');
}

test('bilinear at half-pixel centers is one table for all who round its weights', () => {
  const own = tableOf('tensorflow/bilinear');
  for (const other of ['opencv/linear', 'torch/bilinear', 'skimage/order1']) {
    assert.ok(areAlike(own, tableOf(other)), other);
    assert.ok(areAlike(tableOf(other), own), other);
  }
});

test('other centers, kernels and sizes are other tables', () => {
  const own = tableOf('tensorflow/bilinear');
  const others = ['tensorflow/bilinear+legacy', 'opencv/nearest', 'opencv/cubic', 'opencv/area'];
  for (const other of others) assert.ok(!areAlike(own, tableOf(other)), other);
  assert.ok(!areAlike(own, tableOf('tensorflow/bilinear', [640, 225])));
  assert.ok(!areAlike(own, tableOf('tensorflow/bilinear', [641, 224])));
});

test('a tap that weighs nothing makes no other table', () => {
  const half = { offsets: [0, 1, 2], indices: [0, 2], weights: [1, 1] };
  const padded = { offsets: [0, 2, 3], indices: [0, 1, 2], weights: [1, 0.0004, 1] };
  const table = (of: typeof half): AxisTaps => ({
    srcSize: 4,
    dstSize: 2,
    offsets: Int32Array.from(of.offsets),
    indices: Int32Array.from(of.indices),
    weights: Float64Array.from(of.weights),
  });
  assert.ok(areAlike(table(half), table(padded)));
  const heavy = { ...padded, weights: [1, 0.004, 1] };
  assert.ok(!areAlike(table(half), table(heavy)));
});
