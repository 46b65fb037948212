/** Files whose names are not UTF-8, or would steer a terminal: read, told, resumed and kept in a case. */
import assert from 'node:assert/strict';
import { mkdir, mkdtemp, readFile, rm, utimes } from 'node:fs/promises';
import { copyFileSync, mkdirSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { decodePath, fsPath, openedPath } from '../../../main/base/byte-path.ts';
import type { ScanRecord } from '../../../main/scan/sink.ts';
import { scalescope } from '../../support/capture.ts';
import { writeSampleImage } from '../../support/sample-image.ts';

const skip = process.platform !== 'linux' && 'other systems take no such names';
const latin1 = (text: string) => decodePath(Buffer.from(text, 'latin1'));
const RAW = [latin1('caf\xe9.png'), latin1('d\xfcr/b\xe4r.png'), 'esc\u001b[2J.png'];

describe('names by bytes', { skip }, () => {
  let folder: string;
  const at = (name: string) => join(folder, 'in', name);
  before(async () => {
    folder = await mkdtemp(join(tmpdir(), 'scalescope-'));
    await mkdir(join(folder, 'in'));
    await writeSampleImage(join(folder, 'a.png'), 60, 40);
    mkdirSync(fsPath(at(latin1('d\xfcr'))));
    for (const name of RAW) copyFileSync(join(folder, 'a.png'), fsPath(at(name)));
  });
  after(() => rm(folder, { recursive: true }));

  test('come back from every output', async () => {
    const [jsonl, csv] = ['f.jsonl', 'f.csv'].map((name) => join(folder, name));
    const { code, stdout } = await scalescope([
      ...['scan', join(folder, 'in'), '--jsonl', jsonl, '--csv', csv, '--json'],
    ]);
    assert.equal(code, 0);
    const expected = RAW.map(at).sort();
    const lines = (text: string) =>
      text
        .trimEnd()
        .split('\n')
        .map((line) => (JSON.parse(line) as ScanRecord).file);
    assert.deepEqual(lines(stdout.toString()).sort(), expected);
    const told = await readFile(jsonl, 'utf8');
    assert.deepEqual(lines(told).sort(), expected);
    const table = await readFile(csv, 'utf8');
    const cells = table
      .split('\r\n')
      .slice(1, -1)
      .map((row) => row.split(',')[0]);
    assert.deepEqual(cells.map(openedPath).sort(), expected);
    assert.ok(cells.some((cell) => cell.endsWith('/caf\\xe9.png')));
    for (const text of [told, table, stdout.toString()]) {
      assert.ok(!text.includes('\u001b') && !text.includes('\ufffd'));
    }
  });

  test('are known again by the journal', async () => {
    const jsonl = join(folder, 'r.jsonl');
    await scalescope(['scan', join(folder, 'in'), '--jsonl', jsonl]);
    await utimes(fsPath(at(RAW[0])), 1, 1);
    const { stdout } = await scalescope([
      ...['scan', join(folder, 'in'), '--jsonl', jsonl, '--resume'],
    ]);
    assert.match(stdout.toString(), /^3 images: 1 examined, 2 known from before;/m);
  });

  test('are kept by a case and found again', async () => {
    const path = join(folder, 'r.case');
    await scalescope(['scan', join(folder, 'in'), '--case', path]);
    const again = await scalescope(['scan', join(folder, 'in'), '--case', path]);
    assert.match(again.stdout.toString(), /3 known from before/);
    const verified = await scalescope(['case', 'verify', path]);
    assert.match(verified.stdout.toString() + verified.stderr, /all agree with the log/);
    const { stdout } = await scalescope(['case', 'export', path, '--json']);
    if (stdout.length > 0) assert.ok(!stdout.includes('\ufffd'));
  });

  test('are opened from a list, and from an argument whose bytes were lost', async () => {
    const list = Buffer.concat([Buffer.from(fsPath(at(RAW[0]))), Buffer.from([0])]);
    assert.equal((await scalescope(['scan', '-', '-0'], list)).code, 0);
    for (const given of [at('caf\ufffd.png'), at('caf\\xe9.png')]) {
      const { code, stdout } = await scalescope(['inspect', given]);
      assert.equal(code, 0);
      assert.match(stdout.toString(), /^caf\\xe9\.png: NOTHING FOUND/);
    }
  });
});
