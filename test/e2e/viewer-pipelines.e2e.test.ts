/** Pipelines with crops, padding and tiles: how they are chosen, and where their views lie. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
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
import { parsePipeline } from '../../shared/pipelines/user-pipeline.ts';
import { makeRaster, quantize, type Raster } from '../../shared/base/raster.ts';
import { assertAccessible } from '../support/accessible.ts';
import { differences, lookingAtMiddle } from './pictures/seen.ts';
import {
  press,
  seenPixels,
  settled,
  startViewer,
  until,
  type RunningViewer,
} from '../support/viewer.ts';

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
  await assertShowsPipeline(findPipeline(id), part);
}

async function assertShowsPipeline(pipeline: Pipeline, part = 0): Promise<void> {
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
  assert.equal(max, 0, pipeline.id);
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
    await page.getByRole('button', { name: 'Next part' }).click();
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
});

describe('the pipeline editor', () => {
  const editor = () => page.getByTestId('pipeline-editor');
  const json = () => page.getByTestId('editor-json');
  const told = () => page.getByTestId('editor-problem');

  /** Closes it by the keyboard and waits for the view that it asked for. */
  async function use(): Promise<void> {
    await page.keyboard.press('Control+Enter');
    await editor().waitFor({ state: 'hidden' });
    await settled(page);
  }

  it('opens on the pipeline of the view by its key, and by its name in the palette', async () => {
    await choosePipeline('model/vgg16');
    await page.getByTestId('machine-stage').focus();
    await page.keyboard.press('Control+e');
    await editor().waitFor();
    assert.equal(await page.getByTestId('field-id').inputValue(), 'own/vgg16');
    assert.match(await json().inputValue(), /"id": "own\/vgg16"/);
    assert.equal(await told().textContent(), 'This is a pipeline.');
    await page.keyboard.press('Escape');
    await editor().waitFor({ state: 'hidden' });
    await page.keyboard.press('Control+k');
    await page.keyboard.type('edit pipeline');
    await page.keyboard.press('Enter');
    await editor().waitFor();
  });

  it('has one truth: the form writes the JSON, and the JSON the form', async () => {
    await page.getByTestId('field-steps[1].size.width').fill('200');
    await page.getByTestId('field-steps[1].size.height').fill('160');
    assert.match(await json().inputValue(), /"size": \{ "width": 200, "height": 160 \}/);
    await page.getByTestId('field-steps[0].size.rule').selectOption('exact');
    await json().fill((await json().inputValue()).replaceAll('pillow/bilinear', 'opencv/cubic'));
    assert.equal(await page.getByTestId('field-steps[0].sampler').inputValue(), 'opencv/cubic');
    await page.getByTestId('field-steps[0].sampler').click();
    await page.keyboard.type('opencv/linear');
    await page.keyboard.press('Enter');
    assert.match(await json().inputValue(), /"sampler": "opencv\/linear"/);
    const steps = (JSON.parse(await json().inputValue()) as Pipeline).steps;
    await page.getByTestId('add-steps').selectOption('pad');
    assert.equal((JSON.parse(await json().inputValue()) as Pipeline).steps.length, 3);
    await page.getByRole('button', { name: 'Move steps 3. pad up' }).click();
    await page.getByRole('button', { name: 'Take steps 2. pad away' }).click();
    assert.deepEqual((JSON.parse(await json().inputValue()) as Pipeline).steps, steps);
  });

  it('says what is wrong, in which line and field, as it is typed', async () => {
    const right = await json().inputValue();
    await json().fill(right.replace('"height": 160', '"height": 0'));
    await page.getByText(/expected a whole number of 1 to/i).waitFor();
    const line = right.split('\n').findIndex((each) => each.includes('"height": 160')) + 1;
    await page.getByRole('button', { name: `Line ${line}`, exact: true }).waitFor();
    const field = page.getByTestId('field-steps[1].size.height');
    assert.equal(await field.getAttribute('aria-invalid'), 'true');
    assert.ok(await page.getByTestId('editor-use').isDisabled());
    await json().fill('{ "schema": ');
    await page.getByText('The form is back once the text is JSON again.').waitFor();
    await json().fill(right);
    assert.equal(await told().textContent(), 'This is a pipeline.');
  });

  it('is accessible', async () => {
    await assertAccessible(page);
  });

  it('makes the view, to the value, and every change of it another view', async () => {
    const written = await json().inputValue();
    await page.getByText(/it makes one machine view: 200x160/).waitFor();
    await use();
    await page.getByText('200x160 in the').waitFor();
    assert.match((await picker().inputValue()) ?? '', /VGG16.*changed/);
    await assertShowsPipeline(parsePipeline(written, 'written'));
    await page.keyboard.press('Control+e');
    await page.getByTestId('field-steps[1].size.height').fill('120');
    const other = await json().inputValue();
    await use();
    await page.getByText('200x120 in the').waitFor();
    await assertShowsPipeline(parsePipeline(other, 'other'));
    await page.getByTestId('machine-stage').hover();
    await page
      .getByTestId('machine-status')
      .getByText(/reads \d+ pixels/)
      .waitFor();
  });

  it('loads a file and saves one', async () => {
    const path = new URL('../../docs/reference/example-pipeline.json', import.meta.url).pathname;
    await page.keyboard.press('Control+e');
    await page.getByTestId('editor-file').setInputFiles(path);
    await until(async () => /example\/resize-and-crop/.test(await json().inputValue()), 'the file');
    assert.equal(await page.getByTestId('field-id').inputValue(), 'example/resize-and-crop');
    const [download] = await Promise.all([
      page.waitForEvent('download'),
      page.getByTestId('editor-save').click(),
    ]);
    assert.equal(download.suggestedFilename(), 'example-resize-and-crop.json');
    assert.equal(await readFile(await download.path(), 'utf8'), await readFile(path, 'utf8'));
    await page.getByRole('button', { name: 'Take back' }).click();
    assert.match(await json().inputValue(), /"id": "own\/vgg16"/);
  });

  it('builds a chain of presets, and names it as the command line does', async () => {
    await page.getByTestId('editor-chain').click();
    const link = page.getByTestId('field-chain[1].pipeline');
    await link.click();
    await page.keyboard.type('model/inception-v3');
    await page.keyboard.press('Enter');
    await page.getByTestId('field-chain[0].sends.jpeg').fill('70');
    const id = (await page.getByTestId('chain-id').textContent()) ?? '';
    assert.match(id, /^client\/[^~]+~jpeg70~model\/inception-v3$/);
    await use();
    assert.equal(await picker().inputValue(), 'A client, then a model');
    await assertShowsPipeline(findPipeline(id));
  });

  it('nothing was refused or thrown on the way', () => {
    assert.deepEqual(viewer.problems, []);
  });
});
