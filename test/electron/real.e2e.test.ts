import assert from 'node:assert/strict';
import { mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { _electron, type ElectronApplication, type Page } from 'playwright';
import { bundleIfStale } from '../../build/bundle.ts';
import { root } from '../../build/freshness.ts';
import { isRootOnLinux } from '../../main/base/chromium-root.ts';
import { DIST_VARIABLE, installedElectron } from '../../main/hosts/electron-binary.ts';
import type { OpenImage, Session } from '../../shared/api/contract.ts';
import { writeSampleImage } from '../support/sample-image.ts';

const binary = installedElectron(root);
/** A release is not made where this suite could only be skipped. */
const isRequired = Boolean(process.env['SCALESCOPE_ELECTRON_REQUIRED']);
const isShown = process.platform !== 'linux' || Boolean(process.env['DISPLAY']);
const skip =
  binary === null
    ? `Electron’s binary is not installed: npx install-electron fetches it, or ${DIST_VARIABLE} names its folder`
    : !isShown && 'there is no display: run under xvfb-run';

test('the release has Electron and a display to be tried on', { skip: !isRequired }, () => {
  assert.equal(skip, false);
});

suite('the desktop app in Electron', { skip }, () => {
  let folder: string;
  let app: ElectronApplication;
  let page: Page;

  before(async () => {
    await bundleIfStale();
    folder = await mkdtemp(join(tmpdir(), 'scalescope-test-'));
    await writeSampleImage(join(folder, 'first.png'));
    const sandbox = isRootOnLinux() ? ['--no-sandbox'] : [];
    app = await _electron.launch({
      executablePath: binary!,
      args: [...sandbox, root, join(folder, 'first.png')],
    });
    page = await app.firstWindow();
  });

  after(async () => {
    await app?.close();
    await rm(folder, { recursive: true, force: true });
  });

  test('shows the viewer page from its own scheme', async () => {
    await page.waitForURL('scalescope://app/');
    assert.equal(await page.title(), 'Scalescope');
  });

  test('opens the image of the command line in an engine process', async () => {
    const [session, image, tileBytes] = await page.evaluate(async () => {
      const listed = (await (await fetch('/api/session')).json()) as Session;
      const first = listed.images[0]!;
      const path = 'id' in first ? `/api/images/${first.id}` : '';
      const opened = (await (await fetch(path)).json()) as OpenImage;
      const tile = await (await fetch(`${path}/tiles/0/0/0`)).arrayBuffer();
      return [listed, opened, tile.byteLength] as const;
    });
    assert.equal(session.host, 'electron');
    assert.deepEqual([image.raster.width, image.raster.height], [640, 480]);
    assert.equal(tileBytes, 512 * 480 * 4);
  });

  test('takes an upload and streams an inspection', async () => {
    const last = await page.evaluate(async () => {
      const listed = (await (await fetch('/api/session')).json()) as Session;
      const first = listed.images[0]!;
      const path = 'id' in first ? `/api/images/${first.id}` : '';
      const query = 'pipeline=tensorflow/bilinear&width=299&height=299';
      const response = await fetch(`${path}/inspect?${query}`, { method: 'POST' });
      const refused = await fetch('/api/images?name=a.png', { method: 'POST', body: 'no image' });
      return [(await response.text()).trimEnd().split('\n').at(-1)!, refused.status] as const;
    });
    assert.equal((JSON.parse(last[0]) as { type: string }).type, 'result');
    assert.equal(last[1], 415);
  });

  test('refuses to leave its page or to open another', async () => {
    await page.evaluate(() => {
      window.open('https://elsewhere.example/');
      location.assign('https://elsewhere.example/');
    });
    await page.waitForTimeout(500);
    assert.equal(page.url(), 'scalescope://app/');
    assert.equal(app.windows().length, 1);
  });

  test('gives the page the bridge and no Node', async () => {
    const names = await page.evaluate(() => [
      ...Object.keys(window.scalescope!).sort(),
      'process' in window,
    ]);
    const bridge = ['onCommand', 'onOpenPaths', 'openDialog', 'pathOfFile', 'setMenu'];
    assert.deepEqual(names, [...bridge, false]);
  });
});
