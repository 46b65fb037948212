/** The pages of a TIFF as its directories say, and each as a file of its own. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import fc from 'fast-check';
import sharp from 'sharp';
import { onlyPage, tiffPages } from '../../../../main/engine/decode/formats/tiff-pages.ts';
import { pagedTiff } from '../../../support/files/costly-files.ts';
import { decodeAs, makeAnimation } from '../make.ts';

const LEVELS = [10, 40, 70, 100, 130, 160, 190, 220, 250];

test('each page of many is the one that the decoder itself has at its place', async () => {
  const tiff = await makeAnimation('tiff', LEVELS);
  assert.equal(tiffPages(tiff).length, LEVELS.length);
  for (const [frame, level] of LEVELS.entries()) {
    const { raster, facts } = await decodeAs('x.tiff', tiff, { frame });
    assert.equal(facts.frames, LEVELS.length);
    assert.ok(raster.data.every((value) => value === level));
    const own = await sharp(tiff, { page: frame }).raw().toBuffer();
    assert.deepEqual(Buffer.from(raster.data.buffer, raster.data.byteOffset), own);
  }
});

test('so it is with offsets of eight bytes, and no frame is taken by itself', async () => {
  const pages = LEVELS.map((r) => ({
    create: { width: 8, height: 8, channels: 3 as const, background: { r, g: r, b: r } },
  }));
  const pngs = await Promise.all(pages.map((page) => sharp(page).png().toBuffer()));
  const tiff = await sharp(pngs, { join: { animated: true } })
    .tiff({ bigtiff: true })
    .toBuffer();
  assert.equal(tiff.readUInt16LE(2), 43);
  const { raster } = await decodeAs('x.tiff', tiff, { frame: 6 });
  assert.ok(raster.data.every((value) => value === LEVELS[6]));
  await assert.rejects(decodeAs('x.tiff', tiff), {
    code: 'ambiguous-frame',
    message: 'x.tiff has 9 frames; choose one with --frame 1..9',
  });
});

test('directories in a circle end', () => {
  const tiff = pagedTiff(4, 4, 3);
  const [first, , last] = tiffPages(tiff);
  tiff.writeUInt32LE(first, last + 2 + 12 * tiff.readUInt16LE(last));
  assert.equal(tiffPages(tiff).length, 3);
});

test('no bytes make the walk throw or go on for ever, and one page has no second', () => {
  const whole = pagedTiff(4, 4, 9);
  const hurt = fc.array(fc.tuple(fc.nat(whole.length - 1), fc.nat(255)), { maxLength: 6 });
  fc.assert(
    fc.property(hurt, fc.nat(whole.length), (bytes, length) => {
      const tiff = Buffer.from(whole.subarray(0, length));
      for (const [at, value] of bytes) if (at >= 4 && at < length) tiff[at] = value;
      const pages = tiffPages(tiff);
      for (const page of pages) assert.deepEqual(tiffPages(onlyPage(tiff, page)), [page]);
    }),
  );
});
