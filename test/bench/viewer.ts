/** The viewer in a real browser: open to first pixels, to settled, and pan and zoom at 24 MP. */
import type { Page } from 'playwright';
import sharp from 'sharp';
import { settled, startViewer } from '../support/viewer.ts';
import { medianMs, report } from './measure.ts';

/** What happened on the interface thread while something was moved. */
interface Motion {
  longestTaskMs: number;
  framesPerSecond: number;
}

const STEPS = 90;

export async function benchViewer(photo: string): Promise<void> {
  const decodeMs = await medianMs(3, () => sharp(photo).raw().toBuffer());
  report('libvips decode (baseline)', decodeMs);
  const viewer = await startViewer();
  try {
    const page = await viewer.open();
    await page.getByTestId('empty').waitFor();
    await open(page, photo); // warms up: engines, workers and the browser's caches
    const first = await open(page, photo);
    report('open to first pixels', first.firstPixelsMs, decodeMs, '1.5x');
    report('open to settled, both panes', first.settledMs, decodeMs);
    const box = (await page.getByTestId('human-stage').boundingBox())!;
    const x = box.x + box.width / 2;
    const y = box.y + box.height / 2;
    await page.mouse.move(x, y);
    print('zoom by the wheel', await zoom(page));
    await page.keyboard.press('z');
    await settled(page);
    print('pan by dragging at 100 %', await pan(page, x, y));
    await page.keyboard.press('0');
    await settled(page);
    print('point at pixels', await point(page, x, y));
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

function print(label: string, { longestTaskMs, framesPerSecond }: Motion): void {
  report(`${label}: longest task`, longestTaskMs, undefined, '50 ms');
  process.stdout.write(
    `  ${`${label}: frames`.padEnd(46)}${framesPerSecond.toFixed(0).padStart(8)} /s  (budget 60 /s)\n`,
  );
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

function point(page: Page, x: number, y: number): Promise<Motion> {
  return watch(page, async () => {
    for (let step = 0; step < STEPS; step++) await page.mouse.move(x + 2 * step, y + step);
  });
}

/** Runs `move` and watches the interface thread; tasks below 50 ms are not told by the browser. */
async function watch(page: Page, move: () => Promise<void>): Promise<Motion> {
  await page.evaluate(() => {
    const seen = { longest: 0, frames: 0, since: performance.now(), isOn: true };
    (globalThis as { benchSeen?: typeof seen }).benchSeen = seen;
    new PerformanceObserver((list) => {
      for (const { duration } of list.getEntries()) seen.longest = Math.max(seen.longest, duration);
    }).observe({ type: 'longtask' });
    const count = (): void => {
      seen.frames++;
      if (seen.isOn) requestAnimationFrame(count);
    };
    requestAnimationFrame(count);
  });
  await move();
  return page.evaluate(() => {
    const { benchSeen: seen } = globalThis as {
      benchSeen?: { longest: number; frames: number; since: number; isOn: boolean };
    };
    seen!.isOn = false;
    const seconds = (performance.now() - seen!.since) / 1000;
    return { longestTaskMs: seen!.longest, framesPerSecond: seen!.frames / seconds };
  });
}
