/** The GIF reader: hostile bytes end in a sentence, and codes are read as they are written. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import sharp from 'sharp';
import { UserError } from '../../../shared/base/errors.ts';
import { colorsOf } from '../../../shared/loaders/stored/samples.ts';
import { readGif } from '../../../shared/loaders/stored/gif.ts';

const MOST = 1e6;

async function gifOf(width: number, height: number, rgb: Uint8Array, interlace = false) {
  return sharp(rgb, { raw: { width, height, channels: 3 } })
    .gif({ dither: 0, progressive: interlace })
    .toBuffer();
}

describe('the GIF reader', () => {
  for (const isInterlaced of [false, true]) {
    test(`gives the colors that libvips gives, ${isInterlaced ? '' : 'not '}interlaced`, async () => {
      const [width, height] = [61, 47];
      const rgb = Uint8Array.from({ length: width * height * 3 }, (_, i) => ((i * 37) % 5) * 60);
      const gif = await gifOf(width, height, rgb, isInterlaced);
      const stored = readGif(gif, 'a.gif', MOST);
      const { data } = await sharp(gif).removeAlpha().raw().toBuffer({ resolveWithObject: true });
      assert.deepEqual([stored.width, stored.height], [width, height]);
      const shown = colorsOf(stored.data, stored.palette?.colors ?? new Uint8Array());
      assert.deepEqual(Buffer.from(shown), data);
    });
  }

  test('never throws anything but a UserError, whatever bytes follow the header', () => {
    const header = Buffer.from('GIF89a');
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 400 }), (bytes) => {
        try {
          readGif(Buffer.concat([header, bytes]), 'a.gif', MOST);
        } catch (error) {
          assert.ok(error instanceof UserError, String(error));
        }
      }),
      { numRuns: 3000 },
    );
  });

  test('survives each byte of a real file being another', async () => {
    const gif = await gifOf(
      20,
      20,
      new Uint8Array(1200).map((_, i) => i % 250),
    );
    for (let at = 6; at < gif.length; at++) {
      for (const value of [0, 0xff, gif[at] ^ 0x55]) {
        const broken = Buffer.from(gif);
        broken[at] = value;
        try {
          readGif(broken, 'a.gif', MOST);
        } catch (error) {
          assert.ok(error instanceof UserError, String(error));
        }
      }
    }
  });

  test('refuses a screen above the limit before it has pixels', () => {
    const frame = [0x2c, 0, 0, 0, 0, 255, 255, 255, 255, 0, 2, 0];
    const huge = Buffer.from([...Buffer.from('GIF89a'), 255, 255, 255, 255, 0, 0, 0, ...frame]);
    assert.throws(() => readGif(huge, 'a.gif', MOST), { code: 'too-large' });
  });

  test('says that codes are missing', async () => {
    const gif = await gifOf(
      40,
      40,
      new Uint8Array(4800).map((_, i) => (i * 31) % 256),
    );
    assert.equal(readGif(gif, 'a.gif', MOST).damage, null);
    const cut = gif.subarray(0, Math.floor(gif.length * 0.8));
    assert.equal(readGif(cut, 'a.gif', MOST).damage?.kind, 'truncated');
  });
});
