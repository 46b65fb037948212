/**
 * `npm run screenshots`: the pictures of the README and its pages, taken of the running viewer with the sample.
 */
import { fileURLToPath } from 'node:url';
import type { Page } from 'playwright';
import { bundleIfStale } from '../../../build/bundle.ts';
import { serveLoopback } from '../../../main/hosts/serve.ts';
import { createViewerHost } from '../../../main/hosts/viewer-host.ts';
import { launchBrowser } from '../../support/browser.ts';
import { press, settled } from '../../support/viewer.ts';

const sample = fileURLToPath(new URL('../../samples/dandelion-attack.png', import.meta.url));
const docs = new URL('../../../docs/pictures/', import.meta.url);

interface Shot {
  file: string;
  width: number;
  height: number;
  colorScheme: 'light' | 'dark';
  prepare?: (page: Page) => Promise<void>;
}

/** Zooms in on the dandelion's edge until the lattice shows, and points at a pixel of it. */
async function zoomIn(page: Page): Promise<void> {
  const box = (await page.getByTestId('human-canvas').boundingBox())!;
  const x = box.x + box.width * 0.55;
  const y = box.y + box.height * 0.42;
  await page.mouse.move(x, y);
  for (let i = 0; i < 15; i++) {
    await page.mouse.wheel(0, -160);
    await page.waitForTimeout(40);
  }
  await settled(page);
  const machine = (await page.getByTestId('machine-canvas').boundingBox())!;
  await page.mouse.move(machine.x + machine.width * 0.5, machine.y + machine.height * 0.45);
}

/** Chooses a mode that compares in one stage, by its key. */
function compareBy(key: string): (page: Page) => Promise<void> {
  return async (page) => {
    await press(page, ['compare'], key);
    const stage = (await page.getByTestId('compare-canvas').boundingBox())!;
    await page.mouse.move(stage.x + stage.width * 0.6, stage.y + stage.height * 0.5);
  };
}

const SHOTS: Shot[] = [
  { file: 'viewer.png', width: 1440, height: 900, colorScheme: 'light' },
  { file: 'viewer-small.png', width: 1024, height: 700, colorScheme: 'dark' },
  { file: 'lattice.png', width: 1440, height: 900, colorScheme: 'light', prepare: zoomIn },
  { file: 'wipe.png', width: 1440, height: 900, colorScheme: 'dark', prepare: compareBy('w') },
  {
    file: 'difference.png',
    width: 1024,
    height: 700,
    colorScheme: 'light',
    prepare: compareBy('d'),
  },
];

await bundleIfStale();
const host = createViewerHost('loopback');
await host.api.openAtStart([sample]);
const loopback = await serveLoopback({ site: host.site });
const browser = await launchBrowser();
try {
  for (const { file, width, height, colorScheme, prepare } of SHOTS) {
    const page = await browser.newPage({ viewport: { width, height }, colorScheme });
    await page.goto(loopback.url);
    await settled(page);
    await page.getByText('score').first().waitFor();
    await prepare?.(page);
    await page.waitForTimeout(600); // the hover's values arrive after it
    await page.screenshot({ path: fileURLToPath(new URL(file, docs)) });
    await page.close();
    process.stdout.write(`docs/pictures/${file}\n`);
  }
} finally {
  await browser.close();
  await loopback.close();
  await host.close();
}
