/** Whether a thumbnail shows its picture, on the photograph of the samples. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import sharp, { type Sharp } from 'sharp';
import type { Raster } from '../../../../shared/base/raster.ts';
import { thumbnailLikeness } from '../../../../shared/image/forensics/thumbnail-likeness.ts';

const PHOTO = new URL('../../../samples/dandelion.jpg', import.meta.url).pathname;
const OTHER = new URL('../../../samples/mountains-224.png', import.meta.url).pathname;

async function rasterOf(image: Sharp): Promise<Raster<Uint8Array>> {
  const { data, info } = await image.removeAlpha().raw().toBuffer({ resolveWithObject: true });
  const { width, height } = info;
  return { width, height, channels: 3, data: new Uint8Array(data) };
}

const picture = await rasterOf(sharp(PHOTO).resize(240, 135));
const verdict = async (thumbnail: Sharp, orientation = 1) =>
  thumbnailLikeness(await rasterOf(thumbnail), picture, orientation).verdict;

test('a smaller, lighter and coarser copy shows the same', async () => {
  const jpeg = await sharp(PHOTO).resize(160, 90).linear(1.1, 8).jpeg({ quality: 40 }).toBuffer();
  assert.equal(await verdict(sharp(jpeg)), 'same');
});

test('bars, and a middle part, are how cameras fit it into 4:3', async () => {
  const background = 'black';
  assert.equal(
    await verdict(sharp(PHOTO).resize(160, 120, { fit: 'contain', background })),
    'same',
  );
  assert.equal(await verdict(sharp(PHOTO).resize(160, 120, { fit: 'cover' })), 'same');
});

test('it may be upright where the picture is stored turned', async () => {
  // Orientation 6: the stored picture is turned a quarter clockwise to be seen.
  assert.equal(await verdict(sharp(PHOTO).rotate(90).resize(90, 160), 6), 'same');
  assert.equal(await verdict(sharp(PHOTO).rotate(270).resize(90, 160), 8), 'same');
  assert.equal(await verdict(sharp(PHOTO).rotate(180).resize(160, 90), 3), 'same');
  assert.equal(await verdict(sharp(PHOTO).flop().resize(160, 90), 2), 'same');
  assert.notEqual(await verdict(sharp(PHOTO).rotate(90).resize(90, 160), 1), 'same');
});

test('a part, an edited place and another picture are told', async () => {
  const whole = { left: 0, top: 0, width: 2400, height: 1350 };
  assert.notEqual(await verdict(sharp(PHOTO).extract(whole).resize(160, 90)), 'same');
  const patch = { create: { width: 40, height: 30, channels: 3, background: 'white' } } as const;
  const edited = await sharp(PHOTO)
    .resize(160, 90)
    .composite([{ input: await sharp(patch).png().toBuffer(), left: 20, top: 30 }])
    .png()
    .toBuffer();
  assert.notEqual(await verdict(sharp(edited)), 'same');
  assert.equal(await verdict(sharp(OTHER).resize(160, 90, { fit: 'fill' })), 'other');
});

test('flat pictures are alike, and differ from all others', () => {
  const flat = (value: number): Raster<Uint8Array> => ({
    width: 8,
    height: 8,
    channels: 1,
    data: new Uint8Array(64).fill(value),
  });
  assert.equal(thumbnailLikeness(flat(9), flat(9), 1).verdict, 'same');
  assert.equal(thumbnailLikeness(flat(9), picture, 1).verdict, 'other');
});
