import assert from 'node:assert/strict';
import test from 'node:test';
import { libavifColors } from '../../../../shared/loaders/yuv/libavif.ts';
import { bilinearRows } from '../../../../shared/loaders/yuv/chroma-rows.ts';
import { lumaWeights } from '../../../../shared/loaders/yuv/matrices.ts';
import type { YuvPlanes } from '../../../../shared/loaders/yuv/planes.ts';

const cicp = { primaries: 1, transfer: 13, matrix: 6, fullRange: true };

/** A picture of one color. */
function flat(y: number, u: number, v: number, change: Partial<YuvPlanes> = {}): YuvPlanes {
  return {
    width: 3,
    height: 1,
    depth: 8,
    halfColumns: false,
    halfRows: false,
    y: new Uint8Array(3).fill(y),
    u: new Uint8Array(3).fill(u),
    v: new Uint8Array(3).fill(v),
    alpha: null,
    premultiplied: false,
    cicp,
    ...change,
  };
}

test('gray stays gray, black black and white white, in every range and matrix', () => {
  for (const matrix of [1, 5, 6, 9, 4, 7]) {
    for (const fullRange of [true, false]) {
      const [low, high] = fullRange ? [0, 255] : [16, 235];
      for (const [y, gray] of [
        [low, 0],
        [high, 255],
      ]) {
        const { data } = libavifColors(
          flat(y, 128, 128, { cicp: { ...cicp, matrix, fullRange } }),
          'eight',
        );
        assert.deepEqual([...new Set(data)], [gray]);
      }
    }
  }
});

test('chroma lies between its samples by 9:3:3:1, alone at the edges', () => {
  const planes = flat(0, 0, 0, { width: 5, height: 3, halfColumns: true, halfRows: true });
  const plane = Uint8Array.of(0, 160, 32, 160, 0, 64);
  const rows = bilinearRows(planes);
  const out = new Uint16Array(5);
  rows(plane, 0, out);
  assert.deepEqual([...out], [0, 40, 120, 128, 32]);
  rows(plane, 1, out);
  assert.deepEqual([...out], [40, 60, 100, 100, 40]);
  rows(plane, 2, out);
  assert.deepEqual([...out], [120, 100, 60, 44, 56]);
});

test('matrices that libavif cannot convert are refused', () => {
  for (const matrix of [3, 10, 11, 13, 14, 99]) {
    const planes = flat(1, 2, 3, { cicp: { ...cicp, matrix } });
    assert.throws(() => libavifColors(planes, 'eight'), { code: 'unsupported-format' });
  }
  const limited = flat(1, 2, 3, { cicp: { ...cicp, matrix: 8, fullRange: false } });
  assert.throws(() => libavifColors(limited, 'eight'), { code: 'unsupported-format' });
});

test('the weights that follow from the primaries of BT.709 are those of BT.709', () => {
  const derived = lumaWeights({ ...cicp, matrix: 12 });
  assert.ok(Math.abs(derived.red - 0.2126) < 1e-4 && Math.abs(derived.blue - 0.0722) < 1e-4);
});
