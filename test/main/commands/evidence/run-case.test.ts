import assert from 'node:assert/strict';
import { cpSync, mkdirSync, readdirSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { DatabaseSync } from 'node:sqlite';
import { before, suite, test } from 'node:test';
import { setTimeout as sleep } from 'node:timers/promises';
import { PassThrough, Readable } from 'node:stream';
import sharp from 'sharp';
import { run } from '../../../../main/cli.ts';
import { openCase } from '../../../../main/cases/open-case.ts';
import { readAudit } from '../../../../main/cases/store/audit.ts';
import { countQueue } from '../../../../main/cases/queue/queue.ts';
import { decide } from '../../../../main/cases/review/review.ts';
import { craftAttack } from '../../../../shared/craft/lattice-write.ts';
import { makeRaster, type Raster } from '../../../../shared/base/raster.ts';
import { scalescope } from '../../../support/capture.ts';
import { makeFolder } from '../../cases/make-case.ts';

const folder = makeFolder();
const images = join(folder, 'images');
const path = join(folder, 'review.case');

/** A picture of soft waves, another one for each seed. */
function waves(width: number, height: number, seed: number): Raster<Uint8Array> {
  const data = Uint8Array.from({ length: width * height * 3 }, (_, i) => {
    const x = Math.floor(i / 3) % width;
    const y = Math.floor(i / 3 / width);
    return (
      128 + 60 * Math.sin((x * seed) / width + (i % 3)) + 60 * Math.cos((y * (seed + 2)) / height)
    );
  });
  return makeRaster(width, height, 3, data);
}

const write = ({ data, width, height }: Raster<Uint8Array>, name: string) =>
  sharp(data, { raw: { width, height, channels: 3 } })
    .png()
    .toFile(join(images, name));

const viewed = ['-p', 'opencv/linear', '-s', '32x32', '--jobs', '1'];
const scanCase = (...more: string[]) =>
  scalescope(['scan', images, '--case', path, ...viewed, ...more]);

before(async () => {
  mkdirSync(join(images, 'again'), { recursive: true });
  const payload = waves(32, 32, 9);
  for (const [i, seed] of [3, 5].entries()) {
    const decoy = waves(320, 256, seed);
    const { attack } = craftAttack(decoy, [{ pipeline: 'opencv/linear', picture: payload }]);
    await write(attack, `attack-${i}.png`);
  }
  await write(waves(300, 200, 4), 'clean.png');
  cpSync(join(images, 'clean.png'), join(images, 'again', 'copy.png'));
  writeFileSync(join(images, 'broken.png'), '\x89PNG\r\n\x1a\nbroken');
});

suite('scan --case', () => {
  test('examines the same bytes once, keeps what is broken, and knows it all the next time', async () => {
    const first = await scanCase();
    assert.equal(first.code, 2, first.stderr);
    assert.match(first.stdout.toString(), /^5 images: 3 examined, 1 copy, 1 failed; 2 found\.$/m);
    const second = await scanCase();
    assert.match(
      second.stdout.toString(),
      /^5 images: 0 examined, 4 known from before, 1 failed before; 2 found\.$/m,
    );
    const caseFile = openCase(path, { mode: 'read' });
    const { verdicts, total } = countQueue(caseFile, {});
    assert.equal(total, 4);
    assert.deepEqual([verdicts.attack + verdicts.suspicious, verdicts.error], [2, 1]);
    const entries = readAudit(caseFile.database, { limit: 100 });
    assert.equal(entries.filter(({ action }) => action === 'finding').length, 4);
    assert.equal(entries.filter(({ action }) => action === 'sighting').length, 1);
    caseFile.close();
  });

  test('with other settings examines anew and keeps the old finding', async () => {
    const other = join(folder, 'other.case');
    await scalescope(['scan', join(images, 'clean.png'), '--case', other, ...viewed]);
    const again = await scalescope([
      ...['scan', join(images, 'clean.png'), '--case', other],
      ...['-p', 'opencv/linear', '-s', '40x40', '--jobs', '1'],
    ]);
    assert.match(again.stdout.toString(), /^1 image examined, /m);
    const info = await scalescope(['case', 'info', other, '--json']);
    const { findings, progress } = JSON.parse(info.stdout.toString()) as {
      findings: number;
      progress: { images: number };
    };
    assert.deepEqual([findings, progress.images], [2, 1]);
  });

  test('--watch takes what is added, until it is ended', async () => {
    const watched = join(folder, 'watched');
    const jsonl = join(folder, 'watched.jsonl');
    mkdirSync(watched);
    cpSync(join(images, 'clean.png'), join(watched, 'there.png'));
    const stop = new AbortController();
    const stderr = new PassThrough();
    const stdout = new PassThrough();
    let told = '';
    let out = '';
    stderr.on('data', (chunk) => (told += String(chunk)));
    stdout.on('data', (chunk) => (out += String(chunk)));
    const ended = run(
      [
        ...['scan', watched, '--case', join(folder, 'watch.case'), '--jsonl', jsonl, '--watch'],
        ...viewed,
      ],
      {
        stdin: Readable.from([]),
        stdout,
        stderr,
        signal: stop.signal,
      },
    );
    while (!told.includes('Watching')) await sleep(20);
    writeFileSync(join(watched, 'notes.txt'), 'no image');
    cpSync(join(images, 'attack-0.png'), join(watched, 'new.png'));
    while (!/new\.png: (ATTACK|SUSPICIOUS)/.test(out)) await sleep(20);
    cpSync(join(images, 'attack-0.png'), join(watched, 'again.png'));
    while (!/again\.png: (ATTACK|SUSPICIOUS)/.test(out)) await sleep(20);
    stop.abort();
    await ended;
    assert.match(
      out,
      /^3 images: 2 examined, 1 copy; 2 found, 0 failed, 1 other file passed over\. The same command continues\.$/m,
    );
    const lines = readFileSync(jsonl, 'utf8').trimEnd().split('\n');
    assert.equal(lines.length, 3);
    const list = await scalescope(['case', 'list', join(folder, 'watch.case'), '--json']);
    assert.match(list.stdout.toString(), /"name":"new\.png"/);
  });

  test('--watch without a case is refused', async () => {
    const { code, stderr } = await scalescope(['scan', images, '--watch']);
    assert.equal(code, 2);
    assert.match(stderr, /--watch needs --case/);
  });
});

suite('scalescope case', () => {
  test('info counts, list lists, campaigns names what shares a hidden picture', async () => {
    const info = await scalescope(['case', 'info', path]);
    assert.match(info.stdout.toString(), /images\s+4, seen at 5 paths/);
    assert.match(
      info.stdout.toString(),
      /^failed\s+1 image with content that cannot be read, 0 paths that the next scan/m,
    );
    const list = await scalescope(['case', 'list', path, '--verdict', 'error', '--json']);
    assert.match(list.stdout.toString(), /^\{[^\n]*broken\.png[^\n]*\}\n$/);
    const campaigns = await scalescope(['case', 'campaigns', path]);
    assert.match(
      campaigns.stdout.toString(),
      /^hidden picture [0-9a-f]{16}: 2 images, 2 carriers$/m,
    );
    assert.match(campaigns.stdout.toString(), /attack-0\.png\n.*attack-1\.png/);
  });

  test('campaigns and info count paths beside images, and failures that may pass beside others', async () => {
    const placed = join(folder, 'placed');
    const placedCase = join(folder, 'placed.case');
    cpSync(images, placed, { recursive: true });
    cpSync(join(placed, 'attack-0.png'), join(placed, 'again', 'attack-2.png'));
    const missing = join(placed, 'missing.png');
    await scalescope(['scan', placed, missing, '--case', placedCase, ...viewed]);
    const campaigns = String((await scalescope(['case', 'campaigns', placedCase])).stdout);
    assert.match(campaigns, /^hidden picture [0-9a-f]{16}: 2 images at 3 paths, 2 carriers$/m);
    for (const name of ['attack-0.png', 'attack-1.png', 'again/attack-2.png']) {
      assert.ok(campaigns.includes(`  ${join(placed, name)}\n`), campaigns);
    }
    const told = JSON.parse(
      String((await scalescope(['case', 'campaigns', placedCase, '--json'])).stdout),
    ) as { images: number[]; paths: string[] }[];
    assert.deepEqual([told[0]!.images.length, told[0]!.paths.length], [2, 2]); // as it was
    const info = String((await scalescope(['case', 'info', placedCase])).stdout);
    assert.match(
      info,
      /^failed\s+1 image with content that cannot be read, 1 path that the next scan tries again$/m,
    );
  });

  test('export and import bring findings and decisions into a new case', async () => {
    const caseFile = openCase(path, { mode: 'write' });
    decide(caseFile, [1], 'confirmed', 'anna');
    caseFile.close();
    const lines = join(folder, 'case.jsonl');
    const copy = join(folder, 'copy.case');
    const written = await scalescope(['case', 'export', path, '-o', lines]);
    assert.equal(written.code, 0);
    assert.equal(written.stdout.toString(), `Wrote ${lines}\n`);
    const imported = await scalescope(['case', 'import', lines, copy]);
    assert.match(imported.stdout.toString(), /copy\.case: 4 images imported/);
    const again = await scalescope(['case', 'export', copy]);
    assert.equal(again.stdout.toString(), readFileSync(lines, 'utf8'));
    const csv = await scalescope(['case', 'export', copy, '--format', 'csv']);
    const rows = csv.stdout.toString().trim().split('\r\n');
    assert.equal(rows.length, 5);
    assert.equal(rows.filter((row) => row.includes(',confirmed,anna,')).length, 1);
    const findings = await scalescope(['case', 'export', copy, '--format', 'findings']);
    const reviews = findings.stdout
      .toString()
      .trim()
      .split('\n')
      .map((line) => JSON.parse(line) as { schema: string; review: { decision: string | null } });
    assert.deepEqual(
      new Set(reviews.map(({ schema }) => schema)),
      new Set(['scalescope/finding@1']),
    );
    assert.equal(reviews.filter(({ review }) => review.decision === 'confirmed').length, 1);
    const refused = await scalescope(['case', 'import', lines, copy]);
    assert.match(refused.stderr, /copy\.case exists\. Choose another name/);
    writeFileSync(lines, readFileSync(lines, 'utf8').replace('"confirmed"', '"ok"'));
    const altered = await scalescope(['case', 'import', lines, join(folder, 'altered.case')]);
    assert.match(altered.stderr, /^scalescope: Line \d+ was altered: The row reviews 1/);
    assert.ok(!readdirSync(folder).some((name) => name.startsWith('altered.case')));
  });

  test('backup copies a case that is being written', async () => {
    const caseFile = openCase(path, { mode: 'write' });
    const copy = join(folder, 'backup.case');
    assert.equal((await scalescope(['case', 'backup', path, '-o', copy])).code, 0);
    caseFile.close();
    const verified = await scalescope(['case', 'verify', copy]);
    assert.match(verified.stdout.toString(), /all agree with the log/);
  });

  test('backup copies the anchors too, and replaces none', async () => {
    const anchors = `${path}.anchors`;
    const copy = join(folder, 'anchored.case');
    const line = '{"schema":"to be copied as it is"}\n';
    writeFileSync(anchors, line);
    const done = await scalescope(['case', 'backup', path, '-o', copy]);
    assert.equal(
      done.stdout.toString(),
      `${copy} and anchored.case.anchors are a complete copy.\n`,
    );
    assert.equal(readFileSync(`${copy}.anchors`, 'utf8'), line);
    rmSync(copy);
    const refused = await scalescope(['case', 'backup', path, '-o', copy]);
    assert.match(refused.stderr, /anchored\.case\.anchors exists\. Choose another name/);
    assert.ok(!readdirSync(folder).includes('anchored.case'));
    rmSync(anchors);
  });

  test('verify says OPEN where nobody vouches for the log, and passes where the head was noted', async () => {
    const open = await scalescope(['case', 'verify', path]);
    assert.equal(open.code, 1);
    const text = open.stdout.toString();
    assert.match(text, /^OPEN: nobody who is trusted vouches for the log/m);
    assert.match(text, /4 originals checked: all agree with the log, but OPEN: nobody/);
    const [, head] = /^head ([0-9a-f]{64})$/m.exec(text)!;
    const passed = await scalescope(['case', 'verify', path, '--head', head]);
    assert.equal(passed.code, 0, passed.stdout.toString());
  });

  test('verify exits with 1 naming the row and the original that are others now', async () => {
    rmSync(join(images, 'attack-1.png'));
    const database = new DatabaseSync(path);
    database.exec(
      "DROP TRIGGER findings_stay; UPDATE findings SET finding = finding || ' ' WHERE id = 1",
    );
    database.close();
    const refused = await scalescope(['case', 'verify', path]);
    assert.equal(refused.code, 1);
    assert.match(
      refused.stdout.toString(),
      /^row: Finding 1 of .* differs from what was recorded\.$/m,
    );
    assert.match(refused.stdout.toString(), /^original: .*attack-1\.png is missing/m);
  });
});
