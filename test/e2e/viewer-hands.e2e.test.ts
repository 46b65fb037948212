/** Hands: tips, undo and snapshots, the help of where one is, and what the palette finds. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright';
import sharp from 'sharp';
import { assertAccessible } from '../support/accessible.ts';
import { writeSampleImage } from '../support/sample-image.ts';
import { press, settled, startViewer, until, type RunningViewer } from '../support/viewer.ts';

let folder: string;
let viewer: RunningViewer;
let page: Page;

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-test-'));
  const paths = ['first.png', 'second.png'].map((name) => join(folder, name));
  for (const path of paths) await writeSampleImage(path, 480, 320);
  viewer = await startViewer(paths);
  page = await viewer.open();
  await settled(page);
});

after(async () => {
  await viewer.close();
  await rm(folder, { recursive: true });
});

const sizeShown = () => page.getByTestId('target-width').inputValue();
const zoomShown = () => page.getByTestId('zoom').inputValue();

describe('tips', () => {
  it('tell what each control of the bars does, with its shortcut, by pointer and by focus', async () => {
    const tip = page.getByTestId('tooltip');
    const said: string[] = [];
    const controls = page.locator('.toolbar, .view-bar').locator('button:enabled, input, select');
    let before = '';
    for (const control of await controls.all()) {
      await control.dispatchEvent('pointerover');
      const name = await control.evaluate((element) => element.outerHTML.slice(0, 120));
      await until(async () => (await tip.textContent()) !== before, `a tip of ${name}`);
      before = (await tip.textContent())!;
      said.push((await tip.innerText()).replace(/\s+/g, ' '));
    }
    await page.keyboard.press('Control');
    await until(async () => !(await tip.isVisible()), 'no tip after a key');
    assert.ok(said.length >= 24, `${said.length} controls`);
    assert.ok(
      said.includes('Source and machine view on either side of a divider W'),
      said.join('; '),
    );
    assert.ok(said.includes('Fit the image F'), said.join('; '));
    assert.equal(said.filter((text) => /( \S| Ctrl\+\S+)$/.test(text)).length >= 15, true);
    await page.getByTestId('display').focus();
    await page.keyboard.press('Tab');
    await page.keyboard.press('Shift+Tab');
    await until(() => tip.isVisible(), 'a tip of what has the focus');
    await page.keyboard.press('Escape');
    await until(async () => !(await tip.isVisible()), 'no tip after Escape');
  });
});

describe('undo and snapshots', () => {
  it('go back and forth through size, pipeline and zoom', async () => {
    await page.getByTestId('size').selectOption('224');
    await settled(page);
    await page.waitForTimeout(500); // a step is what rests
    await press(page, 'z');
    assert.equal(await zoomShown(), '100 %');
    const fitted = async () => (await zoomShown()) !== '100 %';
    await press(page, 'Control+z');
    await until(fitted, 'the zoom of before');
    assert.equal(await sizeShown(), '224');
    await press(page, 'Control+z');
    await until(async () => (await sizeShown()) === '299', 'the size of before');
    assert.equal(await page.getByTestId('undo').isDisabled(), true);
    await press(page, 'Control+Shift+z', 'Control+Shift+z');
    assert.deepEqual([await sizeShown(), await zoomShown()], ['224', '100 %']);
    assert.equal(await page.getByTestId('redo').isDisabled(), true);
  });

  it('keep two places by name, with their mode and image', async () => {
    await press(page, '4', 'f', 'd', ['compare']);
    await page.getByTestId('size').selectOption('336');
    await press(page, '5', ['compare']);
    await page.keyboard.press('j'); // the next image, as everywhere
    await until(async () => (await page.getByTestId('image-list').inputValue()) === '2', 'image 2');
    await press(page, '4');
    assert.deepEqual([await sizeShown(), await zoomShown()], ['224', '100 %']);
    assert.equal(await page.getByTestId('image-list').inputValue(), '1');
    await press(page, '5', ['compare']);
    assert.equal(await sizeShown(), '336');
    await page.keyboard.press('\\');
    const row = page.getByTestId('snapshot-a');
    await row.getByLabel('Name of snapshot A').fill('close');
    await page.getByTestId('history-steps').getByText('224x224, 100 %').first().waitFor();
    await assertAccessible(page);
    await row.getByText('Show').click();
    await settled(page);
    await page.getByTestId('toast').getByText('Snapshot A, close').waitFor();
    await page.getByTestId('history').click();
  });

  it('show an image as it was kept before it has been searched again', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/inspect?**', async (route) => {
      await held;
      await route.continue().catch(() => undefined); // what is not wanted any more is gone
    });
    await page.keyboard.press('j');
    await until(async () => (await page.getByTestId('image-list').inputValue()) === '2', 'image 2');
    await press(page, '4');
    assert.deepEqual([await sizeShown(), await zoomShown()], ['224', '100 %']);
    assert.equal(await page.getByTestId('image-list').inputValue(), '1');
    await press(page, '5', ['compare']);
    await press(page, '4');
    release();
    await page.unroute('**/inspect?**');
  });
});

describe('the panes', () => {
  it('lie as the picture has more room, until somebody chooses', async () => {
    const boxes = async () => {
      const human = (await page.getByTestId('human-stage').boundingBox())!;
      const machine = (await page.getByTestId('machine-stage').boundingBox())!;
      return human.x === machine.x ? 'stacked' : 'side';
    };
    await press(page, 'f');
    assert.equal(await boxes(), 'stacked', 'a wide picture in a window that is not');
    await page.setViewportSize({ width: 1440, height: 520 });
    await until(async () => (await boxes()) === 'side', 'side by side in a low window');
    await page.getByTestId('stacked').click();
    await until(async () => (await boxes()) === 'stacked', 'stacked as chosen');
    await page.setViewportSize({ width: 1440, height: 900 });
    await page.getByTestId('stacked').click();
    await until(async () => (await boxes()) === 'side', 'side by side as chosen');
    await settled(page);
  });

  it('say that they are coarse as long as tiles are missing', async () => {
    let release = (): void => undefined;
    const held = new Promise<void>((resolve) => (release = resolve));
    await page.route('**/tiles/**', async (route) => {
      await held;
      await route.continue();
    });
    await page.getByTestId('size').selectOption('512');
    await page.getByTestId('loading').first().waitFor();
    release();
    await settled(page);
    assert.equal(await page.getByTestId('loading').count(), 0);
    await page.unroute('**/tiles/**');
  });
});

describe('what is taken out', () => {
  const run = async (id: string) => {
    await page.keyboard.press('Control+k');
    await page.getByTestId('palette-field').fill('export');
    await page.locator(`[data-command="${id}"]`).click();
  };

  it('is the machine view pixel for pixel, with where it comes from', async () => {
    const saved = page.waitForEvent('download');
    await run('out.save-machine');
    const download = await saved;
    assert.equal(download.suggestedFilename(), 'first.machine-512x512.png');
    const png = await readFile(await download.path());
    const { data, info } = await sharp(png)
      .removeAlpha()
      .raw()
      .toBuffer({ resolveWithObject: true });
    assert.deepEqual([info.width, info.height], [512, 512]);
    const session = (await page.evaluate(async () => (await fetch('/api/session')).json())) as {
      images: { id: string }[];
    };
    const asked = `/api/images/${session.images[0].id}/view/samples?pipeline=tensorflow/bilinear`;
    const query = `${asked}&width=512&height=512&x=300&y=200&columns=4&rows=1`;
    const told = (await page.evaluate(async (path) => (await fetch(path)).json(), query)) as {
      values: number[];
    };
    const from = (200 * 512 + 300) * 3;
    const expected = told.values.map((value) => Math.min(255, Math.max(0, Math.round(value))));
    data.subarray(from, from + 12).forEach((value, i) => {
      assert.ok(Math.abs(value - expected[i]) <= 1, `${value} for ${expected[i]}`);
    });
    const text = png.toString('utf8');
    assert.match(text, /iTXtTitle\0+Machine view/);
    assert.match(text, /iTXtSource SHA-256\0+[0-9a-f]{64}/);
    assert.match(text, /iTXtMachine view\0+tensorflow\/bilinear, 512x512/);
  });

  it('is what is shown, and a link that leads back to it', async () => {
    const saved = page.waitForEvent('download');
    await press(page, 'z', 'Control+Shift+S');
    const { width } = await sharp(await (await saved).path()).metadata();
    assert.ok(width > 800, `${width} pixels wide`);
    await page.context().grantPermissions(['clipboard-read', 'clipboard-write']);
    await page.keyboard.press('Shift+L');
    await page.getByTestId('toast').getByText('Copied the link').waitFor();
    const link = await page.evaluate(() => navigator.clipboard.readText());
    const { images } = (await page.evaluate(async () => (await fetch('/api/session')).json())) as {
      images: { id: string }[];
    };
    for (const place of [1, 2]) {
      const other = await page.context().newPage();
      await other.route('**/inspect?**', () => undefined); // the verdict is not waited for
      await other.goto(link.replace(images[0].id, images[place - 1].id));
      await settled(other);
      assert.equal(await other.getByTestId('image-list').inputValue(), String(place));
      assert.equal(await other.getByTestId('target-width').inputValue(), '512');
      assert.equal(await other.getByTestId('zoom').inputValue(), '100 %');
      await other.close();
    }
  });
});

describe('help and palette', () => {
  it('help first with where the focus is', async () => {
    await page.getByTestId('tab-spectrum').click();
    await page.keyboard.press('F1');
    const here = page.getByTestId('help-here');
    await here.getByText('Here: Inspector: Spectrum').waitFor();
    await assertAccessible(page);
    await page.keyboard.press('Escape');
    await page.getByTestId('human-stage').focus();
    await page.keyboard.press('?');
    await here.getByText('Here: Side by side').waitFor();
    await page.keyboard.press('Escape');
  });

  it('find verbs, sizes, pipelines and exports, and the tab before the rest', async () => {
    await page.keyboard.press('Control+k');
    const field = page.getByTestId('palette-field');
    const first = page.locator('.palette-option').first();
    for (const [typed, id] of [
      ['export pdf', 'file.report-pdf'],
      ['pixel', 'tab.pixel'],
      ['inspector', 'tab.verdict'],
      ['size', 'size.224x224'],
      ['inception', 'pipeline.model/inception-v3'],
      ['second', 'image.2'],
      ['640x480', 'size.640x480'],
    ]) {
      await field.fill(typed);
      const found = await page
        .locator('.palette-option')
        .evaluateAll((options) => options.map((option) => option.getAttribute('data-command')));
      const isFound = typed === 'size' ? found.includes(id) : found[0] === id;
      assert.ok(isFound, `${typed}: ${found.slice(0, 5).join(', ')}`);
    }
    await first.click();
    await settled(page);
    assert.equal(await sizeShown(), '640');
    assert.deepEqual(viewer.problems, []);
  });
});
