/** The inspector's tabs: what is seen in them against what the host computed. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import { AxeBuilder } from '@axe-core/playwright';
import type { Locator, Page } from 'playwright';
import type { AxisCombs, SpectrumReport } from '../../shared/contract.ts';
import { settled, startViewer, type RunningViewer } from '../support/viewer.ts';

const SAMPLE = new URL('../samples/dandelion-attack.png', import.meta.url).pathname;

let viewer: RunningViewer;
let page: Page;
/** Where the sample is in the API. */
let image: string;

before(async () => {
  viewer = await startViewer([SAMPLE]);
  page = await viewer.open();
  page.setDefaultTimeout(60_000);
  const session = await json<{ images: { id: string }[] }>('/api/session');
  image = `/api/images/${session.images[0].id}`;
  await settled(page);
});

after(async () => {
  await viewer.close();
  assert.deepEqual(viewer.problems, []);
});

/** What the host answers the page. */
function json<T>(path: string): Promise<T> {
  return page.evaluate(async (asked) => (await fetch(asked)).json() as Promise<T>, path);
}

async function openTab(id: string): Promise<void> {
  await page.getByTestId(`tab-${id}`).click();
}

async function assertNoViolations(): Promise<void> {
  for (const colorScheme of ['light', 'dark'] as const) {
    await page.emulateMedia({ colorScheme });
    const { violations } = await new AxeBuilder({ page }).analyze();
    const found = violations.map(({ id, nodes }) => `${id}: ${nodes.map(({ html }) => html)}`);
    assert.deepEqual(found, []);
  }
  await page.emulateMedia({ colorScheme: 'light' });
}

/** RGBA of a canvas. */
async function pixelsOf(
  canvas: Locator,
): Promise<{ width: number; height: number; data: Uint8Array }> {
  const { width, height, base64 } = await canvas.evaluate((element) => {
    const { width, height } = element as HTMLCanvasElement;
    const context = (element as HTMLCanvasElement).getContext('2d')!;
    const { data } = context.getImageData(0, 0, width, height);
    let text = '';
    for (let at = 0; at < data.length; at += 8192) {
      text += String.fromCharCode(...data.subarray(at, at + 8192));
    }
    return { width, height, base64: btoa(text) };
  });
  return { width, height, data: new Uint8Array(Buffer.from(base64, 'base64')) };
}

describe('the spectrum', () => {
  before(async () => {
    await openTab('spectrum');
    await page.getByTestId('spectrum-sentence').waitFor();
  });

  it('shows the brightest bin of the picture of the host under each pixel', async () => {
    const bins = await page.evaluate(async (path) => {
      const response = await fetch(path);
      const bytes = new Uint8Array(await response.arrayBuffer());
      let text = '';
      for (let at = 0; at < bytes.length; at += 8192) {
        text += String.fromCharCode(...bytes.subarray(at, at + 8192));
      }
      return { width: Number(response.headers.get('x-tile-width')), base64: btoa(text) };
    }, `${image}/spectrum/picture?window=hann&detrend=mean&channel=mean`);
    const gray = Buffer.from(bins.base64, 'base64');
    const height = gray.length / bins.width;
    const seen = await pixelsOf(page.getByTestId('spectrum'));
    assert.ok(seen.width > 200, `the picture is ${seen.width} pixels wide`);
    const edge = (at: number, length: number, side: number) => Math.floor((at * length) / side);
    for (let y = 0; y < seen.height; y += 7) {
      for (let x = 0; x < seen.width; x++) {
        let most = 0;
        const lastRow = edge(y + 1, height, seen.height);
        const lastColumn = edge(x + 1, bins.width, seen.width);
        for (let row = edge(y, height, seen.height); row < lastRow; row++) {
          for (let column = edge(x, bins.width, seen.width); column < lastColumn; column++) {
            most = Math.max(most, gray[row * bins.width + column]);
          }
        }
        assert.equal(seen.data[(y * seen.width + x) * 4], most, `at ${x}, ${y}`);
      }
    }
  });

  it('rings the predicted peaks where they are, and takes the rings away', async () => {
    const { peaks, width, height } = await json<SpectrumReport>(
      `${image}/spectrum?pipeline=tensorflow/bilinear&width=299&height=299`,
    );
    const { data, ...size } = await pixelsOf(page.getByTestId('spectrum-rings'));
    const [{ x, y }] = peaks;
    const atX = Math.round(((x + 0.5) / width) * size.width + 6);
    const atY = Math.round(((y + 0.5) / height) * size.height);
    const orange = [-1, 0, 1].some((by) => {
      const at = (atY * size.width + atX + by) * 4;
      return data[at] > 180 && data[at + 2] < 90 && data[at + 3] > 180;
    });
    assert.ok(orange, `a ring around bin ${x}, ${y}`);
    await page.getByTestId('spectrum-peaks').uncheck();
    const without = await pixelsOf(page.getByTestId('spectrum-rings'));
    assert.ok(without.data.every((value) => value === 0));
    await page.getByTestId('spectrum-peaks').check();
  });

  it('reads the size that a frequency means, by the keyboard', async () => {
    await page.getByTestId('spectrum-frame').focus();
    // From the middle, bins are 1/1024 cycles per pixel: 102 of them are the size 298.8 of 3000.
    for (let i = 0; i < 10; i++) await page.keyboard.press('Shift+ArrowRight');
    for (let i = 0; i < 2; i++) await page.keyboard.press('ArrowRight');
    const reading = page.getByTestId('spectrum-reading');
    assert.match((await reading.innerText()).replaceAll(/\s+/g, ' '), /Across 0\.0996 10 298\.8/);
  });

  it('has its highest comb at the size of the attack, and loads what is pressed', async () => {
    const combs = await json<AxisCombs>(`${image}/combs?channel=mean`);
    assert.equal(combs.x.best[0].size, 299);
    const chart = page.getByTestId('comb-x');
    await page.locator('[data-testid=comb-x][data-drawn=true]').waitFor();
    const { width, height, data } = await pixelsOf(chart);
    const box = (await chart.boundingBox())!;
    let highest = { x: 0, y: height };
    for (let at = 0; at < data.length; at += 4) {
      const isLine = data[at] < 40 && data[at + 1] > 70 && data[at + 2] > 150 && data[at + 3] > 200;
      if (!isLine) continue;
      const y = Math.floor(at / 4 / width);
      if (y < highest.y) highest = { x: (at / 4) % width, y };
    }
    await chart.hover({ position: { x: (highest.x / width) * box.width, y: 60 } });
    const reading = await page.getByTestId('comb-x-reading').textContent();
    assert.match(reading ?? '', /^299: 43\.\d+ σ, every 10\.03 pixels$/);
    await page.getByTestId('candidate').filter({ hasText: '224 × 224' }).click();
    await page.getByText('224 × 224 in the').waitFor();
    await chart.click({ position: { x: (highest.x / width) * box.width, y: 60 } });
    await page.getByText('299 × 299 in the').waitFor();
  });

  it('has no accessibility violation', assertNoViolations);
});
