/** The view modes: what is seen in each is what the raster and the machine view hold. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright';
import sharp from 'sharp';
import { falseColor, largestDifference } from '../../renderer/viewer/paint/recipe.ts';
import { antialiasedView } from '../../shared/analyze/antialiased-view.ts';
import { makeRaster, quantize, type Raster } from '../../shared/base/raster.ts';
import { readPixels, withoutReadPixels } from '../../shared/resample/lattice-picture.ts';
import { latticeOf } from '../../shared/resample/lattice.ts';
import { axisTapsOf } from '../../shared/resample/taps/plan.ts';
import { planOf, resizeWith, shapeOf } from '../../shared/resample/resize.ts';
import { differences, lookingAtMiddle } from './pictures/seen.ts';
import {
  press,
  seenPixels,
  settled,
  startViewer,
  type RunningViewer,
  type SeenPixels,
} from '../support/viewer.ts';

const SAMPLE = new URL('../samples/dandelion-attack.png', import.meta.url).pathname;
const SIDE = 299;

let viewer: RunningViewer;
let page: Page;
let source: Raster<Uint8Array>;
let machine: Raster<Uint8Array>;
let antialiased: Raster<Uint8Array>;

before(async () => {
  const { data, info } = await sharp(SAMPLE).raw().toBuffer({ resolveWithObject: true });
  source = makeRaster(info.width, info.height, 3, new Uint8Array(data));
  const target = { width: SIDE, height: SIDE };
  machine = quantize(
    resizeWith(source, 'tensorflow/bilinear', target),
    'uint8',
  ) as Raster<Uint8Array>;
  antialiased = antialiasedView(source, {
    pipeline: 'tensorflow/bilinear',
    ...target,
  }) as Raster<Uint8Array>;
  viewer = await startViewer([SAMPLE]);
  page = await viewer.open();
  await settled(page);
});

after(() => viewer.close());

/** Presses `keys` where one stage compares, and gives what is seen there. */
async function compare(...keys: string[]): Promise<SeenPixels> {
  await press(page, ['compare'], ...keys);
  return seenPixels(page, 'compare');
}

/** Index of the machine pixel under the middle of device pixel (x, y) at `scale`. */
function machineIndex(seen: SeenPixels, scale: number): (x: number, y: number) => number {
  const { srcX, srcY } = lookingAtMiddle(seen, source, scale);
  return (x, y) => {
    const column = Math.floor((srcX(x + 0.5) / source.width) * SIDE);
    const row = Math.floor((srcY(y + 0.5) / source.height) * SIDE);
    const isInside = column >= 0 && row >= 0 && column < SIDE && row < SIDE;
    return isInside ? (row * SIDE + column) * 3 : -1;
  };
}

function sourceIndex(seen: SeenPixels, scale: number): (x: number, y: number) => number {
  const { srcX, srcY } = lookingAtMiddle(seen, source, scale);
  return (x, y) => {
    const column = Math.floor(srcX(x + 0.5));
    const row = Math.floor(srcY(y + 0.5));
    const isInside = column >= 0 && row >= 0 && column < source.width && row < source.height;
    return isInside ? (row * source.width + column) * 3 : -1;
  };
}

/** The largest difference of what is seen to `value`, over device pixels from..to of each row. */
function largest(
  seen: SeenPixels,
  from: number,
  to: number,
  value: (x: number, y: number, channel: number) => number | null,
): number {
  const { max, count } = differences(seen, (x, y, channel) =>
    x < from || x >= to ? null : value(x, y, channel),
  );
  assert.ok(count > 10_000, `${count} values compared`);
  return max;
}

describe('the wipe', () => {
  it('shows the source left of its divider and the machine view right of it', async () => {
    await press(page, 'z');
    const seen = await compare('w');
    const divider = Math.round(seen.width / 2);
    const ofSource = sourceIndex(seen, 1);
    const ofMachine = machineIndex(seen, 1);
    const left = (x: number, y: number, c: number) => source.data[ofSource(x, y) + c];
    const right = (x: number, y: number, c: number) => machine.data[ofMachine(x, y) + c];
    assert.equal(largest(seen, 0, divider, left), 0);
    assert.equal(largest(seen, divider, seen.width, right), 0);
  });

  it('goes all the way by 1 and 3, and back to the middle by 2', async () => {
    const all = await compare('1');
    const ofMachine = machineIndex(all, 1);
    const right = (x: number, y: number, c: number) => machine.data[ofMachine(x, y) + c];
    assert.equal(largest(all, 0, all.width, right), 0);
    const none = await compare('3');
    const ofSource = sourceIndex(none, 1);
    const left = (x: number, y: number, c: number) => source.data[ofSource(x, y) + c];
    assert.equal(largest(none, 0, none.width, left), 0);
    await compare('2');
    assert.equal(await page.getByTestId('divider').getAttribute('aria-valuenow'), '50');
  });

  it('is dragged and moved by the keyboard, and what is seen follows', async () => {
    const box = (await page.getByTestId('compare-stage').boundingBox())!;
    const grip = (await page.getByTestId('divider').boundingBox())!;
    await page.mouse.move(grip.x + grip.width / 2, grip.y + 30);
    await page.mouse.down();
    await page.mouse.move(box.x + box.width * 0.25, grip.y + 40, { steps: 4 });
    await page.mouse.up();
    assert.equal(await page.getByTestId('divider').getAttribute('aria-valuenow'), '25');
    await page.getByTestId('divider').focus();
    const seen = await compare('Shift+ArrowRight');
    assert.equal(await page.getByTestId('divider').getAttribute('aria-valuenow'), '35');
    const ofMachine = machineIndex(seen, 1);
    const right = (x: number, y: number, c: number) => machine.data[ofMachine(x, y) + c];
    assert.equal(largest(seen, Math.ceil(seen.width * 0.36), seen.width, right), 0);
    assert.ok(largest(seen, 0, Math.floor(seen.width * 0.34), right) > 50);
  });
});

describe('blinking', () => {
  it('shows the source, and the machine view while a key is held', async () => {
    await page.getByTestId('compare-stage').focus();
    const human = await compare('b');
    const ofSource = sourceIndex(human, 1);
    assert.equal(
      largest(human, 0, human.width, (x, y, c) => source.data[ofSource(x, y) + c]),
      0,
    );
    for (const key of ['m', ' ']) {
      await page.keyboard.down(key);
      await settled(page, ['compare']);
      const held = await seenPixels(page, 'compare');
      const ofMachine = machineIndex(held, 1);
      assert.equal(
        largest(held, 0, held.width, (x, y, c) => machine.data[ofMachine(x, y) + c]),
        0,
      );
      await page.keyboard.up(key);
      await settled(page, ['compare']);
      assert.deepEqual(await seenPixels(page, 'compare'), human);
    }
  });
});

describe('the onion skin', () => {
  it('mixes both by its opacity', async () => {
    const seen = await compare('o', '2');
    const ofSource = sourceIndex(seen, 1);
    const ofMachine = machineIndex(seen, 1);
    const mixed = (x: number, y: number, c: number): number =>
      (source.data[ofSource(x, y) + c] + machine.data[ofMachine(x, y) + c]) / 2;
    assert.ok(largest(seen, 0, seen.width, mixed) <= 2);
    const above = await compare('3');
    const right = (x: number, y: number, c: number) => machine.data[ofMachine(x, y) + c];
    assert.equal(largest(above, 0, above.width, right), 0);
    await compare('2');
  });
});

describe('the difference', () => {
  it('is machine − antialiased in false color, of the channel that differs most', async () => {
    const seen = await compare('d');
    const ofMachine = machineIndex(seen, 1);
    const wordOf = ({ data }: Raster<Uint8Array>, at: number): number =>
      data[at] | (data[at + 1] << 8) | (data[at + 2] << 16);
    const expected = (x: number, y: number, c: number): number => {
      const at = ofMachine(x, y);
      const difference = largestDifference(wordOf(machine, at), wordOf(antialiased, at));
      return (falseColor(difference / 128) >>> (8 * c)) & 255;
    };
    assert.equal(largest(seen, 0, seen.width, expected), 0);
    await page.getByTestId('difference-legend').getByText('−128').waitFor();
  });

  it('has its signed values written into close pixels', async () => {
    await page.getByTestId('zoom').fill('16:1');
    await page.getByTestId('zoom').press('Enter');
    await settled(page, ['compare']);
    const written = await page.getByTestId('compare-overlay').evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let i = 0; i < data.length; i += 4) {
        // Black or white, whichever the color under it asks for.
        if (data[i + 3] > 247 && (data[i] > 247 || data[i] < 8)) count++;
      }
      return count;
    });
    assert.ok(written > 1000, `${written} pixels of figures`);
    await page.getByTestId('compare-stage').focus();
    await press(page, ['compare'], 'z');
  });

  it('is drawn twice as strong by each stop of exposure, and the legend says so', async () => {
    await compare('e', 'e');
    await page.getByTestId('difference-legend').getByText('−64').waitFor();
    await compare('r');
  });
});

describe('what either side shows', () => {
  it('is the antialiased view in place of the machine view', async () => {
    await press(page, 's', 'z', 'a');
    const seen = await seenPixels(page, 'machine');
    const ofMachine = machineIndex(seen, 1);
    const fair = (x: number, y: number, c: number) => antialiased.data[ofMachine(x, y) + c];
    assert.equal(largest(seen, 0, seen.width, fair), 0);
    await page.getByRole('heading', { name: 'Antialiased view' }).waitFor();
    await press(page, 'a');
  });

  it('is the sampled pixels alone, or the source without them, and says so', async () => {
    const plan = planOf('tensorflow/bilinear', shapeOf(source), { width: SIDE, height: SIDE });
    const x = axisTapsOf(plan, 'x');
    const y = axisTapsOf(plan, 'y');
    await press(page, 'h');
    await page.getByRole('heading', { name: 'Sampled pixels only' }).waitFor();
    const read = readPixels(source, x, y);
    let seen = await seenPixels(page, 'human');
    let at = sourceIndex(seen, 1);
    const columns = new Set(latticeOf(x));
    const rows = new Set(latticeOf(y));
    let shown = 0;
    for (let row = 0; row < seen.height; row++) {
      for (let column = 0; column < seen.width; column++) {
        const index = at(column, row) / 3;
        const isRead =
          columns.has(index % source.width) && rows.has(Math.floor(index / source.width));
        const to = (row * seen.width + column) * 4;
        assert.equal(seen.data[to + 3], isRead ? 255 : 0);
        if (!isRead) continue;
        shown++;
        assert.equal(seen.data[to], read.data[index * 4]);
      }
    }
    assert.ok(shown > 1000);
    await press(page, 'h');
    await page.getByText('for display only').waitFor();
    const rebuilt = withoutReadPixels(source, x, y);
    seen = await seenPixels(page, 'human');
    at = sourceIndex(seen, 1);
    assert.equal(
      largest(seen, 0, seen.width, (column, row, c) => rebuilt.data[at(column, row) + c]),
      0,
    );
    await press(page, 'h');
  });
});

describe('a view that reads every pixel', () => {
  it('has no sampled pixels to be shown apart, and the source is not called so', async () => {
    await press(page, 'h');
    await page.getByRole('heading', { name: 'Sampled pixels only' }).waitFor();
    await page.getByTestId('pipeline').click();
    await page.keyboard.type('opencv/area');
    await page.keyboard.press('Enter');
    await page.getByTestId('human-stage').focus();
    await page.getByRole('heading', { name: 'Human scale' }).waitFor();
    await press(page, 'z');
    const seen = await seenPixels(page, 'human');
    const at = sourceIndex(seen, 1);
    assert.equal(
      largest(seen, 0, seen.width, (x, y, c) => source.data[at(x, y) + c]),
      0,
    );
    await page.getByTestId('pipeline').click();
    await page.keyboard.type('tensorflow/bilinear');
    await page.keyboard.press('Enter');
    await page.getByTestId('human-stage').focus();
    await page.getByRole('heading', { name: 'Sampled pixels only' }).waitFor();
    await press(page, 'h', 'h');
  });
});

describe('the adjustments for the eye', () => {
  it('change what is seen by their formula, are labelled, and are taken back', async () => {
    await press(page, 'z', 'e', 'e');
    const seen = await seenPixels(page, 'human');
    const at = sourceIndex(seen, 1);
    const lit = (x: number, y: number, c: number) => Math.min(255, 2 * source.data[at(x, y) + c]);
    assert.equal(largest(seen, 0, seen.width, lit), 0);
    await page.getByTestId('adjusted').getByText('Display only: exposure +1').waitFor();
    await press(page, 'c', 'r', 'c');
    const red = await seenPixels(page, 'human');
    assert.equal(
      largest(red, 0, red.width, (x, y) => source.data[at(x, y)]),
      0,
    );
    await press(page, 'r');
    assert.equal(await page.getByTestId('adjusted').count(), 0);
  });
});

describe('nothing', () => {
  it('was refused or thrown on the way', () => {
    assert.deepEqual(viewer.problems, []);
  });
});
