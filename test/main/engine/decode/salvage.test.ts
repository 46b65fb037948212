/** Files that one library reads and libvips does not, or not so. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { describe, test } from 'node:test';
import sharp from 'sharp';
import { loaderCases } from '../../../golden/loader-cases.ts';
import { decodeAs } from '../make.ts';

const bytesOf = (file: string) =>
  readFileSync(new URL(`../../../golden/loaders/files/${file}`, import.meta.url));

const hashOf = (data: Uint8Array | Uint16Array) =>
  createHash('sha256')
    .update(new Uint8Array(data.buffer, data.byteOffset, data.byteLength))
    .digest('hex');

function expected(file: string, loader: string): string {
  const found = loaderCases.find((item) => item.file === `files/${file}` && item.loader === loader);
  assert.ok(found !== undefined && 'sha256' in found.expected);
  return found.expected.sha256;
}

describe('a file is examined', () => {
  test('though a checksum is wrong, as Pillow reads it', async () => {
    const { facts, raster } = await decodeAs('a.png', bytesOf('badcrc-idat.png'));
    assert.equal(hashOf(raster.data), expected('badcrc-idat.png', 'pillow/convert-rgb'));
    assert.match(facts.notes.join(), /A checksum in the file is wrong\. Pillow reads it/);
  });

  test('though its end marker is missing, as OpenCV reads it', async () => {
    const { facts, raster } = await decodeAs('a.jpg', bytesOf('cut-eoi.jpg'));
    assert.equal(hashOf(raster.data), expected('cut-eoi.jpg', 'opencv/imread-color'));
    assert.match(facts.notes.join(), /The end marker of the file is missing\. OpenCV reads it/);
  });

  test('but not what libraries fill in', async () => {
    for (const file of ['cut-half.jpg', 'cut-tail.jpg', 'cut-half.png']) {
      await assert.rejects(decodeAs(file, bytesOf(file)), { code: 'decode-failed' });
    }
  });

  test('on the screen of its GIF, whatever the size of its frame', async () => {
    const frame = await sharp({
      create: { width: 100, height: 60, channels: 3, background: '#c04020' },
    })
      .gif()
      .toBuffer();
    for (const [width, height] of [
      [640, 480],
      [1024, 768],
      [500, 400],
    ]) {
      const gif = Buffer.from(frame);
      gif.writeUInt16LE(width, 6);
      gif.writeUInt16LE(height, 8);
      const { facts, raster } = await decodeAs('a.gif', gif);
      assert.deepEqual([raster.width, raster.height], [width, height]);
      assert.deepEqual([facts.width, facts.height], [width, height]);
      assert.equal(raster.channels, 4);
      const at = (x: number, y: number) => [...raster.data.slice(4 * (y * width + x)).slice(0, 4)];
      assert.equal(at(50, 30)[3], 255);
      assert.equal(at(200, 100)[3], 0);
    }
  });
});
