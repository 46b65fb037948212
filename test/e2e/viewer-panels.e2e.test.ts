/** The side panel: who sees what, this browser measured, one pixel explained; and start images. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Locator, Page } from 'playwright';
import sharp from 'sharp';
import { makeRaster } from '../../shared/base/raster.ts';
import { assertAccessible } from '../support/accessible.ts';
import { makeApng } from '../support/files/file-parts.ts';
import { press, settled, startViewer, until, type RunningViewer } from '../support/viewer.ts';

const SAMPLE = new URL('../samples/dandelion-attack.png', import.meta.url).pathname;

let folder: string;
let viewer: RunningViewer;
let page: Page;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-test-'));
  viewer = await startViewer([
    SAMPLE,
    await writeAnimation(),
    await writeTurned(),
    await writeApng(),
  ]);
  page = await viewer.open();
  await settled(page);
});

after(async () => {
  await viewer.close();
  await rm(folder, { recursive: true });
});

async function writeAnimation(): Promise<string> {
  const frames = Buffer.alloc(40 * 60 * 3);
  frames.fill(200, 40 * 30 * 3); // the second frame is bright
  const path = join(folder, 'moves.gif');
  await sharp(frames, { raw: { width: 40, height: 60, channels: 3, pageHeight: 30 } })
    .gif({ delay: [100, 100] })
    .toFile(path);
  return path;
}

/** Three frames: a dark one that is the main picture too, and two brighter ones. */
async function writeApng(): Promise<string> {
  const path = join(folder, 'moves.png');
  const frame = (level: number) => ({
    raster: makeRaster(40, 30, 3, new Uint8Array(40 * 30 * 3).fill(level)),
  });
  await writeFile(path, await makeApng([frame(10), frame(120), frame(240)]));
  return path;
}

async function writeTurned(): Promise<string> {
  const path = join(folder, 'phone.jpg');
  await sharp({ create: { width: 300, height: 200, channels: 3, background: '#808080' } })
    .withMetadata({ orientation: 6 })
    .jpeg()
    .toFile(path);
  return path;
}

/** What the first channel is in each thumbnail of the filmstrip that is drawn. */
async function levelsOf(cells: Locator): Promise<string> {
  const drawn = cells.locator('canvas[data-drawn=true]');
  const levels = await drawn.evaluateAll((all) =>
    (all as HTMLCanvasElement[]).map(
      (one) => one.getContext('2d')!.getImageData(3, 3, 1, 1).data[0],
    ),
  );
  return String(levels);
}

const assertNoViolations = () => assertAccessible(page, ['light', 'dark']);

describe('the pixel panel', () => {
  it('shows the taps, their products and the formula of a pixel that was clicked', async () => {
    await page.getByTestId('machine-stage').click();
    await page.getByTestId('influence').waitFor();
    assert.equal(await page.getByTestId('tab-pixel').getAttribute('aria-selected'), 'true');
    assert.match(
      (await page.getByTestId('pixel-sentence').textContent()) ?? '',
      /reads 4 source pixels: 2 across, 2 down/,
    );
    assert.equal(await page.getByTestId('taps-x').locator('tbody tr').count(), 2);
    const weights = await page.getByTestId('products').locator('td:last-child').allTextContents();
    assert.equal(weights.length, 4);
    const sum = weights.reduce((total, weight) => total + Number(weight), 0);
    assert.ok(Math.abs(sum - 1) < 0.003, `the products sum to ${sum}`);
    await page.getByTestId('axis-x').getByText('(i + 0.5)').waitFor();
    await page.getByTestId('axis-y').getByText('half-pixel centers').waitFor();
  });

  it('paints the read pixels orange, the others gray, and the source in its own colors', async () => {
    const count = await page.getByTestId('influence').evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      let orange = 0;
      for (let at = 0; at < data.length; at += 4) {
        if (data[at] > data[at + 2] + 60) orange++;
      }
      return orange / (canvas.width * canvas.height);
    });
    assert.ok(count > 0.15 && count < 0.3, `4 of 16 squares, seen ${count}`);
    await page.getByTestId('neighborhood').waitFor();
  });

  it('takes a pixel by its numbers, and steps it by the keyboard', async () => {
    await page.getByTestId('pixel-x').fill('0');
    await page.getByTestId('pixel-x').press('Enter');
    await page.getByTestId('pixel-y').fill('7');
    await page.getByTestId('pixel-y').press('Enter');
    await page.getByText('(0, 7) reads').waitFor();
    await page.getByTestId('machine-stage').focus();
    await page.keyboard.press('Shift+ArrowRight');
    await page.keyboard.press('Shift+ArrowDown');
    await page.getByText('(1, 8) reads').waitFor();
    await page.keyboard.press('Shift+ArrowLeft');
    await page.keyboard.press('Shift+ArrowLeft');
    await page.getByText('(0, 8) reads').waitFor();
    await page.keyboard.press('p');
    await page.mouse.move(0, 0);
    await page.getByText('Point at a pixel').waitFor();
  });

  it('brings a pixel that is stepped out of sight into view', async () => {
    await press(page, ']');
    await page.getByTestId('pixel-x').fill('298');
    await page.getByTestId('pixel-x').press('Enter');
    await page.getByTestId('machine-stage').focus();
    await settled(page);
    const lit = await page.getByTestId('machine-overlay').evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      let blue = 0;
      for (let at = 0; at < data.length; at += 4) {
        if (data[at] === 0 && data[at + 1] === 144 && data[at + 2] === 255) blue++;
      }
      return blue;
    });
    assert.ok(lit > 20, 'the ring around the pinned pixel is seen');
    await press(page, '0', 'p');
  });

  it('is accessible', async () => {
    await page.keyboard.press('p');
    await page.getByTestId('influence').waitFor();
    await assertNoViolations();
    await page.keyboard.press('p');
  });
});

describe('the tabs', () => {
  it('go on by arrow keys and are remembered', async () => {
    await page.getByTestId('tab-pixel').focus();
    await page.keyboard.press('ArrowRight');
    assert.equal(await page.getByTestId('tab-file').getAttribute('aria-selected'), 'true');
    await page.getByTestId('sha256').waitFor();
    await page.reload();
    await page.getByTestId('sha256').waitFor();
    await page.getByTestId('tab-verdict').click();
    await page.locator('.badge').waitFor();
    await settled(page);
  });
});

describe('who sees what', () => {
  const part = (name: string): Locator =>
    page.getByTestId('sheet-part').filter({ has: page.getByRole('heading', { name }) });
  const row = (size: string, label: string): Locator =>
    part(size).locator(`[data-testid=matrix-row][data-label="${label}"]`);
  const member = (id: string): string => `[data-member="${id} 299x299"]`;

  it('starts by itself at the sizes of the attack, and shows each size as soon as it is there', async () => {
    await page.getByTestId('tab-matrix').click();
    const soFar = page.getByTestId('sheet-part-so-far');
    await soFar.getByTestId('matrix-row').first().waitFor({ timeout: 60_000 });
    assert.match((await soFar.getByTestId('matrix-summary').textContent()) ?? '', /^So far \d+/);
    await part('299x299').getByText('something is hidden here').waitFor({ timeout: 60_000 });
    assert.equal(await page.getByTestId('compare').count(), 0, 'it is over at once');
    assert.match((await page.getByTestId('compare-left').textContent()) ?? '', /^224x224, 2 of 3/);
  });

  it('is cancelled on request, keeps what is there, and is done again', async () => {
    const soFar = page.getByTestId('sheet-part-so-far');
    await soFar.getByText('more are compared').waitFor({ timeout: 60_000 });
    await page.getByTestId('compare-cancel').click();
    await page.getByText('What was compared so far is shown').waitFor();
    await soFar.getByText('the rest was not compared').waitFor();
    assert.equal(await page.getByTestId('sheet-part').count(), 1);
    assert.ok((await soFar.getByTestId('matrix-row').count()) > 0);
    await page.getByTestId('compare').click();
    await page.getByTestId('compare-left').getByText(/left$/).waitFor({ timeout: 60_000 });
    await part('224x224').waitFor({ timeout: 60_000 });
  });

  it('tells two pictures apart and who sees which', async () => {
    const other = row('299x299', 'another picture').filter({
      has: page.locator(member('tensorflow/bilinear')),
    });
    assert.equal(await other.locator(member('opencv/linear')).count(), 1);
    assert.equal(await other.locator(member('opencv/area')).count(), 0);
    const person = row('299x299', 'as a person sees it');
    assert.equal(await person.locator(member('opencv/area')).count(), 1);
  });

  it('sets each picture beside the antialiased view, which a person sees', async () => {
    const first = row('299x299', 'another picture').first();
    await first.getByRole('img', { name: 'The antialiased view, 299x299' }).waitFor();
    const means = await first.locator('canvas').evaluateAll((canvases) =>
      (canvases as HTMLCanvasElement[]).map((canvas) => {
        const { width, height } = canvas;
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
        let redness = 0;
        for (let at = 0; at < data.length; at += 4) redness += data[at] - data[at + 1];
        return redness / (data.length / 4);
      }),
    );
    assert.equal(means.length, 2);
    assert.ok(means[0] > means[1] + 20, `a drum and a meadow: ${means.join()}`);
  });

  it('shows what a member sees when it is chosen, also while others are compared', async () => {
    await page.getByTestId('compare-cancel').waitFor();
    const person = row('299x299', 'as a person sees it').first();
    await person.locator('[data-library=opencv] summary').click();
    await person.locator(member('opencv/area')).click();
    await settled(page);
    assert.equal(await page.getByTestId('pipeline').inputValue(), 'opencv/area');
    assert.equal(await person.locator(member('opencv/area')).getAttribute('aria-pressed'), 'true');
  });

  it('is accessible', assertNoViolations);
});

describe('this browser, measured', () => {
  it('sees the payload without smoothing and a fair sample with the best', async () => {
    await page.getByTestId('measure').click();
    await page.getByTestId('measured-rows').waitFor({ timeout: 30_000 });
    const rowOf = (call: string): Locator =>
      page.getByTestId('measured-row').filter({ hasText: call });
    await page.getByText('not modelled').waitFor();
    assert.equal(await page.locator('.calls li').count(), 8);
    await rowOf('createImageBitmap, pixelated').getByText('another picture').waitFor();
    await rowOf('canvas drawImage, smoothing off').getByText('another picture').waitFor();
    await rowOf('canvas drawImage, smoothing medium').getByText('a fair sample').waitFor();
  });

  it('is accessible', assertNoViolations);
});

describe('an image of the command line', () => {
  it('that is an animation opens at the frame that is chosen', async () => {
    await page.getByTestId('image-list').selectOption({ index: 1 });
    await page.getByTestId('frame-choice').fill('2');
    await page.getByRole('button', { name: 'Show frame', exact: true }).click();
    await settled(page);
    await page.getByTestId('human-stage').hover();
    await page
      .getByTestId('human-status')
      .getByText(/R 200 G 200 B 200/)
      .waitFor();
    await page.getByTestId('frame').fill('1');
    await page.getByTestId('frame').press('Enter');
    await page.getByTestId('human-stage').hover({ position: { x: 200, y: 300 } });
    await page
      .getByTestId('human-status')
      .getByText(/R 0 G 0 B 0/)
      .waitFor();
  });

  it('that is an animation shows its frames, which are all examined on request', async () => {
    const cells = page.getByTestId('frame-cell');
    assert.deepEqual(await cells.evaluateAll((all) => all.map((one) => one.ariaCurrent)), [
      'true',
      null,
    ]);
    await until(async () => (await levelsOf(cells)) === '0,200', 'a dark frame and a bright one');
    await page.getByTestId('examine-frames').click();
    await page.getByText('2 of 2 examined, nothing found').waitFor();
    await cells.nth(1).click();
    await page.locator('[data-testid=frame-cell]:nth-child(1)[aria-current=true]').last().waitFor();
    await settled(page);
    assert.equal(await page.getByTestId('frame').inputValue(), '2');
  });

  it('that is an animated PNG shows its main picture and the frames drawn over it', async () => {
    await page.getByTestId('image-list').selectOption({ index: 3 });
    await settled(page);
    const cells = page.getByTestId('frame-cell');
    await until(async () => (await levelsOf(cells)) === '10,120,240', 'three frames');
    await page.getByTestId('examine-frames').click();
    await page.getByText('3 of 3 examined, nothing found').waitFor();
    await cells.nth(2).click();
    await page
      .locator('[data-testid=frame-cell][aria-label^="Show frame 3"][aria-current]')
      .waitFor();
    await settled(page);
    assert.equal(
      await page.getByTestId('item').locator('option:checked').textContent(),
      'Frame 3 of the animation, 40x30',
    );
  });

  it('that EXIF turns is turned when asked, and stays so when it is come back to', async () => {
    await page.getByTestId('image-list').selectOption({ index: 2 });
    await page.getByText('300x200, the source').waitFor();
    await page.getByTestId('orientation').selectOption('applied');
    await page.getByText('200x300, the source').waitFor();
    await page.getByTestId('image-list').selectOption({ index: 0 });
    await settled(page);
    await page.getByTestId('image-list').selectOption({ index: 2 });
    await page.getByText('200x300, the source').waitFor();
    await settled(page);
  });

  it('nothing was refused or thrown on the way', () => {
    const unexpected = viewer.problems.filter((problem) => !/status of 422/.test(problem));
    assert.deepEqual(unexpected, []);
  });
});
