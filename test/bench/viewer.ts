/**
 * The viewer in a real browser at 24 MP, `npm run bench:ui`: open to first pixels and to settled, and
 * the longest task (in processor time) and the frames per second of the interface thread while it opens, zooms, pans,
 * wipes and points, in every mode that paints differently.
 */
import type { Page } from 'playwright';
import sharp from 'sharp';
import { press, settled, startViewer } from '../support/viewer.ts';
import { traceInterface, type InterfaceTrace } from './interface-trace.ts';
import { medianMs, report } from './measure.ts';

/** What happened on the interface thread while something was moved. */
interface Motion extends InterfaceTrace {
  framesPerSecond: number;
}

const STEPS = 90;
const RUNS = 3;

export async function benchViewer(photo: string): Promise<void> {
  const decodeMs = await medianMs(3, () => sharp(photo).raw().toBuffer());
  report('libvips decode (baseline)', decodeMs);
  const viewer = await startViewer();
  try {
    const page = await viewer.open();
    await page.getByTestId('empty').waitFor();
    await open(page, photo); // warms up: engines, workers and the browser's caches
    const first = { firstPixelsMs: 0, settledMs: 0 };
    const opening = await watch(page, async () => {
      Object.assign(first, await open(page, photo));
    });
    report('open to first pixels', first.firstPixelsMs, decodeMs, '1.5x');
    report('open to settled, both panes', first.settledMs, decodeMs);
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
  } finally {
    await viewer.close();
  }
}

/** Chooses `photo` in the page; times from there on, as the page itself sees them. */
async function open(
  page: Page,
  photo: string,
): Promise<{ firstPixelsMs: number; settledMs: number }> {
  await page.evaluate(() => {
    const times = { start: 0, firstPixels: 0 };
    (globalThis as { benchTimes?: typeof times }).benchTimes = times;
    const input = document.querySelector('[data-testid=file-input]')!;
    input.addEventListener('change', () => (times.start = performance.now()), {
      capture: true,
      once: true,
    });
    const look = (): void => {
      const canvas = document.querySelector<HTMLCanvasElement>('[data-testid=human-canvas]');
      const isOpening = document.querySelector('.busy') !== null || canvas === null;
      if (times.start > 0 && !isOpening && canvas.width > 0) {
        const { width, height } = canvas;
        const middle = canvas.getContext('2d')!.getImageData(width >> 1, height >> 1, 1, 1);
        if (middle.data[3] > 0) {
          times.firstPixels = performance.now();
          return;
        }
      }
      requestAnimationFrame(look);
    };
    requestAnimationFrame(look);
  });
  await page.getByTestId('file-input').first().setInputFiles(photo);
  await page.waitForFunction(
    () => (globalThis as { benchTimes?: { firstPixels: number } }).benchTimes!.firstPixels > 0,
  );
  await settled(page);
  return page.evaluate(() => {
    const { benchTimes } = globalThis as { benchTimes?: { start: number; firstPixels: number } };
    const { start, firstPixels } = benchTimes!;
    return { firstPixelsMs: firstPixels - start, settledMs: performance.now() - start };
  });
}

function print(label: string, { longestCpuMs, longestMs, framesPerSecond }: Motion): void {
  report(`${label}: longest task`, longestCpuMs, undefined, '50 ms');
  process.stdout.write(
    `  ${`${label}: frames`.padEnd(46)}${framesPerSecond.toFixed(0).padStart(8)} /s  ` +
      `(budget 60 /s; longest task by the clock ${longestMs.toFixed(0)} ms)\n`,
  );
}

/** The best of a few runs: other programs on the machine only ever make it worse. */
async function best(run: () => Promise<Motion>): Promise<Motion> {
  const runs: Motion[] = [];
  for (let i = 0; i < RUNS; i++) runs.push(await run());
  return {
    longestCpuMs: Math.min(...runs.map(({ longestCpuMs }) => longestCpuMs)),
    longestMs: Math.min(...runs.map(({ longestMs }) => longestMs)),
    framesPerSecond: Math.max(...runs.map(({ framesPerSecond }) => framesPerSecond)),
  };
}

function zoom(page: Page): Promise<Motion> {
  return watch(page, async () => {
    for (let step = 0; step < STEPS; step++) {
      await page.mouse.wheel(0, step < STEPS / 2 ? -120 : 120);
    }
  });
}

function pan(page: Page, x: number, y: number): Promise<Motion> {
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

/** Runs `move`, traces the interface thread and counts its frames. */
async function watch(page: Page, move: () => Promise<void>): Promise<Motion> {
  let framesPerSecond = 0;
  const trace = await traceInterface(page, async () => {
    await page.evaluate(() => {
      const seen = { frames: 0, since: performance.now(), isOn: true };
      (globalThis as { benchSeen?: typeof seen }).benchSeen = seen;
      const count = (): void => {
        seen.frames++;
        if (seen.isOn) requestAnimationFrame(count);
      };
      requestAnimationFrame(count);
    });
    await move();
    framesPerSecond = await page.evaluate(() => {
      const { benchSeen: seen } = globalThis as {
        benchSeen?: { frames: number; since: number; isOn: boolean };
      };
      seen!.isOn = false;
      return seen!.frames / ((performance.now() - seen!.since) / 1000);
    });
  });
  return { ...trace, framesPerSecond };
}
