/** Pictures that only color management shows, or only programs without it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import sharp from 'sharp';
import { loaderDisagreements } from '../../../../shared/loaders/loader-disagreement.ts';
import { managedOf } from '../../../../shared/loaders/managed-picture.ts';
import { isSrgbProfile } from '../../../../shared/loaders/srgb-profile.ts';
import { decode } from '../../../../main/engine/decode/decode.ts';
import { isManaged } from '../../../../main/engine/decode/managed.ts';
import { pngChunk } from '../../../../main/engine/decode/formats/png-chunks.ts';
import { iccProfile } from '../../../support/files/icc-profile.ts';
import { codedItem, colorBox, makeHeif, profileBox } from './make-heif.ts';

const [WIDTH, HEIGHT] = [320, 240];

/** Bars like those of letters in the middle. */
const isInk = (x: number, y: number): boolean =>
  x > 60 && x < 260 && y > 80 && y < 160 && (x >> 2) % 3 === 0 && (y >> 3) % 2 === 0;

type Color = number | readonly number[];

function drawn(paper: Color, ink: Color): Buffer {
  const rgb = Buffer.alloc(WIDTH * HEIGHT * 3);
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    const color = isInk(i % WIDTH, Math.floor(i / WIDTH)) ? ink : paper;
    rgb.set(typeof color === 'number' ? [color, color, color] : color, 3 * i);
  }
  return rgb;
}

async function png(paper: Color, ink: Color, ...chunks: [type: string, data: Buffer][]) {
  const plain = await sharp(drawn(paper, ink), {
    raw: { width: WIDTH, height: HEIGHT, channels: 3 },
  })
    .png({ palette: false })
    .toBuffer();
  const made = chunks.map(([type, data]) => pngChunk(type, data));
  return Buffer.concat([plain.subarray(0, 33), ...made, plain.subarray(33)]);
}

const iccp = (profile: Buffer): [string, Buffer] => [
  'iCCP',
  Buffer.concat([Buffer.from('test\0\0', 'latin1'), deflateSync(profile)]),
];

const POLICY = { orientation: 'stored', frame: null } as const;

async function policies(file: Buffer): Promise<string[]> {
  const { raster } = await decode(file, 'a.png', POLICY, { maxPixels: 1e6 });
  return loaderDisagreements(raster).map(({ policy: way, against }) => `${way} ${against}`);
}

/** A BMP of version 5 that holds `profile`. */
function bmp(paper: number, ink: number, profile: Buffer): Buffer {
  const pixels = drawn(paper, ink);
  const header = Buffer.alloc(14 + 124);
  header.write('BM', 0, 'latin1');
  header.writeUInt32LE(header.length + pixels.length + profile.length, 2);
  header.writeUInt32LE(header.length, 10);
  header.writeUInt32LE(124, 14);
  header.writeInt32LE(WIDTH, 18);
  header.writeInt32LE(HEIGHT, 22);
  header.writeUInt16LE(1, 26);
  header.writeUInt16LE(24, 28);
  header.write('DEBM', 14 + 56, 'latin1');
  header.writeUInt32LE(124 + pixels.length, 14 + 112);
  header.writeUInt32LE(profile.length, 14 + 116);
  return Buffer.concat([header, pixels, profile]);
}

const srgb = (level: number): number => (level / 255) ** 2.2;

/** Primaries of red and green that lie close to one another, as cHRM has them: ink and paper are shown as one. */
const MERGING = [31270, 32900, 41000, 50000, 41000, 48000, 15000, 6000];

const chromaticities = (values: number[]): Buffer => {
  const data = Buffer.alloc(32);
  values.forEach((value, i) => data.writeUInt32BE(value, 4 * i));
  return data;
};

const PAPER = [190, 60, 90];
/** The same mean as PAPER. */
const INK = [60, 190, 90];

describe('color management by primaries', () => {
  test('that makes two colors of one mean one hides what they draw', async () => {
    const cHRM = chromaticities(MERGING);
    assert.deepEqual(await policies(await png(PAPER, INK, ['cHRM', cHRM])), [
      'raw-samples color-managed',
    ]);
    const sRGB: [string, Buffer] = ['sRGB', Buffer.of(0)];
    assert.deepEqual(await policies(await png(PAPER, INK, sRGB, ['cHRM', cHRM])), []);
  });

  test('by the colorants of a profile is the same', async () => {
    const merging = iccProfile(srgb, {
      rXYZ: [0.25, 0.3, 0.05],
      gXYZ: [0.27, 0.31, 0.05],
      bXYZ: [0.4442, 0.39, 0.7249],
    });
    assert.deepEqual(await policies(await png(PAPER, INK, iccp(merging))), [
      'raw-samples color-managed',
    ]);
  });

  test('of ordinary kinds hides nothing', async () => {
    const standard = chromaticities([31270, 32900, 64000, 33000, 30000, 60000, 15000, 6000]);
    const wide = chromaticities([31270, 32900, 73470, 26530, 11597, 82675, 3661, 10]);
    for (const cHRM of [standard, wide]) {
      assert.deepEqual(await policies(await png(PAPER, INK, ['cHRM', cHRM])), []);
      assert.deepEqual(await policies(await png(90, 180, ['cHRM', cHRM])), []);
    }
    const broken = chromaticities([0, 0, 0, 0, 0, 0, 0, 0]);
    assert.deepEqual(await policies(await png(PAPER, INK, ['cHRM', broken])), []);
  });

  test('that code points state is applied, in PNG and in AVIF', async () => {
    for (const primaries of [1, 9, 12]) {
      const file = await png(PAPER, INK, ['cICP', Buffer.of(primaries, 13, 0, 1)]);
      const item = await codedItem(1, drawn(PAPER, INK), WIDTH, HEIGHT, [colorBox(13, primaries)]);
      for (const bytes of [file, makeHeif([item], 1)]) {
        const { raster } = await decode(bytes, 'a.png', POLICY, { maxPixels: 1e6 });
        const shown = managedOf(raster)?.shown.data.subarray(0, 3);
        // By the matrices of ITU-R BT.2087 and of CSS Color 4 (206.5); green below 0 is cut off.
        const expected = { 1: undefined, 9: [234, 0, 89], 12: [207, 44, 88] }[primaries];
        assert.deepEqual(shown && [...shown], expected, String(primaries));
      }
    }
  });
});

describe('what changes the colors of a file', () => {
  test('is told by its numbers, not by its names', async () => {
    const named = iccProfile((level) => (level / 255) ** 1.8);
    named.write('sRGB', 4, 'latin1');
    const standard = iccProfile((level) =>
      level / 255 <= 0.04045 ? level / 255 / 12.92 : ((level / 255 + 0.055) / 1.055) ** 2.4,
    );
    const plain = await png(90, 180);
    assert.equal(isManaged(plain, undefined), false);
    assert.equal(isManaged(plain, standard), false);
    assert.equal(isManaged(plain, named), true);
    assert.equal(isManaged(plain, standard.subarray(0, 200)), true);
    for (const chunk of [
      ['cHRM', chromaticities(MERGING)],
      ['cICP', Buffer.of(9, 13, 0, 1)],
    ] as [string, Buffer][]) {
      assert.equal(isManaged(await png(90, 180, chunk), undefined), true, chunk[0]);
    }
    assert.equal(isManaged(await png(90, 180, ['cICP', Buffer.of(1, 13, 0, 1)]), undefined), false);
  });

  test('is any profile that is not wholly there, and never an error', () => {
    fc.assert(
      fc.property(fc.uint8Array({ maxLength: 300 }), fc.nat(400), (noise, at) => {
        const profile = Buffer.concat([iccProfile(srgb), noise]);
        profile.set(noise.subarray(0, Math.max(0, profile.length - at)), at);
        assert.equal(typeof isSrgbProfile(profile), 'boolean');
      }),
    );
  });
});

describe('color management', () => {
  test('that makes two levels one hides what they draw from whoever uses it', async () => {
    const hiding = iccProfile((level) => srgb(level === 180 ? 90 : level));
    assert.deepEqual(await policies(await png(90, 180, iccp(hiding))), [
      'raw-samples color-managed',
    ]);
  });

  test('that parts two levels shows what the raw samples hardly have', async () => {
    const showing = iccProfile((level) => srgb(level === 91 ? 200 : level));
    assert.deepEqual(await policies(await png(90, 91, iccp(showing))), [
      'color-managed raw-samples',
    ]);
  });

  test('by gamma lifts letters out of the dark', async () => {
    const gamma = Buffer.alloc(4);
    gamma.writeUInt32BE(250000);
    assert.deepEqual(await policies(await png(0, 2, ['gAMA', gamma])), [
      'color-managed raw-samples',
    ]);
  });

  test('by an ordinary profile or gamma makes no difference', async () => {
    const gamma = Buffer.alloc(4);
    gamma.writeUInt32BE(45455);
    assert.deepEqual(await policies(await png(90, 180, iccp(iccProfile(srgb)))), []);
    assert.deepEqual(await policies(await png(90, 180, ['gAMA', gamma])), []);
    assert.deepEqual(
      await policies(await png(40, 60, iccp(iccProfile((v) => (v / 255) ** 1.8)))),
      [],
    );
  });

  test('by a profile that is none is left', async () => {
    assert.deepEqual(await policies(await png(90, 180, iccp(Buffer.from('nonsense')))), []);
  });

  const hiding = iccProfile((level) => srgb(level === 180 ? 90 : level));
  const coded = (paper: number, ink: number, ...colors: Buffer[]) =>
    codedItem(1, drawn(paper, ink), WIDTH, HEIGHT, [colorBox(), ...colors]);

  test('by a profile of AVIF, HEIC, BMP or JPEG XL is compared as that of PNG', async () => {
    const item = await coded(90, 180, profileBox(hiding));
    const files = [
      makeHeif([item], 1),
      makeHeif([item], 1, [], ['heic', 'mif1']),
      bmp(90, 180, hiding),
      readFileSync(join(import.meta.dirname, '../../../samples/decode/hiding-profile.jxl')),
    ];
    for (const file of files) {
      assert.deepEqual(await policies(file), ['raw-samples color-managed']);
    }
    assert.deepEqual(await policies(makeHeif([await coded(90, 180)], 1)), []);
    assert.deepEqual(await policies(bmp(90, 180, iccProfile(srgb))), []);
  });

  test('by a transfer function that AVIF states is compared as that of PNG', async () => {
    const linear = Buffer.from([1, 8, 0, 1]);
    const expected = await policies(await png(0, 8, ['cICP', linear]));
    assert.deepEqual(expected, ['color-managed raw-samples']);
    const item = await codedItem(1, drawn(0, 8), WIDTH, HEIGHT, [colorBox(8)]);
    assert.deepEqual(await policies(makeHeif([item], 1)), expected);
  });
});
