/** Cases on disks that are full or write-protected: a sentence, and no loss. */
import assert from 'node:assert/strict';
import { spawn } from 'node:child_process';
import { once } from 'node:events';
import { copyFileSync, mkdirSync, readdirSync, readFileSync } from 'node:fs';
import { join } from 'node:path';
import { before, suite, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import { createApi } from '../../../main/api/api.ts';
import { openCase } from '../../../main/cases/open-case.ts';
import { countQueue, readRow } from '../../../main/cases/queue/queue.ts';
import { verifyCase } from '../../../main/cases/verify-case.ts';
import type { EnginePool } from '../../../main/engine/pool/pool.ts';
import { createViewerHost } from '../../../main/hosts/viewer-host.ts';
import type { CaseSummary } from '../../../shared/case/case-contract.ts';
import type { ErrorBody } from '../../../shared/base/errors.ts';
import { scalescope } from '../../support/capture.ts';
import { createFakeEngines } from '../../support/fake-engines.ts';
import { writeSampleImage } from '../../support/sample-image.ts';
import { onSmallDisk } from '../../support/small-disk.ts';
import { addImage, makeFolder, newCase } from './make-case.ts';

const IMAGES = 12;
const FULL = 1_280_000;
const ROOM = 8_000_000;

const folder = makeFolder();
const images = join(folder, 'images');

before(async () => {
  mkdirSync(images);
  for (let i = 0; i < IMAGES; i++) await writeSampleImage(join(images, `${i}.png`), 60 + i, 60);
});

/** How many images the case has, which is whole. */
async function wholeCount(path: string, originals = false): Promise<number> {
  const caseFile = openCase(path, { mode: 'read' });
  try {
    assert.deepEqual((await verifyCase(caseFile, { originals })).problems, []);
    return countQueue(caseFile, {}).total;
  } finally {
    caseFile.close();
  }
}

suite('a full disk', () => {
  test('ends a scan with a sentence; what was told of is kept, and the same command goes on', (t) =>
    onSmallDisk(t, FULL, async (disk) => {
      const path = join(disk.path, 'full.case');
      const scan = ['scan', images, '--case', path, '-s', '32', '--jobs', '1'];
      const { code, stderr, stdout } = await scalescope([...scan, '--json']);
      assert.equal(code, 2);
      assert.match(stderr, /^scalescope: full\.case cannot be written: the disk is full/m);
      const told = stdout.toString().split('\n').length - 1;
      assert.ok(told > 0 && told < IMAGES, `${told} told`);
      assert.equal(await wholeCount(path, true), told); // also while it is full
      const again = await scalescope(scan);
      assert.equal(again.code, 2);
      assert.match(again.stderr, /^scalescope: full\.case cannot be written: the disk is full/m);
      assert.equal(await wholeCount(path, true), told);
      disk.resize(ROOM);
      const last = await scalescope(scan);
      assert.equal(last.code, 0, last.stderr);
      assert.match(last.stdout.toString(), new RegExp(`${IMAGES} .* ${told} known from before`));
      assert.equal(await wholeCount(path, true), IMAGES);
      assert.deepEqual(readdirSync(disk.path), ['full.case']);
    }));

  test('refuses a decision with a sentence, keeps those before, and takes it once there is room', (t) =>
    onSmallDisk(t, FULL, async (disk) => {
      const path = join(disk.path, 'full.case');
      const made = newCase(path);
      addImage(made, { name: 'a.png' });
      made.close();
      const engines = createFakeEngines();
      const api = createApi({
        ...{ engines, host: 'loopback', version: '9.9.9', pipelines: [], openPaths: true },
        uploadsDir: folder,
      });
      const post = async (at: string, body: unknown): Promise<{ status: number; text: string }> => {
        const headers = { 'content-type': 'application/json' };
        const init = { method: 'POST', headers, body: JSON.stringify(body) };
        const response = await api.handle(new Request(`http://viewer/api/cases${at}`, init));
        return { status: response.status, text: await response.text() };
      };
      const { id } = JSON.parse((await post('', { path })).text) as CaseSummary;
      const note = (text: string) => post(`/${id}/notes`, { image: 1, text, reviewer: 'anna' });
      let kept = 0;
      let answer = await note('0');
      while (answer.status === 200) answer = await note(`${++kept} ${'long '.repeat(500)}`);
      assert.ok(kept > 0);
      const { error } = JSON.parse(answer.text) as { error: ErrorBody };
      assert.equal(error.code, 'write-failed');
      assert.match(error.message, /^full\.case cannot be written: the disk is full\..*Make room/);
      const views = [{ image: 1, kind: 'view', ms: 1 }];
      const decision = { images: [1], decision: 'confirmed', reviewer: 'anna', views };
      assert.equal((await post(`/${id}/decisions`, decision)).status, answer.status);
      disk.resize(ROOM);
      assert.equal((await post(`/${id}/decisions`, decision)).status, 200);
      await api.close();
      assert.equal(await wholeCount(path), 1);
      const caseFile = openCase(path, { mode: 'read' });
      const reviews = 'SELECT count(*) AS n FROM reviews';
      assert.equal(caseFile.database.get<{ n: number }>(reviews)!.n, kept + 1);
      assert.equal(readRow(caseFile, 1).decision, 'confirmed');
      caseFile.close();
    }));

  test('lets a case that cannot be put in order say so, and the rest of the host end', (t) =>
    onSmallDisk(t, FULL, async (disk) => {
      const path = join(disk.path, 'full.case');
      const made = newCase(path);
      addImage(made, { name: 'a.png' });
      made.close();
      const temporary = makeFolder();
      const { TMPDIR } = process.env;
      process.env['TMPDIR'] = temporary; // where uploads go
      t.after(() => {
        if (TMPDIR === undefined) delete process.env['TMPDIR'];
        else process.env['TMPDIR'] = TMPDIR;
      });
      const host = createViewerHost('electron');
      const { id } = await host.openCase(path);
      const send = (at: string, body: string | Uint8Array<ArrayBuffer>, type: string) => {
        const init = { method: 'POST', headers: { 'content-type': type }, body };
        return host.api.handle(new Request(`http://viewer/api/${at}`, init));
      };
      const evidence = new Uint8Array(readFileSync(join(images, '0.png')));
      const upload = await send('images?name=0.png', evidence, 'application/octet-stream');
      assert.equal(upload.status, 200, await upload.text());
      assert.equal(readdirSync(temporary).length, 1);
      const text = 'long '.repeat(500);
      const note = (n: number) =>
        JSON.stringify({ image: 1, text: `${n} ${text}`, reviewer: 'anna' });
      for (let n = 0, status = 200; status === 200; n++) {
        ({ status } = await send(`cases/${id}/notes`, note(n), 'application/json'));
      }
      await assert.rejects(
        host.close(),
        /^UserError: full\.case could not be completed.* Keep both/,
      );
      assert.deepEqual(readdirSync(temporary), []);
      assert.deepEqual((host.engines as EnginePool).processIds(), []);
      disk.resize(ROOM);
      assert.equal(await wholeCount(path), 1);
    }));

  test('keeps nothing of an import or a backup, and says so', (t) =>
    onSmallDisk(t, FULL, async (disk) => {
      const path = join(folder, 'large.case');
      const made = newCase(path);
      for (let i = 0; i < 200; i++) {
        addImage(made, { name: `${i}.png`, settings: { filler: 'x'.repeat(9000) } });
      }
      made.close();
      const lines = join(folder, 'large.jsonl');
      await scalescope(['case', 'export', path, '-o', lines]);
      for (const argv of [
        ['import', lines, join(disk.path, 'copy.case')],
        ['backup', path, '-o', join(disk.path, 'copy.case')],
        ['export', path, '-o', join(disk.path, 'copy.jsonl')],
      ]) {
        const { code, stderr } = await scalescope(['case', ...argv]);
        assert.equal(code, 2);
        assert.match(
          stderr,
          /^scalescope: copy\.(case|jsonl) cannot be written: the disk is full/m,
        );
        assert.deepEqual(readdirSync(disk.path), [], argv[0]);
      }
    }));
});

suite('a write-protected disk', () => {
  test('has its cases read, verified and exported; nothing can be written, which is told', (t) =>
    onSmallDisk(t, ROOM, async (disk) => {
      const path = join(disk.path, 'read.case');
      const made = newCase(path);
      addImage(made, { name: 'a.png' });
      made.close();
      disk.protect();
      assert.equal(await wholeCount(path), 1);
      assert.equal((await scalescope(['case', 'export', path])).code, 0);
      for (const [name, message] of [
        [
          'read.case',
          /^scalescope: read\.case cannot be written: .*read-only disk\. It can be read/m,
        ],
        ['new.case', /^scalescope: new\.case cannot be written: its folder is write-protected/m],
      ] as const) {
        const scan = ['scan', images, '--case', join(disk.path, name), '-s', '32'];
        const { code, stderr } = await scalescope(scan);
        assert.equal(code, 2);
        assert.match(stderr, message);
      }
      assert.deepEqual(readdirSync(disk.path), ['read.case']);
    }));

  test('with a case whose writer was killed: says how to read it', (t) =>
    onSmallDisk(t, ROOM, async (disk) => {
      const path = join(disk.path, 'killed.case');
      const writer = fileURLToPath(new URL('./case-writer.ts', import.meta.url));
      const child = spawn(process.execPath, [writer, path], {
        stdio: ['ignore', 'pipe', 'ignore'],
      });
      await once(child.stdout, 'data');
      child.kill('SIGKILL');
      await once(child, 'close');
      disk.protect();
      const { code, stderr } = await scalescope(['case', 'info', path]);
      assert.equal(code, 2);
      assert.match(
        stderr,
        /killed\.case was not closed properly, .* Copy it together with killed\.case-wal to a folder/,
      );
      const copied = join(makeFolder(), 'killed.case');
      for (const part of ['', '-wal']) copyFileSync(`${path}${part}`, `${copied}${part}`);
      assert.ok((await wholeCount(copied)) > 0);
    }));
});
