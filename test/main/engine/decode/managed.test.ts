/** Pictures that only color management shows, or only programs without it. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { join } from 'node:path';
import { deflateSync } from 'node:zlib';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { loaderDisagreements } from '../../../../shared/loaders/loader-disagreement.ts';
import { decode } from '../../../../main/engine/decode/decode.ts';
import { pngChunk } from '../../../../main/engine/decode/formats/png-chunks.ts';
import { iccProfile } from '../../../support/icc-profile.ts';
import { codedItem, colorBox, makeHeif, profileBox } from './make-heif.ts';

const [WIDTH, HEIGHT] = [320, 240];

/** Bars like those of letters in the middle. */
const isInk = (x: number, y: number): boolean =>
  x > 60 && x < 260 && y > 80 && y < 160 && (x >> 2) % 3 === 0 && (y >> 3) % 2 === 0;

function drawn(paper: number, ink: number): Buffer {
  const rgb = Buffer.alloc(WIDTH * HEIGHT * 3, paper);
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    if (isInk(i % WIDTH, Math.floor(i / WIDTH))) rgb.fill(ink, 3 * i, 3 * i + 3);
  }
  return rgb;
}

async function png(paper: number, ink: number, ...chunks: [type: string, data: Buffer][]) {
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

async function policies(file: Buffer): Promise<string[]> {
  const policy = { orientation: 'stored', frame: null } as const;
  const { raster } = await decode(file, 'a.png', policy, { maxPixels: 1e6 });
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
