/** What people drop by mistake, and files and processes that go away while they are looked at. */
import assert from 'node:assert/strict';
import { mkdirSync, renameSync, writeFileSync } from 'node:fs';
import { basename, join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import { crc32 } from 'node:zlib';
import type { Page } from 'playwright';
import sharp from 'sharp';
import type { createEngines } from '../../main/engine/pool/pool.ts';
import { makeFolder } from '../main/cases/make-case.ts';
import { writeSampleImage } from '../support/sample-image.ts';
import { seenPixels, settled, startViewer, type RunningViewer } from '../support/viewer.ts';

const MANY = 50;

const folder = makeFolder();
const at = (name: string): string => join(folder, name);
let viewer: RunningViewer;
let page: Page;

before(async () => {
  await writeSampleImage(at('kept.png'));
  viewer = await startViewer([at('kept.png')]);
  page = await viewer.open();
  page.setDefaultTimeout(30_000);
  await settled(page);
});

after(async () => {
  await viewer.close();
});

/** Drops files and folders of the disk, as the desktop does. */
async function drop(...paths: string[]): Promise<void> {
  const session = await page.context().newCDPSession(page);
  const data = { items: [], files: paths, dragOperationsMask: 1 };
  for (const type of ['dragEnter', 'dragOver', 'drop'] as const) {
    await session.send('Input.dispatchDragEvent', { type, x: 700, y: 450, data });
  }
  await session.detach();
}

async function textOf(testId: string): Promise<string> {
  return (await page.getByTestId(testId).textContent()) ?? '';
}

const listed = () => page.getByTestId('image-list').locator('option');

async function choose(name: string): Promise<void> {
  const value = await listed().filter({ hasText: name }).getAttribute('value');
  await page.getByTestId('image-list').selectOption(value);
}

/** A PNG of that size by its header; of its pixels only a few are there. */
async function pngThatSays(width: number, height: number): Promise<Buffer> {
  const bytes = await sharp({ create: { width: 8, height: 8, channels: 3, background: 'red' } })
    .png()
    .toBuffer();
  bytes.writeUInt32BE(width, 16);
  bytes.writeUInt32BE(height, 20);
  bytes.writeUInt32BE(crc32(bytes.subarray(12, 29)), 29);
  return bytes;
}

/** Ends every engine, as a crash would, and waits until the host knows. */
async function killEngines(): Promise<void> {
  const engines = viewer.host.engines as ReturnType<typeof createEngines>;
  const ended = engines.processIds();
  for (const pid of ended) process.kill(pid, 'SIGKILL');
  while (engines.processIds().some((pid) => ended.includes(pid))) await page.waitForTimeout(10);
}

describe('dropped by mistake', () => {
  it('a folder is not opened: what is for folders is named, and the image stays', async () => {
    mkdirSync(at('holidays'));
    await writeSampleImage(at('holidays/inside.png'));
    await drop(at('holidays'));
    await page.getByTestId('notice').waitFor();
    assert.match(await textOf('notice'), /That is a folder.*scalescope scan FOLDER/);
    await settled(page);
    assert.equal(await page.getByTestId('failure').count(), 0);
    await page.getByText('kept.png').first().waitFor();
  });

  it('a folder beside an image leaves the image to be opened', async () => {
    await page.getByRole('button', { name: 'Dismiss' }).click();
    await writeSampleImage(at('beside.png'), 320, 200);
    await drop(at('holidays'), at('beside.png'));
    await page.getByText('320x200, the source').waitFor();
    await settled(page);
    assert.match(await textOf('notice'), /That is a folder/);
    await page.getByRole('button', { name: 'Dismiss' }).click();
  });

  it('what is no image says so and leaves the others of the same drop', async () => {
    writeFileSync(at('letter.png'), 'Dear Sir or Madam');
    await writeSampleImage(at('good.png'), 300, 210);
    const before = await listed().count();
    await drop(at('letter.png'), at('good.png'));
    await page.getByTestId('failure').waitFor();
    assert.match(await textOf('failure'), /letter\.png/);
    assert.doesNotMatch(await textOf('failure-message'), /undefined|Error:|stack/);
    assert.equal(await listed().count(), before + 2);
    await page.getByRole('button', { name: 'Next image' }).click();
    await page.getByText('300x210, the source').waitFor();
    await settled(page);
  });

  it('more than 400 megapixels are refused by the header, with the limit', async () => {
    // As many bytes as such a picture may have: fewer are a size without a picture.
    const bytes = [await pngThatSays(20_001, 20_000), Buffer.alloc(4 << 20)];
    writeFileSync(at('huge.png'), Buffer.concat(bytes));
    await drop(at('huge.png'));
    await page.getByTestId('failure').getByText('huge.png').first().waitFor();
    assert.match(
      await textOf('failure-message'),
      /huge\.png is 20001x20000, 400020000 pixels, more than the limit of 400000000/,
    );
  });

  it(`${MANY} files are listed at once, and each is there when it is asked for`, async () => {
    const before = await listed().count();
    const paths = Array.from({ length: MANY }, (_, i) => at(`many-${i}.png`));
    for (const [i, path] of paths.entries()) await writeSampleImage(path, 100 + i, 80);
    await drop(...paths);
    await page.getByText('100x80, the source').waitFor();
    await settled(page);
    assert.equal(await listed().count(), before + MANY);
    await choose(basename(paths[MANY - 1]));
    await page.getByText(`${100 + MANY - 1}x80, the source`).waitFor();
    await settled(page);
  });
});

describe('gone while it is looked at', () => {
  before(async () => {
    await choose('kept.png');
    await page.getByText('640x480, the source').waitFor();
    await settled(page);
  });

  it('an engine comes back, and shows the same', async () => {
    const before = await seenPixels(page, 'human');
    await killEngines();
    await page.getByTestId('size').selectOption('336');
    await page.getByText('336x336 in the').waitFor();
    await settled(page);
    assert.deepEqual((await seenPixels(page, 'human')).data, before.data);
  });

  it('a file that changed is not mixed with what it was, and is opened anew', async () => {
    await writeSampleImage(at('kept.png'), 200, 150);
    await killEngines();
    await page.getByTestId('size').selectOption('224');
    const failure = page.getByTestId('view-failure');
    await failure.getByText('kept.png has changed since it was opened').waitFor();
    await failure.getByRole('button', { name: 'Open it again' }).click();
    await page.getByText('200x150, the source').waitFor();
    await settled(page);
  });

  it('a file that vanished is named, and shown again when it is back', async () => {
    renameSync(at('kept.png'), at('elsewhere.png'));
    await killEngines();
    await page.getByTestId('size').selectOption('336');
    await page.getByTestId('view-failure').getByText('kept.png does not exist').waitFor();
    await page.getByTestId('view-failure').getByRole('button').click();
    await page.getByTestId('failure').getByText('kept.png does not exist').waitFor();
    renameSync(at('elsewhere.png'), at('kept.png'));
    await page.getByTestId('failure').getByRole('button', { name: 'Try again' }).click();
    await page.getByText('200x150, the source').waitFor();
    await settled(page);
  });
});
