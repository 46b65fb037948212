import assert from 'node:assert/strict';
import test from 'node:test';
import { makeRaster } from '../../../shared/base/raster.ts';
import { axisTapsOf } from '../../../shared/resample/taps/plan.ts';
import { planOf, resizeWith } from '../../../shared/resample/resize.ts';

const source = { width: 40, height: 30, channels: 3, dtype: 'uint8' } as const;

test('torch 2.14 gives every row the taps of row 0 when it antialiases to a width of 1', () => {
  const target = { width: 1, height: 6 };
  const faulty = axisTapsOf(planOf('torch/bilinear+antialias', source, target), 'y');
  const right = axisTapsOf(planOf('torch/bilinear+antialias@1.13', source, target), 'y');
  const last = faulty.indices.subarray(faulty.offsets[5], faulty.offsets[6]);
  assert.deepEqual(last, right.indices.subarray(0, right.offsets[1]));
  assert.ok(right.indices.includes(29));
});

test('torch 2.14 chooses its bilinear kernel by the size of the output', () => {
  const typesAt = (width: number, height: number) =>
    planOf('torch/bilinear', source, { width, height }).passes.map((pass) => pass.type);
  assert.deepEqual(typesAt(64, 64), ['grid']);
  assert.deepEqual(typesAt(65, 64), ['axis', 'axis']);
});

test('torch 1.13 chooses its bilinear kernel by the channels of the source', () => {
  const typesOf = (channels: 1 | 3) =>
    planOf('torch/bilinear@1.13', { ...source, channels }, { width: 99, height: 99 }).passes.map(
      (pass) => pass.type,
    );
  assert.deepEqual(typesOf(1), ['grid']);
  assert.deepEqual(typesOf(3), ['axis', 'axis']);
});

test('the uint8 kernels of torch refuse other sample types by name', () => {
  const wide = makeRaster(2, 2, 1, new Uint16Array(4));
  const target = { width: 1, height: 1 };
  assert.throws(() => resizeWith(wide, 'torch/bilinear+uint8', target), /not uint16/);
  assert.throws(() => resizeWith(wide, 'torchvision/bilinear+tensor', target), /not uint16/);
});

test('torchvision returns floats for float tensors and bytes for bytes', () => {
  const target = { width: 3, height: 3 };
  const bytes = makeRaster(2, 2, 1, Uint8Array.of(0, 255, 255, 0));
  const floats = makeRaster(2, 2, 1, Float32Array.from(bytes.data));
  const id = 'torchvision/bilinear+tensor';
  assert.ok(resizeWith(bytes, id, target).data instanceof Uint8Array);
  assert.ok(resizeWith(floats, id, target).data instanceof Float32Array);
});
