import assert from 'node:assert/strict';
import test from 'node:test';
import type { Property } from '../../../../shared/loaders/heif/properties.ts';
import {
  orientationOf,
  transformed,
  transformedSize,
} from '../../../../shared/loaders/heif/transforms.ts';

/** 1 2 3 over 4 5 6. */
const six = { width: 3, height: 2, channels: 1, data: Uint8Array.of(1, 2, 3, 4, 5, 6) };
const rotation = (quarters: number): Property => ({ kind: 'rotation', quarters });
const mirror = (swaps: 'rows' | 'columns'): Property => ({ kind: 'mirror', swaps });
const aperture = (width: number, height: number, x: number, y: number): Property => ({
  kind: 'aperture',
  aperture: {
    width: [width, 1],
    height: [height, 1],
    horizontalOffset: [x, 2],
    verticalOffset: [y, 2],
  },
});

for (const [what, properties, data] of [
  ['a quarter anticlockwise', [rotation(1)], [3, 6, 2, 5, 1, 4]],
  ['half a turn', [rotation(2)], [6, 5, 4, 3, 2, 1]],
  ['a quarter clockwise', [rotation(3)], [4, 1, 5, 2, 6, 3]],
  ['rows swapped', [mirror('rows')], [4, 5, 6, 1, 2, 3]],
  ['columns swapped', [mirror('columns')], [3, 2, 1, 6, 5, 4]],
  ['the right two columns', [aperture(2, 2, 1, 0)], [2, 3, 5, 6]],
  ['the lower row', [aperture(3, 1, 0, 1)], [4, 5, 6]],
  ['turned, then cropped', [rotation(1), aperture(2, 1, 0, -2)], [3, 6]],
] as const) {
  test(`${what}`, () => {
    const result = transformed(six, properties);
    assert.deepEqual([...result.data], data);
    const { width, height } = result;
    assert.deepEqual(transformedSize(six, properties), { width, height });
  });
}

test('a crop outside of the picture is refused', () => {
  assert.throws(() => transformed(six, [aperture(1, 1, 40, 0)]), { code: 'decode-failed' });
  const broken = aperture(1, 1, 0, 0);
  if (broken.kind === 'aperture') broken.aperture.width = [1, 0];
  assert.ok(transformedSize({ width: 3, height: 2 }, [rotation(1)]).width === 2);
});

test('every orientation of EXIF has its turn', () => {
  const all = [0, 1, 2, 3].flatMap((quarters) => [
    orientationOf([rotation(quarters)]),
    orientationOf([rotation(quarters), mirror('rows')]),
    orientationOf([rotation(quarters), mirror('columns')]),
  ]);
  assert.deepEqual([...new Set(all)].sort(), [1, 2, 3, 4, 5, 6, 7, 8]);
});
