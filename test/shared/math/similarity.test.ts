import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { similarityOf } from '../../../shared/math/similarity.ts';
import type { Channels, Raster } from '../../../shared/base/raster.ts';

function picture(
  width: number,
  height: number,
  channels: Channels,
  value: (x: number, y: number, c: number) => number,
): Raster<Uint8Array> {
  const data = new Uint8Array(width * height * channels);
  for (let i = 0; i < data.length; i++) {
    const pixel = Math.floor(i / channels);
    data[i] = value(pixel % width, Math.floor(pixel / width), i % channels);
  }
  return { width, height, channels, data };
}

const texture = (x: number, y: number) => 128 + 60 * Math.sin(x * 0.9) * Math.cos(y * 0.7);

describe('similarityOf', () => {
  test('of equal pictures is no difference, no PSNR and an SSIM of 1', () => {
    const a = picture(33, 17, 3, texture);
    assert.deepEqual(similarityOf(a, a), { max: 0, psnrDb: null, ssim: 1 });
  });

  test('of a picture one level off everywhere is 48.13 dB', () => {
    const a = picture(16, 16, 1, texture);
    const b = { ...a, data: a.data.map((v) => v + 1) };
    const { max, psnrDb, ssim } = similarityOf(a, b);
    assert.equal(max, 1);
    assert.ok(Math.abs(psnrDb! - 48.1308) < 1e-3);
    assert.ok(ssim > 0.999 && ssim < 1);
  });

  test('of constants is the luminance term alone', () => {
    const a = picture(8, 8, 1, () => 100);
    const b = picture(8, 8, 1, () => 120);
    const c1 = (0.01 * 255) ** 2;
    const expected = (2 * 100 * 120 + c1) / (100 * 100 + 120 * 120 + c1);
    assert.ok(Math.abs(similarityOf(a, b).ssim - expected) < 1e-12);
  });

  test('falls to about zero where structure is replaced, and is symmetric', () => {
    const a = picture(64, 64, 3, texture);
    const b = picture(64, 64, 3, (x, y) => texture(y * 3 + 1, x * 2));
    const there = similarityOf(a, b);
    assert.ok(Math.abs(there.ssim) < 0.2, String(there.ssim));
    assert.deepEqual(there, similarityOf(b, a));
  });

  test('takes pictures smaller than a window as one window', () => {
    const a = picture(3, 2, 1, (x) => x * 50);
    assert.ok(similarityOf(a, { ...a, data: a.data.map((v) => v + 2) }).ssim < 1);
  });

  test('refuses pictures of two shapes', () => {
    const a = picture(3, 2, 1, () => 0);
    assert.throws(
      () =>
        similarityOf(
          a,
          picture(2, 3, 1, () => 0),
        ),
      RangeError,
    );
  });
});
