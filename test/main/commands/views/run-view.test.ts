import assert from 'node:assert/strict';
import { spawn, type ChildProcess } from 'node:child_process';
import { chmod, mkdir, mkdtemp, readdir, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join, resolve } from 'node:path';
import { PassThrough } from 'node:stream';
import { after, before, suite, test } from 'node:test';
import fc from 'fast-check';
import { packageRoot } from '../../../../main/base/package-root.ts';
import { run } from '../../../../main/cli.ts';
import { isCommand } from '../../../../main/commands/names.ts';
import { findBrowser, runBrowser } from '../../../../main/base/browser-app.ts';
import {
  imagesOf,
  ownArguments,
  settingsOf,
  settingsSwitch,
} from '../../../../main/hosts/electron-arguments.ts';
import {
  DIST_VARIABLE,
  findElectron,
  installedElectron,
} from '../../../../main/hosts/electron-binary.ts';
import { UserError } from '../../../../shared/base/errors.ts';
import { openViewer } from '../../../../main/commands/views/run-view.ts';
import { runWindow } from '../../../../main/base/run-window.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../../../shared/image/facts.ts';
import { writeSampleImage } from '../../../support/sample-image.ts';

const bin = join(import.meta.dirname, '../../../../build/scalescope.mjs');
const skip = process.platform === 'win32' && 'programs are shell scripts and signals here';
const never = new AbortController().signal;

let folder: string;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-test-'));
  await mkdir(join(folder, 'temporary'));
  await writeSampleImage(join(folder, 'a.png'));
});
after(() => rm(folder, { recursive: true }));

async function writeProgram(name: string, script: string): Promise<string> {
  const path = join(folder, name);
  await writeFile(path, `#!/bin/sh\n${script}\n`);
  await chmod(path, 0o755);
  return path;
}

/** The output of `child` once it matches `pattern`. */
function outputUntil(child: ChildProcess, pattern: RegExp): Promise<string> {
  return new Promise((resolve, reject) => {
    let text = '';
    child.stdout!.setEncoding('utf8').on('data', (chunk: string) => {
      text += chunk;
      if (pattern.test(text)) resolve(text);
    });
    child.once('exit', () => reject(new Error(`ended with: ${text}`)));
  });
}

suite('where nothing can be shown', { skip, timeout: 60_000 }, () => {
  test('prints address and verdicts, serves until Ctrl-C, and leaves nothing behind', async () => {
    const images = [join(folder, 'a.png'), join(folder, 'missing.png')];
    const child = spawn(process.execPath, [bin, ...images], {
      env: { ...process.env, SCALESCOPE_NO_BROWSER: '1', TMPDIR: join(folder, 'temporary') },
      stdio: ['ignore', 'pipe', 'pipe'],
    });
    const warnings: string[] = [];
    child.stderr!.setEncoding('utf8').on('data', (chunk: string) => warnings.push(chunk));
    const text = await outputUntil(child, /Ctrl-C/);
    assert.match(text, /^a\.png: Nothing found \(score 0\.\d\d\)$/m);
    assert.equal(warnings.join(''), 'scalescope: missing.png does not exist\n');
    const url = /^Scalescope is at (http:\/\/127\.0\.0\.1:\d+\/\?token=[\w-]{43})$/m.exec(
      text,
    )![1]!;
    const first = await fetch(url, { redirect: 'manual' });
    assert.equal(first.status, 302);
    assert.equal((await fetch(new URL('/api/session', url))).status, 403);
    const ended = new Promise((resolve) => child.once('exit', resolve));
    child.kill('SIGINT');
    assert.equal(await ended, 0);
    assert.deepEqual(await readdir(join(folder, 'temporary')), []);
  });
});

suite('images of which none can be opened', { skip, timeout: 60_000 }, () => {
  const open = async (path: string, serveOnly: boolean) => {
    const [stdout, stderr] = [new PassThrough(), new PassThrough()];
    const io = { stdin: new PassThrough(), stdout, stderr, signal: never };
    const code = await openViewer({ images: [path], serveOnly, io });
    const [printed, warned] = [stdout, stderr].map((stream) => String(stream.read() ?? ''));
    const address = /http:\S+/.exec(printed)?.[0];
    return { code, printed, warned, address };
  };

  for (const serveOnly of [true, false]) {
    test(`end ${serveOnly ? 'serve' : 'view'} at once where they are not there`, async () => {
      const { code, printed, warned } = await open('/nowhere/nope.png', serveOnly);
      assert.deepEqual([code, printed], [2, '']);
      assert.equal(warned, 'scalescope: nope.png does not exist\n');
    });
  }

  test('end serve where they are no images, and no server is left', async () => {
    await writeFile(join(folder, 'words.png'), 'no image');
    const { code, warned, address } = await open(join(folder, 'words.png'), true);
    assert.equal(code, 2);
    assert.match(warned, /^scalescope: words\.png /);
    // An address is told only where opening takes long.
    if (address !== undefined) await assert.rejects(fetch(address));
    assert.ok(!process.getActiveResourcesInfo().includes('TCPServerWrap'));
  });
});

suite('the installed browser', { skip }, () => {
  test('is the first of the known names on the path', async () => {
    const chromium = await writeProgram('chromium', 'exit 0');
    if (process.platform === 'linux') {
      assert.equal(findBrowser({ PATH: `/nowhere:${folder}` }), chromium);
      assert.equal(findBrowser({ PATH: '' }), null);
    }
  });

  test('shows the address as an app, in a profile that is gone afterwards', async () => {
    const browser = await writeProgram('browser', `echo "$@" > "${folder}/args"`);
    assert.equal(await runBrowser(browser, 'http://127.0.0.1:1/?token=t', never), 'closed');
    const args = (await readFile(join(folder, 'args'), 'utf8')).trim().split(' ');
    assert.ok(args.includes('--app=http://127.0.0.1:1/?token=t'));
    const profile = args.find((arg) => arg.startsWith('--user-data-dir='))!.split('=')[1]!;
    await assert.rejects(readdir(profile), { code: 'ENOENT' });
    const isRootOnLinux = process.platform === 'linux' && process.getuid!() === 0;
    assert.equal(args.includes('--no-sandbox'), isRootOnLinux);
  });

  test('that ends at once with an error has failed, and so has one that is not there', async () => {
    const broken = await writeProgram('broken', 'exit 3');
    assert.equal(await runWindow(broken, [], 'ignore', never), 'failed');
    assert.equal(await runWindow(join(folder, 'nowhere'), [], 'ignore', never), 'failed');
  });

  test('is ended by Ctrl-C', { timeout: 5000 }, async () => {
    const browser = await writeProgram('waiting', 'exec sleep 60');
    const stop = new AbortController();
    const end = runWindow(browser, [], 'ignore', stop.signal);
    setTimeout(() => stop.abort(), 100);
    assert.equal(await end, 'closed');
  });
});

suite('the arguments of the desktop app', () => {
  test('follow the app folder, or the program itself once packaged', () => {
    assert.deepEqual(ownArguments(['electron', '--no-sandbox', '.', 'a.png'], false), ['a.png']);
    assert.deepEqual(ownArguments(['electron'], false), []);
    assert.deepEqual(ownArguments(['Scalescope', 'scan', 'x'], true), ['scan', 'x']);
  });

  test('are a command, or images beside switches', () => {
    assert.ok(isCommand(['inspect', 'a.png']));
    assert.ok(!isCommand(['a.png', 'inspect']));
    const image = resolve('/pictures', 'a.png');
    assert.deepEqual(imagesOf(['--flag', 'a.png'], '/pictures'), [image]);
    assert.deepEqual(imagesOf(['view', 'a.png'], '/pictures'), [image]);
  });

  test('know every command of the command line', async () => {
    const stdout = new PassThrough({ encoding: 'utf8' });
    await run(['--help'], { stdin: process.stdin, stdout, stderr: process.stderr });
    const help = String(stdout.read()).split('Commands:\n')[1]!;
    const names = [...help.matchAll(/^ {2}([a-z]+)/gm)].map((match) => match[1]!);
    assert.ok(names.length > 3);
    for (const name of names) assert.ok(name === 'view' || isCommand([name]), name);
  });

  test('carry the settings of the command line unchanged', () => {
    const settings = {
      policy: { orientation: 'applied', frame: 3 } as const,
      limits: { ...DEFAULT_DECODE_LIMITS, maxPixels: 5 },
      cases: ['/pictures/review.case'],
    };
    assert.deepEqual(settingsOf(['a.png', settingsSwitch(settings)]), settings);
    assert.deepEqual(settingsOf(['a.png']).policy, DEFAULT_DECODE_POLICY);
  });

  test('hold no settings but those that are', () => {
    const good = { policy: DEFAULT_DECODE_POLICY, limits: DEFAULT_DECODE_LIMITS, cases: [] };
    const wrong: unknown[] = [
      ...[null, 1, [], {}, { ...good, more: 1 }, { ...good, cases: ['relative.case'] }],
      { ...good, cases: ['/a\0b'] },
      { ...good, limits: { ...good.limits, maxPixels: -1 } },
      { ...good, limits: { ...good.limits, maxBytes: '9' } },
      { ...good, policy: { orientation: 'up', frame: null } },
      { ...good, policy: { ...good.policy, item: '../x' } },
      { ...good, thresholds: { search: 1 } },
    ];
    for (const settings of wrong) {
      const word = settingsSwitch(settings as typeof good);
      assert.throws(() => settingsOf([word]), { code: 'invalid-argument' }, word);
    }
    const start = settingsSwitch(good).split('=')[0]!;
    for (const text of ['', '!', 'e30', 'x'.repeat(200_000)]) {
      assert.throws(() => settingsOf([`${start}=${text}`]), {
        name: 'UserError',
        message:
          /^The settings that Scalescope was started with are damaged \(.+\); start it again$/,
      });
    }
    fc.assert(
      fc.property(fc.string(), (text) => {
        try {
          settingsOf([`${start}=${text}`]);
        } catch (error) {
          assert.ok(error instanceof UserError);
        }
      }),
    );
  });

  test('find Electron where the environment names it, with or without its package', async (t) => {
    const dist = await mkdtemp(join(tmpdir(), 'scalescope-'));
    const name = process.platform === 'win32' ? 'electron.exe' : 'electron';
    t.after(async () => {
      process.env[DIST_VARIABLE] = '';
      await rm(dist, { recursive: true });
    });
    process.env[DIST_VARIABLE] = dist;
    assert.equal(installedElectron('/nowhere'), null);
    assert.equal(await findElectron(packageRoot, assert.fail), null); // and nothing is fetched
    if (process.platform === 'darwin') return;
    await writeFile(join(dist, name), '');
    assert.equal(installedElectron('/nowhere'), join(dist, name));
    const modules = join(dist, 'node_modules', 'electron');
    await mkdir(modules, { recursive: true });
    await writeFile(join(modules, 'path.txt'), 'other\n');
    assert.equal(installedElectron(dist), null);
    await writeFile(join(dist, 'other'), '');
    assert.equal(installedElectron(dist), join(dist, 'other'));
  });
});
