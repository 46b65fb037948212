import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm } from 'node:fs/promises';
import { registerHooks } from 'node:module';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { pathToFileURL } from 'node:url';
import type { Browser, Page } from 'playwright';
import { bundleIfStale } from '../../build/bundle.ts';
import { root } from '../../build/freshness.ts';
import { isRootOnLinux } from '../../main/base/chromium-root.ts';
import type { OpenImage, Session } from '../../shared/api/contract.ts';
import { readWindowState, writeWindowState } from '../../main/electron/window-state.ts';
import { launchBrowser } from '../support/browser.ts';
import { writeSampleImage } from '../support/sample-image.ts';
import { until } from '../support/viewer.ts';
import { app, desktop } from './stand-in.ts';

const standIn = new URL('./stand-in.ts', import.meta.url).href;
registerHooks({
  resolve: (specifier, context, next) =>
    specifier === 'electron' ? { url: standIn, shortCircuit: true } : next(specifier, context),
});

let folder: string;
let browser: Browser;
let page: Page;

before(async () => {
  await bundleIfStale();
  folder = await mkdtemp(join(tmpdir(), 'scalescope-test-'));
  await writeSampleImage(join(folder, 'first.png'));
  await writeSampleImage(join(folder, 'second.png'), 300, 200);
  desktop.userData = join(folder, 'data');
  writeWindowState(
    join(desktop.userData, 'window.json'),
    { x: 40, y: 50, width: 1000, height: 700 },
    false,
  );
  browser = await launchBrowser();
  const switches = isRootOnLinux() ? ['--no-sandbox'] : ['--disable-gpu'];
  process.argv = [process.execPath, ...switches, root, join(folder, 'first.png'), 'gone.png'];
  const context = await browser.newContext();
  page = await desktop.boot(pathToFileURL(join(root, 'dist/main/electron/electron.js')), context);
});

after(async () => {
  await browser?.close();
  await rm(folder, { recursive: true });
});

/** What the page gets from the API, as its own scripts would. */
function fetchJson(path: string, body?: unknown): Promise<unknown> {
  return page.evaluate(
    async ([url, sent]) => {
      const headers = { 'content-type': 'application/json' };
      const init = sent ? { method: 'POST', headers, body: sent } : {};
      return (await fetch(url, init)).json();
    },
    [path, body === undefined ? '' : JSON.stringify(body)] as const,
  );
}

suite('the desktop app on a stand-in for Electron', () => {
  test('registers its scheme before ready, with what fetch and streams need', () => {
    const privileges = { standard: true, secure: true, supportFetchAPI: true, stream: true };
    assert.deepEqual(desktop.privileges, [{ scheme: 'scalescope', privileges }]);
  });

  test('opens one sandboxed window without Node', () => {
    assert.equal(desktop.isSandboxed, true);
    assert.equal(desktop.windows.length, 1);
    const { preload, ...preferences } = desktop.windows[0]!.options.webPreferences;
    assert.match(preload, /preload\.cjs$/);
    assert.deepEqual(preferences, {
      sandbox: true,
      contextIsolation: true,
      nodeIntegration: false,
      webviewTag: false,
      spellcheck: false,
    });
  });

  test('opens its window where it was, and tells the system what was opened', () => {
    const { x, y, width, height } = desktop.windows[0]!.options as unknown as Record<
      string,
      number
    >;
    assert.deepEqual([x, y, width, height], [40, 50, 1000, 700]);
    assert.ok(desktop.recent.includes(join(folder, 'first.png')));
  });

  test('shows the viewer page under the strict policy', async () => {
    assert.equal(await page.title(), 'Scalescope');
    const blocked = await page.evaluate(async () => {
      const violation = new Promise<string>((resolve) => {
        document.addEventListener('securitypolicyviolation', (event) =>
          resolve(event.effectiveDirective),
        );
      });
      fetch('https://elsewhere.example/').catch(() => undefined);
      return violation;
    });
    assert.equal(blocked, 'connect-src');
  });

  test('lists and opens the image of the command line, and says why one is missing', async () => {
    const session = (await fetchJson('/api/session')) as Session;
    assert.equal(session.host, 'electron');
    assert.equal(session.openPaths, true);
    const [first, gone] = session.images;
    assert.ok(first && 'id' in first && first.name === 'first.png');
    assert.ok(gone && 'error' in gone && gone.error.code === 'not-found');
    const image = (await fetchJson(`/api/images/${first.id}`)) as OpenImage;
    assert.deepEqual([image.raster.width, image.raster.height], [640, 480]);
    const tile = await page.evaluate(async (id) => {
      const response = await fetch(`/api/images/${id}/tiles/0/1/0`);
      return [response.headers.get('x-tile-width'), (await response.arrayBuffer()).byteLength];
    }, first.id);
    assert.deepEqual(tile, ['128', 128 * 480 * 4]);
  });

  test('opens an image by path for the page', async () => {
    const path = join(folder, 'second.png');
    const image = (await fetchJson('/api/images', { path })) as OpenImage;
    assert.equal(image.facts.name, 'second.png');
  });

  test('gives the page the bridge and nothing else', async () => {
    const names = await page.evaluate(() => Object.keys(window.scalescope!).sort());
    assert.deepEqual(names, ['onCommand', 'onOpenPaths', 'openDialog', 'pathOfFile', 'setMenu']);
    assert.equal(await page.evaluate(() => 'require' in window || 'process' in window), false);
    const path = await page.evaluate(() => window.scalescope!.pathOfFile(new File([], 'a.png')));
    assert.equal(path, '/dropped/a.png');
  });

  test('asks with the dialog of the system', async () => {
    desktop.chosen = ['/pictures/a.png'];
    assert.deepEqual(await page.evaluate(() => window.scalescope!.openDialog()), desktop.chosen);
  });

  test('has the commands of the viewer in its menus, by their names', async () => {
    const labels = () =>
      desktop.menu.map(({ label, submenu = [] }) => [label, submenu.map((item) => item.label)]);
    while (desktop.menu.length < 5) await page.waitForTimeout(20);
    const menus = Object.fromEntries(labels()) as Record<string, string[]>;
    assert.ok(menus['File']!.includes('Open…'));
    assert.ok(menus['View']!.includes('Wipe'));
    assert.ok(menus['Zoom']!.includes('Fit the image'));
  });

  test('runs what is chosen in a menu', async () => {
    const choose = (menu: string, item: string): void => {
      const of = desktop.menu.find(({ label }) => label === menu)!;
      of.submenu!.find(({ label }) => label === item)!.click!();
    };
    choose('Help', 'Keys and pointer');
    await page.getByTestId('help').waitFor();
    await page.keyboard.press('Escape');
    desktop.chosen = [join(folder, 'second.png')];
    choose('File', 'Open…');
    await page.getByText('300x200, the source').waitFor();
  });

  test('shows the images of a second start', async () => {
    const sent = receivedPaths();
    app.emit('second-instance', {}, [], folder, { images: ['/pictures/b.png', 7] });
    assert.deepEqual(await sent, ['/pictures/b.png']);
  });

  test('refuses to leave its page', async () => {
    const before = page.url();
    await page.evaluate(() => location.assign('https://elsewhere.example/'));
    await page.waitForTimeout(300);
    assert.equal(page.url(), before);
    assert.equal(await page.title(), 'Scalescope');
  });

  test('refuses to open windows', async () => {
    await page.evaluate(() => void window.open('https://elsewhere.example/'));
    await until(() => desktop.deniedWindows.length > 0, 'the refusal');
    await until(() => page.context().pages().length === 1, 'the end of the other window');
    assert.equal(page.isClosed(), false);
  });

  test('refuses every permission and every embedded page', () => {
    const decisions: boolean[] = [];
    for (const name of ['media', 'geolocation', 'notifications', 'openExternal']) {
      desktop.permission!(null, name, (isGranted) => decisions.push(isGranted));
    }
    assert.deepEqual(decisions, [false, false, false, false]);
    let isPrevented = false;
    desktop.windows[0]!.webContents.emit('will-attach-webview', {
      preventDefault: () => (isPrevented = true),
    });
    assert.ok(isPrevented);
  });

  test('refuses messages from another page', async () => {
    const foreign = await page.context().newPage();
    await foreign.route('**/*', (route) => route.fulfill({ body: 'foreign' }));
    await foreign.goto('https://elsewhere.example/');
    const asked = foreign.evaluate(() => globalThis.standInInvoke('open-dialog', []));
    await assert.rejects(asked, /Refused a message from https:\/\/elsewhere\.example\//);
    await foreign.close();
  });

  test('tells what nothing has caught in a sentence, keeps the rest in a log, and ends', async () => {
    const [caught] = process.listeners('uncaughtException').slice(-1);
    caught!(new TypeError('x is not a function'), 'uncaughtException');
    const [{ title, text }] = desktop.told as [{ title: string; text: string }];
    assert.equal(title, 'Scalescope has to close');
    assert.match(text, /^Something went wrong inside Scalescope \(x is not a function\)\./);
    assert.doesNotMatch(text, / {4}at /);
    const log = join(desktop.userData, 'scalescope.log');
    assert.ok(text.endsWith(`The details are in ${log}.`));
    assert.match(await readFile(log, 'utf8'), /TypeError: x is not a function\n +at /);
    assert.equal(desktop.exitCode, 1);
    caught!(new Error('again'), 'uncaughtException');
    assert.equal(desktop.told.length, 1);
  });

  test('ends with its last window, engines and all', { timeout: 10_000 }, async () => {
    const ended = new Promise((resolve) => app.once('stand-in-exit', resolve));
    await page.close();
    await ended;
    assert.equal(desktop.exitCode, 0);
    const screens = [{ x: 0, y: 0, width: 1920, height: 1080 }];
    const kept = readWindowState(join(desktop.userData, 'window.json'), screens);
    assert.deepEqual([kept.width, kept.height], [1111, 777]);
  });
});

/** The next paths that the page is told of. */
async function receivedPaths(): Promise<string[]> {
  return page.evaluate(
    () => new Promise<string[]>((resolve) => window.scalescope!.onOpenPaths(resolve)),
  );
}
