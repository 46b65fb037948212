/** A frame that a file does not have is refused as such: not passed over, and not called damage. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { load } from '../../../../main/engine/decode/load.ts';
import { makeRaster, type Raster } from '../../../../shared/base/raster.ts';
import { makeApng } from '../../../support/files/file-parts.ts';
import { makeAnimation, noiseImage } from '../make.ts';

async function refusal(bytes: Buffer, loader: string, frame: number) {
  const limit = { name: 'a', maxPixels: 1e6 };
  return load(bytes, loader, frame - 1, limit).then(
    () => 'read',
    (error: Error) => error.message,
  );
}

test('of one picture', async () => {
  const image = noiseImage(16, 16, 3);
  const files = [await image.clone().jpeg().toBuffer(), await image.clone().png().toBuffer()];
  for (const bytes of files) {
    for (const loader of ['pillow/as-is', 'opencv/imread-color', 'libvips/raw']) {
      assert.match(await refusal(bytes, loader, 3), /a has 1 frame.*expected --frame 1\.\.1 /s);
    }
  }
});

test('of an animation', async () => {
  for (const format of ['gif', 'webp', 'tiff'] as const) {
    const bytes = await makeAnimation(format, [10, 20, 30]);
    assert.match(await refusal(bytes, 'pillow/as-is', 9), /a has 3 frames.*1\.\.3 /s, format);
    assert.equal(await refusal(bytes, 'pillow/as-is', 3), 'read', format);
  }
});

test('of an animated PNG, whose first picture alone is read', async () => {
  const raster = makeRaster(8, 8, 3, new Uint8Array(192)) as Raster<Uint8Array>;
  const bytes = await makeApng([{ raster }, { raster }]);
  assert.equal(await refusal(bytes, 'pillow/as-is', 1), 'read');
  assert.match(
    await refusal(bytes, 'pillow/as-is', 2),
    /first picture alone of a, an animated PNG/,
  );
});

test('inks are told as such, for no PNG holds them', async () => {
  const bytes = await noiseImage(16, 16, 3).toColourspace('cmyk').jpeg().toBuffer();
  const limit = { name: 'a', maxPixels: 1e6 };
  assert.equal((await load(bytes, 'pillow/as-is', 0, limit)).isCmyk, true);
  assert.equal((await load(bytes, 'pillow/convert-rgb', 0, limit)).isCmyk, undefined);
});
