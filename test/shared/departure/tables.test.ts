/** Rules of a table are its own, wherever the cells of a view cut them. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { analyzeView } from '../../../shared/analyze/analyze.ts';
import { judge } from '../../../shared/verdict/judge.ts';
import type { Raster } from '../../../shared/base/raster.ts';

const [WIDTH, HEIGHT] = [540, 360];
/** Between rows, and between columns. */
const [ROW, COLUMN] = [17, 68];

/** Rules one pixel wide on white, the last column open to the right. */
function table(): Raster<Uint8Array> {
  const data = new Uint8Array(WIDTH * HEIGHT).fill(255);
  for (let y = 8; y < HEIGHT; y += ROW) data.fill(25, y * WIDTH + 4, (y + 1) * WIDTH - 6);
  for (let x = 4; x < WIDTH - COLUMN; x += COLUMN)
    for (let y = 8; y < HEIGHT; y++) data[y * WIDTH + x] = 25;
  return { width: WIDTH, height: HEIGHT, channels: 1, data };
}

const source = table();

for (const pipeline of ['torch/bilinear', 'opencv/cubic', 'opencv/lanczos4']) {
  test(`a table is fair to ${pipeline}`, () => {
    for (const by of [1.6, 2.11, 2.3, 2.7, 3.3, 4.2]) {
      const size = { width: Math.round(WIDTH / by), height: Math.round(HEIGHT / by) };
      const { evidence } = analyzeView(source, { pipeline, ...size });
      const { verdict } = judge(evidence);
      assert.equal(verdict, 'clean', `${by}: ${evidence.departure?.ratio}`);
    }
  });
}
