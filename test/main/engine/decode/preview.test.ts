/** Previews of large JPEGs: averages of the very pixels that are decoded later. */
import assert from 'node:assert/strict';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import sharp, { type JpegOptions } from 'sharp';
import { decodePreview } from '../../../../main/engine/decode/preview.ts';
import { DEFAULT_DECODE_LIMITS, type DecodePolicy } from '../../../../shared/image/facts.ts';

const WIDTH = 3000;
const HEIGHT = 2008;
const STORED: DecodePolicy = { orientation: 'stored', frame: null };

const photo = sharp(readFileSync(new URL('../../../samples/dandelion.jpg', import.meta.url)))
  .resize(WIDTH, HEIGHT, { fit: 'fill' })
  .withMetadata({ orientation: 6 });
const jpeg = (options?: JpegOptions) => photo.clone().jpeg(options).toBuffer();
const plain = jpeg();
const preview = (bytes: Buffer, policy = STORED) =>
  decodePreview(bytes, 'photo.jpg', policy, DEFAULT_DECODE_LIMITS);

test('a pixel of a preview is the average of the pixels of its block', async () => {
  const bytes = await plain;
  const found = (await preview(bytes))!;
  assert.deepEqual([found.width, found.height], [WIDTH / 4, HEIGHT / 4]);
  const { data } = await sharp(bytes).raw().toBuffer({ resolveWithObject: true });
  let [sum, most] = [0, 0];
  for (let y = 0; y < found.height; y += 7) {
    for (let x = 0; x < found.width; x += 7) {
      for (let c = 0; c < 3; c++) {
        let block = 0;
        for (let i = 0; i < 16; i++) {
          block += data[((4 * y + (i >> 2)) * WIDTH + 4 * x + (i & 3)) * 3 + c];
        }
        const off = Math.abs(block / 16 - found.data[(y * found.width + x) * 4 + c]);
        sum += off;
        most = Math.max(most, off);
      }
    }
  }
  const count = Math.ceil(found.height / 7) * Math.ceil(found.width / 7) * 3;
  assert.ok(sum / count < 1.5, `off by ${sum / count} on average`);
  assert.ok(most < 24, `off by ${most} at most`);
});

test('a preview is turned where the image is', async () => {
  const found = (await preview(await plain, { ...STORED, orientation: 'applied' }))!;
  assert.deepEqual([found.width, found.height], [HEIGHT / 4, WIDTH / 4]);
});

test('what would take as long as the image, or is shown at once, has no preview', async () => {
  const small = photo.clone().resize(1200, 800);
  assert.equal(await preview(await jpeg({ progressive: true })), null);
  assert.equal(await preview(await small.clone().jpeg().toBuffer()), null);
  assert.equal(await preview(await small.png().toBuffer()), null);
  assert.equal(await preview(await plain, { ...STORED, item: 'thumbnail-1' }), null);
});

test('a preview heeds the limit of pixels, and says what is damaged', async () => {
  const bytes = await plain;
  const most = { ...DEFAULT_DECODE_LIMITS, maxPixels: 1e6 };
  await assert.rejects(decodePreview(bytes, 'photo.jpg', STORED, most), { code: 'too-large' });
  await assert.rejects(preview(bytes.subarray(0, 500)), { code: 'decode-failed' });
});
