/**
 * The review queue of 50,000 images, or of as many as are named, in a real browser: how long until its first
 * rows are shown, and the interface thread while it is scrolled, as a list and as a grid.
 */
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import sharp from 'sharp';
import { makeLongCase } from '../../support/review-case.ts';
import { startViewer } from '../../support/viewer.ts';
import { traceInterface } from './interface-trace.ts';
import { report } from '../measure.ts';
import { best, print, watch, type Motion } from './motion.ts';

const MANY_IMAGES = 50_000;
const RUNS = 5;
const STEPS = 90;
/** CSS pixels of a frame where the list is flung: 25 rows. */
const FLING = 1500;
const BUDGET = '1000 ms';
const sample = fileURLToPath(new URL('../../samples/dandelion-attack.png', import.meta.url));

export async function benchQueue([count]: readonly string[] = []): Promise<void> {
  const images = count === undefined ? MANY_IMAGES : Number(count);
  const folder = await mkdtemp(join(tmpdir(), 'scalescope-bench-queue-'));
  try {
    const path = makeLongCase(folder, images, await sharp(sample).resize(160).webp().toBuffer());
    const viewer = await startViewer([], path);
    try {
      const page = await viewer.open();
      await rowsShown(page); // warms up: the host and the browser's caches
      tell('page with the queue to its first rows', await openings(page));
      tell('another order to its first rows', await reorderings(page));
      for (const layout of ['list', 'grid']) {
        if (layout === 'grid') await page.getByRole('button', { name: 'Grid' }).click();
        await rowsShown(page);
        await page.getByTestId('case-list').hover();
        print(`scroll the ${layout} by the wheel`, await best(() => wheel(page)));
        print(`fling the ${layout}`, await best(() => fling(page)));
      }
    } finally {
      await viewer.close();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

/** A wait of the person at the page. */
interface Wait {
  clockMs: number;
  /** Processor time of the interface thread, and of the host with all that drives it. */
  pageCpuMs: number;
  hostCpuMs: number;
}

/** The median wait by the clock, with the least processor time: other programs only ever add to it. */
function tell(label: string, waits: readonly Wait[]): void {
  const byClock = waits.map(({ clockMs }) => clockMs).sort((a, b) => a - b);
  const page = Math.min(...waits.map(({ pageCpuMs }) => pageCpuMs));
  const host = Math.min(...waits.map(({ hostCpuMs }) => hostCpuMs));
  const note = `processor time: page ${page.toFixed(0)} ms, host ${host.toFixed(0)} ms`;
  report(label, byClock[byClock.length >> 1], undefined, BUDGET, note);
}

/** Loads the page anew, each time until its queue shows rows; times by the page's own clock. */
function openings(page: Page): Promise<Wait[]> {
  return repeat(page, async () => {
    await page.reload({ waitUntil: 'commit' });
    return rowsShown(page);
  });
}

/** Sorts the queue by name and by score in turn. */
function reorderings(page: Page): Promise<Wait[]> {
  const orders = ['score', 'name'];
  return repeat(page, async () => {
    const before = await page.locator('.case-item').first().getAttribute('data-row');
    const started = await page.evaluate(() => performance.now());
    await page.getByLabel('Sort by').selectOption(orders.reverse()[0]);
    return (await rowsShown(page, before)) - started;
  });
}

async function repeat(page: Page, run: () => Promise<number>): Promise<Wait[]> {
  const waits: Wait[] = [];
  for (let i = 0; i < RUNS; i++) {
    let clockMs = 0;
    const host = process.cpuUsage();
    const { cpuMs } = await traceInterface(page, async () => {
      clockMs = await run();
    });
    const { user, system } = process.cpuUsage(host);
    waits.push({ clockMs, pageCpuMs: cpuMs, hostCpuMs: (user + system) / 1000 });
  }
  return waits;
}

/** Waits until every row in view is there, and the first is not `other`; gives the page's time then. */
async function rowsShown(page: Page, other: string | null = null): Promise<number> {
  const shown = await page.waitForFunction((not) => {
    const items = [...document.querySelectorAll<HTMLElement>('.case-item')];
    if (items.length <= 5 || items[0].dataset['row'] === not) return false;
    return items.every((item) => item.querySelector('.queue-name')) && performance.now();
  }, other);
  return (await shown.jsonValue()) as number;
}

function wheel(page: Page): Promise<Motion> {
  return watch(page, async () => {
    for (let step = 0; step < STEPS; step++) await page.mouse.wheel(0, step % 30 < 20 ? 240 : -240);
  });
}

/** Scrolls as a dragged scroll bar does: far in every frame. */
function fling(page: Page): Promise<Motion> {
  return watch(page, () =>
    page.getByTestId('case-list').evaluate(
      (list, { steps, by }) =>
        new Promise<void>((resolve) => {
          let step = 0;
          const go = (): void => {
            list.scrollTop += by;
            if (++step < steps) requestAnimationFrame(go);
            else resolve();
          };
          requestAnimationFrame(go);
        }),
      { steps: STEPS, by: FLING },
    ),
  );
}
