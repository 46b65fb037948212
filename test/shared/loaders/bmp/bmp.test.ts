import assert from 'node:assert/strict';
import test from 'node:test';
import fc from 'fast-check';
import { UserError } from '../../../../shared/base/errors.ts';
import { bmpOfOpenCV, bmpOfPillow } from '../../../../shared/loaders/bmp/bmp-by-library.ts';
import { readBmpHeader } from '../../../../shared/loaders/bmp/bmp-header.ts';
import type { StoredPicture } from '../../../../shared/loaders/stored/stored-picture.ts';
import {
  expectedArrays,
  hashOf,
  sampleBytes,
  sampleNames,
  type ExpectedArray,
} from '../../../support/loader-samples.ts';

/** As numpy has it: black and white are 0 and 255; OpenCV expands palettes, Pillow does not. */
function arrayOf({ data, palette }: StoredPicture, expand: boolean): Uint8Array {
  const bytes = data as Uint8Array;
  if (palette === null || !expand) return bytes;
  const out = new Uint8Array(bytes.length * 3);
  bytes.forEach((index, i) => {
    out.set(palette.colors.subarray(3 * index, 3 * index + 3), 3 * i);
  });
  return out;
}

function check(expected: ExpectedArray, read: () => StoredPicture, expand: boolean): void {
  if (expected.error !== undefined) {
    assert.throws(read, { code: 'unsupported-format' });
    return;
  }
  const picture = read();
  assert.deepEqual([picture.height, picture.width], expected.shape.slice(0, 2));
  assert.equal(hashOf(arrayOf(picture, expand)), expected.sha256);
}

for (const name of sampleNames('.bmp')) {
  const expected = expectedArrays[name];
  const bytes = sampleBytes(name);
  test(`${name} is what Pillow makes of it, or refused as it refuses`, () => {
    check(expected.pillow, () => bmpOfPillow(bytes, readBmpHeader(bytes)), false);
  });
  test(`${name} is what OpenCV makes of it, or refused as it refuses`, () => {
    const read = () => bmpOfOpenCV(bytes, readBmpHeader(bytes), true);
    check(expected['opencv/unchanged'], read, true);
  });
}

test('a file that is cut off says what is missing', () => {
  const whole = sampleBytes('24.bmp');
  const bytes = whole.subarray(0, whole.length - 50);
  const { damage, data } = bmpOfPillow(bytes, readBmpHeader(bytes));
  assert.equal(damage?.kind, 'truncated');
  assert.equal(data.length, 13 * 7 * 3);
});

test('no bytes make the reader fail in another way than with a sentence', () => {
  const names = sampleNames('.bmp');
  fc.assert(
    fc.property(
      fc.constantFrom(...names),
      fc.array(fc.tuple(fc.nat(400), fc.integer({ min: 0, max: 255 })), { maxLength: 8 }),
      fc.nat(600),
      (name, changes, cut) => {
        const bytes = Uint8Array.from(sampleBytes(name)).subarray(0, 20 + cut);
        for (const [at, value] of changes) bytes[at % bytes.length] = value;
        try {
          const header = readBmpHeader(bytes);
          if (header.width * header.height > 1e5) return;
          for (const picture of [bmpOfPillow(bytes, header), bmpOfOpenCV(bytes, header, false)]) {
            assert.ok(picture.data.length >= header.width * header.height);
          }
        } catch (error) {
          assert.ok(error instanceof UserError, String(error));
        }
      },
    ),
    { numRuns: 500 },
  );
});
