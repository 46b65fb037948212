/** Pictures inside of archives, documents and mails, by the command line: scanned, resumed, kept, inspected. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import type { ScanRecord } from '../../../main/scan/sink.ts';
import { scalescope } from '../../support/capture.ts';
import { makeZip } from '../../support/files/make-zip.ts';
import { makeSmallAttack } from '../../support/small-attack.ts';

const sample = (name: string) =>
  fileURLToPath(new URL(`../../samples/inside/${name}`, import.meta.url));

let folder: string;
let attack: Buffer;
const at = (...names: string[]) => join(folder, ...names);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-'));
  const { width, height, channels, data } = (await makeSmallAttack()).attack;
  attack = await sharp(data, { raw: { width, height, channels } }).png().toBuffer();
  await mkdir(at('in'));
  const inner = makeZip([{ name: 'attack.png', data: attack }]);
  await writeFile(at('in', 'outer.zip'), makeZip([{ name: 'inner.docx', data: inner }]));
  await copyFile(sample('report.docx'), at('in', 'report.docx'));
  await copyFile(sample('encrypted-mixed.zip'), at('in', 'mixed.zip'));
  await writeFile(at('in', 'empty.zip'), makeZip([{ name: 'a.txt', data: Buffer.from('text') }]));
  await writeFile(at('in', 'cut.zip'), inner.subarray(0, inner.length / 2));
});
after(() => rm(folder, { recursive: true }));

const FILES: [string, string][] = [
  ['cut.zip', 'decode-failed'],
  ['mixed.zip', 'unreadable'],
  ['mixed.zip!/open.png', 'clean'],
  ['outer.zip!/inner.docx!/attack.png', 'attack'],
  ['report.docx!/word/media/image1.png', 'clean'],
  ['report.docx!/word/media/image2.jpg', 'clean'],
];

async function recordsOf(jsonl: string): Promise<ScanRecord[]> {
  const lines = (await readFile(jsonl, 'utf8')).trimEnd().split('\n');
  return lines.map((line) => JSON.parse(line) as ScanRecord);
}
const told = (records: ScanRecord[]) =>
  records.map(({ file, verdict, error }) => [
    file.slice(at('in').length + 1),
    error?.code ?? verdict,
  ]);

describe('a scan', () => {
  test('examines what is inside, names it by its way, and tells what was left out', async () => {
    const jsonl = at('f.jsonl');
    const { code, stdout } = await scalescope(['scan', at('in'), '--jsonl', jsonl, '--jobs', '2']);
    assert.equal(code, 2);
    const records = await recordsOf(jsonl);
    assert.deepEqual(told(records), FILES);
    assert.match(stdout.toString(), /inner\.docx!\/attack\.png: ATTACK/);
    assert.match(
      stdout.toString(),
      /^6 images: 4 examined, 2 failed; 1 found, 1 other file passed over\.$/m,
    );
    assert.equal(
      records[1].error?.message,
      'Not everything in mixed.zip was examined: secret.png is encrypted',
    );
    assert.equal(records[3].bytes, attack.length);
    const cut = await readFile(at('in', 'cut.zip'));
    const sha256 = createHash('sha256').update(cut).digest('hex');
    assert.deepEqual([records[0].sha256, records[0].bytes], [sha256, cut.length]);
  });

  test('goes on where it was stopped, until the file around it changes', async () => {
    const jsonl = at('r.jsonl');
    const argv = ['scan', at('in'), '--jsonl', jsonl];
    await scalescope(argv);
    const again = await scalescope([...argv, '--resume']);
    assert.match(again.stdout.toString(), /4 known from before/);
    await writeFile(
      at('in', 'outer.zip'),
      makeZip([
        { name: 'inner.docx', data: makeZip([{ name: 'attack.png', data: attack }]) },
        { name: 'x', data: Buffer.from('y') },
      ]),
    );
    const changed = await scalescope([...argv, '--resume']);
    assert.match(changed.stdout.toString(), /1 examined.*3 known from before/);
    assert.deepEqual(told(await recordsOf(jsonl)), FILES);
  });

  test('keeps what is inside in a case, and knows it again', async () => {
    const path = at('inside.case');
    await scalescope(['scan', at('in'), '--case', path]);
    const again = await scalescope(['scan', at('in'), '--case', path]);
    assert.match(again.stdout.toString(), /4 known from before/);
    const list = await scalescope(['case', 'list', path]);
    assert.match(list.stdout.toString(), /outer\.zip!\/inner\.docx!\/attack\.png/);
    const verified = await scalescope(['case', 'verify', path]);
    assert.match(verified.stdout.toString() + verified.stderr, /all agree with the log/);
  });

  test('passes over what holds others where it is told to', async () => {
    const { code, stdout } = await scalescope(['scan', at('in'), '--no-inside']);
    assert.equal(code, 0);
    assert.match(stdout.toString(), /nothing was examined, 5 other files passed over/);
  });
});

describe('inspect', () => {
  test('takes the only picture, or the one that is named', async () => {
    const only = await scalescope(['inspect', at('in', 'outer.zip'), '--json']);
    assert.equal((JSON.parse(only.stdout.toString()) as ScanRecord).verdict, 'attack');
    const path = at('in', 'report.docx');
    for (const argv of [
      [path, '--inside', 'word/media/image2.jpg'],
      [`${path}!/word/media/image2.jpg`],
    ]) {
      const { code, stdout } = await scalescope(['inspect', ...argv]);
      assert.equal(code, 0);
      assert.match(stdout.toString(), /^image2\.jpg: NOTHING FOUND/);
    }
  });

  test('lists several, from a file or from standard input', async () => {
    const path = at('in', 'report.docx');
    const { code, stdout } = await scalescope(['inspect', path]);
    assert.equal(code, 0);
    assert.match(
      stdout.toString(),
      /^report\.docx holds 2 pictures\..*\n {2}word\/media\/image1\.png \(\d+ bytes\)\n/,
    );
    const piped = await scalescope(['inspect', '-', '--json'], await readFile(path));
    const contents = JSON.parse(piped.stdout.toString()) as { schema: string; pictures: unknown[] };
    assert.equal(contents.schema, 'scalescope/contents@1');
    assert.equal(contents.pictures.length, 2);
  });

  test('says what is not there', async () => {
    for (const [argv, message] of [
      [
        [at('in', 'report.docx'), '--inside', 'x.png'],
        /has no picture x\.png; it has word\/media\/image1\.png, /,
      ],
      [
        [at('in', 'empty.zip')],
        /empty\.zip is a ZIP archive .* without a picture that could be examined/,
      ],
      [[at('in', 'cut.zip')], /could not be read: the data are damaged or cut off/],
      [[at('in', 'report.docx!/nothing')], /nothing is not inside its file, which has .*\.xml/],
      [[at('in', 'report.docx!/')], /names no file inside; it has .*\.xml/],
      [[at('in', 'report.docx!/*')], /\* stands for what scan left out.*; its file has .*\.xml/],
    ] as const) {
      const { code, stderr } = await scalescope(['inspect', ...argv]);
      assert.equal(code, 2);
      assert.match(stderr, message);
    }
  });
});
