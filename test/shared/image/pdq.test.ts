import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { suite, test } from 'node:test';
import fc from 'fast-check';
import sharp from 'sharp';
import { makeRaster, type Channels, type Raster } from '../../../shared/base/raster.ts';
import {
  PDQ_SAME_BITS,
  PDQ_TEXT,
  pdqDistance,
  pdqHash,
  type PdqHash,
} from '../../../shared/image/pdq.ts';
import { resizeWith } from '../../../shared/resample/resize.ts';

const golden = JSON.parse(readFileSync(new URL('pdq.json', import.meta.url), 'utf8')) as {
  made: (PdqHash & { width: number; height: number })[];
  samples: (PdqHash & { sample: string })[];
};

async function read(name: string): Promise<Raster<Uint8Array>> {
  const { data, info } = await sharp(new URL(`../../samples/${name}`, import.meta.url).pathname)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return makeRaster(info.width, info.height, info.channels as Channels, new Uint8Array(data));
}

/** The waves of test/golden/make/pdq.py. */
function made(width: number, height: number): Raster<Uint8Array> {
  const data = new Uint8Array(width * height * 3);
  for (let y = 0, at = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const blocks = 31 * Math.floor(x / 9) * Math.floor(y / 7);
      for (let c = 0; c < 3; c++, at++) {
        data[at] = Math.floor((x * x * (c + 3) + y * y * 5 + x * y * (7 - c) + blocks) / 61) % 256;
      }
    }
  }
  return makeRaster(width, height, 3, data);
}

suite('PDQ', () => {
  test('is bit for bit that of the C++ of Meta, with its quality', async () => {
    for (const { width, height, hash, quality } of golden.made) {
      assert.deepEqual(pdqHash(made(width, height)), { hash, quality }, `${width}x${height}`);
    }
    for (const { sample, hash, quality } of golden.samples) {
      assert.deepEqual(pdqHash(await read(sample)), { hash, quality }, sample);
    }
  });

  test('of an attack is that of the decoy, and of its machine view that of the payload', async () => {
    const [attack, decoy, drum] = await Promise.all(
      ['dandelion-attack.png', 'dandelion.jpg', 'drum-299.png'].map(read),
    );
    const view = resizeWith(attack, 'tensorflow/bilinear', { width: 299, height: 299 });
    const distance = (a: Raster, b: Raster) => pdqDistance(pdqHash(a).hash, pdqHash(b).hash);
    assert.ok(distance(attack, decoy) <= PDQ_SAME_BITS);
    assert.ok(distance(view, drum) <= PDQ_SAME_BITS);
    assert.ok(distance(decoy, drum) > 2 * PDQ_SAME_BITS);
  });

  test('is the same at 16 bit, of gray as of color, and with an alpha channel', () => {
    const gray = Uint8Array.from({ length: 90 * 70 }, (_, at) => (at * at * 7) % 251);
    const { hash, quality } = pdqHash(makeRaster(90, 70, 1, gray));
    const wide = Uint16Array.from(gray, (value) => value * 257);
    assert.deepEqual(pdqHash(makeRaster(90, 70, 1, wide)), { hash, quality });
    const opaque = Uint8Array.from({ length: gray.length * 4 }, (_, at) =>
      at % 4 === 3 ? 255 : gray[at >> 2],
    );
    assert.ok(pdqDistance(pdqHash(makeRaster(90, 70, 4, opaque)).hash, hash) <= 4);
  });

  test('of a flat picture has quality 0, and one that is too small no bits', () => {
    assert.equal(pdqHash(makeRaster(80, 80, 1, new Uint8Array(6400).fill(9))).quality, 0);
    const small = pdqHash(makeRaster(4, 90, 1, new Uint8Array(360).fill(9)));
    assert.deepEqual(small, { hash: '0'.repeat(64), quality: 0 });
  });

  test('has its form for every size, and a distance that counts bits', () => {
    fc.assert(
      fc.property(fc.integer({ min: 1, max: 150 }), fc.integer({ min: 1, max: 150 }), (w, h) => {
        const { hash, quality } = pdqHash(made(w, h));
        assert.match(hash, PDQ_TEXT);
        assert.ok(quality >= 0 && quality <= 100);
        assert.equal(pdqDistance(hash, hash), 0);
      }),
      { numRuns: 30 },
    );
    assert.equal(pdqDistance('0'.repeat(64), `8${'0'.repeat(62)}3`), 3);
  });
});
