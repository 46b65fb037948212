/** Archives and documents after an image in the same file: their pictures are listed, read and examined. */
import assert from 'node:assert/strict';
import { copyFile, mkdir, mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { fileURLToPath } from 'node:url';
import sharp from 'sharp';
import { DEFAULT_DECODE_LIMITS } from '../../../shared/image/facts.ts';
import { insidePath } from '../../../main/base/inside-path.ts';
import { listContents } from '../../../main/engine/containers/list-contents.ts';
import { readSource } from '../../../main/engine/images/read-source.ts';
import type { ScanRecord } from '../../../main/scan/sink.ts';
import { scalescope } from '../../support/capture.ts';
import { makeZip } from '../../support/files/make-zip.ts';
import { makeSmallAttack } from '../../support/small-attack.ts';

const sample = (name: string) =>
  fileURLToPath(new URL(`../../samples/inside/${name}`, import.meta.url));

let folder: string;
let attack: Buffer;
const images = new Map<string, Buffer>();
const at = (...names: string[]) => join(folder, ...names);

before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-'));
  await mkdir(at('in'));
  const { width, height, channels, data } = (await makeSmallAttack()).attack;
  attack = await sharp(data, { raw: { width, height, channels } }).png().toBuffer();
  const gray = sharp({ create: { width: 80, height: 64, channels: 3, background: '#888' } });
  for (const format of ['png', 'jpeg', 'gif'] as const) {
    images.set(format, await gray.clone().toFormat(format).toBuffer());
  }
});
after(() => rm(folder, { recursive: true }));

async function write(name: string, ...parts: Buffer[]): Promise<string> {
  const path = at(name);
  await writeFile(path, Buffer.concat(parts));
  return path;
}

async function contentsOf(path: string) {
  const contents = await listContents(path, 'it', DEFAULT_DECODE_LIMITS);
  return contents && { ...contents, pictures: contents.pictures.map(({ inside }) => inside) };
}

describe('after an image', () => {
  for (const format of ['png', 'jpeg', 'gif']) {
    test(`${format}: the pictures of a ZIP archive are listed and read`, async () => {
      const zip = makeZip([{ name: 'a/attack.png', data: attack }]);
      const path = await write(`zip.${format}`, images.get(format)!, zip);
      const found = await contentsOf(path);
      assert.deepEqual(found, { kind: 'zip', isImage: true, pictures: ['a/attack.png'], left: [] });
      const inside = insidePath(path, 'a/attack.png');
      assert.deepEqual(await readSource(inside, 'it', DEFAULT_DECODE_LIMITS), attack);
    });
  }

  test('an archive is found whose offsets count from the start of the file', async () => {
    for (const name of ['after-image.png', 'after-image.jpg']) {
      const found = await contentsOf(sample(name));
      assert.deepEqual(found?.pictures, ['hidden/picture.png']);
      const inside = insidePath(sample(name), 'hidden/picture.png');
      const read = await readSource(inside, 'it', DEFAULT_DECODE_LIMITS);
      assert.equal(read.subarray(1, 4).toString(), 'PNG');
    }
  });

  test('bytes after the archive do not hide it', async () => {
    const zip = makeZip([{ name: 'b.png', data: attack }]);
    const path = await write('more.png', images.get('png')!, zip, Buffer.alloc(2000, 'x'));
    assert.deepEqual((await contentsOf(path))?.pictures, ['b.png']);
  });

  test('the pictures of a PDF document are listed and read', async () => {
    const pdf = await readFile(sample('reportlab.pdf'));
    const path = await write('pdf.png', images.get('png')!, pdf);
    const found = await contentsOf(path);
    assert.equal(found?.kind, 'pdf');
    const alone = await contentsOf(sample('reportlab.pdf'));
    assert.deepEqual(found?.pictures, alone?.pictures);
    const read = (of: string) =>
      readSource(insidePath(of, found!.pictures[0]), 'it', DEFAULT_DECODE_LIMITS);
    assert.deepEqual(await read(path), await read(sample('reportlab.pdf')));
  });

  test('both of an image that is an archive and a document', async () => {
    const pdf = await readFile(sample('reportlab.pdf'));
    const zip = makeZip([{ name: 'b.png', data: attack }]);
    const found = await contentsOf(await write('both.png', images.get('png')!, pdf, zip));
    assert.equal(found?.pictures[0], 'b.png');
    assert.equal(found?.pictures.length, 5);
  });

  test('an image inside of an archive is looked after too', async () => {
    const zip = makeZip([{ name: 'b.png', data: attack }]);
    const polyglot = Buffer.concat([images.get('jpeg')!, zip]);
    const path = await write('outer.zip', makeZip([{ name: 'photo.jpg', data: polyglot }]));
    const found = await contentsOf(path);
    assert.deepEqual(found?.pictures, ['photo.jpg', 'photo.jpg!/b.png']);
    const inside = insidePath(path, 'photo.jpg!/b.png');
    assert.deepEqual(await readSource(inside, 'it', DEFAULT_DECODE_LIMITS), attack);
  });

  test('what only looks like the end of an archive or a document is none', async () => {
    const record = Buffer.alloc(22);
    record.write('PK\x05\x06', 'latin1');
    record.writeUInt16LE(1, 8);
    record.writeUInt16LE(1, 10);
    record.writeUInt32LE(46, 12);
    assert.equal(await contentsOf(await write('no.png', images.get('png')!, record)), null);
    const text = Buffer.from('%PDF-1.4 is a text %%EOF');
    assert.equal(await contentsOf(await write('text.png', images.get('png')!, text)), null);
    assert.equal(await contentsOf(await write('plain.png', images.get('png')!)), null);
  });
});

describe('the command line', () => {
  test('scan examines the image and what follows it, and tells what was left', async () => {
    await copyFile(sample('after-image.jpg'), at('in', 'after.jpg'));
    await write('in/attack.png', images.get('png')!, makeZip([{ name: 'x.png', data: attack }]));
    const secret = { name: 'secret.png', data: attack, flags: 1 };
    await write('in/locked.gif', images.get('gif')!, makeZip([secret]));
    const jsonl = at('f.jsonl');
    const { code } = await scalescope(['scan', at('in'), '--jsonl', jsonl, '--jobs', '1']);
    assert.equal(code, 2);
    const lines = (await readFile(jsonl, 'utf8')).trimEnd().split('\n');
    const records = lines.map((line) => JSON.parse(line) as ScanRecord);
    assert.deepEqual(
      records.map(({ file, verdict, error }) => [
        file.slice(at('in').length + 1),
        error?.message ?? verdict,
      ]),
      [
        ['after.jpg', 'clean'],
        ['after.jpg!/hidden/picture.png', 'clean'],
        ['attack.png', 'clean'],
        ['attack.png!/x.png', 'attack'],
        ['locked.gif', 'clean'],
        ['locked.gif!/*', 'Not everything in locked.gif was examined: secret.png is encrypted'],
      ],
    );
    const again = await scalescope(['scan', at('in'), '--jsonl', jsonl, '--resume']);
    assert.match(again.stdout.toString(), /5 known from before/);
  });

  test('inspect takes the image, says what follows it, and takes that by --inside', async () => {
    const path = await write(
      'p.png',
      images.get('png')!,
      makeZip([{ name: 'x.png', data: attack }]),
    );
    const image = await scalescope(['inspect', path]);
    assert.match(image.stdout.toString(), /^p\.png: NOTHING FOUND/);
    assert.match(image.stderr, /p\.png is also a ZIP archive .* that holds a picture\..*: x\.png/);
    const inside = await scalescope(['inspect', path, '--inside', 'x.png']);
    assert.match(inside.stdout.toString(), /^x\.png: ATTACK/);
  });
});
