import assert from 'node:assert/strict';
import { suite, test } from 'node:test';
import sharp from 'sharp';
import { canonicalJson } from '../../../shared/base/canonical-json.ts';
import {
  hashDistance,
  perceptualHash,
  SAME_PICTURE_BITS,
} from '../../../shared/image/perceptual-hash.ts';
import { makeRaster, type Channels, type Raster } from '../../../shared/base/raster.ts';
import { resizeWith } from '../../../shared/resample/resize.ts';

const samples = new URL('../../samples/', import.meta.url);

async function read(name: string): Promise<Raster<Uint8Array>> {
  const { data, info } = await sharp(new URL(name, samples).pathname)
    .raw()
    .toBuffer({ resolveWithObject: true });
  return makeRaster(info.width, info.height, info.channels as Channels, new Uint8Array(data));
}

suite('the perceptual hash', () => {
  test('of a picture shrunk by any library, or recompressed, is the same picture', async () => {
    const photo = await read('dandelion.jpg');
    const hash = perceptualHash(photo)!;
    for (const size of [128, 224, 299]) {
      for (const sampler of ['opencv/linear', 'pillow/lanczos', 'tensorflow/bilinear+antialias']) {
        const small = resizeWith(photo, sampler, { width: size, height: size });
        const distance = hashDistance(hash, perceptualHash(small)!);
        assert.ok(distance <= SAME_PICTURE_BITS, `${sampler} at ${size}: ${distance} bits`);
      }
    }
    const { data } = await sharp(photo.data, { raw: { ...photo, channels: 3 } })
      .jpeg({ quality: 30 })
      .toBuffer()
      .then((jpeg) => sharp(jpeg).raw().toBuffer({ resolveWithObject: true }));
    const again = makeRaster(photo.width, photo.height, 3, new Uint8Array(data));
    assert.ok(hashDistance(hash, perceptualHash(again)!) <= SAME_PICTURE_BITS);
  });

  test('of an attack is that of the decoy, and of its machine view that of the payload', async () => {
    const [attack, decoy, drum] = await Promise.all(
      ['dandelion-attack.png', 'dandelion.jpg', 'drum-299.png'].map(read),
    );
    const view = resizeWith(attack, 'tensorflow/bilinear', { width: 299, height: 299 });
    assert.ok(hashDistance(perceptualHash(attack)!, perceptualHash(decoy)!) <= SAME_PICTURE_BITS);
    assert.ok(hashDistance(perceptualHash(view)!, perceptualHash(drum)!) <= SAME_PICTURE_BITS);
    assert.ok(hashDistance(perceptualHash(decoy)!, perceptualHash(drum)!) > 2 * SAME_PICTURE_BITS);
  });

  test('is of 64 bits, about half of them set, and none for a flat picture', () => {
    const data = Uint8Array.from({ length: 100 * 80 }, (_, i) => (i * i * 31 + i * 7) % 256);
    const hash = perceptualHash(makeRaster(100, 80, 1, data))!;
    assert.match(hash, /^[0-9a-f]{16}$/);
    assert.equal(hashDistance(hash, '0000000000000000'), 32);
    assert.equal(perceptualHash(makeRaster(5, 4, 3, new Uint8Array(60).fill(9))), null);
  });

  test('is the same at 16 bit, and of gray as of color', () => {
    const gray = Uint8Array.from({ length: 64 * 64 }, (_, i) => ((i % 64) * (i >> 6)) % 256);
    const hash = perceptualHash(makeRaster(64, 64, 1, gray));
    const deep = Uint16Array.from(gray, (value) => value * 257);
    const color = Uint8Array.from({ length: gray.length * 3 }, (_, i) => gray[Math.floor(i / 3)]);
    assert.equal(perceptualHash(makeRaster(64, 64, 1, deep)), hash);
    assert.equal(perceptualHash(makeRaster(64, 64, 3, color)), hash);
  });

  test('counts the bits in which two differ', () => {
    assert.equal(hashDistance('0000000000000000', 'ffffffffffffffff'), 64);
    assert.equal(hashDistance('80000000000000ff', '000000000000000f'), 5);
  });
});

suite('canonical JSON', () => {
  test('has one spelling, whatever the order of the fields', () => {
    const value = { b: [1, 'ü', null], a: { d: 1e21, c: undefined, A: -0 } };
    assert.equal(canonicalJson(value), '{"a":{"A":0,"d":1e+21},"b":[1,"ü",null]}');
    assert.deepEqual(JSON.parse(canonicalJson(value)), JSON.parse(JSON.stringify(value)));
  });

  test('refuses what JSON cannot hold', () => {
    for (const value of [NaN, Infinity, 1n, () => 1]) {
      assert.throws(() => canonicalJson({ value }), TypeError);
    }
  });
});
