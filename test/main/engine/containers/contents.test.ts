/** What real archives, documents and mails hold, and that it is the very bytes or samples. */
import assert from 'node:assert/strict';
import { readFile } from 'node:fs/promises';
import { fileURLToPath } from 'node:url';
import { describe, test } from 'node:test';
import { UserError } from '../../../../shared/base/errors.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../../../shared/image/facts.ts';
import { decode } from '../../../../main/engine/decode/decode.ts';
import { readSource } from '../../../../main/engine/images/read-source.ts';
import { listContents } from '../../../../main/engine/containers/list-contents.ts';
import { insidePath } from '../../../../main/base/inside-path.ts';

const sample = (name: string) =>
  fileURLToPath(new URL(`../../../samples/inside/${name}`, import.meta.url));

async function pictures(name: string): Promise<{ inside: string[]; left: string[] }> {
  const contents = await listContents(sample(name), name, DEFAULT_DECODE_LIMITS);
  return { inside: contents!.pictures.map(({ inside }) => inside), left: contents!.left };
}

const read = (name: string, inside: string) =>
  readSource(insidePath(sample(name), inside), inside, DEFAULT_DECODE_LIMITS);

async function decoded(name: string, inside: string) {
  const bytes = await read(name, inside);
  return decode(bytes, inside, DEFAULT_DECODE_POLICY, DEFAULT_DECODE_LIMITS);
}

/** The picture that samples/inside/make.py draws. */
function drawn(width: number, height: number, channels: number): Uint8Array {
  const data = new Uint8Array(width * height * channels);
  for (let i = 0; i < data.length; i++) {
    const c = i % channels;
    const x = Math.floor(i / channels) % width;
    const y = Math.floor(i / channels / width);
    data[i] = Math.floor((x * (c + 1) * 2 + y * (3 - c) * 2) / 8) * 8;
  }
  return data;
}

describe('office documents', () => {
  for (const [name, inside] of [
    ['report.docx', ['word/media/image1.png', 'word/media/image2.jpg']],
    ['slides.pptx', ['ppt/media/image1.png']],
    ['book.xlsx', ['xl/media/image1.png']],
    ['text.odt', [/^Pictures\/[0-9A-F]{32}\.png$/]],
  ] as const) {
    test(`of ${name.slice(-4)} hold the pictures that were put in`, async () => {
      const found = await pictures(name);
      assert.equal(found.inside.length, inside.length);
      for (const [at, expected] of inside.entries()) {
        if (typeof expected === 'string') assert.equal(found.inside[at], expected);
        else assert.match(found.inside[at], expected);
      }
      assert.deepEqual(found.left, []);
      const { raster } = await decoded(name, found.inside[0]);
      assert.deepEqual(raster.data, drawn(96, 64, 3));
    });
  }
});

describe('mails', () => {
  test('hold attachments, what is shown inline, and forwarded mails', async () => {
    const { inside, left } = await pictures('pictures.eml');
    assert.deepEqual(inside, ['part-1.jpg', 'caf\u00e9 1.png', 'part-3.eml!/old.png']);
    assert.deepEqual(left, []);
    for (const id of inside.slice(1)) {
      assert.deepEqual((await decoded('pictures.eml', id)).raster.data, drawn(96, 64, 3));
    }
    const jpeg = await read('report.docx', 'word/media/image2.jpg');
    assert.deepEqual(await read('pictures.eml', 'part-1.jpg'), jpeg);
  });

  test('of a mailbox are told apart', async () => {
    const { inside } = await pictures('pictures.mbox');
    assert.deepEqual(inside, [
      'mail-1.eml!/part-1.jpg',
      'mail-1.eml!/caf\u00e9 1.png',
      'mail-1.eml!/part-3.eml!/old.png',
      'mail-2.eml!/old.png',
    ]);
  });
});

describe('PDF documents', () => {
  for (const name of ['img2pdf.pdf', 'object-streams.pdf']) {
    test(`${name}: every kind of samples, as they are stored`, async () => {
      const { inside, left } = await pictures(name);
      assert.deepEqual(left, []);
      const found = new Map<number, string>();
      for (const id of inside) found.set((await decoded(name, id)).facts.width, id);
      assert.equal(found.size, 7);
      for (const [width, channels] of [
        [96, 3],
        [92, 1],
        [84, 4],
      ] as const) {
        const id = found.get(width)!;
        const { raster, facts } = await decoded(name, id);
        assert.equal(facts.colorType, { 3: 'rgb', 1: 'gray', 4: 'cmyk' }[channels]);
        if (channels < 4) assert.deepEqual(raster.data, drawn(width, 64, channels), id);
        else assert.ok(id.endsWith('.tif'));
      }
      const wide = (await decoded(name, found.get(82)!)).raster.data;
      assert.deepEqual([...wide.subarray(0, 3)], [0, 400, 800]);
      assert.equal((await decoded(name, found.get(86)!)).facts.colorType, 'palette');
      assert.equal((await decoded(name, found.get(90)!)).facts.bitDepth, 1);
      const jpeg = await read('report.docx', 'word/media/image2.jpg');
      assert.deepEqual(await read(name, found.get(80)!), jpeg);
    });
  }

  test('reportlab.pdf: text around the data, and the mask as a picture of its own', async () => {
    const { inside } = await pictures('reportlab.pdf');
    assert.deepEqual(inside, ['image-3.png', 'image-4.png', 'image-5.png', 'image-6.jpg']);
    assert.deepEqual((await decoded('reportlab.pdf', inside[0])).raster.data, drawn(96, 64, 3));
    assert.deepEqual((await decoded('reportlab.pdf', inside[1])).raster.data, drawn(88, 60, 3));
    const mask = (await decoded('reportlab.pdf', inside[2])).raster;
    assert.deepEqual([...mask.data.subarray(0, 3)], [0, 2, 4]);
  });

  test('a picture that a later revision replaced is found too', async () => {
    const pdf = await readFile(sample('reportlab.pdf'));
    const jpeg = await read('report.docx', 'word/media/image2.jpg');
    const { openPdf } = await import('../../../../main/engine/containers/pdf-container.ts');
    const revision =
      `3 0 obj\n<</Subtype/Image/Width 80/Height 72/ColorSpace/DeviceRGB/BitsPerComponent 8` +
      `/Filter/DCTDecode/Length ${jpeg.length}>>\nstream\n`;
    const more = Buffer.concat([
      pdf,
      Buffer.from(revision),
      jpeg,
      Buffer.from('\nendstream endobj'),
    ]);
    const ids = openPdf(more).entries.map(({ id }) => id);
    assert.deepEqual(ids, [
      ...['image-3.png', 'image-4.png', 'image-5.png', 'image-6.jpg'],
      'image-3.jpg',
    ]);
  });

  test('that are encrypted say so', async () => {
    const { inside, left } = await pictures('encrypted.pdf');
    assert.deepEqual(inside, []);
    assert.match(left.join(), /^image-\d+\.png, .* and 2 more are encrypted\.$/);
  });
});

test('an entry that is not there is told', async () => {
  await assert.rejects(
    read('report.docx', 'word/media/none.png'),
    (error) => error instanceof UserError && error.code === 'not-found',
  );
  await assert.rejects(read('encrypted-mixed.zip', 'secret.png'), {
    code: 'unreadable',
    message: 'secret.png is encrypted',
  });
  await assert.rejects(read('none.zip', 'a.png'), { code: 'not-found' });
});
