/** `scalescope scan` on real folders: what is examined, in which order, and what is told. */
import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { mkdir, mkdtemp, readFile, rm, symlink, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import sharp from 'sharp';
import type { ScanRecord } from '../../../main/scan/sink.ts';
import { scalescope } from '../../support/capture.ts';
import { writeSampleImage } from '../../support/sample-image.ts';
import { makePng } from '../engine/make.ts';
import { makeSmallAttack } from '../../support/small-attack.ts';

const isWindows = process.platform === 'win32';
let folder: string;
const at = (...names: string[]) => join(folder, ...names);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-'));
  await mkdir(at('clean'));
  for (const name of ['b.png', 'a.png', 'B.png']) await writeSampleImage(at('clean', name), 90, 60);
  const { width, height, channels, data } = (await makeSmallAttack()).attack;
  await sharp(data, { raw: { width, height, channels } }).png().toFile(at('attack.png'));
});
after(() => rm(folder, { recursive: true }));

let outputs = 0;
async function scan(...argv: string[]) {
  const jsonl = at(`${++outputs}.jsonl`);
  const { code, stdout, stderr } = await scalescope(['scan', ...argv, '--jsonl', jsonl]);
  const text = await readFile(jsonl, 'utf8');
  const records = text.split('\n').slice(0, -1).map(parse);
  return { code, stdout: stdout.toString(), stderr, text, records };
}
const parse = (line: string) => JSON.parse(line) as ScanRecord;

describe('the exit code', () => {
  test('is 0 where nothing was found', async () => {
    const { code, stdout, records } = await scan(at('clean'));
    assert.equal(code, 0);
    assert.equal(stdout, '3 images examined, 0 found, 0 failed.\n');
    assert.deepEqual(
      records.map(({ file }) => file),
      ['B.png', 'a.png', 'b.png'].map((name) => at('clean', name)),
    );
  });

  test('is 1 where something was found, which is printed with its sizes', async () => {
    const { code, stdout, records } = await scan(at('clean', 'a.png'), at('attack.png'));
    assert.equal(code, 1);
    assert.match(stdout, /attack\.png: ATTACK \(score 0\.\d\d\) at 96x96/);
    assert.doesNotMatch(stdout, /a\.png: CLEAN/);
    assert.deepEqual(
      records.map(({ verdict }) => verdict),
      ['clean', 'attack'],
    );
  });

  test('is 0 where there was no image, which is told', async () => {
    await mkdir(at('empty', 'below'), { recursive: true });
    await mkdir(at('words'));
    await writeFile(at('words', 'notes.txt'), 'words\n');
    const empty = await scan(at('empty'));
    assert.deepEqual([empty.code, empty.records], [0, []]);
    assert.equal(empty.stdout, `No image was found in ${at('empty')}, nothing was examined.\n`);
    const { code, stdout } = await scan(at('empty'), at('words'));
    assert.equal(code, 0);
    assert.equal(
      stdout,
      `No image was found in ${at('empty')}, ${at('words')}, nothing was examined, ` +
        '1 other file passed over.\n',
    );
    const list = await scalescope(['scan', '-', '--json']);
    assert.deepEqual([list.code, list.stdout.toString()], [0, '']);
    assert.equal(list.stderr, 'No image was found in the list, nothing was examined.\n');
  });

  test('is 2 where a file failed, whatever was found', async () => {
    const { code, records } = await scan(at('none.png'), at('attack.png'));
    assert.equal(code, 2);
    assert.equal(records[0].error?.code, 'not-found');
    assert.equal(records[1].verdict, 'attack');
  });
});

describe('what is examined', () => {
  test('the same list, however many engines work on it', async () => {
    const scanned = [];
    for (const jobs of ['1', '3']) {
      const { text } = await scan(at('clean'), at('attack.png'), '--jobs', jobs);
      scanned.push(text.replace(/"elapsedMs":[\d.]+/g, '"elapsedMs":0'));
    }
    assert.equal(scanned[0], scanned[1]);
  });

  test('a list on standard input, by lines or by NUL, each file once', async () => {
    for (const [separator, ...more] of [['\n'], ['\r\n'], ['\0', '-0']]) {
      const paths = [at('clean', 'b.png'), at('clean'), at('clean', 'b.png')];
      const list = Buffer.from(paths.map((path) => `${path}${separator}`).join(''));
      const { code, stdout } = await scalescope(['scan', '-', '--json', ...more], list);
      assert.equal(code, 0);
      const files = stdout
        .toString()
        .trimEnd()
        .split('\n')
        .map((line) => parse(line).file);
      assert.deepEqual(files, [at('clean', 'b.png'), at('clean', 'B.png'), at('clean', 'a.png')]);
    }
  });

  test('what a glob matches, and a glob that matches nothing is told', async () => {
    const { records } = await scan(`${folder}/clean/[ab].*`, `${folder}/*.nothing`);
    assert.deepEqual(
      records.map(({ file, error }) => [file, error?.code]),
      [
        [at('clean', 'a.png'), undefined],
        [at('clean', 'b.png'), undefined],
        [`${folder}/*.nothing`, 'not-found'],
      ],
    );
  });

  test('one view alone where a pipeline or a size is given', async () => {
    const { code, records } = await scan(at('attack.png'), '--size', '151');
    assert.equal(code, 0);
    const [{ tested, judgements, reasons }] = records;
    assert.equal(tested?.search, null);
    assert.equal(tested.view?.width, 151);
    assert.deepEqual(
      judgements.map(({ of }) => of),
      ['view'],
    );
    assert.match(reasons.at(-1)!, /Other sizes and pipelines were not examined/);
    assert.equal((await scan(at('attack.png'), '-p', 'opencv/linear', '-s', '96')).code, 1);
  });
});

describe('a folder with everything in it', { skip: isWindows && 'needs links and pipes' }, () => {
  test('gives each file that claims to be an image its finding, and passes over the rest', async () => {
    const hostile = at('hostile');
    await mkdir(join(hostile, 'deep'), { recursive: true });
    const png = await readFile(at('clean', 'a.png'));
    const gigapixel = { width: 100_000, height: 100_000, bitDepth: 8, colorType: 2 };
    for (const [name, bytes] of Object.entries({
      'bomb.png': makePng(gigapixel, new Uint8Array(10)),
      'cut.png': png.subarray(0, png.length / 2),
      'empty.jpg': '',
      'page.png': '<!doctype html><p>',
      'paper.tiff': '%PDF-1.7\n',
      'drawing.svg': '<svg xmlns="http://www.w3.org/2000/svg"/>',
      'notes.txt': 'words\n',
      'data.bin': '\x01\x02\x03',
      'image-by-content': png,
      '=1+1.png': png,
      'new\nline\x1b[2J.png': png,
      'deep/good.png': png,
    })) {
      await writeFile(join(hostile, name), bytes);
    }
    await symlink('..', join(hostile, 'deep', 'loop'));
    await symlink('nowhere.png', join(hostile, 'dangling.png'));
    await symlink('nowhere', join(hostile, 'dangling'));
    await symlink('circle.png', join(hostile, 'circle.png'));
    execFileSync('mkfifo', [join(hostile, 'pipe.png')]);

    const csv = at('hostile.csv');
    const { code, stdout, records } = await scan(hostile, '--csv', csv);
    assert.equal(code, 2);
    const codes = records.map(({ file, error }) => [
      file.slice(hostile.length + 1),
      error?.code ?? 'examined',
    ]);
    assert.deepEqual(codes, [
      ['=1+1.png', 'examined'],
      ['bomb.png', 'too-large'],
      ['circle.png', 'unreadable'],
      ['cut.png', 'decode-failed'],
      ['dangling.png', 'not-found'],
      ['deep/good.png', 'examined'],
      ['drawing.svg', 'unsupported-format'],
      ['empty.jpg', 'unsupported-format'],
      ['image-by-content', 'examined'],
      ['new\nline\x1b[2J.png', 'examined'],
      ['page.png', 'unsupported-format'],
      ['paper.tiff', 'unsupported-format'],
      ['pipe.png', 'unreadable'],
    ]);
    assert.match(
      stdout,
      /^13 images: 4 examined, 9 failed; 0 found, 2 other files passed over\.$/m,
    );
    const rows = (await readFile(csv, 'utf8')).split('\r\n');
    assert.match(rows[0], /^\ufefffile,verdict,score,explanation,targets,/);
    assert.equal(rows.length, 1 + 13 + 1);
    assert.ok(rows.some((row) => /^[^,]*bomb\.png,error,,/.test(row)));
  });

  test('named by itself, what is no image is an error', async () => {
    const { code, records } = await scan(at('hostile', 'notes.txt'));
    assert.equal(code, 2);
    assert.equal(records[0].error?.code, 'unsupported-format');
  });

  test('a name that a spreadsheet would take for a formula is none in the table', async () => {
    const csv = at('formula.csv');
    const names = [
      '=1+1.png',
      '+1.png',
      '-2.png',
      '@sum.png',
      '  =1.png',
      '\uff1d1.png',
      '\t=1.png',
    ];
    await scalescope(['scan', '-', '--csv', csv], Buffer.from(names.join('\n')));
    const rows = (await readFile(csv, 'utf8')).split('\r\n').slice(1, -1);
    const cells = rows.map((row) => row.slice(0, row.indexOf(',error')));
    const shown = names.map((name) => (name.startsWith('\t') ? '\\u{9}=1.png' : `'${name}`));
    assert.deepEqual(cells, shown);
  });
});

test('what makes no sense together is refused before anything is examined', async () => {
  for (const [argv, message] of [
    [['scan', folder, '--resume'], /--resume needs --jsonl/],
    [['scan', folder, '-0'], /-0 needs -/],
    [['scan', folder, '--jobs', '0'], /whole number from 1/],
    [['scan'], /missing required argument/],
  ] as const) {
    const { code, stderr } = await scalescope([...argv]);
    assert.equal(code, 2);
    assert.match(stderr, message);
  }
});
