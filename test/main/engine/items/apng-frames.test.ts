/** Frames of animated PNG as second pictures: as they are shown, and examined. */
import assert from 'node:assert/strict';
import { mkdtemp, rm, writeFile } from 'node:fs/promises';
import { tmpdir } from 'node:os';
import { join } from 'node:path';
import { suite, test } from 'node:test';
import sharp from 'sharp';
import { pngChunk } from '../../../../main/engine/decode/formats/png-chunks.ts';
import { decodePicture } from '../../../../main/engine/items/decode-picture.ts';
import { Images } from '../../../../main/engine/images/images.ts';
import { examineSource } from '../../../../main/engine/tasks/examine/examine-task.ts';
import { makeRaster, type Raster } from '../../../../shared/base/raster.ts';
import { managedOf } from '../../../../shared/loaders/managed-picture.ts';
import { DEFAULT_DECODE_LIMITS, DEFAULT_DECODE_POLICY } from '../../../../shared/image/facts.ts';
import { makeApng, withChunks } from '../../../support/files/file-parts.ts';
import { makeSmallAttack } from '../../../support/small-attack.ts';
import { sourceOf } from '../make.ts';

const decodeFrom = (bytes: Buffer, item?: string) =>
  decodePicture(bytes, {
    name: 'x',
    policy: { ...DEFAULT_DECODE_POLICY, ...(item !== undefined && { item }) },
    limits: DEFAULT_DECODE_LIMITS,
  });

suite('frames of an animated PNG', () => {
  const size = { width: 40, height: 30 };
  const picture = (level: number) =>
    makeRaster(
      size.width,
      size.height,
      4,
      new Uint8Array(40 * 30 * 4).fill(level),
    ) as Raster<Uint8Array>;
  const patch = (level: number, alpha: number, width = 10, height = 8) =>
    makeRaster(
      width,
      height,
      4,
      Uint8Array.from({ length: width * height * 4 }, (_, i) => (i % 4 === 3 ? alpha : level)),
    ) as Raster<Uint8Array>;
  const pixel = ({ raster }: Awaited<ReturnType<typeof decodeFrom>>, x: number, y: number) => [
    ...raster.data.subarray((y * 40 + x) * 4, (y * 40 + x) * 4 + 4),
  ];

  test('are drawn over what the frames before leave', async () => {
    const bytes = await makeApng([
      { raster: picture(255) },
      { raster: patch(100, 255), x: 5, y: 4, dispose: 1 },
      { raster: patch(50, 255), x: 20, y: 4, dispose: 2 },
      { raster: patch(0, 51), x: 25, y: 10, blend: 1 },
    ]);
    const main = await decodeFrom(bytes);
    const ids = ['apng-frame-2', 'apng-frame-3', 'apng-frame-4'];
    assert.deepEqual(
      main.facts.items?.map(({ id }) => id),
      ids,
    );
    const check = async (order: string[]) => {
      for (const id of order) {
        const frame = await decodeFrom(bytes, id);
        assert.deepEqual([frame.raster.width, frame.facts.width], [40, 40]);
        const expected = {
          'apng-frame-2': [
            [100, 100, 100, 255],
            [255, 255, 255, 255],
          ],
          'apng-frame-3': [
            [0, 0, 0, 0],
            [50, 50, 50, 255],
          ],
          'apng-frame-4': [
            [0, 0, 0, 0],
            [255, 255, 255, 255],
          ],
        }[id]!;
        assert.deepEqual([pixel(frame, 6, 5), pixel(frame, 21, 5)], expected, id);
        if (id === 'apng-frame-4') assert.deepEqual(pixel(frame, 26, 11), [204, 204, 204, 255]);
      }
    };
    await check(ids);
    await check([...ids].reverse());
  });

  test('are all listed where the still image is none of them', async () => {
    const bytes = await makeApng([{ raster: picture(9) }, { raster: picture(8) }], picture(7));
    const main = await decodeFrom(bytes);
    assert.deepEqual(
      main.facts.items?.map(({ id }) => id),
      ['apng-frame-1', 'apng-frame-2'],
    );
    assert.deepEqual(pixel(main, 0, 0), [7, 7, 7, 7]);
    assert.deepEqual(pixel(await decodeFrom(bytes, 'apng-frame-1'), 0, 0), [9, 9, 9, 9]);
  });

  test('hold an attack that the still image does not show', async () => {
    const folder = await mkdtemp(join(tmpdir(), 'scalescope-'));
    try {
      const { decoy, attack } = await makeSmallAttack();
      const path = join(folder, 'frames.png');
      const rasters = [decoy, attack] as Raster<Uint8Array>[];
      await writeFile(path, await makeApng(rasters.map((raster) => ({ raster }))));
      const source = { ...sourceOf(path, 'frames.png'), policy: DEFAULT_DECODE_POLICY };
      const { finding } = await examineSource(new Images(1e9), { source, view: null });
      assert.deepEqual([finding.verdict, finding.item], ['attack', 'apng-frame-2']);
    } finally {
      await rm(folder, { recursive: true });
    }
  });

  test('are shown by the gamma and the profile of the file, as its still image is', async () => {
    const ramp = makeRaster(
      64,
      64,
      3,
      Uint8Array.from({ length: 64 * 64 * 3 }, (_, i) => Math.floor(i / 3) % 256),
    ) as Raster<Uint8Array>;
    const bytes = await makeApng([{ raster: ramp }, { raster: ramp }]);
    assert.equal(managedOf((await decodeFrom(bytes, 'apng-frame-2')).raster), null);
    const gamma = pngChunk('gAMA', Buffer.from([0, 0x0f, 0x42, 0x40]));
    const pixels = sharp(ramp.data, { raw: { width: 64, height: 64, channels: 3 } });
    const tagged = await pixels.withIccProfile('p3').png().toBuffer();
    const at = tagged.indexOf('iCCP') - 4;
    const profile = tagged.subarray(at, at + 12 + tagged.readUInt32BE(at));
    for (const chunk of [gamma, profile]) {
      const shown = withChunks(bytes, chunk);
      const still = managedOf((await decodeFrom(shown)).raster);
      assert.notEqual(still, null);
      assert.deepEqual(managedOf((await decodeFrom(shown, 'apng-frame-2')).raster), still);
    }
  });

  test('that lie outside of the picture are refused', async () => {
    const bytes = await makeApng([{ raster: picture(1) }, { raster: patch(2, 255), x: 35 }]);
    await assert.rejects(decodeFrom(bytes, 'apng-frame-2'), { code: 'decode-failed' });
  });
});
