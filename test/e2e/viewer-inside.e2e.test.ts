/** Pictures inside of files in the viewer: in place of the file, those that it holds. */
import assert from 'node:assert/strict';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { settled, startViewer, until, type RunningViewer } from '../support/viewer.ts';

const sample = (name: string) =>
  fileURLToPath(new URL(`../samples/inside/${name}`, import.meta.url));

let viewer: RunningViewer;
before(async () => (viewer = await startViewer([sample('report.docx')])));
after(() => viewer.close());

describe('a document', () => {
  test('that is given at the start is the pictures inside', async () => {
    const page = await viewer.open();
    await settled(page);
    const text = await page.evaluate(() => document.body.innerText);
    for (const name of ['image1.png', 'image2.jpg']) assert.ok(text.includes(name), text);
  });

  test('that is dropped or chosen is too, and what was left out is said', async () => {
    const page = await viewer.open();
    await settled(page);
    await page
      .getByTestId('file-input')
      .setInputFiles([sample('pictures.eml'), sample('encrypted-mixed.zip')]);
    const said = () => page.evaluate(() => document.body.innerText);
    await until(async () => (await said()).includes('open.png'), 'the picture of the archive');
    await settled(page);
    const text = await said();
    for (const name of ['part-1.jpg', 'caf\u00e9 1.png', 'old.png', 'secret.png is encrypted']) {
      assert.ok(text.includes(name), text);
    }
    assert.deepEqual(viewer.problems, []);
  });
});
