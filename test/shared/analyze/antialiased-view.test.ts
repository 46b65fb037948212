import assert from 'node:assert/strict';
import { describe, it } from 'node:test';
import { analyzeView } from '../../../shared/analyze/analyze.ts';
import { antialiasedView } from '../../../shared/analyze/antialiased-view.ts';
import { makeRaster } from '../../../shared/base/raster.ts';

const data = Uint8Array.from({ length: 80 * 60 * 3 }, (_, i) => (i * i * 31 + i * 7) % 256);
const source = makeRaster(80, 60, 3, data);

describe('the antialiased view', () => {
  it('at a whole ratio is the mean of every block', () => {
    const antialiased = antialiasedView(source, {
      pipeline: 'opencv/linear',
      width: 20,
      height: 15,
    });
    for (const [x, y] of [
      [0, 0],
      [7, 3],
      [19, 14],
    ] as const) {
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        for (let row = y * 4; row < y * 4 + 4; row++) {
          for (let column = x * 4; column < x * 4 + 4; column++) {
            sum += data[(row * 80 + column) * 3 + c];
          }
        }
        const seen = antialiased.data[(y * 20 + x) * 3 + c];
        assert.ok(Math.abs(seen - sum / 16) <= 0.5, `${seen} for ${sum / 16}`);
      }
    }
  });

  it('is what the disagreement of the machine view is measured against', () => {
    const request = { pipeline: 'tensorflow/bilinear', width: 13, height: 11 };
    const antialiased = antialiasedView(source, request);
    const { machine, evidence } = analyzeView(source, request);
    let squared = 0;
    let largest = 0;
    for (let i = 0; i < antialiased.data.length; i++) {
      const difference = machine.data[i] - antialiased.data[i];
      squared += difference * difference;
      largest = Math.max(largest, Math.abs(difference));
    }
    // Both are rounded to whole levels here.
    assert.ok(
      Math.abs(Math.sqrt(squared / antialiased.data.length) - evidence.disagreement.rms) < 0.5,
    );
    assert.ok(Math.abs(largest - evidence.disagreement.max) <= 1);
  });

  it('of a padded view has the padding of the machine', () => {
    const request = { pipeline: 'model/yolo-640' };
    const antialiased = antialiasedView(source, request);
    const { machine } = analyzeView(source, request);
    assert.equal(antialiased.width, machine.width);
    assert.deepEqual(antialiased.data.subarray(0, 3), machine.data.subarray(0, 3));
  });
});
