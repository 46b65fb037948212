/** The empty viewer: the sample with its tour, and what was opened before. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright';
import sharp from 'sharp';
import { assertAccessible } from '../support/accessible.ts';
import { settled, startViewer, type RunningViewer } from '../support/viewer.ts';

const SAMPLE = fileURLToPath(new URL('../samples/dandelion-attack.png', import.meta.url));

let viewer: RunningViewer;
let page: Page;

before(async () => {
  viewer = await startViewer();
  page = await viewer.open();
  page.setDefaultTimeout(60_000);
  await page.getByTestId('empty').waitFor();
});

after(async () => {
  await viewer.close();
  assert.deepEqual(viewer.problems, []);
});

describe('the tour', () => {
  it('opens the sample that comes with Scalescope', async () => {
    await page.getByTestId('open-sample').focus();
    await page.keyboard.press('Enter');
    await page.getByTestId('tour').waitFor();
    await page.getByText('3000x1688, the source').waitFor();
    assert.equal(await page.getByTestId('tour-step').textContent(), 'Step 1 of 5');
    await settled(page);
    await assertAccessible(page);
  });

  it('walks five steps by the keyboard, each where its text says', async () => {
    const shown: [string, string, string][] = [];
    for (let step = 1; step <= 5; step++) {
      await page.getByText(`Step ${step} of 5`).waitFor();
      const title = (await page.locator('#tour-title').textContent()) ?? '';
      const tab = await page.locator('[role=tab][aria-selected=true]').textContent();
      await settled(page);
      const legend = page.getByTestId('legend');
      const isClose = (await legend.count()) > 0;
      if (isClose) {
        await page.getByText(/\(150, 151\) reads/).waitFor(); // the tab explains a pixel
        const [card, over] = await Promise.all([
          page.getByTestId('tour').boundingBox(),
          legend.boundingBox(),
        ]);
        assert.ok(over!.y + over!.height <= card!.y, 'the tour covers the legend');
      }
      shown.push([title, tab ?? '', isClose ? 'close' : 'far']);
      if (step < 5) await page.keyboard.press('ArrowRight');
    }
    assert.deepEqual(shown, [
      ['What you see', 'Verdict', 'far'],
      ['What the machine receives', 'Verdict', 'far'],
      ['Where it hides', 'Pixel', 'close'],
      ['For whom', 'Who sees what', 'far'],
      ['What you can show', 'Verdict', 'far'],
    ]);
  });

  it('goes back, and ends by Escape with the sample still open', async () => {
    await page.keyboard.press('ArrowLeft');
    await page.getByText('Step 4 of 5').waitFor();
    await page.keyboard.press('Escape');
    await page.getByTestId('tour').waitFor({ state: 'detached' });
    await page.getByText('3000x1688, the source').waitFor();
  });

  it('adds the sample once, however often it is taken', async () => {
    await page.keyboard.press('Control+k');
    await page.keyboard.type('tour');
    await page.keyboard.press('Enter');
    await page.getByText('Step 1 of 5').waitFor();
    assert.equal(await page.locator('.queue-item').count(), 1);
    await page.getByTestId('tour').press('Escape');
  });
});

describe('what was opened before', () => {
  it('is listed by its name next time, without the sample, until it is forgotten', async () => {
    const buffer = await sharp({
      create: { width: 300, height: 200, channels: 3, background: '#206080' },
    })
      .png()
      .toBuffer();
    await page
      .getByTestId('file-input')
      .setInputFiles({ name: 'harbor.png', mimeType: 'image/png', buffer });
    await page.getByText('300x200, the source').waitFor();
    await page.reload();
    const list = page.getByRole('region', { name: 'Recently opened' });
    await list.waitFor();
    assert.deepEqual(await list.getByRole('listitem').allTextContents(), ['harbor.png…']);
    await assertAccessible(page);
    await page.getByRole('button', { name: 'Clear the list' }).click();
    await list.waitFor({ state: 'detached' });
  });
});

describe('the tour of a sample that is open by another way', () => {
  it('does not open it again, and ends where one was', async () => {
    await page.getByTestId('file-input').setInputFiles(SAMPLE);
    await page.getByText('3000x1688, the source').waitFor();
    await page.getByTestId('tab-verdict').click();
    await page.getByTestId('in-short').waitFor();
    await page.keyboard.press('w');
    await page.getByTestId('tab-file').click();
    await page.keyboard.press('Control+k');
    await page.keyboard.type('tour');
    await page.keyboard.press('Enter');
    await page.getByText('Step 1 of 5').waitFor();
    assert.equal(await page.locator('.queue-item').count(), 1);
    assert.equal(await page.getByTestId('mode-side').isChecked(), true);
    assert.equal(await page.getByText('Inspecting:').count(), 0, 'what was found is lost');
    await page.getByTestId('tour').press('Escape');
    await page.getByTestId('tour').waitFor({ state: 'detached' });
    assert.equal(await page.getByTestId('mode-wipe').isChecked(), true);
    assert.equal(await page.getByTestId('tab-file').getAttribute('aria-selected'), 'true');
    await page.getByTestId('tab-verdict').click();
    await page.locator('body').press('s');
  });
});

describe('the report', () => {
  it('is saved by its key, with both pictures and the verdict in it', async () => {
    const saved = page.waitForEvent('download', { timeout: 120_000 });
    await page.keyboard.press('Control+s');
    const download = await saved;
    assert.equal(download.suggestedFilename(), 'dandelion-attack.report.html');
    const text = await readFile(await download.path(), 'utf8');
    assert.match(text, /class="verdict attack"/);
    assert.ok((text.match(/data:image\/png;base64,/g) ?? []).length >= 7);
    await page.getByText('Saved dandelion-attack.report.html.').waitFor();
  });
});
