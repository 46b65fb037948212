/** What the library of a pipeline makes of a raster, where libraries differ. */
import assert from 'node:assert/strict';
import { describe, test } from 'node:test';
import fc from 'fast-check';
import { makeRaster } from '../../../shared/base/raster.ts';
import { asLoadedBy, rememberOrigin } from '../../../shared/loaders/by-library.ts';
import { turned } from '../../../shared/loaders/stored/loaded-picture.ts';
import type { StoredPicture } from '../../../shared/loaders/stored/stored-picture.ts';

const inks: StoredPicture = {
  width: 2,
  height: 1,
  format: 'jpeg',
  color: 'cmyk',
  bits: 8,
  data: Uint8Array.of(0, 128, 255, 0, 10, 20, 30, 100),
  palette: null,
  colorKey: null,
  orientation: 1,
  damage: null,
};

describe('a raster by library', () => {
  test('is itself where libraries do not differ', () => {
    const raster = makeRaster(1, 1, 3, Uint8Array.of(1, 2, 3));
    assert.equal(asLoadedBy('pillow', raster, false), raster);
  });

  test('has the colors that each makes of inks', () => {
    const raster = makeRaster(2, 1, 3, new Uint8Array(6));
    rememberOrigin(raster, { stored: inks, isTurned: false });
    // Pillow divides by 255 and rounds, OpenCV shifts by 8 bits.
    assert.deepEqual([...asLoadedBy('pillow', raster, false).data], [255, 127, 0, 149, 143, 137]);
    assert.deepEqual([...asLoadedBy('opencv', raster, false).data], [255, 128, 1, 149, 143, 137]);
  });

  test('keeps 16 bits only where it is asked to and the library does', () => {
    const wide = makeRaster(1, 1, 1, Uint16Array.of(0x1234));
    assert.deepEqual(asLoadedBy('opencv', wide, true).data, Uint16Array.of(0x1234));
    assert.deepEqual(asLoadedBy('opencv', wide, false).data, Uint8Array.of(0x12));
    assert.deepEqual(asLoadedBy('pillow', wide, true).data, Uint8Array.of(255));
  });

  test('is turned where the raster was', () => {
    const raster = makeRaster(1, 2, 3, new Uint8Array(6));
    rememberOrigin(raster, { stored: { ...inks, orientation: 6 }, isTurned: true });
    const { width, height } = asLoadedBy('pillow', raster, false);
    assert.deepEqual([width, height], [1, 2]);
  });
});

describe('turning by EXIF', () => {
  const INVERSE = [0, 1, 2, 3, 4, 5, 8, 7, 6];
  test('is undone by the inverse orientation', () => {
    fc.assert(
      fc.property(
        fc.integer({ min: 1, max: 8 }),
        fc.integer({ min: 1, max: 9 }),
        fc.integer({ min: 1, max: 9 }),
        (orientation, width, height) => {
          const data = Uint8Array.from({ length: width * height * 2 }, (_, i) => i);
          const picture = { width, height, channels: 2 as const, data };
          assert.deepEqual(turned(turned(picture, orientation), INVERSE[orientation]), picture);
        },
      ),
    );
  });
});
