/** Line profiles: each sample is a pixel under the line. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { profileOf } from '../../../shared/image/line-profile.ts';

const data = Uint8Array.from({ length: 4 * 3 * 3 }, (_, i) => i);
const raster = { width: 4, height: 3, channels: 3 as const, data };

test('reads the pixels under a line, in its direction', () => {
  const across = profileOf(raster, { x0: 0, y0: 1.5, x1: 4, y1: 1.5 }, 4);
  assert.deepEqual(across.samples, [
    [12, 13, 14],
    [15, 16, 17],
    [18, 19, 20],
    [21, 22, 23],
  ]);
  const back = profileOf(raster, { x0: 4, y0: 1.5, x1: 0, y1: 1.5 }, 4);
  assert.deepEqual(back.samples, across.samples.toReversed());
  const diagonal = profileOf(raster, { x0: 0, y0: 0, x1: 3, y1: 3 }, 3);
  assert.deepEqual(
    diagonal.samples.map((values) => values?.[0]),
    [0, 15, 30],
  );
});

test('has nothing beside the picture, and the depth of its values', () => {
  const { samples, most } = profileOf(raster, { x0: -2, y0: 0, x1: 2, y1: 0 }, 4);
  assert.deepEqual([samples[0], samples[1], most], [null, null, 255]);
  const deep = { ...raster, data: Uint16Array.from(data) };
  assert.equal(profileOf(deep, { x0: 0, y0: 0, x1: 1, y1: 1 }, 1).most, 65535);
});
