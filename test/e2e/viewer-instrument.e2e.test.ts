/** The instrument around the pictures: regions, queue, commands, zoom, pixels, lens, colors. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright';
import sharp from 'sharp';
import {
  press,
  seenPixels,
  settled,
  startViewer,
  until,
  type PaneName,
  type RunningViewer,
} from '../support/viewer.ts';

const SAMPLE = new URL('../samples/dandelion-attack.png', import.meta.url).pathname;
const PLAIN = new URL('../samples/dandelion.jpg', import.meta.url).pathname;

let viewer: RunningViewer;
let page: Page;

before(async () => {
  viewer = await startViewer([SAMPLE, PLAIN]);
  page = await viewer.open();
  await settled(page);
});

after(() => viewer.close());

const widthOf = async (testId: string): Promise<number> =>
  (await page.getByTestId(testId).boundingBox())!.width;

/** Pixels of a pane's overlay that `is` holds for. */
function countOverlay(pane: PaneName, color: readonly number[]): Promise<number> {
  return page.getByTestId(`${pane}-overlay`).evaluate((element, [red, green, blue]) => {
    const canvas = element as HTMLCanvasElement;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
    let count = 0;
    for (let at = 0; at < data.length; at += 4) {
      const near = (c: number, value: number): boolean => Math.abs(data[at + c] - value) < 8;
      if (data[at + 3] > 100 && near(0, red) && near(1, green) && near(2, blue)) count++;
    }
    return count;
  }, color);
}

describe('the regions', () => {
  it('are resized by the pointer and by the keyboard, and remembered', async () => {
    const before = await widthOf('queue');
    await page.getByTestId('queue-splitter').focus();
    await page.keyboard.press('Shift+ArrowRight');
    assert.equal(await widthOf('queue'), before + 80);
    const grip = (await page.getByTestId('inspector-splitter').boundingBox())!;
    await page.mouse.move(grip.x + 2, grip.y + 200);
    await page.mouse.down();
    await page.mouse.move(grip.x - 58, grip.y + 210, { steps: 3 });
    await page.mouse.up();
    const inspector = page.getByTestId('inspector-splitter');
    const wide = Number(await inspector.getAttribute('aria-valuenow'));
    await page.reload();
    await settled(page);
    assert.equal(await widthOf('queue'), before + 80);
    assert.equal(Number(await inspector.getAttribute('aria-valuenow')), wide);
    await page.getByTestId('queue-splitter').dblclick();
    await inspector.dblclick();
    assert.equal(await widthOf('queue'), before);
  });

  it('are closed and opened by their keys', async () => {
    // Not that of a pane: with more room they may lie the other way.
    const widthOfPanes = async () => (await page.locator('.panes').boundingBox())!.width;
    const wide = await widthOfPanes();
    await press(page, 'q', 'i');
    assert.equal(await page.getByTestId('queue').count(), 0);
    assert.ok((await widthOfPanes()) > wide + 200);
    await press(page, 'q', 'i');
    await page.getByTestId('queue').waitFor();
    assert.equal(await widthOfPanes(), wide);
  });

  it('survive a store that somebody spoilt', async () => {
    await page.evaluate(() => {
      localStorage.setItem('scalescope.queue-width', '"wide"');
      localStorage.setItem('scalescope.mode', '{');
      localStorage.setItem('scalescope.theme', '7');
    });
    await page.reload();
    await settled(page);
    await page.evaluate(() => localStorage.clear());
  });
});

describe('the queue', () => {
  it('lists the images with antialiased thumbnails and their verdicts', async () => {
    await page.locator('.badge').first().waitFor();
    const items = page.locator('.queue-item');
    assert.equal(await items.count(), 2);
    await items.first().locator('.tone-attack').getByText('Attack').waitFor();
    await items.nth(1).getByText('Nothing found').waitFor(); // examined without being opened
    await page.getByTestId('queue-state').getByText('2 of 2 done').waitFor();
    await page.waitForSelector('.queue-item canvas[data-drawn=true]');
    const { seen, width, height } = await items.first().evaluate((element) => {
      const canvas = element.querySelector('canvas')!;
      const pixels = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      return { seen: [...pixels.data], width: canvas.width, height: canvas.height };
    });
    const { data } = await sharp(SAMPLE)
      .removeAlpha()
      .resize(width, height, { kernel: 'cubic', fit: 'fill', fastShrinkOnLoad: false })
      .blur(2)
      .raw()
      .toBuffer({ resolveWithObject: true });
    const blurred = await sharp(Buffer.from(seen), { raw: { width, height, channels: 4 } })
      .removeAlpha()
      .blur(2)
      .raw()
      .toBuffer();
    let sum = 0;
    for (let i = 0; i < data.length; i++) sum += Math.abs(data[i] - blurred[i]);
    assert.ok(sum / data.length < 6, `the thumbnail differs by ${sum / data.length}`);
  });

  it('is chosen and ordered by score; a long name keeps its end', async () => {
    const items = page.locator('.queue-item');
    await page.getByTestId('queue-order').selectOption('name');
    assert.match((await items.first().textContent()) ?? '', /^dandelion-attack\.pngAttack 0\.\d\d/);
    await page.getByTestId('queue-shown').selectOption('calm');
    assert.deepEqual(await items.locator('.cut-name').allTextContents(), ['dandelion.jpg']);
    await page.getByTestId('queue-state').getByText('1 hidden').waitFor();
    await page.getByTestId('queue-shown').selectOption('half');
    assert.deepEqual(await items.locator('.cut-name').allTextContents(), ['dandelion-attack.png']);
    await page.getByTestId('queue-splitter').focus();
    for (let i = 0; i < 4; i++) await page.keyboard.press('ArrowLeft');
    const ends = await items.first().evaluate((item) => {
      const [head, tail] = [...item.querySelectorAll('.cut-name > span')];
      const isCut = (one: Element): boolean => one.scrollWidth > one.clientWidth;
      return [isCut(head), isCut(tail), tail.textContent];
    });
    assert.deepEqual(ends, [true, false, '-attack.png']);
    await page.getByTestId('queue-splitter').dblclick();
    await page.getByTestId('queue-shown').selectOption('all');
    await page.getByTestId('queue-order').selectOption('opened');
  });

  it('shows what is chosen, by the pointer and by J and K', async () => {
    await page.locator('.queue-item').nth(1).click();
    await settled(page);
    assert.equal(await page.locator('.queue-item').nth(1).getAttribute('aria-current'), 'true');
    await page.getByTestId('human-stage').focus();
    await press(page, 'k');
    await page.locator('.queue-item[aria-current]').getByText('dandelion-attack.png').waitFor();
  });
});

describe('the commands', () => {
  it('are found by their words and done by Enter', async () => {
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette').waitFor();
    await page.keyboard.type('machine side');
    await page.getByText('No command matches these words').waitFor();
    await page.getByTestId('palette-field').fill('diff');
    await page.keyboard.press('Enter');
    await page.waitForSelector('[data-testid=compare-canvas][data-settled=true]');
    await page.getByTestId('difference-legend').waitFor();
    await press(page, 's');
  });

  it('take the keys that follow their shortcut, however fast', async () => {
    const focused = await page.evaluate(async () => {
      const key = { key: 'k', code: 'KeyK', ctrlKey: true, bubbles: true };
      document.body.dispatchEvent(new KeyboardEvent('keydown', key));
      const { port1, port2 } = new MessageChannel();
      await new Promise((next) => {
        port1.onmessage = next;
        port2.postMessage(null);
      });
      return document.activeElement?.getAttribute('data-testid');
    });
    assert.equal(focused, 'palette-field');
    await page.keyboard.press('Escape');
  });

  it('take the keys that follow the end of a dialog, however fast', async () => {
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette-field').waitFor();
    const isHelped = await page.evaluate(async () => {
      (document.activeElement!.closest('dialog') as HTMLDialogElement).close();
      const key = { key: '?', code: 'Slash', bubbles: true };
      document.activeElement!.dispatchEvent(new KeyboardEvent('keydown', key));
      await Promise.resolve();
      return document.querySelector<HTMLDialogElement>('dialog.help')!.open;
    });
    assert.ok(isHelped);
    await page.keyboard.press('Escape');
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette-field').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('palette-field').waitFor({ state: 'detached' });
  });

  it('have names and shortcuts that are all different, and the same in the help', async () => {
    await page.keyboard.press('Control+k');
    const options = page.locator('.palette-option');
    await options.first().waitFor();
    const listed = await options.evaluateAll((elements) =>
      elements.map((element) => [
        element.querySelector('.palette-name')!.textContent,
        element.querySelector('kbd')!.textContent,
      ]),
    );
    await page.keyboard.press('Escape');
    const names = listed.map(([name]) => name);
    assert.equal(new Set(names).size, names.length);
    // With a case open, J and K go through its queue instead of the opened images.
    const outsideCases = listed.filter(([name]) => !name!.endsWith('image in the queue'));
    const shortcuts = outsideCases.map(([, key]) => key).filter((key) => key !== '');
    assert.equal(new Set(shortcuts).size, shortcuts.length);
    await page.keyboard.press('?');
    await page.locator('.help kbd').first().waitFor();
    const told = await page.locator('.help kbd').allTextContents();
    for (const shortcut of shortcuts) assert.ok(told.includes(shortcut!), shortcut!);
    await page.keyboard.press('Escape');
  });
});

describe('the zoom', () => {
  const zoom = () => page.getByTestId('zoom').inputValue();

  it('is typed, and what is no zoom is said to be none', async () => {
    await page.getByTestId('zoom').fill('1:4');
    await page.getByTestId('zoom').press('Enter');
    await settled(page);
    assert.equal(await zoom(), '25 %');
    await page.getByTestId('zoom').fill('large');
    await page.getByTestId('zoom').press('Enter');
    assert.equal(await page.getByTestId('zoom').getAttribute('aria-invalid'), 'true');
    await page.keyboard.press('Escape');
    assert.equal(await zoom(), '25 %');
  });

  it('goes on by whole steps', async () => {
    await page.getByTestId('human-stage').focus();
    await press(page, '.', '.', '.');
    assert.equal(await zoom(), '100 %');
    await press(page, '.', '.');
    assert.equal(await zoom(), '300 %');
    await press(page, ',', ',', ',');
    assert.equal(await zoom(), '50 %');
  });

  it('fits and shows 100 % in turn by a double click', async () => {
    await press(page, 'f');
    const fitted = await zoom();
    await page.getByTestId('human-stage').dblclick({ position: { x: 200, y: 300 } });
    await settled(page);
    assert.equal(await zoom(), '100 %');
    await page.getByTestId('human-stage').dblclick({ position: { x: 200, y: 300 } });
    await settled(page);
    assert.equal(await zoom(), fitted);
  });

  it('has a minimap while a part is seen, which moves the view', async () => {
    assert.equal(await page.getByTestId('minimap').count(), 0);
    await press(page, 'z');
    const before = await seenPixels(page, 'human');
    const map = (await page.getByTestId('minimap').boundingBox())!;
    await page.mouse.click(map.x + map.width * 0.2, map.y + map.height * 0.2);
    await settled(page);
    assert.notDeepEqual(await seenPixels(page, 'human'), before);
    await press(page, 'n');
    assert.equal(await page.getByTestId('minimap').count(), 0);
    await press(page, 'n');
  });
});

describe('pixels', () => {
  it('are told in the status bar, on both sides at once, with the scale and its filter', async () => {
    await press(page, 'f');
    await page.getByTestId('human-stage').hover();
    await page
      .getByTestId('human-status')
      .getByText(/^Source \(\d+, \d+\) R \d+ G \d+ B \d+/)
      .waitFor();
    await page
      .getByTestId('machine-status')
      .getByText(/^Machine \(\d+, \d+\) R \d+ G \d+ B \d+ · reads 4 pixels/)
      .waitFor();
    const scale = (await page.getByTestId('view-scale').textContent()) ?? '';
    assert.match(scale, /^\d+(\.\d+)? % · 1:\d+(\.\d+)?, box-averaged$/);
  });

  it('have their values written in from 50 screen pixels each, and not before', async () => {
    await page.getByTestId('zoom').fill('49:1');
    await page.getByTestId('zoom').press('Enter');
    await settled(page);
    await page.mouse.move(5, 5);
    await settled(page);
    const white = [255, 255, 255] as const;
    const before = await countOverlay('human', white);
    await page.getByTestId('zoom').fill('52:1');
    await page.getByTestId('zoom').press('Enter');
    await settled(page);
    await page.waitForFunction((least) => {
      const canvas = document.querySelector<HTMLCanvasElement>('[data-testid=human-overlay]')!;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      let count = 0;
      for (let at = 0; at < data.length; at += 4) if (data[at] > 247 && data[at + 3] > 247) count++;
      return count > least;
    }, before + 2000);
  });

  it('that are read are framed however little they weigh', async () => {
    // Lanczos reads far pixels with weights of a few thousandths.
    await page.getByTestId('pipeline').click();
    await page.keyboard.type('opencv/lanczos4');
    await page.keyboard.press('Enter');
    await page.getByTestId('human-stage').focus();
    await settled(page);
    await press(page, ']');
    const framed = await page.getByTestId('human-overlay').evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
      let orange = 0;
      for (let at = 0; at < data.length; at += 4) {
        if (data[at + 3] > 60 && data[at] > 150 && data[at + 2] < 60) orange++;
      }
      return orange / (data.length / 4);
    });
    assert.ok(framed > 0.05, `share of the screen that is framed: ${framed}`);
    await page.getByTestId('pipeline').click();
    await page.keyboard.type('tensorflow/bilinear');
    await page.keyboard.press('Enter');
    await page.getByTestId('human-stage').focus();
    await settled(page);
  });

  it('of the machine view are explained where they are pointed at, and light up their taps', async () => {
    await page.getByTestId('zoom').fill('32:1');
    await page.getByTestId('zoom').press('Enter');
    await settled(page);
    await page.getByTestId('machine-stage').hover();
    await page
      .getByTestId('readout')
      .getByText(/= 0\.\d+ · \(\d+, \d+\) \+/)
      .waitFor();
    await page.getByTestId('readout').getByText('+ 0.5)').first().waitFor();
    await until(
      async () => (await countOverlay('human', [0, 144, 255])) > 200,
      'blue frames in the source',
    );
  });

  it('of the source light up the machine pixels that they feed', async () => {
    const box = (await page.getByTestId('human-stage').boundingBox())!;
    const feeds = async (): Promise<boolean> =>
      ((await page.getByTestId('human-status').textContent()) ?? '').includes('feeds');
    let isFeeding = false;
    for (let at = 0; at < 96 && !isFeeding; at++) {
      await page.mouse.move(box.x + 40 + (at % 12) * 32, box.y + 200 + Math.floor(at / 12) * 32);
      isFeeding = await feeds();
    }
    assert.ok(isFeeding, 'a source pixel that is read');
    await until(
      async () => (await countOverlay('machine', [0, 144, 255])) > 100,
      'a blue frame in the machine view',
    );
    await press(page, 'f');
  });
});

describe('the lens', () => {
  it('shows what is under the pointer larger, with its contrast stretched to the ends', async () => {
    await press(page, 'x');
    await page.getByTestId('human-stage').hover({ position: { x: 150, y: 180 } });
    await page.waitForSelector('[data-testid=human-lens][data-drawn=true]');
    const ends = (): Promise<number[]> =>
      page.getByTestId('human-lens').evaluate((element) => {
        const canvas = element as HTMLCanvasElement;
        const { data } = canvas.getContext('2d')!.getImageData(0, 0, canvas.width, canvas.height);
        let least = 255;
        let most = 0;
        for (let at = 0; at < data.length; at += 4) {
          least = Math.min(least, data[at]);
          most = Math.max(most, data[at]);
        }
        return [least, most];
      });
    await until(async () => {
      const [low, high] = await ends();
      return low <= 3 && high >= 252;
    }, 'black and white in the lens');
    await page
      .locator('.lens-said')
      .first()
      .getByText(/contrast stretched from/)
      .waitFor();
    await press(page, 'x');
    assert.equal(await page.getByTestId('human-lens').count(), 0);
  });
});

describe('the colors of the page', () => {
  it('are changed by hand and remembered, whatever the system has', async () => {
    const ground = () => page.evaluate(() => getComputedStyle(document.body.parentElement!).color);
    const before = await ground();
    await page.keyboard.press('y');
    const after = await ground();
    assert.notEqual(after, before);
    await page.reload();
    await settled(page);
    assert.equal(await ground(), after);
    await page.keyboard.press('y');
  });
});

describe('nothing', () => {
  it('was refused or thrown on the way', () => {
    assert.deepEqual(viewer.problems, []);
  });
});
