/** An image is opened in the page: when something of it is seen, when its own pixels, and when its verdict is there. */
import { readFile, writeFile } from 'node:fs/promises';
import type { Page } from 'playwright';
import { settled } from '../../support/viewer.ts';

/** Milliseconds from the choice of the file on, as the page itself sees them. */
export interface OpeningTimes {
  /** Until any pixels of the image, and until none of its preview, are seen. */
  firstPixelsMs: number;
  exactMs: number;
  /** Until both panes are settled, and until the verdict is told. */
  settledMs: number;
  verdictMs: number;
}

interface Seen {
  start: number;
  firstPixels: number;
  exact: number;
  settled: number;
  verdict: number;
}

/**
 * Chooses `photo` in the page, once what went on before is over. Nothing is counted before the stage was empty: an
 * image that is still shown would be taken for the next.
 */
export async function open(page: Page, photo: string): Promise<OpeningTimes> {
  await page.waitForFunction(isIdle);
  await page.evaluate(watchOpening);
  await page.getByTestId('file-input').first().setInputFiles(photo);
  await settled(page);
  await page.waitForFunction(() => {
    const { seen } = globalThis as { seen?: Seen };
    return seen!.exact > 0 && seen!.settled > 0 && seen!.verdict > 0;
  });
  const { start, ...ends } = await page.evaluate(() => (globalThis as { seen?: Seen }).seen!);
  return {
    firstPixelsMs: ends.firstPixels - start,
    exactMs: ends.exact - start,
    settledMs: ends.settled - start,
    verdictMs: ends.verdict - start,
  };
}

/** Runs in the page: notes in `seen` when each is seen first. */
function watchOpening(): void {
  const seen: Seen = { start: 0, firstPixels: 0, exact: 0, settled: 0, verdict: 0 };
  (globalThis as { seen?: Seen }).seen = seen;
  const input = document.querySelector('[data-testid=file-input]')!;
  const start = (): void => void (seen.start = performance.now());
  input.addEventListener('change', start, { capture: true, once: true });
  const hasPixels = (): boolean => {
    const canvas = document.querySelector<HTMLCanvasElement>('[data-testid=human-canvas]');
    if (canvas === null || canvas.width === 0) return false;
    const { width, height } = canvas;
    return canvas.getContext('2d')!.getImageData(width >> 1, height >> 1, 1, 1).data[3] > 0;
  };
  const is = (selector: string): boolean => document.querySelector(selector) !== null;
  let wasEmpty = false;
  const look = (): void => {
    const now = performance.now();
    if (seen.start > 0 && !wasEmpty) wasEmpty = !hasPixels();
    if (wasEmpty) {
      if (seen.firstPixels === 0 && hasPixels()) seen.firstPixels = now;
      const isPreview = is('[data-testid=loading][data-preview=true]');
      if (seen.firstPixels > 0 && seen.exact === 0 && !isPreview) seen.exact = now;
      const areSettled = ['human', 'machine'].every((pane) =>
        is(`[data-testid=${pane}-canvas][data-settled=true]`),
      );
      if (seen.exact > 0 && seen.settled === 0 && areSettled) seen.settled = now;
      if (seen.verdict === 0 && is('[data-testid=verdict] .badge')) seen.verdict = now;
    }
    if (seen.settled === 0 || seen.verdict === 0) requestAnimationFrame(look);
  };
  requestAnimationFrame(look);
}

/** Runs in the page: whether nothing is inspected, and no text is being read. */
function isIdle(): boolean {
  const row = document.querySelector('[data-testid=text-row]')?.textContent ?? '';
  return document.querySelector('progress') === null && !row.includes('being read');
}

/** Another file of the same picture as the JPEG at `photo`, with a comment of its own. */
export async function writeVariant(photo: string, number: number): Promise<string> {
  const bytes = await readFile(photo);
  const comment = Buffer.from(`variant ${number}`);
  const head = Buffer.from([0xff, 0xfe, 0, comment.length + 2]);
  const path = photo.replace(/\.jpg$/, `-${number}.jpg`);
  await writeFile(path, Buffer.concat([bytes.subarray(0, 2), head, comment, bytes.subarray(2)]));
  return path;
}
