import assert from 'node:assert/strict';
import test from 'node:test';
import { makeRaster } from '../../../shared/base/raster.ts';
import { resizeWith } from '../../../shared/resample/resize.ts';
import { skimageAntialiasDefault } from '../../../shared/resample/samplers/skimage.ts';

test('scikit-image antialiases by default when a side shrinks, but not bool or order 0 integers', () => {
  assert.equal(skimageAntialiasDefault('float64', 1, true), true);
  assert.equal(skimageAntialiasDefault('uint8', 1, true), true);
  assert.equal(skimageAntialiasDefault('uint8', 1, false), false);
  assert.equal(skimageAntialiasDefault('uint8', 0, true), false);
  assert.equal(skimageAntialiasDefault('uint16', 0, true), false);
  assert.equal(skimageAntialiasDefault('float32', 0, true), true);
  assert.equal(skimageAntialiasDefault('bool', 0, true), false);
  assert.equal(skimageAntialiasDefault('bool', 1, true), false);
});

test('a cubic spline that overshoots is clipped to the range of the source', () => {
  const step = Uint8Array.from({ length: 16 }, (_, x) => (x < 8 ? 40 : 200));
  const view = resizeWith(makeRaster(16, 1, 1, step), 'skimage/order3', { width: 61, height: 1 });
  assert.equal(Math.min(...view.data), 40);
  assert.equal(Math.max(...view.data), 200);
});
