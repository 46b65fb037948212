/** What files say of their orientation and of their camera, wherever they say it, and who heeds it. */
import assert from 'node:assert/strict';
import { brotliCompressSync } from 'node:zlib';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { analyze } from '../../../../shared/analyze/analyze.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../../../shared/image/facts.ts';
import { factRowsOf } from '../../../../shared/image/forensics/fact-rows.ts';
import { load } from '../../../../main/engine/decode/load.ts';
import { decodePicture } from '../../../../main/engine/items/decode-picture.ts';
import { fileFacts } from '../../../../main/engine/items/file-facts.ts';

/** EXIF with an orientation and a maker, from its TIFF header on. */
function exif(orientation: number, maker = 'Maker'): Buffer {
  const text = Buffer.from(`${maker}\0`);
  const bytes = Buffer.alloc(8 + 2 + 24 + 4 + text.length);
  bytes.write('II*\0', 'latin1');
  bytes.writeUInt32LE(8, 4);
  bytes.writeUInt16LE(2, 8);
  for (const [at, values] of [
    [10, [271, 2, text.length, 38]],
    [22, [274, 3, 1, orientation]],
  ] as const) {
    bytes.writeUInt16LE(values[0], at);
    bytes.writeUInt16LE(values[1], at + 2);
    bytes.writeUInt32LE(values[2], at + 4);
    bytes.writeUInt32LE(values[3], at + 8);
  }
  text.copy(bytes, 38);
  return bytes;
}

const xmp = (orientation: number): Buffer =>
  Buffer.from(
    `<x:xmpmeta xmlns:x="adobe:ns:meta/"><r tiff:Orientation="${orientation}"/></x:xmpmeta>`,
  );

const picture = sharp({ create: { width: 96, height: 64, channels: 3, background: '#864' } });
const plain = await picture.clone().jpeg().toBuffer();

/** The JPEG with these APP1 segments. */
function jpeg(...parts: Buffer[]): Buffer {
  const segments = parts.map((part) => {
    const head = Buffer.from([0xff, 0xe1, 0, 0]);
    head.writeUInt16BE(part.length + 2, 2);
    return Buffer.concat([head, part]);
  });
  return Buffer.concat([plain.subarray(0, 2), ...segments, plain.subarray(2)]);
}

const asExif = (orientation: number) => Buffer.concat([Buffer.from('Exif\0\0'), exif(orientation)]);
const asXmp = (orientation: number) =>
  Buffer.concat([Buffer.from('http://ns.adobe.com/xap/1.0/\0'), xmp(orientation)]);

function turnedRow(bytes: Buffer, format: Parameters<typeof fileFacts>[1]): string | undefined {
  const rows = factRowsOf(fileFacts(bytes, format).forensics);
  return rows.find(({ label }) => label === 'Turned')?.value;
}

async function findingOf(bytes: Buffer) {
  const source = { name: 'a.jpg', policy: DEFAULT_DECODE_POLICY, limits: DEFAULT_DECODE_LIMITS };
  const { raster, facts } = await decodePicture(bytes, source);
  return analyze(raster, facts);
}

describe('the orientation of JPEG', () => {
  test('is a fact, and no finding by itself', async () => {
    const bytes = jpeg(asExif(6));
    assert.equal(turnedRow(bytes, 'jpeg'), 'EXIF 6: turned by 90 degrees clockwise');
    const { verdict, facts } = await findingOf(bytes);
    assert.equal(verdict, 'clean');
    const [note] = facts!.notes;
    assert.match(
      note,
      /Viewers and OpenCV show the picture turned by 90 degrees clockwise, Pillow/,
    );
    assert.equal(turnedRow(jpeg(asExif(1), asXmp(1)), 'jpeg'), undefined);
  });

  test('makes a file suspicious where two EXIF blocks contradict each other', async () => {
    const { verdict, reasons, score } = await findingOf(jpeg(asExif(6), asExif(1)));
    assert.equal(verdict, 'suspicious');
    assert.match(reasons[0], /contradict each other: orientation 6 and 1/);
    assert.equal(score, 0.5);
    assert.equal((await findingOf(jpeg(asExif(6), asExif(6)))).verdict, 'clean');
  });

  test('is a fact where XMP says another than EXIF', async () => {
    const bytes = jpeg(asExif(6), asXmp(1));
    assert.match(turnedRow(bytes, 'jpeg')!, /^EXIF 6, XMP 1: they differ/);
    assert.equal((await findingOf(bytes)).verdict, 'clean');
  });

  // Measured with Pillow 12.3.0 and OpenCV 5.0.0 on the same files.
  for (const [name, parts, pillow, opencv] of [
    ['EXIF', [asExif(6)], true, true],
    ['XMP alone', [asXmp(6)], true, false],
    ['XMP beside EXIF that says 1', [asExif(1), asXmp(6)], false, false],
    ['the first of two', [asExif(6), asExif(1)], true, true],
  ] as const) {
    test(`by ${name}: who turns the picture`, async () => {
      const limit = { name, maxPixels: 1e6 };
      const widthBy = async (id: string) => (await load(jpeg(...parts), id, 0, limit)).width;
      assert.equal(await widthBy('pillow/convert-rgb'), 96);
      assert.equal(await widthBy('pillow/exif-transpose+convert-rgb'), pillow ? 64 : 96);
      assert.equal(await widthBy('opencv/imread-color'), opencv ? 64 : 96);
    });
  }
});

describe('EXIF and XMP', () => {
  test('of AVIF are facts', async () => {
    const withExif = { IFD0: { Make: 'Maker', Model: 'M', ImageDescription: 'a picture' } };
    const bytes = await picture.clone().withExif(withExif).avif({ effort: 0 }).toBuffer();
    const { camera, texts } = fileFacts(bytes, 'avif').forensics;
    assert.deepEqual([camera?.make, camera?.model], ['Maker', 'M']);
    assert.deepEqual([texts[0].where, texts[0].text], ['EXIF', 'a picture']);
  });

  const codestream = Buffer.from([0xff, 0x0a, 0x7f, 0, 0, 0, 0, 0, 0, 0, 0, 0]);
  const box = (type: string, ...parts: Buffer[]): Buffer => {
    const head = Buffer.alloc(8);
    head.writeUInt32BE(8 + Buffer.concat(parts).length);
    head.write(type, 4, 'latin1');
    return Buffer.concat([head, ...parts]);
  };
  const signature = box('JXL ', Buffer.from([0x0d, 0x0a, 0x87, 0x0a]));
  const offset = Buffer.alloc(4);

  test('of JPEG XL are facts, also packed', () => {
    const exifBox = box('Exif', offset, exif(6, 'Jaybird'));
    const packed = brotliCompressSync(xmp(3));
    const xmpBox = box('brob', Buffer.from('xml '), packed);
    const bytes = Buffer.concat([signature, box('jxlc', codestream), exifBox, xmpBox]);
    const { camera, orientations, xmp: packet } = fileFacts(bytes, 'jxl').forensics;
    assert.equal(camera?.make, 'Jaybird');
    assert.deepEqual(orientations, [
      { where: 'EXIF', value: 6 },
      { where: 'XMP', value: 3 },
    ]);
    assert.equal(packet?.bytes, xmp(3).length);
  });

  test('that are damaged are none', () => {
    const bomb = brotliCompressSync(Buffer.alloc(4 * 1024 * 1024));
    for (const part of [
      box('Exif', Buffer.from([255, 255, 255, 255, 1, 2])),
      box('Exif'),
      box('brob', Buffer.from('xml '), Buffer.from('not Brotli')),
      box('brob', Buffer.from('xml '), bomb),
      box('brob'),
    ]) {
      const { forensics } = fileFacts(
        Buffer.concat([signature, box('jxlc', codestream), part]),
        'jxl',
      );
      assert.deepEqual([forensics.camera, forensics.xmp], [null, null]);
    }
  });
});
