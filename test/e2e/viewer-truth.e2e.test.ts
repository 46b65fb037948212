/** What is seen on the canvases is what the raster and the machine view hold. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright';
import sharp from 'sharp';
import { makeRaster, quantize, type Raster } from '../../shared/base/raster.ts';
import { resizeWith } from '../../shared/resample/resize.ts';
import { differences, lookingAtMiddle } from './pictures/seen.ts';
import {
  press,
  seenPixels,
  settled,
  startViewer,
  type PaneName,
  type RunningViewer,
} from '../support/viewer.ts';

const SAMPLE = new URL('../samples/dandelion-attack.png', import.meta.url).pathname;
const MARGIN = 12;

let page: Page;
let viewer: RunningViewer;
let source: Raster<Uint8Array>;

before(async () => {
  const { data, info } = await sharp(SAMPLE).raw().toBuffer({ resolveWithObject: true });
  source = makeRaster(info.width, info.height, 3, new Uint8Array(data));
  viewer = await startViewer([SAMPLE]);
  page = await viewer.open();
  await settled(page);
});

after(() => viewer.close());

/** The mean of `raster` over a rectangle in its coordinates, every pixel by its covered area. */
function meanOver(
  raster: Raster,
  x0: number,
  y0: number,
  x1: number,
  y1: number,
  channel: number,
): number {
  let sum = 0;
  let area = 0;
  for (let y = Math.max(0, Math.floor(y0)); y < Math.min(raster.height, y1); y++) {
    const high = Math.min(y1, y + 1) - Math.max(y0, y);
    for (let x = Math.max(0, Math.floor(x0)); x < Math.min(raster.width, x1); x++) {
      const share = high * (Math.min(x1, x + 1) - Math.max(x0, x));
      sum += share * raster.data[(y * raster.width + x) * raster.channels + channel];
      area += share;
    }
  }
  return sum / area;
}

function isInside(x: number, y: number, raster: { width: number; height: number }): boolean {
  return x >= 0 && y >= 0 && x < raster.width && y < raster.height;
}

/** Zooms at which the source is shrunk, by whole steps and between them. */
const SCALES = [0.9, 0.6, 1 / 2, 1 / 3, 0.21, 1 / 8, 0.1];

/** Types a zoom in percent, as a person does. */
async function zoomTo(percent: string): Promise<void> {
  await page.getByTestId('zoom').fill(percent);
  await page.getByTestId('zoom').press('Enter');
}

describe('what is seen', () => {
  it('fitted, the human pane shows the area average of the source, and no lattice pixel alone', async () => {
    await press(page, '0');
    const seen = await seenPixels(page, 'human');
    const scale = Math.min(
      (seen.width - 2 * MARGIN) / source.width,
      (seen.height - 2 * MARGIN) / source.height,
    );
    const { srcX, srcY } = lookingAtMiddle(seen, source, scale);
    const { mean, max, count } = differences(seen, (x, y, channel) => {
      if (!isInside(srcX(x), srcY(y), source) || !isInside(srcX(x + 1), srcY(y + 1), source))
        return null;
      return meanOver(source, srcX(x), srcY(y), srcX(x + 1), srcY(y + 1), channel);
    });
    assert.ok(count > 200_000, `${count} values compared`);
    assert.ok(mean < 0.3, `differs by ${mean} on average`);
    assert.ok(max < 1, `differs by ${max} at most`);
  });

  it('at every zoom step and in every mode the source is its area average', async () => {
    const modes: [keys: string[], stage: PaneName][] = [
      [['s'], 'human'],
      [['w', '3'], 'compare'],
      [['b'], 'compare'],
      [['o', '1'], 'compare'],
    ];
    for (const [keys, stage] of modes) {
      await press(page, [stage], ...keys, 'f');
      for (const scale of stage === 'human' ? SCALES : SCALES.slice(3, 5)) {
        await zoomTo(`${scale * 100}`);
        await settled(page, [stage]);
        const seen = await seenPixels(page, stage);
        const { srcX, srcY } = lookingAtMiddle(seen, source, scale);
        const { mean, max, count } = differences(seen, (x, y, channel) => {
          if (x % 13 !== 0 || y % 11 !== 0) return null;
          if (!isInside(srcX(x), srcY(y), source) || !isInside(srcX(x + 1), srcY(y + 1), source))
            return null;
          return meanOver(source, srcX(x), srcY(y), srcX(x + 1), srcY(y + 1), channel);
        });
        const where = `${keys.join(' ')} at ${scale}`;
        assert.ok(count > 500, `${count} values compared, ${where}`);
        assert.ok(mean < 0.5 && max < 1.5, `differs by ${mean}, at most ${max}, ${where}`);
      }
    }
    await press(page, ['compare'], 'o', '2');
    await press(page, 's');
  });

  it('at 100 % it shows the source pixel for pixel', async () => {
    await press(page, 'z');
    const seen = await seenPixels(page, 'human');
    const { srcX, srcY } = lookingAtMiddle(seen, source, 1);
    const { max } = differences(seen, (x, y, channel) => {
      const at = Math.floor(srcY(y + 0.5)) * source.width + Math.floor(srcX(x + 0.5));
      return source.data[at * 3 + channel];
    });
    assert.equal(max, 0);
  });

  it('magnified, whole source pixels, nearest neighbour, at any zoom', async () => {
    await press(page, ']');
    for (const [key, scale] of [
      [']', 16],
      ['-', 16 * 0.8],
      ['-', 16 * 0.64],
    ] as const) {
      await press(page, key);
      const seen = await seenPixels(page, 'human');
      const { srcX, srcY } = lookingAtMiddle(seen, source, scale);
      const { max } = differences(seen, (x, y, channel) => {
        const at = Math.floor(srcY(y + 0.5)) * source.width + Math.floor(srcX(x + 0.5));
        return source.data[at * 3 + channel];
      });
      assert.equal(max, 0, `at ${scale} times`);
    }
  });

  it('the machine pane shows exactly the machine view, in the frame of the source', async () => {
    const target = { width: 299, height: 299 };
    const machine = quantize(resizeWith(source, 'tensorflow/bilinear', target), 'uint8');
    await press(page, 'z');
    const seen = await seenPixels(page, 'machine');
    const { srcX, srcY } = lookingAtMiddle(seen, source, 1);
    const { max } = differences(seen, (x, y, channel) => {
      const dstX = Math.floor((srcX(x + 0.5) / source.width) * 299);
      const dstY = Math.floor((srcY(y + 0.5) / source.height) * 299);
      return machine.data[(dstY * 299 + dstX) * 3 + channel];
    });
    assert.equal(max, 0);
  });

  it('another target size shows another machine view', async () => {
    const target = { width: 224, height: 224 };
    const machine = quantize(resizeWith(source, 'tensorflow/bilinear', target), 'uint8');
    await page.getByTestId('size').selectOption('224');
    await page.getByText('224x224 in the').waitFor();
    await settled(page);
    const seen = await seenPixels(page, 'machine');
    const { srcX, srcY } = lookingAtMiddle(seen, source, 1);
    const { max } = differences(seen, (x, y, channel) => {
      const dstX = Math.floor((srcX(x + 0.5) / source.width) * 224);
      const dstY = Math.floor((srcY(y + 0.5) / source.height) * 224);
      return machine.data[(dstY * 224 + dstX) * 3 + channel];
    });
    assert.equal(max, 0);
    await page.getByTestId('size').selectOption('299');
    await page.getByText('299x299 in the').waitFor();
    await settled(page);
  });

  it('an arrow key moves both panes by an eighth of their width', async () => {
    await press(page, 'z');
    const before = await seenPixels(page, 'human');
    await press(page, 'ArrowRight');
    const seen = await seenPixels(page, 'human');
    const step = before.width / 8;
    const { srcX, srcY } = lookingAtMiddle(seen, source, 1);
    const { max } = differences(seen, (x, y, channel) => {
      const at = Math.floor(srcY(y + 0.5)) * source.width + Math.floor(srcX(x + 0.5) + step);
      return source.data[at * 3 + channel];
    });
    assert.equal(max, 0);
  });

  it('while M is held the human pane shows the machine view', async () => {
    await press(page, '0');
    const machine = await seenPixels(page, 'machine');
    const human = await seenPixels(page, 'human');
    await page.keyboard.down('m');
    await settled(page);
    assert.deepEqual(await seenPixels(page, 'human'), machine);
    await page.keyboard.up('m');
    await settled(page);
    assert.deepEqual(await seenPixels(page, 'human'), human);
  });

  it('on a dense screen, 100 % is one source pixel per device pixel', async () => {
    const dense = await viewer.open({ deviceScaleFactor: 1.5 });
    await settled(dense);
    await press(dense, 'z');
    const seen = await seenPixels(dense, 'human');
    assert.ok(seen.width > 500);
    const { srcX, srcY } = lookingAtMiddle(seen, source, 1);
    const { max } = differences(seen, (x, y, channel) => {
      const at = Math.floor(srcY(y + 0.5)) * source.width + Math.floor(srcX(x + 0.5));
      return source.data[at * 3 + channel];
    });
    assert.equal(max, 0);
    await dense.context().close();
  });

  it('nothing was refused or thrown on the way', () => {
    assert.deepEqual(viewer.problems, []);
  });
});
