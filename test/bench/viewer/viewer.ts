/**
 * The viewer in a real browser at 24 MP, `npm run bench:ui`: open to first pixels and to settled, and
 * the longest task (in processor time) and the frames per second of the interface thread while it opens, zooms, pans,
 * wipes and points, in every mode that paints differently.
 */
import type { Page } from 'playwright';
import sharp from 'sharp';
import { press, startViewer } from '../../support/viewer.ts';
import { medianMs, report } from '../measure.ts';
import { best, print, watch, type Motion } from './motion.ts';
import { open, writeVariant, type OpeningTimes } from './opening.ts';

const STEPS = 90;
/** Times that a photograph is opened; the median counts. */
const RUNS = 5;

export async function benchViewer(photo: string): Promise<void> {
  const decodeMs = await medianMs(3, () => sharp(photo).raw().toBuffer());
  report('libvips decode (baseline)', decodeMs);
  const viewer = await startViewer();
  try {
    const page = await viewer.open();
    await page.getByTestId('empty').waitFor();
    await open(page, photo); // warms up: engines, workers and the code of the page
    // Each run opens another file: neither the browser nor an engine has any of it.
    const runs: OpeningTimes[] = [];
    while (runs.length < RUNS) runs.push(await open(page, await writeVariant(photo, runs.length)));
    const last = await writeVariant(photo, RUNS);
    const opening = await watch(page, async () => void (await open(page, last)));
    const median = (of: (times: OpeningTimes) => number): number =>
      runs.map(of).sort((a, b) => a - b)[runs.length >> 1];
    const firstMs = median(({ firstPixelsMs }) => firstPixelsMs);
    report('open to first pixels, a preview', firstMs, decodeMs, '1.5x');
    report(
      'open to pixels of the image',
      median(({ exactMs }) => exactMs),
      decodeMs,
    );
    report(
      'open to settled, both panes',
      median(({ settledMs }) => settledMs),
      decodeMs,
    );
    const verdictMs = median((times) => times.verdictMs - times.firstPixelsMs);
    report('first pixels to the verdict', verdictMs, undefined, '1000 ms on idle cores');
    print('open', opening);
    const box = (await page.getByTestId('human-stage').boundingBox())!;
    const x = box.x + box.width / 2;
    const y = box.y + box.height / 2;
    await page.mouse.move(x, y);
    print('zoom by the wheel', await best(() => zoom(page)));
    await press(page, 'z');
    print('pan by dragging at 100 %', await best(() => pan(page, x, y)));
    await press(page, ']');
    print('pan by dragging at 16:1, lattice and grid', await best(() => pan(page, x, y)));
    await press(page, 'f');
    print('point at pixels', await best(() => point(page, x, y)));
    await press(page, 'x');
    print('point with the lens', await best(() => point(page, x, y)));
    await press(page, 'x');
    await press(page, ['compare'], 'w', 'z');
    print('pan by dragging while wiping', await best(() => pan(page, x, y)));
    print('drag the divider', await best(() => wipe(page)));
    await press(page, ['compare'], 'd', 'z');
    print('pan by dragging the difference', await best(() => pan(page, x, y)));
    await press(page, ['compare'], 'o');
    print('pan by dragging the onion skin', await best(() => pan(page, x, y)));
    await press(page, 's', 'f');
    await page.getByTestId('tab-sweep').click();
    await sweep(page); // draws the chart's parts for the first time
    print('sweep over 41 sizes', await watch(page, () => sweep(page)));
  } finally {
    await viewer.close();
  }
}

/** Sweeps over the next range of sizes and waits until the film of machine views is there. */
async function sweep(page: Page): Promise<void> {
  const from = page.getByTestId('sweep-from');
  const next = Number(await from.inputValue()) + 1;
  await from.fill(String(next));
  await page.getByTestId('sweep-to').fill(String(next + 40));
  await page.getByTestId('sweep-start').click();
  await page.getByTestId('sweep-stop').waitFor();
  await page.getByTestId('sweep-start').waitFor();
  await page.getByTestId('film-frame').last().locator('canvas').waitFor();
}

/** Zooms in and out by the wheel where the pointer is. */
export function zoom(page: Page): Promise<Motion> {
  return watch(page, async () => {
    for (let step = 0; step < STEPS; step++) {
      await page.mouse.wheel(0, step < STEPS / 2 ? -120 : 120);
    }
  });
}

/** Drags around (x, y). */
export function pan(page: Page, x: number, y: number): Promise<Motion> {
  return watch(page, async () => {
    await page.mouse.down();
    for (let step = 0; step < STEPS; step++) {
      const turn = (step / STEPS) * 4 * Math.PI;
      await page.mouse.move(x + 200 * Math.sin(turn), y + 150 * Math.sin(2 * turn));
    }
    await page.mouse.up();
  });
}

function wipe(page: Page): Promise<Motion> {
  return watch(page, async () => {
    const grip = (await page.getByTestId('divider').boundingBox())!;
    const x = grip.x + grip.width / 2;
    await page.mouse.move(x, grip.y + 40);
    await page.mouse.down();
    for (let step = 0; step < STEPS; step++) {
      await page.mouse.move(x + 200 * Math.sin((step / STEPS) * 4 * Math.PI), grip.y + 40);
    }
    await page.mouse.up();
  });
}

function point(page: Page, x: number, y: number): Promise<Motion> {
  return watch(page, async () => {
    for (let step = 0; step < STEPS; step++) await page.mouse.move(x + 2 * step, y + step);
  });
}
