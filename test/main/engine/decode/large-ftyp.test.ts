/** AVIF whose first box has a size of 64 bits, as ISO/IEC 14496-12 allows. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { isPictureMedia } from '../../../../shared/image/containers/iso-media.ts';
import { sniff } from '../../../../main/engine/decode/formats/sniff.ts';
import { decodeAs } from '../make.ts';
import { flatItem, makeHeif } from './make-heif.ts';

/** The same with the long form of a size; the minor version and the last brands give the room for that. */
function withLongSize(bytes: Buffer): Buffer {
  const size = bytes.readUInt32BE(0);
  const long = Buffer.from(bytes);
  long.writeUInt32BE(1, 0);
  long.writeBigUInt64BE(BigInt(size), 8);
  bytes.copy(long, 16, 8, size - 8);
  return long;
}

test('a first box with a size of 64 bits is read as any', async () => {
  const plain = makeHeif([await flatItem(1, 200)], 1, []);
  const long = withLongSize(plain);
  assert.deepEqual(sniff(long), { format: 'avif' });
  assert.ok(isPictureMedia(long));
  const [one, other] = [await decodeAs('x.avif', plain), await decodeAs('x.avif', long)];
  assert.deepEqual(other.raster, one.raster);
});

test('a video and what is cut off stay what they are', () => {
  const video = Buffer.from(
    '000000016674797000000000000000206d703432000000006d70343269736f6d',
    'hex',
  );
  assert.deepEqual(sniff(video), { kind: 'an MP4 or QuickTime video' });
  assert.equal(isPictureMedia(video), false);
  for (let length = 8; length < 24; length++) {
    assert.ok('kind' in sniff(video.subarray(0, length)));
    assert.equal(isPictureMedia(video.subarray(0, length)), false);
  }
});
