/** Tar archives, packed or not; LZW of PDF; archives that are not opened. */
import assert from 'node:assert/strict';
import { mkdtempSync, readFileSync, rmSync, writeFileSync } from 'node:fs';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { after, describe, test } from 'node:test';
import { gunzipSync, gzipSync } from 'node:zlib';
import fc from 'fast-check';
import sharp from 'sharp';
import { UserError } from '../../../../shared/base/errors.ts';
import { DEFAULT_DECODE_LIMITS } from '../../../../shared/image/facts.ts';
import { insidePath } from '../../../../main/base/inside-path.ts';
import { listContents } from '../../../../main/engine/containers/list-contents.ts';
import { openGzip } from '../../../../main/engine/containers/gzip-container.ts';
import { openTar } from '../../../../main/engine/containers/tar-container.ts';
import { decodeLzw } from '../../../../main/engine/containers/pdf/stream-filters.ts';
import { readSource } from '../../../../main/engine/images/read-source.ts';
import { makeZip } from '../../../support/files/make-zip.ts';

const samples = join(import.meta.dirname, '../../../samples/inside');
const folder = mkdtempSync(join(tmpdir(), 'scalescope-'));
after(() => rmSync(folder, { recursive: true }));

function write(name: string, bytes: Buffer): string {
  const path = join(folder, name);
  writeFileSync(path, bytes);
  return path;
}

async function insideOf(path: string) {
  const contents = await listContents(path, 'it', DEFAULT_DECODE_LIMITS);
  return contents && { pictures: contents.pictures.map((one) => one.inside), left: contents.left };
}

const LONG = `${'long/'.repeat(30)}caf\u00e9.jpg`;
const packed = (name: string) => readFileSync(join(samples, name));

describe('a tar archive', () => {
  for (const name of ['gnu.tgz', 'pax.tgz']) {
    test(`${name}: its pictures are listed by their whole names and read, packed or not`, async () => {
      const plain = write(`${name}.tar`, gunzipSync(packed(name)));
      for (const path of [join(samples, name), plain]) {
        assert.deepEqual(await insideOf(path), { pictures: ['a/picture.png', LONG], left: [] });
        const inside = insidePath(path, LONG);
        const jpeg = await readSource(inside, 'it', DEFAULT_DECODE_LIMITS);
        assert.equal((await sharp(jpeg).metadata()).format, 'jpeg');
      }
    });
  }

  test('inside of a ZIP archive is opened too, and one picture that is packed alone', async () => {
    const png = await readSource(
      insidePath(join(samples, 'gnu.tgz'), 'a/picture.png'),
      'it',
      DEFAULT_DECODE_LIMITS,
    );
    const parts = [
      { name: 'in.tgz', data: packed('gnu.tgz') },
      { name: 'one.png.gz', data: gzipSync(png) },
      { name: 'log.gz', data: gzipSync(Buffer.from('a log')) },
    ];
    const found = await insideOf(write('both.zip', makeZip(parts)));
    const pictures = ['in.tgz!/a/picture.png', `in.tgz!/${LONG}`, 'one.png.gz!/unpacked'];
    assert.deepEqual(found, { pictures, left: [] });
    assert.equal(await insideOf(write('log.gz', parts[2].data)), null);
  });

  test('that is cut off or damaged is read as far as it goes', async () => {
    const tar = gunzipSync(packed('gnu.tgz'));
    const cut = await insideOf(write('cut.tar', tar.subarray(0, 700)));
    assert.deepEqual(cut?.pictures, ['a/picture.png']);
    const broken = Buffer.from(tar);
    broken[1024 + 5] ^= 0xff;
    const found = await insideOf(write('broken.tar', broken));
    assert.match(found?.left[0] ?? '', /damaged; those before the damage were read/);
  });

  test('does not unpack to more than it may', async () => {
    const tar = gunzipSync(packed('gnu.tgz'));
    const bomb = gzipSync(Buffer.concat([tar, Buffer.alloc(1 << 20)]));
    await assert.rejects(openGzip(bomb, 1 << 19), { code: 'too-large' });
  });

  test('never throws anything but UserError, and ends', async () => {
    const tar = gunzipSync(packed('pax.tgz'));
    const change = fc.record({ at: fc.nat(4095), value: fc.nat(255) });
    await fc.assert(
      fc.asyncProperty(fc.array(change, { minLength: 1, maxLength: 8 }), async (changes) => {
        const broken = Buffer.from(tar.subarray(0, 4096));
        for (const { at, value } of changes) broken[at] = value;
        try {
          assert.ok((await openTar(broken)).entries.length <= 8);
        } catch (error) {
          assert.ok(error instanceof UserError);
        }
      }),
    );
  });
});

describe('LZW', () => {
  test('is unpacked as libtiff packs it', async () => {
    for (const side of [3, 90]) {
      const raw = Buffer.from(Array.from({ length: side * side }, (_, i) => ((i * i) >> 3) & 255));
      const tiff = await sharp(raw, { raw: { width: side, height: side, channels: 1 } })
        .toColourspace('b-w')
        .tiff({ compression: 'lzw', predictor: 'none' })
        .toBuffer();
      const directory = tiff.readUInt32LE(4);
      const tag = (id: number) => {
        for (let i = 0; i < tiff.readUInt16LE(directory); i++) {
          const at = directory + 2 + 12 * i;
          if (tiff.readUInt16LE(at) === id) return tiff.readUInt32LE(at + 8);
        }
        throw new Error(`no tag ${id}`);
      };
      const strip = tiff.subarray(tag(273), tag(273) + tag(279));
      assert.deepEqual(decodeLzw(strip, 1, 1 << 20), raw);
    }
  });

  test('ends, whatever the codes, and keeps to its limit', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), fc.constantFrom(0, 1), (bytes, early) => {
        const out = decodeLzw(Buffer.from(bytes), early as 0 | 1, 5000);
        assert.ok(out === null || out.length <= 5000);
      }),
    );
  });
});

test('archives that are not opened say so, also inside of others', async () => {
  const rar = Buffer.from('526172211a0701003392b5e50a01050600050101808000', 'hex');
  await assert.rejects(insideOf(write('a.rar', rar)), {
    code: 'unsupported-format',
    message:
      'it is an archive of the kind RAR, which Scalescope does not open; unpack it and scan its folder',
  });
  const sevenZip = Buffer.concat([Buffer.from('377abcaf271c0004', 'hex'), Buffer.alloc(40)]);
  const zip = makeZip([{ name: 'in.7z', data: sevenZip }]);
  const { left } = (await insideOf(write('z.zip', zip)))!;
  assert.deepEqual(left, ['in.7z is packed as 7-Zip, which is not opened.']);
});
