/** The page that fingerprints a service: a chart out, its resize back, the resizer by name and as JSON. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { after, before, describe, test } from 'node:test';
import type { Page } from 'playwright';
import sharp from 'sharp';
import { assertAccessible } from '../support/accessible.ts';
import { startViewer, type RunningViewer } from '../support/viewer.ts';

let viewer: RunningViewer;
let page: Page;

before(async () => {
  viewer = await startViewer();
  page = await viewer.open();
  await page.getByTestId('empty').waitFor();
});
after(() => viewer.close());

/** What a click on the button of that name saves. */
async function savedBy(name: string): Promise<{ name: string; bytes: Buffer }> {
  const [download] = await Promise.all([
    page.waitForEvent('download'),
    page.getByRole('button', { name, exact: true }).click(),
  ]);
  return { name: download.suggestedFilename(), bytes: await readFile(await download.path()) };
}

describe('the page that fingerprints a service', () => {
  test('names the resizer of what came back, and saves it as a pipeline', async () => {
    await page.keyboard.press('Control+Shift+F');
    const chart = await savedBy('Save 1024x768');
    const { width, height } = await sharp(chart.bytes).metadata();
    assert.deepEqual([width, height], [1024, 768]);
    // The service: libvips itself.
    const buffer = await sharp(chart.bytes)
      .resize(300, 200, { kernel: 'lanczos3', fit: 'fill' })
      .png()
      .toBuffer();
    await page
      .getByTestId('fingerprint-files')
      .setInputFiles({ name: 'returned.png', mimeType: 'image/png', buffer });
    const read = page.getByTestId('fingerprint-read');
    await read.waitFor({ timeout: 120_000 });
    const first = read.locator('tbody tr').first();
    assert.match(await read.innerText(), /^Found: the catalog makes the same bytes: libvips\//);
    assert.match(await first.innerText(), /libvips\/lanczos3/);
    await assertAccessible(page);
    const saved = await savedBy('Save the pipeline');
    assert.match(saved.name, /\.json$/);
    const { schema, steps } = JSON.parse(saved.bytes.toString('utf8')) as {
      schema: string;
      steps: { op: string; sampler?: string; size?: object }[];
    };
    assert.equal(schema, 'scalescope/pipeline@1');
    const resize = steps.find(({ op }) => op === 'resize')!;
    assert.equal(resize.sampler, 'libvips/lanczos3');
    assert.deepEqual(resize.size, { rule: 'exact', width: 300, height: 200 });
  });

  test('says of what is no resize of a chart that it is none', async () => {
    await page.getByRole('button', { name: 'Remove returned.png' }).click();
    const buffer = await readFile(new URL('../samples/mountains-224.png', import.meta.url));
    await page
      .getByTestId('fingerprint-files')
      .setInputFiles({ name: 'mountains.png', mimeType: 'image/png', buffer });
    const told = page.getByText('mountains.png is no resize of a chart');
    await told.waitFor({ timeout: 120_000 });
    assert.equal(await page.getByRole('button', { name: 'Save the pipeline' }).count(), 0);
    assert.deepEqual(viewer.problems, []);
  });
});
