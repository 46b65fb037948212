/** Pictures that only color management shows, or only programs without it. */
import assert from 'node:assert/strict';
import { deflateSync } from 'node:zlib';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { loaderDisagreements } from '../../../../shared/loaders/loader-disagreement.ts';
import { decode } from '../../../../main/engine/decode/decode.ts';
import { pngChunk } from '../../../../main/engine/decode/formats/png-chunks.ts';
import { iccProfile } from '../../../support/icc-profile.ts';

const [WIDTH, HEIGHT] = [320, 240];

/** Bars like those of letters in the middle. */
const isInk = (x: number, y: number): boolean =>
  x > 60 && x < 260 && y > 80 && y < 160 && (x >> 2) % 3 === 0 && (y >> 3) % 2 === 0;

async function png(paper: number, ink: number, ...chunks: [type: string, data: Buffer][]) {
  const rgb = Buffer.alloc(WIDTH * HEIGHT * 3, paper);
  for (let i = 0; i < WIDTH * HEIGHT; i++) {
    if (isInk(i % WIDTH, Math.floor(i / WIDTH))) rgb.fill(ink, 3 * i, 3 * i + 3);
  }
  const plain = await sharp(rgb, { raw: { width: WIDTH, height: HEIGHT, channels: 3 } })
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
});
