/** A file with a second picture: it is listed in Facts, and opened from there and from the toolbar. */
import assert from 'node:assert/strict';
import { readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { after, before, it } from 'node:test';
import type { Page } from 'playwright';
import sharp from 'sharp';
import { makeFolder } from '../main/cases/make-case.ts';
import { assertAccessible } from '../support/accessible.ts';
import { jpegSegment, withSegments } from '../support/files/file-parts.ts';
import { settled, startViewer, until, type RunningViewer } from '../support/viewer.ts';

const samples = new URL('../samples/', import.meta.url);

let viewer: RunningViewer;
let page: Page;

before(async () => {
  const photo = await sharp(readFileSync(new URL('dandelion.jpg', samples)))
    .resize(900)
    .jpeg()
    .toBuffer();
  const comment = jpegSegment(0xfe, Buffer.from('<b>bold</b> \u202e'));
  const second = readFileSync(new URL('drum-299.png', samples));
  const path = join(makeFolder(), 'two.jpg');
  writeFileSync(path, Buffer.concat([withSegments(photo, comment), second]));
  viewer = await startViewer([path]);
  page = await viewer.open();
  page.setDefaultTimeout(30_000);
  await settled(page);
  await page.getByTestId('tab-file').click();
});

after(async () => {
  await viewer.close();
  assert.deepEqual(viewer.problems, []);
});

const facts = () => page.getByRole('tabpanel').innerText();
const rasterIs = (size: string) =>
  until(async () => (await facts()).includes(size), `a raster of ${size}`);

it('is listed with what else the file says, as text', async () => {
  const text = await facts();
  assert.match(text, /After the end\s+\d+ bytes from byte \d+: a PNG image/);
  assert.match(text, /comment: <b>bold<\/b> \\u\{202e\}/);
  const items = await page.getByTestId('second-pictures').innerText();
  assert.match(items, /appended-1: Picture after the end, 299x299/);
  await assertAccessible(page);
});

it('says what was found in it once the file is inspected', async () => {
  const items = page.getByTestId('second-pictures');
  await until(async () => (await items.innerText()).includes('Nothing found'), 'its verdict');
});

it('is shown, and the main picture again', async () => {
  await page.getByRole('button', { name: 'Show appended-1' }).click();
  await rasterIs('299x299x3');
  await settled(page);
  assert.match(await facts(), /This is appended-1, a second picture in the file/);
  assert.equal(await page.getByTestId('item').inputValue(), 'appended-1');
  await page.getByRole('button', { name: 'Show the main picture' }).click();
  await rasterIs('900x506x3');
  await page.getByTestId('item').selectOption('appended-1');
  await rasterIs('299x299x3');
  await page.getByTestId('item').selectOption('main');
  await rasterIs('900x506x3');
});
