/** Files that are whole, but stored in a way that is not read, are not called damaged. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { tiffPages } from '../../../../main/engine/decode/formats/tiff-pages.ts';
import { pagedTiff } from '../../../support/files/costly-files.ts';
import { decodeAs } from '../make.ts';

/** A gray TIFF of 16x16 with other values of tags that it has. */
function tiffWith(changed: Record<number, number>): Buffer {
  const tiff = pagedTiff(16, 16, 1);
  const [directory] = tiffPages(tiff);
  for (let entry = directory + 2; entry < tiff.length - 4; entry += 12) {
    const value = changed[tiff.readUInt16LE(entry)];
    if (value !== undefined) tiff.writeUInt32LE(value, entry + 8);
  }
  return tiff;
}

const COMPRESSION = 259;

for (const [code, name] of [
  [6, 'Old-style JPEG'],
  [34925, 'LZMA'],
  [34661, 'ISO JBIG'],
] as const) {
  test(`a TIFF of ${name} compression says so`, async () => {
    await assert.rejects(decodeAs('x.tiff', tiffWith({ [COMPRESSION]: code })), {
      code: 'unsupported-format',
      message: `x.tiff is a TIFF image with ${name} compression, which Scalescope does not read`,
    });
  });
}

test('a TIFF of twelve bits to a sample is of a kind that is not read', async () => {
  await assert.rejects(decodeAs('x.tiff', tiffWith({ 258: 12 })), {
    code: 'unsupported-format',
    message:
      /^x\.tiff is a TIFF image of a kind that Scalescope does not read \(the decoder's words: /,
  });
});

test('one that is cut off is damaged', async () => {
  await assert.rejects(decodeAs('x.tiff', pagedTiff(16, 16, 1).subarray(0, 280)), {
    code: 'decode-failed',
    message: /the data are damaged or cut off/,
  });
});
