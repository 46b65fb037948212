/** What is written is told from what is drawn: by the pixels around those that are read. */
import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import type { Raster } from '../../../shared/base/raster.ts';
import type { ViewRequest } from '../../../shared/pipelines/request.ts';
import { antialiasedView } from '../../../shared/analyze/antialiased-view.ts';
import { machineView } from '../../../shared/pipelines/machine-view.ts';
import { differences } from '../../../shared/text/differences.ts';
import { writtenPlanes } from '../../../shared/text/written.ts';

const RATIO = 4;
const [WIDTH, HEIGHT] = [60, 40];
const PAPER = 220;
const INK = 20;
const read = (at: number): boolean => at % RATIO === 0;

/** Print of bars two pixels thick, and, with `isAttack`, a bar of the view in what nearest reads of it. */
function page(isAttack: boolean): Raster<Uint8Array> {
  const [width, height] = [WIDTH * RATIO, HEIGHT * RATIO];
  const data = new Uint8Array(width * height).fill(PAPER);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const isPrint = y % 10 < 2 && x % 6 < 4;
      const isStroke = isAttack && read(x) && read(y) && inBar(x / RATIO, y / RATIO);
      if (isPrint || isStroke) data[y * width + x] = INK;
    }
  }
  return { width, height, channels: 1, data };
}

const inBar = (x: number, y: number): boolean => x >= 20 && x < 23 && y >= 5 && y < 35;

function writtenIn(source: Raster<Uint8Array>, pipeline: string) {
  const view: ViewRequest = { pipeline, width: WIDTH, height: HEIGHT };
  const { machine } = machineView(source, view);
  const human = antialiasedView(source, view);
  const [differs] = differences(machine, human);
  return { planes: writtenPlanes(source, view, { machine, human }), differs };
}

suite('what is written into the pixels that are read', () => {
  test('stands alone, though a page of print differs from its antialiased view everywhere', () => {
    const { planes, differs } = writtenIn(page(true), 'opencv/nearest');
    const [strength, signed] = planes;
    let printed = 0;
    for (let y = 0, i = 0; y < HEIGHT; y++) {
      for (let x = 0; x < WIDTH; x++, i++) {
        if (Math.abs(differs.data[i]) > 20 && !inBar(x, y)) printed++;
        // Beside the bar print may be taken for a part of it.
        const isFar = x < 18 || x > 24;
        if (isFar) assert.equal(strength.data[i], 0, `print at ${x},${y}`);
        if (inBar(x, y)) {
          assert.ok(strength.data[i] > 0.5 * (PAPER - INK), `a stroke at ${x},${y}`);
          assert.ok(signed.data[i] < 0);
        }
      }
    }
    assert.ok(printed > 200);
  });

  test('is nothing on a page without it', () => {
    assert.deepEqual(writtenIn(page(false), 'opencv/nearest').planes, []);
  });

  test('is not known of a view that reads all pixels as much', () => {
    assert.deepEqual(writtenIn(page(true), 'opencv/area').planes, []);
  });
});
