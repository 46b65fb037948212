import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import test from 'node:test';
import { deflateSync } from 'node:zlib';
import sharp from 'sharp';
import { decode } from '../../../../main/engine/decode/decode.ts';
import { pngChunk, pngChunks } from '../../../../main/engine/decode/formats/png-chunks.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../../../shared/image/facts.ts';
import type { IntegerSamples, Samples } from '../../../../shared/base/raster.ts';
import { asLoadedBy } from '../../../../shared/loaders/by-library.ts';
import { loaderCases } from '../../../golden/loader-cases.ts';
import { decodeAs, makeAnimation, makePng, noiseImage } from '../make.ts';
import { noiseBytes } from '../../../support/noise.ts';

const SAMPLES = join(import.meta.dirname, '../../../samples/decode');

const bytesOf = ({ buffer, byteOffset, byteLength }: IntegerSamples) =>
  Buffer.from(buffer, byteOffset, byteLength);

for (const [name, channels, bitDepth] of [
  ['gray16.png', 1, 16],
  ['rgb16.png', 3, 16],
  ['rgba16.png', 4, 16],
  ['gray16.tiff', 1, 16],
  ['rgb16.tiff', 3, 16],
  ['rgba16.tiff', 4, 16],
  ['rgb8.png', 3, 8],
  ['rgb8.tiff', 3, 8],
  ['color.jpg', 3, 8],
  ['progressive.jpg', 3, 8],
  ['gray.jpg', 1, 8],
  ['lossy.webp', 3, 8],
  ['lossless.webp', 3, 8],
] as const) {
  test(`${name} has the values that OpenCV decodes, to the bit`, async () => {
    const expected = readFileSync(join(SAMPLES, `${name}.raw`));
    const { facts, raster } = await decodeAs(name, readFileSync(join(SAMPLES, name)));
    assert.equal(raster.channels, channels);
    assert.equal(raster.data.BYTES_PER_ELEMENT * 8, bitDepth);
    assert.equal(facts.bitDepth, bitDepth);
    assert.equal(facts.hasAlpha, channels === 4);
    assert.ok(bytesOf(raster.data).equals(expected));
  });
}

test('a file the decoder only warns about is decoded and its warning told', async () => {
  const { facts } = await decodeAs('x.tiff', readFileSync(join(SAMPLES, 'rgba16.tiff')));
  assert.match(facts.notes.join(), /The decoder reported a problem .*\(its words: .*ExtraSamples/);
});

for (const bits of [1, 2, 4]) {
  test(`${bits}-bit gray is expanded to 8 bits`, async () => {
    const png = makePng(
      { width: 8 / bits, height: 1, bitDepth: bits, colorType: 0 },
      Uint8Array.of(0, 0b10_01_11_00),
    );
    const { facts, raster } = await decodeAs('x.png', png);
    const values = Array.from({ length: 8 / bits }, (_, i) => {
      const max = 2 ** bits - 1;
      return (((0b10_01_11_00 >> (8 - bits * (i + 1))) & max) * 255) / max;
    });
    assert.deepEqual([...raster.data], values);
    assert.equal(facts.bitDepth, bits);
    assert.equal(facts.colorType, 'gray');
    assert.match(facts.notes.join(), /expanded to 8 bits/);
  });
}

test('a palette is expanded to RGB, and to RGBA where it has transparency', async () => {
  const header = { width: 2, height: 1, bitDepth: 8, colorType: 3 };
  const palette = pngChunk('PLTE', Buffer.from([10, 20, 30, 200, 100, 50]));
  const rows = Uint8Array.of(0, 1, 0);
  const rgb = await decodeAs('x.png', makePng(header, rows, [palette]));
  assert.deepEqual([...rgb.raster.data], [200, 100, 50, 10, 20, 30]);
  assert.equal(rgb.facts.colorType, 'palette');
  const alpha = pngChunk('tRNS', Buffer.from([7]));
  const rgba = await decodeAs('x.png', makePng(header, rows, [palette, alpha]));
  assert.deepEqual([...rgba.raster.data], [200, 100, 50, 255, 10, 20, 30, 7]);
  assert.equal(rgba.facts.hasAlpha, true);
});

test('gray with alpha is expanded to RGBA, in 8 and 16 bits', async () => {
  for (const bitDepth of [8, 16]) {
    const sample = bitDepth === 8 ? [40, 90] : [0x12, 0x34, 0x56, 0x78];
    const png = makePng(
      { width: 1, height: 1, bitDepth, colorType: 4 },
      Uint8Array.of(0, ...sample),
    );
    const { facts, raster } = await decodeAs('x.png', png);
    const expected = bitDepth === 8 ? [40, 40, 40, 90] : [0x1234, 0x1234, 0x1234, 0x5678];
    assert.deepEqual([...raster.data], expected);
    assert.equal(facts.colorType, 'gray-alpha');
    assert.match(facts.notes.join(), /Gray with alpha is expanded/);
  }
});

test('colors under transparent pixels are kept', async () => {
  const pixels = noiseBytes(16 * 16 * 4).map((value, i) => (i % 4 === 3 ? 0 : value));
  const image = sharp(pixels, { raw: { width: 16, height: 16, channels: 4 } });
  for (const png of [
    await image.png().toBuffer(),
    await image.tiff({ compression: 'lzw' }).toBuffer(),
  ]) {
    assert.deepEqual((await decodeAs('x', png)).raster.data, pixels);
  }
});

test('an ICC profile is named and never applied', async () => {
  const profiled = await noiseImage(8, 8, 3).withIccProfile('p3').png().toBuffer();
  const { icc } = await sharp(profiled).metadata();
  const pixels = noiseBytes(8 * 8 * 3);
  const rows = Buffer.concat(
    Array.from({ length: 8 }, (_, y) => Buffer.from([0, ...pixels.slice(y * 24, y * 24 + 24)])),
  );
  const chunk = pngChunk('iCCP', Buffer.concat([Buffer.from('p3\0\0'), deflateSync(icc!)]));
  const header = { width: 8, height: 8, bitDepth: 8, colorType: 2 };
  const { facts, raster } = await decodeAs('x.png', makePng(header, rows, [chunk]));
  assert.deepEqual(raster.data, pixels);
  assert.equal(typeof facts.iccName, 'string');
  assert.match(facts.notes.join(), /ICC profile \(.+\) is not applied/);
});

test('a gamma chunk changes nothing', async () => {
  const gamma = pngChunk('gAMA', Buffer.from([0, 1, 0x86, 0xa0]));
  const header = { width: 2, height: 1, bitDepth: 8, colorType: 0 };
  const { raster } = await decodeAs('x.png', makePng(header, Uint8Array.of(0, 50, 150), [gamma]));
  assert.deepEqual([...raster.data], [50, 150]);
});

test('CMYK is converted to RGB, and that is noted', async () => {
  const gray = { r: 128, g: 128, b: 128 };
  const image = sharp({ create: { width: 8, height: 8, channels: 3, background: gray } });
  const cmyk = image.toColourspace('cmyk');
  for (const bytes of [
    await cmyk.clone().jpeg().toBuffer(),
    await cmyk.clone().tiff().toBuffer(),
  ]) {
    const { facts, raster } = await decodeAs('x', bytes);
    assert.equal(facts.colorType, 'cmyk');
    assert.equal(raster.channels, 3);
    for (const value of raster.data) assert.ok(Math.abs(value - 128) < 16, `${value}`);
    assert.match(facts.notes.join(), /CMYK is converted to RGB/);
  }
});

test('GIF and AVIF are decoded', async () => {
  const flat = { create: { width: 9, height: 7, channels: 3, background: '#204060' } } as const;
  const gif = await decodeAs('x.gif', await sharp(flat).gif().toBuffer());
  assert.equal(gif.facts.colorType, 'palette');
  assert.deepEqual([...gif.raster.data.slice(0, 3)], [0x20, 0x40, 0x60]);
  const avif = await decodeAs('x.avif', await sharp(flat).avif({ lossless: true }).toBuffer());
  assert.equal(avif.facts.format, 'avif');
  assert.deepEqual([...avif.raster.data.slice(0, 3)], [0x20, 0x40, 0x60]);
});

test('AVIF of 10 bits gives 8-bit samples, as Pillow does, and says so', async () => {
  const { facts, raster } = await decodeAs(
    'x.avif',
    await noiseImage(64, 64, 3).avif({ bitdepth: 10 }).toBuffer(),
  );
  assert.ok(raster.data instanceof Uint8Array);
  assert.equal(facts.bitDepth, 10);
  assert.match(facts.notes.join(), /10-bit samples become 8 bits, as in Pillow/);
});

/** Where pixel (x, y) of the turned image comes from, in a stored image of width by height. */
const TURNS: ((x: number, y: number, width: number, height: number) => [number, number])[] = [
  (x, y) => [x, y],
  (x, y, width) => [width - 1 - x, y],
  (x, y, width, height) => [width - 1 - x, height - 1 - y],
  (x, y, _width, height) => [x, height - 1 - y],
  (x, y) => [y, x],
  (x, y, _width, height) => [y, height - 1 - x],
  (x, y, width, height) => [width - 1 - y, height - 1 - x],
  (x, y, width) => [width - 1 - y, x],
];

for (const [i, from] of TURNS.entries()) {
  test(`EXIF orientation ${i + 1} turns the rows only where the policy applies it`, async () => {
    const [width, height] = [5, 3];
    const pixels = noiseBytes(width * height);
    for (const format of ['png', 'tiff', 'webp'] as const) {
      const bytes = await sharp(pixels, { raw: { width, height, channels: 1 } })
        .withMetadata({ orientation: i + 1 })
        .toFormat(format, format === 'tiff' ? { compression: 'lzw' } : { lossless: true })
        .toBuffer();
      const stored = await decodeAs('x', bytes);
      const { channels } = stored.raster;
      const first = (data: IntegerSamples) => [...data].filter((_, at) => at % channels === 0);
      assert.equal(stored.facts.orientation, i + 1);
      assert.deepEqual(first(stored.raster.data), [...pixels]);
      assert.equal(stored.facts.notes.join().includes('orientation ('), i > 0);

      const { facts, raster } = await decodeAs('x', bytes, { orientation: 'applied' });
      assert.deepEqual([facts.width, facts.height], [width, height]);
      const turned = i < 4 ? [width, height] : [height, width];
      assert.deepEqual([raster.width, raster.height], turned);
      const expected: number[] = [];
      for (let y = 0; y < turned[1]; y++) {
        for (let x = 0; x < turned[0]; x++) {
          const [srcX, srcY] = from(x, y, width, height);
          expected.push(pixels[srcY * width + srcX]);
        }
      }
      assert.deepEqual(first(raster.data), expected);
    }
  });
}

for (const format of ['gif', 'webp', 'tiff'] as const) {
  test(`one frame of an animated ${format} is taken only where it is chosen`, async () => {
    const bytes = await makeAnimation(format, [0, 80, 160]);
    await assert.rejects(decodeAs(`x.${format}`, bytes), {
      code: 'ambiguous-frame',
      message: `x.${format} has 3 frames; choose one with --frame 1..3`,
    });
    for (const [frame, value] of [0, 80, 160].entries()) {
      const { facts, raster } = await decodeAs(`x.${format}`, bytes, { frame });
      assert.equal(raster.height, 8);
      assert.equal(raster.data[0], value);
      assert.equal(facts.frames, 3);
      assert.match(facts.notes.join(), new RegExp(`Frame ${frame + 1} of 3`));
    }
    await assert.rejects(decodeAs(`x.${format}`, bytes, { frame: 3 }), {
      code: 'invalid-argument',
      message: `x.${format} has 3 frames; expected --frame 1..3 but received 4`,
    });
  });
}

test('the facts carry the SHA-256 and size of the bytes, and what the name gets wrong', async () => {
  const png = await noiseImage(4, 4, 3).png().toBuffer();
  const { facts } = await decodeAs('photo.jpg', png);
  assert.match(facts.sha256, /^[0-9a-f]{64}$/);
  assert.equal(facts.bytes, png.length);
  assert.deepEqual(facts.notes, ['The name ends in .jpg, but the content is PNG.']);
  assert.deepEqual([...pngChunks(png)].at(0)?.type, 'IHDR');
});

test('the size of a raster is told before its pixels are decoded', async () => {
  for (const [channels, bytes] of [
    [1, 20 * 10],
    [2, 20 * 10 * 4],
    [3, 20 * 10 * 3],
    [4, 20 * 10 * 4],
  ] as const) {
    const png = await noiseImage(20, 10, channels)
      .toColourspace(channels < 3 ? 'b-w' : 'srgb')
      .png()
      .toBuffer();
    const told: number[] = [];
    const { raster } = await decode(
      png,
      'x.png',
      DEFAULT_DECODE_POLICY,
      DEFAULT_DECODE_LIMITS,
      ({ rasterBytes }) => told.push(rasterBytes),
    );
    assert.deepEqual(told, [bytes]);
    assert.equal(raster.data.byteLength, bytes);
  }
});

test('CIELAB becomes the RGB that Pillow makes of it, and OpenCV’s for its pipelines', async () => {
  const path = new URL('../../../golden/loaders/files/lab.tif', import.meta.url);
  const { facts, raster } = await decodeAs('lab.tif', readFileSync(path));
  assert.equal(facts.sha256, createHash('sha256').update(readFileSync(path)).digest('hex'));
  assert.ok(facts.notes.includes('CIELAB is converted to sRGB, as in Pillow.'));
  const hash = (data: Samples) =>
    createHash('sha256')
      .update(data as Uint8Array)
      .digest('hex');
  const expected = (loader: string) =>
    loaderCases.find((item) => item.file === 'files/lab.tif' && item.loader === loader)?.expected;
  assert.deepEqual(expected('pillow/convert-rgb'), {
    shape: [112, 150, 3],
    dtype: 'uint8',
    sha256: hash(raster.data),
  });
  assert.deepEqual(expected('opencv/imread-color'), {
    shape: [112, 150, 3],
    dtype: 'uint8',
    sha256: hash(asLoadedBy('opencv', raster, false).data),
  });
});
