import assert from 'node:assert/strict';
import { execFileSync } from 'node:child_process';
import { chmodSync, readFileSync, writeFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { decode } from '../../../main/engine/decode/decode.ts';
import { readSource } from '../../../main/engine/images/read-source.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../../shared/image/facts.ts';
import { decodeAs, makeFolder, makePng, noiseImage } from './make.ts';
import { noiseBytes } from '../../support/noise.ts';

const folder = makeFolder();
const limits = DEFAULT_DECODE_LIMITS;
const windows = process.platform === 'win32';

for (const [what, bytes] of Object.entries({
  'an empty file': '',
  'a PDF document': '%PDF-1.7\n',
  'an SVG drawing': '<?xml version="1.0"?>\n<svg xmlns="http://www.w3.org/2000/svg"/>',
  'an HTML page': '<!doctype html><p>',
  'an XML document': '<?xml version="1.0"?><a/>',
  'a text file': 'BMW and other words\n',
  'a ZIP archive': 'PK\x03\x04',
  'an icon (ICO)': '\0\0\x01\0\x01\0',
  'an MP4 or QuickTime video': '\0\0\0\x18ftypisom\0\0\0\0isommp42',
  'a Canon raw file': 'II*\0\x10\0\0\0CR\x02\0',
  'of an unknown kind': '\x01\x02\x03\x04\x05',
})) {
  test(`a file that is ${what} is refused whatever its name`, async () => {
    await assert.rejects(decodeAs('photo.png', Buffer.from(bytes, 'latin1')), {
      code: 'unsupported-format',
      message:
        `photo.png is ${what}, not an image Scalescope reads ` +
        '(PNG, JPEG, WebP, GIF, TIFF, AVIF, HEIC, JPEG XL, BMP)',
    });
  });
}

test('a real SVG, drawn by libvips elsewhere, is refused', async () => {
  const svg =
    '<svg xmlns="http://www.w3.org/2000/svg" width="9" height="9"><rect width="9"/></svg>';
  await assert.rejects(decodeAs('a.png', Buffer.from(svg)), { code: 'unsupported-format' });
});

for (const format of ['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const) {
  test(`a truncated ${format} is refused, wherever it is cut`, async () => {
    const whole = await noiseImage(64, 64, 3).toFormat(format).toBuffer();
    for (const share of [0.3, 0.6, 0.9]) {
      const bytes = whole.subarray(0, Math.floor(whole.length * share));
      await assert.rejects(decodeAs(`cut.${format}`, bytes), (error: Error) => {
        assert.match(
          error.message,
          /^cut\.\w+ is an? \w+ image that could not be decoded: the data are damaged or cut off/,
        );
        assert.doesNotMatch(
          error.message,
          /unknown error|seek|\w(load|2vips|png|heif|Jpeg|webp)\w*: |a AVIF/,
        );
        return 'code' in error && error.code === 'decode-failed';
      });
    }
  });

  test(`only the magic bytes of a ${format} are refused`, async () => {
    const whole = await noiseImage(8, 8, 3).toFormat(format).toBuffer();
    await assert.rejects(decodeAs('x', whole.subarray(0, 24)), { code: 'decode-failed' });
  });
}

for (const progressive of [false, true]) {
  const kind = progressive ? 'progressive' : 'baseline';
  const whole = noiseImage(64, 64, 3).jpeg({ progressive }).toBuffer();
  const start = (bytes: Buffer) =>
    bytes.indexOf(Buffer.from([0xff, progressive ? 0xc2 : 0xc0, 0x00, 0x11]));
  const stretched = (bytes: Buffer) => {
    const longer = Buffer.from(bytes);
    longer.writeUInt16BE(128, start(bytes) + 5);
    return longer;
  };
  /** With three bytes too many behind its first segment. */
  const padded = (bytes: Buffer) => {
    const end = 4 + bytes.readUInt16BE(4);
    return Buffer.concat([bytes.subarray(0, end), Buffer.alloc(3), bytes.subarray(end)]);
  };

  test(`a ${kind} jpeg with fewer pixels than its header says is refused`, async () => {
    const bytes = await whole;
    const cut = bytes.subarray(0, Math.floor(bytes.length * 0.6));
    const ended = Buffer.concat([cut, Buffer.from([0xff, 0xd9])]);
    for (const broken of [stretched(bytes), ended, padded(stretched(bytes))]) {
      await assert.rejects(decodeAs('x.jpg', broken), {
        code: 'decode-failed',
        message:
          /^x\.jpg is a JPEG image that could not be decoded: the data are damaged or cut off \(the decoder's words: [^V]/,
      });
    }
  });

  test(`a harmless warning about a ${kind} jpeg is a note`, async () => {
    const bytes = await whole;
    const { facts, raster } = await decodeAs('x.jpg', padded(bytes));
    assert.deepEqual(raster, (await decodeAs('x.jpg', bytes)).raster);
    assert.match(
      facts.notes.join(),
      /The decoder reported a problem and decoded the file all the same \(its words: Corrupt JPEG data: 3 extraneous bytes/,
    );
  });
}

test('an image is what its first bytes say, whatever they quote', async () => {
  const tiff = await noiseImage(8, 8, 3).tiff({ compression: 'none' }).toBuffer();
  tiff.write('%PDF-1.7', 8, 'latin1'); // among its pixels
  assert.equal((await decodeAs('x.tiff', tiff)).facts.format, 'tiff');
  await assert.rejects(decodeAs('x.tiff', Buffer.from('junk %PDF-1.7\n')), {
    message: /^x\.tiff is a PDF document/,
  });
});

test('a gigapixel header is refused before anything is decoded', async () => {
  const header = { width: 100_000, height: 100_000, bitDepth: 8, colorType: 2 };
  const started = performance.now();
  await assert.rejects(decodeAs('bomb.png', makePng(header, new Uint8Array(10))), {
    code: 'too-large',
    message:
      /^bomb\.png declares 100000x100000 pixels in 68 bytes\. That is a size without a picture/,
  });
  assert.ok(performance.now() - started < 1000);
});

test('the pixel limit holds for every format and is inclusive', async () => {
  for (const format of ['png', 'jpeg', 'webp', 'gif', 'tiff', 'avif'] as const) {
    const bytes = await noiseImage(20, 10, 3).toFormat(format).toBuffer();
    await decode(bytes, 'x', DEFAULT_DECODE_POLICY, { maxPixels: 200 });
    const tight = decode(bytes, 'x', DEFAULT_DECODE_POLICY, { maxPixels: 199 });
    await assert.rejects(tight, { code: 'too-large' });
  }
});

test('float samples are refused', async () => {
  const path = join(import.meta.dirname, '../../samples/decode/float32.tiff');
  await assert.rejects(decodeAs('x.tiff', readFileSync(path)), {
    code: 'unsupported-format',
    message: /^The samples of x\.tiff are floating-point numbers of 32 bits\./,
  });
});

test('a missing file is not found, by its name and not its path', async () => {
  await assert.rejects(readSource(join(folder, 'no/where.png'), 'where.png', limits), {
    code: 'not-found',
    message: 'where.png does not exist',
  });
});

test('a folder is unreadable', async () => {
  await assert.rejects(readSource(folder, 'pictures', limits), {
    code: 'unreadable',
    message: 'pictures is a folder, not a file',
  });
});

test('a pipe and a device are unreadable and do not hang', { skip: windows }, async () => {
  const pipe = join(folder, 'pipe.png');
  execFileSync('mkfifo', [pipe]);
  for (const path of [pipe, '/dev/zero', '/dev/null']) {
    await assert.rejects(readSource(path, 'pipe.png', limits), {
      code: 'unreadable',
      message: 'pipe.png is a device or pipe, not a file',
    });
  }
});

test(
  'a file without permission is unreadable',
  { skip: windows || process.getuid?.() === 0 },
  async () => {
    const path = join(folder, 'secret.png');
    writeFileSync(path, 'x');
    chmodSync(path, 0);
    await assert.rejects(readSource(path, 'secret.png', limits), { code: 'unreadable' });
  },
);

test('a file above the byte limit is refused unread', async () => {
  const path = join(folder, 'long.png');
  writeFileSync(path, noiseBytes(1001));
  assert.equal((await readSource(path, 'long.png', { maxBytes: 1001 })).length, 1001);
  await assert.rejects(readSource(path, 'long.png', { maxBytes: 1000 }), {
    code: 'too-large',
    message: 'long.png has 1001 bytes, more than the limit of 1000; raise it with --max-bytes',
  });
});
