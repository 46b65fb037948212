import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { analyzeView } from '../../../../shared/analyze.ts';
import { isMosaic } from '../../../../shared/detect/measure/mosaic.ts';
import { hasTransparency, overBlack, overWhite } from '../../../../shared/detect/planes/alpha.ts';
import type { Channels, Raster } from '../../../../shared/raster.ts';
import { judge } from '../../../../shared/verdict/judge.ts';

const SIDE = 200;
const VIEW = { pipeline: 'opencv/nearest', width: 50, height: 50 };

function picture(
  channels: Channels,
  valueAt: (x: number, y: number, channel: number) => number,
): Raster<Uint8Array> {
  const data = Uint8Array.from({ length: SIDE * SIDE * channels }, (_, i) => {
    const pixel = Math.floor(i / channels);
    return valueAt(pixel % SIDE, Math.floor(pixel / SIDE), i % channels);
  });
  return { width: SIDE, height: SIDE, channels, data };
}

const isRead = (x: number, y: number): boolean => x % 4 === 0 && y % 4 === 0;
const isLight = (x: number, y: number): boolean => ((x >> 5) + (y >> 5)) % 2 === 0;

describe('a pattern', () => {
  test('is dots at the pitch of the cells: the level around them says all', () => {
    const dots = picture(1, (x, y) => (isRead(x, y) ? 20 : 60 + (x >> 1)));
    const { evidence } = analyzeView(dots, VIEW);
    assert.equal(evidence.departure!.cause, 'pattern');
    assert.ok(evidence.departure!.ratio > 1);
    assert.notEqual(judge(evidence).verdict, 'attack');
  });

  test('is no picture written into the same pixels', () => {
    const attack = picture(1, (x, y) => (isRead(x, y) ? (isLight(x, y) ? 255 : 0) : 60 + (x >> 1)));
    const { evidence } = analyzeView(attack, VIEW);
    assert.equal(evidence.departure!.cause, null);
    assert.equal(judge(evidence).verdict, 'attack');
  });
});

describe('isMosaic', () => {
  const color = (x: number, y: number): number => (x & 1) + (y & 1); // r g, g b
  const bayer = picture(3, (x, y, c) => (color(x, y) === c ? 100 + (x >> 2) : 0));

  test('knows the raw mosaic of a sensor', () => {
    assert.equal(isMosaic(bayer), true);
  });

  test('is false of gray, of one color, and of color everywhere', () => {
    assert.equal(isMosaic(picture(1, (x) => x)), false);
    assert.equal(isMosaic(picture(3, (x, _, c) => (c === 0 ? x : 0))), false);
    assert.equal(isMosaic(picture(3, (x, y, c) => (isRead(x, y) ? 255 * (c & 1) : 100))), false);
    assert.equal(isMosaic(picture(3, () => 0)), false);
  });

  test('makes no more than a suspicion of a view of it', () => {
    assert.notEqual(judge(analyzeView(bayer, VIEW).evidence).verdict, 'attack');
  });
});

describe('alpha', () => {
  test('is mixed over black and over white', () => {
    const half = {
      width: 1,
      height: 1,
      channels: 4 as const,
      data: Uint8Array.of(200, 100, 0, 51),
    };
    assert.deepEqual([...overBlack(half).data], [40, 20, 0, 51]);
    assert.deepEqual([...overWhite(half).data], [244, 224, 204, 51]);
    const deep = { ...half, data: Uint16Array.of(65535, 0, 0, 13107) };
    assert.deepEqual([...overWhite(deep).data], [65535, 52428, 52428, 13107]);
  });

  test('lets something through where any pixel is not opaque', () => {
    assert.equal(hasTransparency(picture(3, () => 0)), false);
    assert.equal(hasTransparency(picture(4, () => 255)), false);
    assert.equal(hasTransparency(picture(4, (x, y, c) => (x + y + c === 3 ? 254 : 255))), true);
  });

  test('hides a picture that appears only when it is mixed in', () => {
    const attack = picture(4, (x, y, c) => {
      if (c < 3) return 255;
      return isRead(x, y) && isLight(x, y) ? 0 : 255;
    });
    assert.equal(judge(analyzeView(attack, VIEW).evidence).verdict, 'attack');
  });
});
