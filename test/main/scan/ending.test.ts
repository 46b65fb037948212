/** What ends a scan early, and that nothing which was done is lost or done again. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { closeSync, openSync, readFileSync, readdirSync, statSync } from 'node:fs';
import { copyFile, mkdir, mkdtemp, rm } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import type { ScanRecord } from '../../../main/scan/sink.ts';
import { writeSampleImage } from '../../support/sample-image.ts';
import { onSmallDisk } from '../../support/small-disk.ts';

const bin = join(import.meta.dirname, '../../../build/scalescope.mjs');
const posix = { skip: process.platform === 'win32' && 'Windows has no signals to send' };
const linux = { skip: process.platform !== 'linux' && 'only Linux has this device' };
const IMAGES = 8;

let folder: string;
const at = (name: string) => join(folder, name);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-'));
  await mkdir(at('images'));
  await writeSampleImage(at('first.png'), 300, 200);
  for (let i = 0; i < IMAGES; i++) await copyFile(at('first.png'), at(`images/${i}.png`));
});
after(() => rm(folder, { recursive: true }));

/** `scalescope scan images ARGV…` as a process of its own. */
function start(argv: string[], stdout: 'pipe' | number = 'pipe') {
  const child = spawn(process.execPath, [bin, 'scan', 'images', ...argv], {
    cwd: folder,
    stdio: ['ignore', stdout, 'pipe'],
  });
  const texts = { stdout: '', stderr: '' };
  child.stdout?.setEncoding('utf8').on('data', (text: string) => (texts.stdout += text));
  child.stderr!.setEncoding('utf8').on('data', (text: string) => (texts.stderr += text));
  const ended = new Promise<{ code: number | null; stdout: string; stderr: string }>((resolve) =>
    child.once('close', (code) => resolve({ code, ...texts })),
  );
  return { child, ended };
}

const linesOf = (name: string) => readFileSync(at(name), 'utf8').split('\n').slice(0, -1);
const recordsOf = (name: string) => linesOf(name).map((line) => JSON.parse(line) as ScanRecord);
const untimed = (name: string) =>
  readFileSync(at(name), 'utf8').replace(/"elapsedMs":[\d.]+/g, '"elapsedMs":0');

/** Waits until `name` has a number of lines. */
async function untilLines(name: string, count: number): Promise<void> {
  const deadline = Date.now() + 60_000;
  for (;;) {
    try {
      if (linesOf(name).length >= count) return;
    } catch {
      // it is not there yet
    }
    assert.ok(Date.now() < deadline, 'it never came to that');
    await sleep(5);
  }
}

suite('a scan', { timeout: 240_000 }, () => {
  before(async () => {
    const { code } = await start(['--jsonl', 'whole.jsonl', '--csv', 'whole.csv']).ended;
    assert.equal(code, 0);
    assert.equal(linesOf('whole.jsonl').length, IMAGES);
  });

  test('that is killed and resumed gives what one without a break does, and does nothing twice', async () => {
    const killed = start(['--jsonl', 'killed.jsonl', '--jobs', '2']);
    await untilLines('killed.jsonl', 3);
    killed.child.kill('SIGKILL');
    await killed.ended;
    const before = recordsOf('killed.jsonl');
    assert.ok(before.length >= 3 && before.length < IMAGES);
    const resumed = start(['--jsonl', 'killed.jsonl', '--resume', '--csv', 'killed.csv']);
    const { code, stdout } = await resumed.ended;
    assert.equal(code, 0);
    const made = IMAGES - before.length;
    const counts = `${made} examined, ${before.length} known from before; 0 found, 0 failed.`;
    assert.match(stdout, new RegExp(`^${IMAGES} images: ${counts}`, 'm'));
    assert.equal(untimed('killed.jsonl'), untimed('whole.jsonl'));
    const after = new Map(recordsOf('killed.jsonl').map((record) => [record.file, record]));
    for (const record of before) assert.deepEqual(after.get(record.file), record); // not even its time
    const table = (name: string) =>
      readFileSync(at(name), 'utf8').replace(/,[\d.]+(,[^,]*\+detection)/g, ',0$1');
    assert.equal(table('killed.csv'), table('whole.csv'));
  });

  test(
    'that is stopped by Ctrl-C keeps what was done, in order, and says how to go on',
    posix,
    async () => {
      const { child, ended } = start(['--jsonl', 'stopped.jsonl', '--jobs', '2']);
      await untilLines('stopped.jsonl', 3);
      child.kill('SIGINT');
      const { code, stdout } = await ended;
      assert.equal(code, 130);
      const files = recordsOf('stopped.jsonl').map(({ file }) => file);
      assert.ok(files.length >= 3 && files.length < IMAGES);
      assert.deepEqual(files, [...files].sort());
      assert.match(
        stdout,
        new RegExp(`^Stopped: ${files.length} of ${IMAGES} images examined`, 'm'),
      );
      assert.match(stdout, /--resume --jsonl stopped\.jsonl continues\.$/m);
      assert.deepEqual(
        readdirSync(folder).filter((name) => name.endsWith('.tmp')),
        [],
      );
      assert.equal((await start(['--jsonl', 'stopped.jsonl', '--resume']).ended).code, 0);
      assert.equal(untimed('stopped.jsonl'), untimed('whole.jsonl'));
    },
  );

  test(
    'whose table meets a full disk stops with a sentence and keeps its findings',
    linux,
    async () => {
      const { code, stderr } = await start(['--jsonl', 'table.jsonl', '--csv', '/dev/full']).ended;
      assert.equal(code, 2);
      assert.match(stderr, /^scalescope: full cannot be written: the disk is full$/m);
      assert.equal((await start(['--jsonl', 'table.jsonl', '--resume']).ended).code, 0);
      assert.equal(untimed('table.jsonl'), untimed('whole.jsonl'));
    },
  );

  test('whose standard output meets a full disk stops with a sentence', linux, async () => {
    const full = openSync('/dev/full', 'w');
    const { code, stderr } = await start(['--json'], full).ended;
    closeSync(full);
    assert.equal(code, 2);
    assert.match(stderr, /^scalescope: Standard output cannot be written: the disk is full$/m);
  });

  test('whose findings meet a full disk keeps whole lines and goes on once there is room', (t) => {
    return onSmallDisk(t, Math.ceil(statSync(at('whole.jsonl')).size / 2), async (disk) => {
      const jsonl = join(disk.path, 'findings.jsonl');
      const { code, stderr } = await start(['--jsonl', jsonl]).ended;
      assert.equal(code, 2);
      assert.match(stderr, /^scalescope: findings\.jsonl cannot be written: the disk is full$/m);
      const kept = readFileSync(jsonl, 'utf8');
      assert.ok(kept.length > 0 && kept.endsWith('\n'));
      const count = kept.split('\n').length - 1;
      assert.ok(count < IMAGES);
      disk.resize(1_000_000);
      assert.equal((await start(['--jsonl', jsonl, '--resume']).ended).code, 0);
      const whole = readFileSync(jsonl, 'utf8').replace(/"elapsedMs":[\d.]+/g, '"elapsedMs":0');
      assert.equal(whole, untimed('whole.jsonl'));
    });
  });
});
