/**
 * 200 megapixels in the viewer, by name only (`npm run bench -- large`): open to first pixels against
 * the decode, pan and zoom, the search, and the memory of the engines.
 */
import { readFileSync } from 'node:fs';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import type { Page } from 'playwright';
import sharp from 'sharp';
import { press, settled, startViewer } from '../../support/viewer.ts';
import { report } from '../measure.ts';
import { print } from './motion.ts';
import { writePhoto } from '../photo.ts';
import { open } from './opening.ts';
import { pan, zoom } from './viewer.ts';

const WIDTH = 16_000;
const HEIGHT = 12_500;
/** The search of so many pixels may take longer than a browser's patience. */
const SEARCH_TIMEOUT_MS = 300_000;

export async function benchLarge(): Promise<void> {
  const folder = await mkdtemp(join(tmpdir(), 'scalescope-bench-large-'));
  try {
    const photo = await writePhoto(join(folder, 'large.jpg'), WIDTH, HEIGHT);
    const started = performance.now();
    await sharp(photo).raw().toBuffer();
    const decodeMs = performance.now() - started;
    report(`libvips decode of ${WIDTH}x${HEIGHT} (baseline)`, decodeMs);
    const viewer = await startViewer();
    try {
      const page = await viewer.open();
      page.setDefaultTimeout(SEARCH_TIMEOUT_MS);
      await page.getByTestId('empty').waitFor();
      const opened = performance.now();
      const { firstPixelsMs, settledMs } = await open(page, photo);
      report('open to first pixels', firstPixelsMs, decodeMs, '1.5x');
      report('open to settled, both panes', settledMs, decodeMs);
      await move(page);
      await page.getByText('score').first().waitFor();
      report('open to the verdict, moving meanwhile', performance.now() - opened, decodeMs);
      printMemory((WIDTH * HEIGHT * 3) / 1e6);
    } finally {
      await viewer.close();
    }
  } finally {
    await rm(folder, { recursive: true });
  }
}

async function move(page: Page): Promise<void> {
  const box = (await page.getByTestId('human-stage').boundingBox())!;
  const x = box.x + box.width / 2;
  const y = box.y + box.height / 2;
  await page.mouse.move(x, y);
  print('zoom by the wheel', await zoom(page));
  await press(page, 'z');
  print('pan by dragging at 100 %', await pan(page, x, y));
  const released = performance.now();
  await settled(page);
  report('released to settled at 100 %', performance.now() - released);
  await press(page, 'f');
}

/** The most that each engine held, where the system tells. */
function printMemory(rasterMb: number): void {
  const peaks = enginePeaksMb();
  if (peaks.length === 0) return;
  process.stdout.write(
    `  raw raster ${rasterMb.toFixed(0)} MB; peaks of the engines ` +
      `${peaks.map((mb) => `${mb.toFixed(0)} MB`).join(', ')}\n`,
  );
}

function enginePeaksMb(): number[] {
  try {
    const children = readFileSync(`/proc/self/task/${process.pid}/children`, 'utf8');
    return children
      .trim()
      .split(' ')
      .filter((pid) => readFileSync(`/proc/${pid}/cmdline`, 'utf8').includes('engine-process'))
      .map((pid) => /VmHWM:\s+(\d+)/.exec(readFileSync(`/proc/${pid}/status`, 'utf8'))!)
      .map(([, kilobytes]) => Number(kilobytes) / 1000);
  } catch {
    return []; // only Linux tells it there
  }
}
