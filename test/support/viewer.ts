/** The viewer in a real browser on a real host, and what is seen on its canvases. */
import type { Browser, BrowserContextOptions, Page } from 'playwright';
import { serveLoopback, type LoopbackHost } from '../../main/hosts/serve.ts';
import { createViewerHost, type ViewerHost } from '../../main/hosts/viewer-host.ts';
import { launchBrowser } from './browser.ts';

export interface RunningViewer {
  /** A fresh page on the viewer; its script errors and refused requests are in `problems`. */
  open(options?: BrowserContextOptions): Promise<Page>;
  close(): Promise<void>;
  problems: string[];
  loopback: LoopbackHost;
  host: ViewerHost;
}

/** Serves the viewer with `images`, and the case at `casePath`, and a browser for it. */
export async function startViewer(
  images: string[] = [],
  casePath?: string,
): Promise<RunningViewer> {
  const cases = casePath === undefined ? [] : [casePath];
  const host = createViewerHost('loopback', { cases });
  for (const path of cases) await host.openCase(path);
  await host.api.openAtStart(images);
  const loopback = await serveLoopback({ site: host.site });
  const browser: Browser = await launchBrowser();
  const problems: string[] = [];
  return {
    async close() {
      await browser.close();
      await loopback.close();
      await host.close();
    },
    problems,
    loopback,
    host,
    async open(options = {}) {
      const context = await browser.newContext({
        viewport: { width: 1440, height: 900 },
        ...options,
      });
      const page = await context.newPage();
      page.on('pageerror', (error) => problems.push(error.message));
      page.on('console', (message) => {
        if (message.type() === 'error') problems.push(message.text());
      });
      await page.goto(loopback.url);
      return page;
    },
  };
}

export type PaneName = 'human' | 'machine' | 'compare';

/** Waits until both panes show exactly and completely what they should, and the marks over it. */
export async function settled(page: Page, panes: PaneName[] = ['human', 'machine']): Promise<void> {
  for (const pane of panes) {
    try {
      await page.waitForSelector(`[data-testid=${pane}-canvas][data-settled=true]`);
      await page.waitForSelector(`[data-testid=${pane}-overlay][data-settled=true]`);
    } catch (error) {
      const said = await page.evaluate(() => document.body.innerText);
      throw new Error(`The ${pane} stage never settled. The page says:\n${said}`, { cause: error });
    }
  }
}

/** Waits until `holds`; fails by saying that `what` never came. */
export async function until(holds: () => Promise<boolean> | boolean, what: string): Promise<void> {
  const end = performance.now() + 15_000;
  while (!(await holds())) {
    if (performance.now() > end) throw new Error(`Never came: ${what}`);
    await new Promise((resolve) => setTimeout(resolve, 25));
  }
}

export interface SeenPixels {
  width: number;
  height: number;
  /** RGBA, row-major. */
  data: Uint8Array;
}

/** The pixels of a pane's canvas as they are on screen. */
export async function seenPixels(page: Page, pane: PaneName): Promise<SeenPixels> {
  const seen = await page.getByTestId(`${pane}-canvas`).evaluate((element) => {
    const canvas = element as HTMLCanvasElement;
    const { width, height } = canvas;
    const { data } = canvas.getContext('2d')!.getImageData(0, 0, width, height);
    let text = '';
    for (let at = 0; at < data.length; at += 8192) {
      text += String.fromCharCode(...data.subarray(at, at + 8192));
    }
    return { width, height, base64: btoa(text) };
  });
  const { width, height, base64 } = seen;
  return { width, height, data: new Uint8Array(Buffer.from(base64, 'base64')) };
}

/**
 * Presses `keys` one after the other and waits until both panes are settled, or the stages that are
 * named first.
 */
export async function press(page: Page, ...keys: (string | PaneName[])[]): Promise<void> {
  const stages = keys.filter((key) => typeof key !== 'string').flat();
  for (const key of keys) {
    if (typeof key !== 'string') continue;
    await page.keyboard.press(key);
    await page.evaluate(() => new Promise((resolve) => requestAnimationFrame(resolve)));
  }
  await settled(page, stages.length > 0 ? stages : undefined);
}
