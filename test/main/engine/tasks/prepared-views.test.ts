/** Every task shows the pixels of a pipeline that shrinks a WebP file while it is decoded. */
import assert from 'node:assert/strict';
import { writeFileSync } from 'node:fs';
import { join } from 'node:path';
import { test } from 'node:test';
import sharp from 'sharp';
import { Images } from '../../../../main/engine/images/images.ts';
import type { DrawOrder, OpenedImage } from '../../../../main/engine/images/orders.ts';
import type { TaskContext } from '../../../../main/engine/images/task.ts';
import { run as labelViews } from '../../../../main/engine/tasks/examine/label-views-task.ts';
import { run as survey } from '../../../../main/engine/tasks/examine/survey-task.ts';
import { run as draw } from '../../../../main/engine/tasks/pictures/draw-task.ts';
import { encodeThumbnail } from '../../../../main/engine/write/encode.ts';
import { DEFAULT_DECODE_POLICY } from '../../../../shared/image/facts.ts';
import { antialiasedView } from '../../../../shared/analyze/antialiased-view.ts';
import { drawDifference } from '../../../../shared/pictures/difference-picture.ts';
import { makeFolder, noiseImage, sourceOf } from '../make.ts';

const view = { pipeline: 'libvips/nearest+file', width: 60, height: 45 };

const path = join(makeFolder(), 'noise.webp');
writeFileSync(path, await noiseImage(240, 180, 3).webp({ quality: 90 }).toBuffer());
const source = { ...sourceOf(path, 'noise.webp'), policy: DEFAULT_DECODE_POLICY };

/** What sharp itself makes of the file. */
const expected = await sharp(path).resize(60, 45, { kernel: 'nearest' }).raw().toBuffer();

async function opened() {
  const images = new Images(1e9);
  const { facts } = await images.open(source);
  const image = { source, facts } as OpenedImage;
  return { image, context: { images } as TaskContext };
}

test('a classifier is given them', async () => {
  const { image, context } = await opened();
  const { machine } = await labelViews({ image, view }, context);
  assert.ok(expected.equals(machine.data));
});

test('a case keeps them', async () => {
  const { context } = await opened();
  const { pictures } = await survey({ source, view }, context);
  const [, machine] = pictures;
  const four = await sharp(expected, { raw: { width: 60, height: 45, channels: 3 } })
    .ensureAlpha()
    .raw()
    .toBuffer();
  const { bytes } = await encodeThumbnail({ width: 60, height: 45, data: four }, 160);
  assert.deepEqual(machine.bytes, bytes);
});

test('a picture of the difference is drawn from them', async () => {
  const { image, context } = await opened();
  const shown = { width: 60, height: 45, channels: 3, data: new Uint8Array(expected) } as const;
  const { raster } = await context.images.raster(image);
  const title = `60x45 by ${view.pipeline}, source sha-256 ${image.facts.sha256.slice(0, 16)}`;
  const drawn = drawDifference(shown, antialiasedView(raster, view), title);
  const order = { picture: 'difference', view, at: null } as unknown as DrawOrder;
  const { files } = await draw({ image, order, output: 'a.png' }, context);
  const { data } = await sharp(files[0].bytes as Uint8Array)
    .raw()
    .toBuffer({ resolveWithObject: true });
  assert.ok(data.equals(drawn.data as Uint8Array));
});
