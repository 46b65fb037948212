/** The viewer for everyone: no violation that axe can find, in any state, light and dark. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { Page } from 'playwright';
import { press, settled, startViewer, type RunningViewer } from '../support/viewer.ts';

const SAMPLE = new URL('../samples/dandelion-attack.png', import.meta.url).pathname;

let viewer: RunningViewer;
let empty: RunningViewer;

before(async () => {
  viewer = await startViewer([SAMPLE]);
  empty = await startViewer();
});

after(() => Promise.all([viewer.close(), empty.close()]));

async function assertNoViolations(page: Page): Promise<void> {
  const { violations } = await new AxeBuilder({ page }).analyze();
  const found = violations.map(
    ({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html).join(' ')}`,
  );
  assert.deepEqual(found, []);
}

for (const colorScheme of ['light', 'dark'] as const) {
  describe(`the ${colorScheme} viewer has no violation`, () => {
    it('while it is empty, and with its help open', async () => {
      const page = await empty.open({ colorScheme });
      await page.getByTestId('empty').waitFor();
      await assertNoViolations(page);
      await page.keyboard.press('?');
      await page.getByTestId('help').waitFor();
      await assertNoViolations(page);
      await page.context().close();
    });

    it('with an image, its verdict and the lattice', async () => {
      const page = await viewer.open({ colorScheme });
      await settled(page);
      await page.locator('.badge').waitFor();
      await assertNoViolations(page);
      await press(page, ']');
      await page.getByTestId('legend').waitFor();
      await assertNoViolations(page);
      await page.context().close();
    });

    it('with a file that could not be opened', async () => {
      const page = await empty.open({ colorScheme });
      await page
        .getByTestId('file-input')
        .first()
        .setInputFiles({
          name: 'notes.txt',
          mimeType: 'text/plain',
          buffer: Buffer.from('no image'),
        });
      await page.getByTestId('failure').waitFor();
      await assertNoViolations(page);
      await page.context().close();
    });
  });
}

describe('the viewer in a small window', () => {
  it('keeps everything inside 1024 by 700', async () => {
    const page = await viewer.open({ viewport: { width: 1024, height: 700 } });
    await settled(page);
    const overflow = await page.evaluate(() => {
      const { scrollWidth, scrollHeight } = document.documentElement;
      return [scrollWidth - window.innerWidth, scrollHeight - window.innerHeight];
    });
    assert.deepEqual(overflow, [0, 0]);
    await page.context().close();
  });
});
