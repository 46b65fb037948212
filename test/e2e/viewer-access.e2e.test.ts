/** The viewer for everyone: no violation that axe can find, in any state, light and dark. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright';
import { assertAccessible } from '../support/accessible.ts';
import { press, settled, startViewer, type RunningViewer } from '../support/viewer.ts';

const SAMPLE = new URL('../samples/dandelion-attack.png', import.meta.url).pathname;

const SCHEMES = ['light', 'dark'] as const;

let viewer: RunningViewer;
let empty: RunningViewer;

before(async () => {
  viewer = await startViewer([SAMPLE]);
  empty = await startViewer();
});

after(() => Promise.all([viewer.close(), empty.close()]));

describe('the viewer has no violation, light or dark', () => {
  it('while it is empty, and with its help open', async () => {
    const page = await empty.open();
    await page.getByTestId('empty').waitFor();
    await assertAccessible(page, SCHEMES);
    await page.keyboard.press('?');
    await page.getByTestId('help').waitFor();
    await assertAccessible(page, SCHEMES);
    await page.context().close();
  });

  it('with an image, its verdict and the lattice', async () => {
    const page = await viewer.open();
    await settled(page);
    await page.locator('.badge').waitFor();
    await assertAccessible(page, SCHEMES);
    await press(page, ']');
    await page.getByTestId('legend').waitFor();
    await assertAccessible(page, SCHEMES);
    await page.context().close();
  });

  it('in every mode, with its options and its commands open', async () => {
    const page = await viewer.open();
    await settled(page);
    for (const key of ['w', 'b', 'o', 'd']) {
      await press(page, ['compare'], key);
      await assertAccessible(page, SCHEMES);
    }
    await page.getByTestId('display').click();
    await page.keyboard.press('e');
    await assertAccessible(page, SCHEMES);
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette').waitFor();
    await assertAccessible(page, SCHEMES);
    await page.context().close();
  });

  it('with a file that could not be opened', async () => {
    const page = await empty.open();
    await page
      .getByTestId('file-input')
      .first()
      .setInputFiles({
        name: 'notes.txt',
        mimeType: 'text/plain',
        buffer: Buffer.from('no image'),
      });
    await page.getByTestId('failure').waitFor();
    await assertAccessible(page, SCHEMES);
    await page.context().close();
  });
});

/** How far the page, or a region of it, reaches beyond its window. */
function overflowOf(page: Page): Promise<number[]> {
  return page.evaluate(() => {
    const regions = document.querySelectorAll('html, .app > *, .workplace > *, .toolbar-row > *');
    const boxes = [...regions].map((element) => element.getBoundingClientRect());
    const { scrollWidth, scrollHeight } = document.documentElement;
    return [
      Math.max(scrollWidth, ...boxes.map(({ right }) => Math.floor(right))) - window.innerWidth,
      Math.max(scrollHeight, ...boxes.map(({ bottom }) => Math.floor(bottom))) - window.innerHeight,
    ];
  });
}

describe('the viewer in a window', () => {
  for (const [width, height] of [
    [1024, 700],
    [900, 600],
    [3840, 2160],
  ] as const) {
    it(`of ${width} by ${height} keeps everything inside it, in every mode`, async () => {
      const page = await viewer.open({ viewport: { width, height } });
      await settled(page);
      assert.deepEqual(await overflowOf(page), [0, 0]);
      for (const key of ['w', 'd', 'o']) {
        await press(page, ['compare'], key);
        await page.getByTestId('compare-stage').hover();
        await page.getByTestId('machine-status').getByText('reads').waitFor();
        assert.deepEqual(await overflowOf(page), [0, 0]);
      }
      const stage = (await page.getByTestId('compare-stage').boundingBox())!;
      assert.ok(stage.width >= 300 && stage.height >= 300, JSON.stringify(stage));
      await page.context().close();
    });
  }

  it('with text of twice the size cuts no button and loses no view', async () => {
    const page = await viewer.open({ viewport: { width: 1440, height: 900 } });
    await page.evaluate(() => (document.documentElement.style.fontSize = '200%'));
    await settled(page);
    assert.deepEqual(await overflowOf(page), [0, 0]);
    const cut = await page.locator('button:visible, .mode:visible').evaluateAll((elements) =>
      elements
        .filter((element) => !element.closest('.queue-item, .combobox'))
        .filter(
          ({ scrollWidth, clientWidth, scrollHeight, clientHeight }) =>
            scrollWidth > clientWidth + 1 || scrollHeight > clientHeight + 2,
        )
        .map((element) => element.textContent),
    );
    assert.deepEqual(cut, []);
    const stage = (await page.getByTestId('human-stage').boundingBox())!;
    assert.ok(stage.width >= 150 && stage.height >= 200, JSON.stringify(stage));
    await page.context().close();
  });

  for (const [width, height] of [
    [1024, 700],
    [1440, 900],
    [2560, 1440],
  ]) {
    it(`of ${width} by ${height} has all tabs in sight, in two rows at most`, async () => {
      const page = await viewer.open({ viewport: { width, height } });
      await settled(page);
      const seen = await page.getByRole('tab').evaluateAll((tabs) => {
        const inspector = document.querySelector('.inspector')!.getBoundingClientRect();
        return tabs.map((tab) => {
          const { left, right, top } = tab.getBoundingClientRect();
          const isCut = tab.scrollWidth > tab.clientWidth;
          return { top, isSeen: left >= inspector.left && right <= inspector.right && !isCut };
        });
      });
      assert.equal(seen.length, 8);
      assert.ok(
        seen.every(({ isSeen }) => isSeen),
        JSON.stringify(seen),
      );
      const rows = new Set(seen.map(({ top }) => top)).size;
      assert.ok(rows <= (width < 2000 ? 2 : 1), `${rows} rows`);
      await page.context().close();
    });
  }

  for (const size of ['100%', '200%']) {
    it(`of 1024 by 700 cuts nothing off with text of ${size}`, async () => {
      const page = await viewer.open({ viewport: { width: 1024, height: 700 } });
      await page.evaluate((to) => (document.documentElement.style.fontSize = to), size);
      await settled(page);
      await page.locator('.badge').first().waitFor();
      assert.equal((await overflowOf(page))[0], 0, 'beyond the right edge');
      const cut = await page
        .locator('.pane-head h2, .pane-scale, .toolbar input, .toolbar button, .badge, .in-short')
        .evaluateAll((elements) =>
          elements
            .filter(({ scrollWidth, clientWidth }) => scrollWidth > clientWidth + 1)
            .map((element) => element.outerHTML),
        );
      assert.deepEqual(cut, []);
      const [tag, label] = await Promise.all([
        page.locator('.tag').boundingBox(),
        page.locator('label[for=size]').boundingBox(),
      ]);
      const isApart = tag!.x + tag!.width <= label!.x || tag!.y + tag!.height <= label!.y;
      assert.ok(isApart, 'the tag of the pipeline and the next label lie over each other');
      await page.context().close();
    });
  }

  it('moves nothing by itself where motion is to be reduced', async () => {
    const page = await viewer.open({ reducedMotion: 'reduce' });
    await settled(page);
    const moving = await page.evaluate(() => document.getAnimations().length);
    assert.equal(moving, 0);
    await page.context().close();
  });
});

describe('the Tab key', () => {
  it('goes through queue, views and inspector in the order in which they are seen', async () => {
    const page = await viewer.open();
    await settled(page);
    await page.locator('.badge').first().waitFor();
    const order: string[] = [];
    for (let i = 0; i < 60 && !order.includes('body'); i++) {
      await page.keyboard.press('Tab');
      const at = await page.evaluate(() => {
        const { activeElement: active } = document;
        const region = active?.closest('.toolbar, .queue, .view-bar, .panes, .inspector');
        return region?.className.split(' ')[0] ?? active?.className ?? '';
      });
      if (order.at(-1) !== at) order.push(at);
    }
    const regions = ['toolbar', 'queue', 'view-bar', 'panes', 'inspector'];
    assert.deepEqual(order.filter((name) => regions.includes(name)).slice(0, 5), regions);
    await page.context().close();
  });
});
