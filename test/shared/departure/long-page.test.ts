/** A long page of print is fair where a view takes few rows of many. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyzeView } from '../../../shared/analyze/analyze.ts';
import { judge } from '../../../shared/verdict/judge.ts';
import type { Raster } from '../../../shared/base/raster.ts';
import { Random } from '../../support/random.ts';

const [WIDTH, HEIGHT] = [1200, 7000];
const [LINE, MARGIN] = [24, 40];

/** Lines of letters of strokes two pixels wide, with ragged ends. */
function page() {
  const random = new Random(5);
  const data = new Uint8Array(WIDTH * HEIGHT).fill(255);
  const ink = (x: number, y: number, width: number, height: number) => {
    for (let row = y; row < y + height; row++)
      data.fill(random.int(0, 60), row * WIDTH + x, row * WIDTH + x + width);
  };
  for (let y = MARGIN; y < HEIGHT - MARGIN - LINE; y += LINE) {
    const end = WIDTH - MARGIN - random.int(0, 160);
    for (let x = MARGIN; x < end; x += 6) {
      for (let letters = random.int(2, 9); letters > 0 && x < end; letters--, x += 9) {
        ink(x, y, 2, 12);
        if (random.int(0, 1) === 1) ink(x + 5, y + 4, 2, 8);
        ink(x, y + random.pick([0, 5, 10]), 7, 2);
      }
      // A full stop.
      if (random.int(0, 3) === 0) ink(x, y + 10, 2, 2);
    }
  }
  return { width: WIDTH, height: HEIGHT, channels: 1, data } satisfies Raster;
}

const source = page();

for (const pipeline of ['tensorflow/bilinear', 'opencv/nearest']) {
  test(`a long page is fair to ${pipeline}`, () => {
    for (const size of [224, 299, 336, 512]) {
      const { evidence } = analyzeView(source, { pipeline, width: size, height: size });
      assert.equal(judge(evidence).verdict, 'clean', `${size}: ${evidence.departure?.ratio}`);
    }
  });
}
