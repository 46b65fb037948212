/** What is said of files that are not what they seem, and of loaders that refuse them. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, symlink } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { DEFAULT_DECODE_LIMITS, type DecodePolicy } from '../../../../shared/image/facts.ts';
import { loaderText } from '../../../../shared/loaders/loader-words.ts';
import { readRegularFile } from '../../../../main/base/regular-file.ts';
import { sniff } from '../../../../main/engine/decode/formats/sniff.ts';
import { load } from '../../../../main/engine/decode/load.ts';
import { decodePicture } from '../../../../main/engine/items/decode-picture.ts';
import { listFiles } from '../../../../main/scan/list-files.ts';

const policy: DecodePolicy = { orientation: 'stored', frame: 0 };
const picture = sharp({ create: { width: 80, height: 60, channels: 3, background: '#864' } });

const factsOf = async (name: string, bytes: Buffer) =>
  (await decodePicture(bytes, { name, policy, limits: DEFAULT_DECODE_LIMITS })).facts;

/** The head of a TGA of 70x50 pixels. */
function tga(palette: 0 | 1, kind: number, bits: number): Buffer {
  const bytes = Buffer.alloc(600);
  [bytes[1], bytes[2], bytes[16]] = [palette, kind, bits];
  if (palette === 1) [bytes[6], bytes[7]] = [1, 24]; // 256 entries
  bytes.writeUInt16LE(70, 12);
  bytes.writeUInt16LE(50, 14);
  return bytes;
}

describe('what a file is', () => {
  test('a TGA is no icon', () => {
    for (const [palette, kind, bits] of [
      [0, 2, 24],
      [0, 3, 8],
      [1, 1, 8],
      [0, 10, 32],
    ] as const) {
      assert.deepEqual(sniff(tga(palette, kind, bits)), { kind: 'a TGA image' });
    }
    const icon = Buffer.from('000001000100464600000100200078000000160000', 'hex');
    assert.deepEqual(sniff(Buffer.concat([icon, Buffer.alloc(100)])), { kind: 'an icon (ICO)' });
    assert.deepEqual(sniff(Buffer.alloc(2000)), { kind: 'of an unknown kind' });
  });

  test('a stereo picture and a raw file have the names that such files have', async () => {
    const mpo = await factsOf('a.mpo', await picture.clone().jpeg().toBuffer());
    assert.deepEqual(mpo.notes, []);
    const dng = await factsOf('a.dng', await picture.clone().tiff().toBuffer());
    assert.deepEqual(dng.notes, []);
    const png = await factsOf('a.mpo', await picture.clone().png().toBuffer());
    assert.match(png.notes[0], /^The name ends in \.mpo, but the content is PNG/);
  });

  test('a link to nothing is one', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scalescope-'));
    try {
      const path = join(folder, 'a.png');
      await symlink('gone.png', path);
      const says = 'a.png is a link to something that is not there (gone.png)';
      const kind = { maxBytes: 100 };
      await assert.rejects(readRegularFile(path, 'a.png', kind), { message: says });
      for (const given of [path, folder]) {
        const { files } = await listFiles([given]);
        assert.equal(files[0].error?.message, says);
      }
      await assert.rejects(readRegularFile(join(folder, 'b'), 'b', kind), {
        message: 'b does not exist',
      });
    } finally {
      await rm(folder, { recursive: true });
    }
  });
});

describe('a view of pixels that its library refuses to read', () => {
  test('of a PNG with a wrong checksum says so', async () => {
    const broken = await picture.clone().png().toBuffer();
    broken[broken.length - 13] ^= 1; // the checksum of IDAT
    const facts = await factsOf('a.png', broken);
    assert.match(
      loaderText('opencv', facts, 'applied'),
      /^OpenCV 5\.0, which refuses the file: a checksum in it is wrong\. The view is of the pixels/,
    );
    assert.equal(loaderText('pillow', facts, 'stored'), 'Pillow 12.3');
    const limit = { ...DEFAULT_DECODE_LIMITS, name: 'a.png' };
    await assert.rejects(load(broken, 'opencv/imread-color', 0, limit), {
      code: 'unsupported-format',
    });
  });

  test('of a JPEG without an end says so', async () => {
    const facts = await factsOf('a.jpg', (await picture.clone().jpeg().toBuffer()).subarray(0, -2));
    assert.match(
      loaderText('pillow', facts, 'stored'),
      /which refuses the file: it ends too early/,
    );
    assert.equal(loaderText('opencv', facts, 'applied'), 'OpenCV 5.0');
  });
});

test('a GIF whose frame reaches beyond its screen: Pillow and the source agree, and a note tells', async () => {
  const bytes = await picture.clone().gif().toBuffer();
  bytes.writeUInt16LE(40, 6);
  bytes.writeUInt16LE(30, 8);
  const source = { name: 'a.gif', policy, limits: DEFAULT_DECODE_LIMITS };
  const { facts, raster } = await decodePicture(bytes, source);
  const limit = { ...DEFAULT_DECODE_LIMITS, name: 'a.gif' };
  const loaded = await load(bytes, 'pillow/convert-rgba', 0, limit);
  assert.deepEqual([raster.width, raster.height], [80, 60]);
  assert.deepEqual([loaded.width, loaded.height], [80, 60]);
  assert.ok(raster.data.every((value, i) => value === loaded.data[i]));
  assert.match(facts.notes[0], /^A frame reaches beyond the screen of the file \(40x30\)/);
});
