/** Pipelines with crops, padding and tiles: how they are chosen, and where their views lie. */
import assert from 'node:assert/strict';
import { after, before, describe, it } from 'node:test';
import type { Page } from 'playwright';
import sharp from 'sharp';
import {
  allPipelines,
  applyPipeline,
  findPipeline,
  viewsOf,
  type Pipeline,
  type PipelineView,
} from '../../shared/pipelines/pipeline.ts';
import { makeRaster, quantize, type Raster } from '../../shared/base/raster.ts';
import { assertAccessible } from '../support/accessible.ts';
import { differences, lookingAtMiddle } from '../support/seen.ts';
import { press, seenPixels, settled, startViewer, type RunningViewer } from '../support/viewer.ts';

const SAMPLE = new URL('../samples/dandelion-attack.png', import.meta.url).pathname;

let viewer: RunningViewer;
let page: Page;
let source: Raster<Uint8Array>;

before(async () => {
  const { data, info } = await sharp(SAMPLE).raw().toBuffer({ resolveWithObject: true });
  source = makeRaster(info.width, info.height, 3, new Uint8Array(data));
  viewer = await startViewer([SAMPLE]);
  page = await viewer.open();
  await settled(page);
});

after(() => viewer.close());

const picker = () => page.getByTestId('pipeline');
const activeOption = () => page.locator('.combobox-option[data-active]');

/** Chooses a pipeline as a person does: by typing its id. */
async function choosePipeline(id: string): Promise<void> {
  await picker().click();
  await page.keyboard.type(id);
  await page.keyboard.press('Enter');
  await page.getByTestId('machine-stage').focus();
  await settled(page);
}

/** True where a rounding error decides to which of two pixels a coordinate belongs. */
function isBetween(at: number): boolean {
  return Math.abs(at - Math.round(at)) < 1e-9;
}

/** Asserts that at 100 % the machine pane shows view `part` of `id` at its frame, to the value. */
async function assertShowsView(id: string, part = 0): Promise<void> {
  const pipeline = findPipeline(id);
  const { view, raster } = applyPipeline(pipeline, source)[part];
  const machine = quantize(raster, 'uint8');
  await page.getByTestId('machine-stage').focus(); // a menu would take the key for itself
  await press(page, 'z');
  const seen = await seenPixels(page, 'machine');
  const { srcX, srcY } = lookingAtMiddle(seen, source, 1);
  const { frame, width, height } = view;
  const { max, count } = differences(seen, (x, y, channel) => {
    const atX = ((srcX(x + 0.5) - frame.x) / frame.width) * width;
    const atY = ((srcY(y + 0.5) - frame.y) / frame.height) * height;
    if (isBetween(atX) || isBetween(atY)) return null;
    const dstX = Math.floor(atX);
    const dstY = Math.floor(atY);
    if (dstX < 0 || dstY < 0 || dstX >= width || dstY >= height) return null;
    return machine.data[(dstY * width + dstX) * 3 + channel];
  });
  assert.ok(count > 100_000, `${count} values compared`);
  assert.equal(max, 0, id);
}

/** The first preset that makes views of the sample of which `holds`. */
function presetWhere(holds: (views: PipelineView[]) => boolean): string | null {
  const { width, height } = source;
  const presets = allPipelines().filter(({ id }) => id.startsWith('model/'));
  const viewsOrNone = (preset: Pipeline): PipelineView[] => {
    try {
      return viewsOf(preset, { width, height, channels: 3, dtype: 'uint8' });
    } catch {
      return []; // a preset that refuses this image is not the one that is looked for
    }
  };
  return presets.find((preset) => holds(viewsOrNone(preset)))?.id ?? null;
}

describe('the pipeline picker', () => {
  it('opens by the arrow key on what is chosen, and Escape leaves it as it was', async () => {
    await picker().focus();
    await page.keyboard.press('ArrowDown');
    assert.equal(await picker().getAttribute('aria-expanded'), 'true');
    assert.match((await activeOption().textContent()) ?? '', /^tensorflow\/bilinear/);
    const active = await picker().getAttribute('aria-activedescendant');
    assert.equal(await activeOption().getAttribute('id'), active);
    await page.keyboard.press('ArrowDown');
    await page.keyboard.press('Escape');
    assert.equal(await picker().getAttribute('aria-expanded'), 'false');
    assert.equal(await picker().inputValue(), 'tensorflow/bilinear');
  });

  it('finds by words in any order, counts what is left and says when nothing is', async () => {
    await picker().focus();
    await page.keyboard.type('lanczos opencv');
    const count = (await page.getByTestId('pipeline-count').textContent()) ?? '';
    assert.match(count, /^\d+ of \d{2,} pipelines$/);
    const shown = await page.locator('.combobox-option').allTextContents();
    assert.ok(shown.length > 0 && shown.every((text) => /opencv\/.*lanczos/.test(text)));
    await page.keyboard.type(' nonsense');
    await page.getByText(/None of \d+ pipelines matches/).waitFor();
    await page.keyboard.press('Enter');
    assert.equal(await picker().inputValue(), 'tensorflow/bilinear');
  });

  it('takes the option that is named exactly, though others begin like it', async () => {
    await choosePipeline('opencv/area');
    assert.equal(await picker().inputValue(), 'opencv/area');
    await page.getByText('299x299 in the').waitFor();
  });

  it('does not move the panes by its arrow keys', async () => {
    await page.getByTestId('human-stage').focus();
    await press(page, 'z');
    const before = await seenPixels(page, 'human');
    await picker().focus();
    for (const key of ['ArrowDown', 'ArrowDown', 'ArrowUp', 'Escape'])
      await page.keyboard.press(key);
    assert.deepEqual(await seenPixels(page, 'human'), before);
  });

  it('is accessible while it is open', async () => {
    await picker().click();
    await assertAccessible(page, ['light', 'dark']);
    await page.keyboard.press('Escape');
  });
});

describe('the machine view of a model', () => {
  it('that crops the center lies where the crop is, and its size is not asked', async () => {
    await choosePipeline('model/vgg16');
    await page.getByText('224x224 in the').waitFor();
    assert.ok(await page.getByTestId('size').isDisabled());
    assert.ok(await page.getByTestId('target-width').isDisabled());
    assert.equal(await page.getByTestId('target-width').inputValue(), '224');
    await assertShowsView('model/vgg16');
  });

  it('gives the size back that was chosen before', async () => {
    await choosePipeline('tensorflow/bilinear');
    await page.getByText('299x299 in the').waitFor();
    assert.ok(await page.getByTestId('size').isEnabled());
  });

  it('that pads the picture lies around it, and is seen whole when fitted', async () => {
    const id = presetWhere(
      (views) => views.length === 1 && views[0].frame.height > source.height + 1,
    );
    if (id === null) return; // there is no such preset in this catalog
    await choosePipeline(id);
    await assertShowsView(id);
    await press(page, '0');
    const { view } = applyPipeline(findPipeline(id), source)[0];
    const { width, height } = await seenPixels(page, 'machine');
    const scale = Number.parseFloat(await page.getByTestId('zoom').inputValue()) / 100;
    assert.ok(view.frame.height * scale < height && view.frame.width * scale < width);
  });

  it('that cuts tiles is chosen part by part', async () => {
    const id = presetWhere((views) => views.length > 2);
    if (id === null) return; // there is no such preset in this catalog
    await choosePipeline(id);
    const parts = applyPipeline(findPipeline(id), source);
    await page.getByTestId('part').selectOption('1');
    await page.getByText(`${parts[1].view.name}, `).waitFor();
    await settled(page);
    await assertShowsView(id, 1);
    await page.getByRole('button', { name: 'Next view' }).click();
    await settled(page);
    assert.equal(await page.getByTestId('part').inputValue(), '2');
    await choosePipeline('tensorflow/bilinear');
    assert.equal(await page.getByTestId('parts').count(), 0);
  });

  it('tells which source pixels it reads', async () => {
    await choosePipeline('model/vgg16');
    await press(page, '0');
    await page.getByTestId('machine-stage').hover();
    const pixels = page.getByTestId('machine-status').getByText(/reads 169 pixels/);
    await pixels.waitFor();
  });

  it('nothing was refused or thrown on the way', () => {
    assert.deepEqual(viewer.problems, []);
  });
});
