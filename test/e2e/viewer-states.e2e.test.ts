/** The viewer where something is missing, wrong or has to be chosen. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page, Request } from 'playwright';
import sharp from 'sharp';
import { makeAnimation } from '../support/sample-image.ts';
import {
  press,
  seenPixels,
  settled,
  startViewer,
  until,
  type RunningViewer,
} from '../support/viewer.ts';

const DROPPED = { width: 300, height: 200 };

let viewer: RunningViewer;
let page: Page;

before(async () => {
  viewer = await startViewer();
  page = await viewer.open();
});

after(() => viewer.close());

interface TestFile {
  name: string;
  mimeType: string;
  buffer: Buffer;
}

async function png(name: string, color: string): Promise<TestFile> {
  const buffer = await sharp({ create: { ...DROPPED, channels: 3, background: color } })
    .png()
    .toBuffer();
  return { name, mimeType: 'image/png', buffer };
}

/** Drops `files` on the page as a file manager would. */
async function drop(files: TestFile[]): Promise<void> {
  const passed = files.map(({ name, mimeType, buffer }) => ({
    name,
    mimeType,
    base64: buffer.toString('base64'),
  }));
  await page.evaluate((list) => {
    const data = new DataTransfer();
    for (const { name, mimeType, base64 } of list) {
      const bytes = Uint8Array.from(atob(base64), (char) => char.charCodeAt(0));
      data.items.add(new File([bytes], name, { type: mimeType }));
    }
    for (const type of ['dragover', 'drop']) {
      const event = new DragEvent(type, { dataTransfer: data, bubbles: true, cancelable: true });
      document.body.dispatchEvent(event);
    }
  }, passed);
}

async function textOf(testId: string): Promise<string> {
  return (await page.getByTestId(testId).textContent()) ?? '';
}

describe('the viewer', () => {
  it('without an image says what it is for and offers to open one', async () => {
    await page.getByTestId('empty').waitFor();
    await page.getByRole('button', { name: 'Open images…' }).waitFor();
  });

  it('says why a dropped text file cannot be opened, and of which file it speaks', async () => {
    const buffer = Buffer.from('this is no image');
    await drop([{ name: 'notes.txt', mimeType: 'text/plain', buffer }]);
    await page.getByTestId('failure').waitFor();
    assert.match(await textOf('failure'), /notes\.txt/);
    const message = await textOf('failure-message');
    assert.match(message, /\w+.*\./);
    assert.doesNotMatch(message, /undefined|Error:|stack/);
    await page.getByRole('button', { name: 'Try again' }).waitFor();
  });

  it('lists several dropped images and switches between them', async () => {
    await drop([await png('red.png', '#c01010'), await png('blue.png', '#1010c0')]);
    await settled(page);
    assert.equal(await page.getByTestId('failure').count(), 0);
    const list = page.getByTestId('image-list');
    assert.equal(await list.locator('option').count(), 3);
    await page.getByRole('button', { name: 'Next image' }).click();
    await settled(page);
    assert.match((await list.locator('option:checked').textContent()) ?? '', /blue\.png/);
    const blue = await page.getByTestId('human-canvas').evaluate((element) => {
      const canvas = element as HTMLCanvasElement;
      const middle = [canvas.width / 2, canvas.height / 2] as const;
      return [...canvas.getContext('2d')!.getImageData(...middle, 1, 1).data];
    });
    assert.deepEqual(blue, [0x10, 0x10, 0xc0, 255]);
  });

  it('opens an image once, though the queue examines what nobody opens', async () => {
    const asked: string[] = [];
    const note = (request: Request): void =>
      void asked.push(`${request.method()} ${request.url()}`);
    page.on('request', note);
    await drop([await png('green.png', '#10c010')]);
    await page.getByTestId('verdict').locator('.badge').waitFor();
    page.off('request', note);
    assert.equal(asked.filter((line) => /^POST .*green\.png/.test(line)).length, 1);
    await page.getByRole('button', { name: 'Previous image' }).click();
    await settled(page);
  });

  it('shows a preview of a large photograph, called one, until its pixels are there', async () => {
    const { promise: held, resolve: release } = Promise.withResolvers<undefined>();
    await page.route('**/tiles/**', async (route) => {
      await held;
      await route.continue();
    });
    const size = { width: 3000, height: 2008 };
    const color = '#c01010';
    const buffer = await sharp({ create: { ...size, channels: 3, background: color } })
      .jpeg()
      .toBuffer();
    await drop([{ name: 'large.jpg', mimeType: 'image/jpeg', buffer }]);
    await page.getByText('Preview, without details so far').waitFor();
    await until(async () => {
      const { data, width, height } = await seenPixels(page, 'human');
      const [red, green, blue] = data.subarray(((height >> 1) * width + (width >> 1)) * 4);
      return red > 180 && green < 30 && blue < 30;
    }, 'the preview on the stage');
    assert.equal(await page.getByText('Preview, without details so far').count(), 1);
    release(undefined);
    await settled(page);
    assert.equal(await page.getByText('Preview, without details').count(), 0);
    await page.unroute('**/tiles/**');
    await page.getByRole('button', { name: 'Previous image' }).click();
    await page.getByRole('button', { name: 'Previous image' }).click();
    await settled(page);
  });

  it('tells the values under the pointer and what they feed', async () => {
    await page.getByTestId('human-stage').hover();
    await page
      .getByTestId('human-status')
      .getByText(/R 16 G 16 B 192/)
      .waitFor();
    assert.match(await textOf('human-status'), /feeds \(|not read/);
    await page.getByTestId('machine-stage').hover();
    await page
      .getByTestId('machine-status')
      .getByText(/reads 4 pixels/)
      .waitFor();
  });

  it('shows the lattice legend from 8 screen pixels per source pixel on', async () => {
    await press(page, 'z');
    assert.equal(await page.getByTestId('legend').count(), 0);
    await press(page, ']');
    await page.getByTestId('legend').waitFor();
    await press(page, '0');
  });

  it('asks which frame of an animation is meant, and shows it', async () => {
    const buffer = await makeAnimation();
    await drop([{ name: 'moves.gif', mimeType: 'image/gif', buffer }]);
    await page.getByTestId('frame-choice').fill('2');
    await page.getByRole('button', { name: 'Show frame', exact: true }).click();
    await settled(page);
    await page.getByTestId('human-stage').hover();
    await page
      .getByTestId('human-status')
      .getByText(/R 200 G 200 B 200/)
      .waitFor();
    assert.equal(await page.getByTestId('frame').inputValue(), '2');
  });

  it('says that EXIF turns an image, and turns it when asked', async () => {
    const buffer = await sharp({ create: { ...DROPPED, channels: 3, background: '#808080' } })
      .withMetadata({ orientation: 6 })
      .jpeg()
      .toBuffer();
    await drop([{ name: 'phone.jpg', mimeType: 'image/jpeg', buffer }]);
    await page.getByTestId('orientation-notice').waitFor();
    await page.getByText('300x200, the source').waitFor();
    await page.getByTestId('orientation').selectOption('applied');
    await page.getByText('200x300, the source').waitFor();
    await settled(page);
  });

  it('shows the last of several sizes that were chosen in a hurry', async () => {
    const size = page.getByTestId('size');
    for (const side of ['224', '640', '336', '512', '384']) await size.selectOption(side);
    await page.getByText('384x384 in the').waitFor();
    await settled(page);
    await page.getByTestId('verdict').locator('.badge').waitFor();
    assert.match(await textOf('verdict'), /384x384/);
  });

  it('takes a custom size from the keyboard and refuses an impossible one', async () => {
    const width = page.getByTestId('target-width');
    await width.fill('100');
    await width.press('Enter');
    await page.getByText('100x384 in the').waitFor();
    await width.fill('0');
    await width.press('Enter');
    await page.getByText('1 to 16384').waitFor();
    assert.equal(await width.inputValue(), '0', 'what was typed stays to be mended');
    assert.equal(await width.getAttribute('aria-invalid'), 'true');
    await width.fill('384');
    await width.press('Enter');
    await settled(page);
    assert.equal(await width.evaluate((field) => field === document.activeElement), true);
  });

  it('keeps a height that is typed while the width is being shown', async () => {
    await page.getByTestId('target-width').focus();
    for (let round = 0; round < 8; round++) {
      const [width, height] = [String(300 + round), String(500 + round)];
      await page.keyboard.press('ControlOrMeta+A');
      await page.keyboard.type(width);
      await page.keyboard.press('Tab');
      await page.keyboard.type(height);
      await page.keyboard.press('Enter');
      await page.getByText(`${width}x${height} in the`).waitFor();
      await page.keyboard.press('Shift+Tab');
    }
    await page.getByTestId('size').selectOption('384');
    await settled(page);
  });

  it('opens and closes its help by the keyboard', async () => {
    await page.getByTestId('human-stage').focus();
    await page.keyboard.press('?');
    await page.getByTestId('help').waitFor();
    const scrolled = await page
      .locator('.help, .help-scroller')
      .evaluateAll((elements) => elements.map(({ scrollTop }) => scrollTop));
    assert.deepEqual(scrolled, [0, 0], 'it opens at its beginning');
    await page.keyboard.press('Escape');
    await page.getByTestId('help').waitFor({ state: 'hidden' });
  });

  it('lists the commands that can be done before those that cannot', async () => {
    await page.keyboard.press('Control+k');
    const options = page.locator('.palette-option');
    await options.first().waitFor();
    const disabled = await options.evaluateAll((elements) =>
      elements.map((element) => element.getAttribute('aria-disabled')),
    );
    await page.keyboard.press('Escape');
    assert.deepEqual(disabled, disabled.toSorted());
    assert.deepEqual([disabled[0], disabled.at(-1)], ['false', 'true']);
  });

  it('says that the host is gone, and goes on when it is back', async () => {
    await page.route('**/api/**', (route) => route.abort('connectionrefused'));
    await page.getByTestId('size').selectOption('448');
    await page.getByTestId('host-lost').waitFor();
    await page.unroute('**/api/**');
    await page.getByTestId('host-lost').getByRole('button', { name: 'Retry' }).click();
    await page.getByText('448x448 in the').waitFor();
    await settled(page);
    assert.equal(await page.getByTestId('host-lost').count(), 0);
  });
});

describe('a picture that is transparent everywhere', () => {
  it('is no checkerboard without a word, and shows what a loader without alpha sees', async () => {
    const data = Buffer.alloc(320 * 200 * 4, 255);
    for (let y = 60; y < 140; y++) {
      for (let x = 20; x < 300; x++) {
        if (((x >> 3) + (y >> 3)) % 2 === 0) data.fill(0, (y * 320 + x) * 4, (y * 320 + x) * 4 + 3);
      }
    }
    for (let at = 3; at < data.length; at += 4) data[at] = 0;
    const buffer = await sharp(data, { raw: { width: 320, height: 200, channels: 4 } })
      .png()
      .toBuffer();
    await drop([{ name: 'nothing.png', mimeType: 'image/png', buffer }]);
    await page.getByTestId('human-transparent').getByText('a person sees nothing').waitFor();
    await page.getByTestId('machine-transparent').getByRole('button').click();
    await page.getByTestId('machine-transparent').waitFor({ state: 'detached' });
    await page.getByText('320x200 in the').waitFor();
    await settled(page);
    const { data: seen } = await seenPixels(page, 'machine');
    let dark = 0;
    for (let at = 0; at < seen.length; at += 4) if (seen[at] < 30 && seen[at + 3] > 0) dark++;
    assert.ok(dark > 0.05 * (seen.length / 4), `${dark} dark pixels of the hidden pattern`);
    await page.getByRole('button', { name: 'Look without alpha' }).waitFor(); // in the verdict
  });
});
