/** What is written over a page crosses its blank parts; dots of a picture are everywhere. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import { analyzeView } from '../../../shared/analyze/analyze.ts';
import type { Raster } from '../../../shared/base/raster.ts';
import { judge } from '../../../shared/verdict/judge.ts';
import { Random } from '../../support/random.ts';

const SIDE = 480;
const PITCH = 4;
const VIEW = { pipeline: 'opencv/nearest', width: SIDE / PITCH, height: SIDE / PITCH };

/** A page full of digits: boxes of strokes, 8 by 8 pixels, with gaps of 8 between lines. */
function page(): Raster<Uint8Array> {
  const random = new Random(3);
  const data = new Uint8Array(SIDE * SIDE).fill(255);
  for (let top = 6; top + 10 < SIDE; top += 16) {
    for (let left = 5; left + 8 < SIDE; left += 11) {
      const [a, b] = [random.int(0, 7), random.int(0, 7)];
      for (let k = 0; k < 8; k++) {
        data[(top + a) * SIDE + left + k] = 0;
        data[(top + k) * SIDE + left + b] = 0;
        data[(top + k) * SIDE + left + 7] = 0;
      }
    }
  }
  return { width: SIDE, height: SIDE, channels: 1, data };
}

/** Thick diagonal strokes in read pixels alone, in part of the page. */
function writtenOver(picture: Raster<Uint8Array>): Raster<Uint8Array> {
  const data = picture.data.slice();
  for (let j = 40; j < 90; j++) {
    for (let i = 20; i < 100; i++) {
      if ((i + j) % 14 < 4) data[j * PITCH * SIDE + i * PITCH] = 90;
    }
  }
  return { ...picture, data };
}

const verdictOf = (raster: Raster<Uint8Array>) => judge(analyzeView(raster, VIEW).evidence);

describe('blank cells', () => {
  test('tell what is written over a page of digits from the page', () => {
    assert.equal(verdictOf(page()).verdict, 'clean');
    assert.equal(verdictOf(writtenOver(page())).verdict, 'attack');
  });

  test('say nothing of dots that are everywhere', () => {
    const random = new Random(8);
    const data = new Uint8Array(SIDE * SIDE).fill(255);
    for (let n = 0; n < 3000; n++) {
      const [x, y] = [random.int(2, SIDE - 4), random.int(2, SIDE - 4)];
      data[y * SIDE + x] = 0;
      if (n % 2 === 0) data[y * SIDE + x + 1] = data[(y + 1) * SIDE + x] = 0;
    }
    const dots: Raster<Uint8Array> = { width: SIDE, height: SIDE, channels: 1, data };
    assert.equal(verdictOf(dots).verdict, 'clean');
  });
});
