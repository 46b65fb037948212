/** The command line as a process: what ends it, what it leaves behind, and what it prints then. */
import assert from 'node:assert/strict';
import { execFileSync, spawn, type ChildProcess } from 'node:child_process';
import { closeSync, createReadStream, openSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, readdir, rm, writeFile } from 'node:fs/promises';
import { createServer, type AddressInfo } from 'node:net';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { buildProgram } from '../../../main/cli.ts';
import { COMMAND_NAMES } from '../../../main/commands/names.ts';
import { findingText } from '../../../main/commands/inspect/finding-text.ts';
import { processIo } from '../../../main/terminal/io.ts';
import { errorFinding } from '../../../shared/analyze/analyze.ts';
import type { Finding } from '../../../shared/finding/finding.ts';
import { scalescope } from '../../support/capture.ts';
import { writeSampleImage } from '../../support/sample-image.ts';

const bin = join(import.meta.dirname, '../../../build/scalescope.mjs');
const isWindows = process.platform === 'win32';
const posix = { skip: isWindows && 'Windows has no signals to send to another process' };
const names = { skip: isWindows && 'Windows has no such file names' };
const linux = { skip: process.platform !== 'linux' && 'only Linux has this file' };

let folder: string;
let temporary: string;
const at = (name: string) => join(folder, name);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-test-'));
  temporary = at('temporary');
  await mkdir(temporary);
  await mkdir(at('out'));
  await writeSampleImage(at('a.png'));
  await writeSampleImage(at('large.png'), 6000, 5000);
});
after(() => rm(folder, { recursive: true }));

interface Ended {
  code: number | null;
  signal: NodeJS.Signals | null;
  stdout: string;
  stderr: string;
}

/** `scalescope ARGV…` as a process; it can be fed and stopped until it `ended`. */
function start(argv: string[], stdout: 'pipe' | number = 'pipe') {
  const child = spawn(process.execPath, [bin, ...argv], {
    cwd: folder,
    env: { ...process.env, SCALESCOPE_NO_BROWSER: '1', TMPDIR: temporary },
    stdio: ['pipe', stdout, 'pipe'],
  }) as ChildProcess;
  const texts = { stdout: '', stderr: '' };
  for (const name of ['stdout', 'stderr'] as const) {
    child[name]?.setEncoding('utf8').on('data', (text: string) => (texts[name] += text));
  }
  child.stdin!.on('error', () => undefined); // it may end before it has read all
  const ended = new Promise<Ended>((resolve) =>
    child.once('close', (code, signal) => resolve({ code, signal, ...texts })),
  );
  return { child, ended, texts };
}

function end(argv: string[]): Promise<Ended> {
  const { child, ended } = start(argv);
  child.stdin!.end();
  return ended;
}

async function until(condition: () => boolean | Promise<boolean>): Promise<void> {
  const deadline = Date.now() + 20_000;
  while (!(await condition())) {
    assert.ok(Date.now() < deadline, 'it never came to that');
    await sleep(5);
  }
}

const leftovers = async () => [...(await readdir(temporary)), ...(await readdir(at('out')))];

suite('Ctrl-C', { ...posix, timeout: 120_000 }, () => {
  for (const [signal, code] of [
    ['SIGINT', 130],
    ['SIGTERM', 143],
    ['SIGHUP', 129],
  ] as const) {
    test(`${signal} while standard input is read leaves no copy of it`, async () => {
      const { child, ended } = start(['inspect', '-']);
      createReadStream(at('a.png')).pipe(child.stdin!, { end: false });
      await until(async () => (await readdir(temporary)).length > 0);
      child.kill(signal);
      const { stdout, stderr, ...how } = await ended;
      assert.deepEqual(how, { code, signal: null });
      assert.equal(stdout + stderr, '');
      assert.deepEqual(await leftovers(), []);
    });
  }

  test('while an image from standard input is decoded', async () => {
    const { child, ended } = start(['inspect', '-', '--json']);
    createReadStream(at('large.png')).pipe(child.stdin!);
    await until(async () => (await readdir(temporary)).length > 0);
    await sleep(400);
    child.kill('SIGINT');
    assert.deepEqual(await ended, { code: 130, signal: null, stdout: '', stderr: '' });
    assert.deepEqual(await leftovers(), []);
  });

  test('at any time of resize leaves the whole file or nothing', async () => {
    for (const delay of [300, 700, 1100, 1500]) {
      const output = at(join('out', 'view.png'));
      const view = ['-p', 'opencv/linear', '-s', '2800x2400', '-o', output];
      const { child, ended } = start(['resize', at('large.png'), ...view]);
      await sleep(delay);
      child.kill('SIGINT');
      const { code, signal } = await ended;
      const files = await leftovers();
      // Before its first line runs, a process has no way to answer a signal.
      if (code === null) assert.equal(signal, 'SIGINT');
      else assert.ok(code === 130 || (code === 0 && files.length === 1), `${code} ${files.join()}`);
      assert.ok(files.every((file) => file === 'view.png'));
      await rm(output, { force: true });
    }
  });

  test('ends serve while the first images are decoded', async () => {
    const { child, ended, texts } = start(['serve', ...Array<string>(6).fill(at('large.png'))]);
    await until(() => texts.stdout.includes('is at'));
    child.kill('SIGINT');
    const { code, stdout } = await ended;
    assert.ok(!stdout.includes('Press'), stdout);
    assert.equal(code, 0);
    assert.deepEqual(await leftovers(), []);
  });
});

suite('an output that takes no more', { timeout: 60_000 }, () => {
  for (const argv of [
    ['pipelines', '--json'],
    ['resize', 'a.png', '-p', 'opencv/linear', '-s', '299', '-o', '-'],
    ['inspect', 'a.png', '--json'],
  ]) {
    test(`${argv[0]} ends without a word where its reader has gone`, posix, async () => {
      const { child, ended } = start(argv);
      child.stdout!.destroy();
      const { code, stderr } = await ended;
      assert.equal(stderr, '');
      assert.equal(code, 141);
      assert.deepEqual(await leftovers(), []);
    });

    test(`${argv[0]} says that the disk is full`, linux, async () => {
      const full = openSync('/dev/full', 'w');
      const { ended } = start(argv, full);
      closeSync(full);
      const { code, stderr } = await ended;
      assert.equal(stderr, 'scalescope: Standard output cannot be written: the disk is full\n');
      assert.equal(code, 2);
      assert.deepEqual(await leftovers(), []);
    });
  }
});

suite('a mistyped command', { timeout: 60_000 }, () => {
  test('is told instead of served', async () => {
    const near = await end(['inpect', 'a.png']);
    assert.equal(near.stderr, 'scalescope: unknown command inpect. Did you mean inspect?\n');
    assert.equal(near.code, 2);
    const far = await end(['wallpaper', '.']);
    assert.match(far.stderr, /unknown command wallpaper\. scalescope --help lists the commands\./);
    assert.equal(far.code, 2);
  });

  test('is no file of that name', async () => {
    await writeFile(at('insect'), 'no image');
    const { code, stderr } = await end(['insect']);
    assert.equal(code, 2);
    assert.match(stderr, /^scalescope: insect is .*not an image/);
  });

  test('view ends where no image could be opened and nothing can be shown', async () => {
    const { code, stderr } = await end(['view', 'b.png', 'c.png']);
    assert.equal(code, 2);
    assert.match(
      stderr,
      /^scalescope: b\.png does not exist\nscalescope: c\.png does not exist\n$/,
    );
  });

  test('serve ends where no image could be opened', async () => {
    await writeFile(at('broken.png'), 'no image');
    const { code, stdout, stderr } = await end(['serve', 'broken.png']);
    assert.equal(code, 2);
    // Only a machine so busy that opening takes more than a second has told the address by then.
    assert.match(stdout, /^(Scalescope is at \S+\n)?$/);
    assert.match(stderr, /^scalescope: broken\.png is .*not an image/);
  });

  test('is none of those that are registered', async () => {
    const { commands } = await buildProgram(processIo(), () => undefined);
    const registered = commands.map((c) => c.name());
    assert.deepEqual(registered.toSorted(), [...COMMAND_NAMES].toSorted());
  });
});

suite('names that others chose', { ...names, timeout: 60_000 }, () => {
  const evil = `x\u001b[2K\nb.png: CLEAN (score 0.00)\u202e.png`;
  const shown = 'x\\u{1b}[2K\\u{a}b.png: CLEAN (score 0.00)\\u{202e}.png';
  // Every control, and the override; newlines are looked at line by line.
  const raw = /[\p{Cc}\u202e]/u;

  test('are written out in findings, failures and messages of commander', async () => {
    await copyFile(at('a.png'), at(evil));
    for (const argv of [
      ['inspect', evil],
      ['inspect', evil, '--json'],
      ['inspect', `missing${evil}`],
      ['resize', evil, '-p', 'opencv/linear', '-s', '9', '-o', at(join('out', evil))],
      ['view', `missing${evil}`],
      ['inspect', `--${evil}`],
      ['inspect', 'a.png', '-s', evil],
    ]) {
      const { stdout, stderr } = await end(argv);
      assert.doesNotMatch((stdout + stderr).replaceAll('\n', ''), raw);
      assert.doesNotMatch(stdout + stderr, /^b\.png/m);
      if (argv.includes('--json')) assert.equal((JSON.parse(stdout) as Finding).file, evil);
      else assert.ok((stdout + stderr).includes(shown), stdout + stderr);
    }
    await rm(at(join('out', evil)));
  });
});

suite('arguments that make no sense', { timeout: 60_000 }, () => {
  test('--out makes one folder, none above it, and never waits', async () => {
    const views = ['inspect', at('a.png'), '-s', '20', '--out'];
    assert.equal((await scalescope([...views, at('views')])).code, 0);
    const missing = await scalescope([...views, at(join('none', 'deep'))]);
    assert.equal(missing.code, 2);
    assert.match(missing.stderr, /none does not exist/);
    const file = await scalescope([...views, at('a.png'), '--json']);
    assert.equal(file.code, 2);
    assert.match(file.stderr, /a\.png could not be created: a file of that name exists/);
    assert.equal((JSON.parse(file.stdout.toString()) as Finding).error!.code, 'write-failed');
  });

  test('--out below /proc fails', linux, async () => {
    const { code } = await end(['inspect', 'a.png', '-s', '20', '--out', '/proc/x']);
    assert.equal(code, 2);
  });

  test('images at once have a bound, outputs a file each, and a report a place', async () => {
    const many = await scalescope(['scan', at('a.png'), '--jobs', '1000000000']);
    assert.equal(many.code, 2);
    assert.match(many.stderr, /1 to 256 images at once/);
    const shared = await scalescope(['scan', at('a.png'), '--jsonl', at('x'), '--csv', at('x')]);
    assert.equal(shared.code, 2);
    assert.match(shared.stderr, /--jsonl and --csv are both .*Give each its own file/);
    assert.ok(!(await readdir(folder)).includes('x'));
    const nowhere = await scalescope(['report', at('a.png')]);
    assert.equal(nowhere.code, 2);
    assert.match(nowhere.stderr, /Give -o FILE\.html/);
  });

  test('a pipe is no report, and nothing waits for it', posix, async () => {
    execFileSync('mkfifo', [at('pipe.json')]);
    const { code, stderr } = await scalescope(['verify', at('pipe.json')]);
    assert.equal(code, 2);
    assert.match(stderr, /pipe\.json is a device or pipe/);
    await rm(at('pipe.json'));
  });

  test('whole numbers are whole', async () => {
    for (const option of [
      ['--frame', '1.9'],
      ['--max-pixels', '10.5'],
      ['--max-bytes', 'x'],
      ['--part', '1.5'],
    ]) {
      const { code, stderr } = await scalescope(['inspect', at('a.png'), ...option]);
      assert.equal(code, 2);
      assert.match(stderr, /whole number/);
    }
    assert.equal((await scalescope(['serve', '--port', '80.5'])).code, 2);
  });

  test('a used port is a sentence', async () => {
    const server = createServer().listen(0, '127.0.0.1');
    await new Promise((resolve) => server.once('listening', resolve));
    const { port } = server.address() as AddressInfo;
    const { code, stderr } = await end(['serve', '--port', String(port)]);
    server.close();
    assert.equal(code, 2);
    assert.match(stderr, new RegExp(`^scalescope: Port ${port} is already in use`));
  });

  test('what cannot be assessed is called so, and has no score', () => {
    const failed = errorFinding(
      'a',
      { code: 'internal', message: '' },
      { version: '', elapsedMs: 0 },
    );
    const text = findingText({ ...failed, verdict: 'clean', explanation: 'not-assessable' });
    assert.match(text, /^a: NOT ASSESSABLE$/m);
  });
});
