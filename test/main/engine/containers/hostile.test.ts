/** Archives, documents and mails that were made to do harm: sentences, within the limits. */
import assert from 'node:assert/strict';
import { mkdtemp, readFile, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, before, describe, test } from 'node:test';
import { deflateSync } from 'node:zlib';
import { fileURLToPath } from 'node:url';
import fc from 'fast-check';
import { UserError } from '../../../../shared/base/errors.ts';
import { DEFAULT_DECODE_LIMITS } from '../../../../shared/image/facts.ts';
import { INSIDE_LIMITS, type Container } from '../../../../main/engine/containers/container.ts';
import { listContents } from '../../../../main/engine/containers/list-contents.ts';
import { openContainer } from '../../../../main/engine/containers/open-container.ts';
import { readSource } from '../../../../main/engine/images/read-source.ts';
import { makeZip } from '../../../support/files/make-zip.ts';

const sample = (name: string) =>
  fileURLToPath(new URL(`../../../samples/inside/${name}`, import.meta.url));

let folder: string;
let png: Buffer;
before(async () => {
  folder = await mkdtemp(join(tmpdir(), 'scalescope-'));
  png = await readFile(new URL('../../../samples/mountains-224.png', import.meta.url));
});
after(() => rm(folder, { recursive: true }));

let count = 0;
async function contentsOf(bytes: Uint8Array, limits = DEFAULT_DECODE_LIMITS) {
  const path = join(folder, `${++count}`);
  await writeFile(path, bytes);
  const contents = await listContents(path, 'a.zip', limits);
  return { path, inside: contents?.pictures.map(({ inside }) => inside), left: contents?.left };
}

describe('an archive', () => {
  test('with names that lead elsewhere, links and folders', async () => {
    const { inside, left, path } = await contentsOf(
      makeZip([
        { name: '../../../up.png', data: png },
        { name: '/etc/root.png', data: png },
        { name: '\u001b]0;x\u0007.png', data: png },
        { name: Buffer.from('caf\xe9.png', 'latin1'), data: png },
        { name: 'twice.png', data: png },
        { name: 'twice.png', data: png.subarray(0, 500) },
        { name: 'link.png', data: Buffer.from('/etc/passwd'), mode: 0o120777 },
        // Readers that ignore the mark show it.
        { name: 'marked.png', data: png, mode: 0o120777 },
        { name: 'device', data: png, mode: 0o060600 },
        { name: 'folder.png/', data: Buffer.alloc(0), mode: 0o040755 },
        { name: 'slash.png\\', data: png },
        { name: 'no name', data: png },
        { name: '__MACOSX/._twice.png', data: Buffer.from([0, 5, 22, 7, 0, 2]) },
      ]),
    );
    assert.deepEqual(inside, [
      '%2e%2e/%2e%2e/%2e%2e/up.png',
      '%2fetc/root.png',
      '%1b]0;x%07.png',
      'caf\u0398.png', // as the specification reads it, in CP437
      'twice.png',
      'twice~2.png',
      'marked.png',
      'device',
      'slash.png%2f',
      'no name',
    ]);
    assert.deepEqual(left, []);
    for (const id of inside!.filter((name) => name !== 'twice~2.png')) {
      assert.deepEqual(await readSource(`${path}!/${id}`, id, DEFAULT_DECODE_LIMITS), png);
    }
  });

  test('with entries that cannot be read', async () => {
    const { inside, left } = await contentsOf(
      makeZip([
        { name: 'secret.png', data: png, flags: 1 },
        { name: 'other.png', data: png, method: 14 },
        { name: 'fine.png', data: png },
      ]),
    );
    assert.deepEqual(inside, ['fine.png']);
    assert.deepEqual(left, [
      'secret.png is encrypted.',
      'other.png is compressed by a method that is not read (14).',
    ]);
  });

  test('that lies about sizes is read no further than it says', async () => {
    const bomb = Buffer.alloc(64 * 1024 ** 2);
    png.copy(bomb);
    const { inside, path } = await contentsOf(
      makeZip([{ name: 'small.png', data: bomb, claimedBytes: 5000 }]),
    );
    if (inside!.length === 1) {
      await assert.rejects(readSource(`${path}!/small.png`, 'x', DEFAULT_DECODE_LIMITS), {
        code: 'decode-failed',
      });
    }
    const honest = await contentsOf(makeZip([{ name: 'large.png', data: bomb }]));
    const limits = { ...DEFAULT_DECODE_LIMITS, maxBytes: 10_000_000 };
    await assert.rejects(readSource(`${honest.path}!/large.png`, 'x', limits), {
      code: 'too-large',
      message:
        'large.png has 67108864 bytes unpacked, more than the limit of 10000000; raise it with --max-bytes',
    });
  });

  test('in archives, too deep', async () => {
    let bytes = makeZip([{ name: 'deep.png', data: png }]);
    for (let depth = 1; depth < INSIDE_LIMITS.depth; depth++) {
      bytes = makeZip([{ name: `${depth}.zip`, data: bytes }]);
    }
    assert.deepEqual((await contentsOf(bytes)).inside, ['3.zip!/2.zip!/1.zip!/deep.png']);
    const { inside, left } = await contentsOf(makeZip([{ name: '4.zip', data: bytes }]));
    assert.deepEqual(inside, []);
    assert.deepEqual(left, [
      '4.zip!/3.zip!/2.zip!/1.zip is too deep inside (more than 4 files in one another).',
    ]);
  });

  test('of archives that unpack to far more than they are', async () => {
    const zeros = Buffer.alloc(100 * 1024 ** 2);
    zeros.write('PK\x03\x04', 'latin1'); // looks like an archive, so that it is unpacked
    const bomb = makeZip([...'abcdef'].map((name) => ({ name, data: zeros })));
    const started = performance.now();
    const { inside, left } = await contentsOf(bomb);
    assert.deepEqual(inside, []);
    assert.match(
      left!.join(' '),
      /The last \d entries were left out: what was unpacked is too much/,
    );
    assert.ok(performance.now() - started < DEFAULT_DECODE_LIMITS.timeoutMs);
  });

  test('with more entries than are looked at', async () => {
    const few = { data: Buffer.from('x'), method: 0 };
    const many = Array.from({ length: INSIDE_LIMITS.entries + 5 }, (_, n) => ({
      name: `${n}`,
      ...few,
    }));
    const { left } = await contentsOf(makeZip(many));
    assert.deepEqual(left, [`Entries after the first ${INSIDE_LIMITS.entries} were left out.`]);
  });

  test('that takes too long is looked at in part', async () => {
    const parts = [1, 2, 3].map((n) => ({ name: `${n}.png`, data: png }));
    const { left } = await contentsOf(makeZip(parts), { ...DEFAULT_DECODE_LIMITS, timeoutMs: 0 });
    assert.match(
      left!.join(),
      /The last 3 entries were left out: half of the time limit is used\./,
    );
  });

  test('that is damaged is one sentence', async () => {
    const zip = makeZip([{ name: 'a.png', data: png }]);
    await assert.rejects(contentsOf(zip.subarray(0, zip.length / 2)), {
      code: 'decode-failed',
      message:
        'a.zip is a ZIP archive or a document made of one that could not be read: the data are damaged or cut off',
    });
  });
});

describe('a PDF document', () => {
  const image = (fields: string, data: Uint8Array) =>
    Buffer.concat([
      Buffer.from(`1 0 obj <</Subtype/Image ${fields}/Length ${data.length}>> stream\n`),
      data,
      Buffer.from('\nendstream endobj\n'),
    ]);
  const pdf = (...parts: Uint8Array[]) => Buffer.concat([Buffer.from('%PDF-1.7\n'), ...parts]);
  const RGB = '/ColorSpace/DeviceRGB/BitsPerComponent 8/Filter/FlateDecode';

  test('with sizes that are absurd', async () => {
    const data = deflateSync(Buffer.alloc(1000));
    for (const size of ['/Width 99999/Height 99999', '/Width 16000000/Height 16000000']) {
      const { inside, path } = await contentsOf(pdf(image(`${size}${RGB}`, data)));
      for (const id of inside!) {
        await assert.rejects(readSource(`${path}!/${id}`, id, DEFAULT_DECODE_LIMITS), UserError);
      }
    }
    const { left } = await contentsOf(pdf(image(`/Width -1/Height 1e9${RGB}`, data)));
    assert.deepEqual(left, ['image-1.raw has no valid size.']);
  });

  test('whose data unpack to far more than the picture has', async () => {
    const bomb = deflateSync(Buffer.alloc(256 * 1024 ** 2));
    const { inside, left } = await contentsOf(pdf(image(`/Width 8/Height 8${RGB}`, bomb)));
    assert.deepEqual(inside, []);
    assert.deepEqual(left, ['image-1.png is damaged.']);
  });

  test('that refers to itself, or is nested without end', async () => {
    const circle = pdf(
      Buffer.from('2 0 obj 3 0 R endobj 3 0 obj 2 0 R endobj '),
      image('/Width 2 0 R/Height 2 0 R/ColorSpace 3 0 R', Buffer.alloc(4)),
      Buffer.from(`4 0 obj ${'['.repeat(100_000)}`),
    );
    const { left } = await contentsOf(circle);
    assert.deepEqual(left, ['image-1.raw has no valid size.']);
  });
});

describe('what a PDF document hides', () => {
  const stream = (number: number, fields: string, data: string | Uint8Array) =>
    Buffer.concat([
      Buffer.from(`${number} 0 obj<<${fields}/Length ${data.length}>>stream\n`),
      Buffer.from(data as string),
      Buffer.from('\nendstream endobj\n'),
    ]);
  const pdf = (...parts: (string | Uint8Array)[]) =>
    Buffer.concat(['%PDF-1.7\n', ...parts].map((part) => Buffer.from(part as string)));
  const GRAY = '/Subtype/Image/Width 80/Height 80/ColorSpace/DeviceGray/BitsPerComponent 8';
  const gray = stream(6, GRAY, Buffer.alloc(6400));

  test('in the data of a stream or behind a text without an end is found', async () => {
    for (const bytes of [pdf(stream(5, '', gray)), pdf('4 0 obj(', gray), pdf('4 0 obj[(', gray)]) {
      const { inside, left } = await contentsOf(bytes);
      assert.deepEqual([inside, left], [['image-6.png'], []]);
    }
  });

  test('in the data of a stream does not stand for an object of the document', async () => {
    const real = '8 0 obj 80 endobj\n';
    const bytes = pdf(
      stream(6, GRAY.replace('Width 80', 'Width 8 0 R'), Buffer.alloc(6400)),
      ...[real, stream(9, '', '8 0 obj 1 endobj')],
    );
    const { inside, path } = await contentsOf(bytes);
    const read = await readSource(`${path}!/${inside![0]}`, 'x', DEFAULT_DECODE_LIMITS);
    assert.equal(read.readUInt32BE(16), 80);
  });

  test('as a file that only /EF refers to is found', async () => {
    const file = stream(3, '', png);
    for (const spec of [
      '2 0 obj<</EF<</F 3 0 R>>>>endobj ',
      '2 0 obj[<</EF 4 0 R>>] 4 0 obj<</UF 3 0 R>>',
    ]) {
      const { inside, path } = await contentsOf(pdf(spec, file));
      assert.deepEqual(inside, ['file-3']);
      assert.deepEqual(await readSource(`${path}!/file-3`, 'x', DEFAULT_DECODE_LIMITS), png);
    }
    const disguised = pdf('2 0 obj<</EF<</F 3 0 R>>>>', stream(3, GRAY, png));
    assert.deepEqual((await contentsOf(disguised)).inside, ['image-3.png', 'file-3']);
  });

  test('in streams of objects, however they are packed', async () => {
    const objects = '8 0 80';
    const wide = stream(6, GRAY.replace('Width 80', 'Width 8 0 R'), Buffer.alloc(6400));
    const rows = Buffer.from(`\x02${objects}`); // of the predictor Up
    const packed = (fields: string, data: Uint8Array) =>
      pdf('20 0 obj 1 endobj 21 0 obj 4 endobj ', stream(7, `/Type/ObjStm${fields}`, data), wide);
    for (const bytes of [
      packed('/N 1/First 4/Filter[/FlateDecode]', deflateSync(Buffer.from(objects))),
      packed('/N 20 0 R/First 21 0 R/Filter/Fl', deflateSync(Buffer.from(objects))),
      packed('/N 1/First 4/Filter/AHx', Buffer.from(`${Buffer.from(objects).toString('hex')}>`)),
      packed(
        '/N 1/First 4/Filter/FlateDecode/DecodeParms<</Predictor 12/Columns 6>>',
        deflateSync(rows),
      ),
    ]) {
      const { inside, left } = await contentsOf(bytes);
      assert.deepEqual([inside, left], [['image-6.png'], []]);
    }
    const large = deflateSync(Buffer.alloc(17 * 1024 ** 2));
    for (const bytes of [
      packed('/N 1/First 4/Filter/LZWDecode', Buffer.from('ffff', 'hex')),
      packed('/N 1/First 4/Filter/FlateDecode', large),
    ]) {
      assert.ok(
        (await contentsOf(bytes)).left!.includes(
          'A stream of objects in it could not be read to the end.',
        ),
      );
    }
  });

  test('in its page contents is told', async () => {
    const contents = (side: number) =>
      deflateSync(Buffer.from(`q BI/W ${side}/H ${side}/CS/G/BPC 8 ID ${'x'.repeat(99)} EI Q`));
    const page = (side: number) => pdf(stream(4, '/Filter/FlateDecode', contents(side)));
    assert.deepEqual((await contentsOf(page(64))).left, [
      'A picture written into its page contents was left out.',
    ]);
    assert.deepEqual((await contentsOf(page(16))).left, []);
    const large = deflateSync(Buffer.alloc(17 * 1024 ** 2));
    assert.deepEqual((await contentsOf(pdf(stream(4, '/Filter/FlateDecode', large)))).left, [
      'Its page contents were not all searched for pictures.',
    ]);
  });

  test('costs no more than its length, whatever lies in what', async () => {
    const started = performance.now();
    for (const part of ['1 0 obj(', '1 0 obj<<>>stream\n', '1 0 obj[', 'BI/A(']) {
      await contentsOf(pdf(stream(9, '', part.repeat(100_000))));
    }
    assert.ok(performance.now() - started < 20_000);
    const { left } = await contentsOf(pdf(stream(9, '', '1 0 obj('.repeat(100_000))));
    assert.match(left!.join(), /more objects than are read/);
  });
});

describe('any bytes', () => {
  const starts = fc.constantFrom(
    'PK\x03\x04',
    '%PDF-1.7\n',
    'From a Mon 10:00\nFrom: a\nTo: b\nDate: c\n\n',
  );
  async function readAll(container: Container | null): Promise<void> {
    for (const entry of container?.entries ?? []) {
      if (entry.refusal !== null) continue;
      for (const read of [() => entry.head(), () => entry.read(1e6)]) {
        await read().catch((error: unknown) =>
          assert.ok(error instanceof UserError, String(error)),
        );
      }
    }
  }

  test('are opened, or refused with a sentence', async () => {
    await fc.assert(
      fc.asyncProperty(starts, fc.uint8Array({ maxLength: 400 }), async (start, rest) => {
        const bytes = Buffer.concat([Buffer.from(start, 'latin1'), rest]);
        const opened = await openContainer(bytes, 'x', 1e6).catch((error: unknown) => {
          assert.ok(error instanceof UserError, String(error));
          return null;
        });
        await readAll(opened);
      }),
    );
  });

  test('changed in a real file do no harm', async () => {
    const names = ['report.docx', 'img2pdf.pdf', 'reportlab.pdf', 'pictures.eml', 'pictures.mbox'];
    const files = await Promise.all(names.map((name) => readFile(sample(name))));
    const change = fc.tuple(fc.nat(), fc.nat(255));
    await fc.assert(
      fc.asyncProperty(fc.constantFrom(...files), fc.array(change), async (file, changes) => {
        const bytes = Buffer.from(file);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        const opened = await openContainer(bytes, 'x', 1e6).catch((error: unknown) => {
          assert.ok(error instanceof UserError, String(error));
          return null;
        });
        await readAll(opened);
      }),
      { numRuns: 60 },
    );
  });
});
