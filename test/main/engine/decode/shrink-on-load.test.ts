/** Pipelines of files against sharp itself, and against what Pillow and TensorFlow made of a file. */
import assert from 'node:assert/strict';
import { createHash } from 'node:crypto';
import { readFileSync } from 'node:fs';
import { test } from 'node:test';
import sharp from 'sharp';
import { prepareView } from '../../../../main/engine/decode/scaled-webp.ts';
import { machineView } from '../../../../shared/pipelines/machine-view.ts';
import { decodeAs } from '../make.ts';

const sample = sharp(
  readFileSync(new URL('../../../samples/dandelion.jpg', import.meta.url)),
).resize(601, 403, { fit: 'fill' });
const KERNELS = ['nearest', 'linear', 'cubic', 'mitchell', 'lanczos2', 'lanczos3'] as const;

async function viewOf(
  name: string,
  bytes: Buffer,
  pipeline: string,
  width: number,
  height: number,
) {
  const { raster } = await decodeAs(name, bytes);
  const request = { pipeline, width, height };
  await prepareView(raster, request);
  return machineView(raster, request).machine;
}

const FILES = {
  '420.jpg': () => sample.clone().jpeg({ quality: 90 }),
  '444-progressive.jpg': () =>
    sample.clone().jpeg({ quality: 70, chromaSubsampling: '4:4:4', progressive: true }),
  'lossy.webp': () => sample.clone().webp({ quality: 80 }),
  'plain.png': () => sample.clone().png(),
};

for (const [name, make] of Object.entries(FILES)) {
  test(`${name} comes out of sharp's resize as it does here, by every kernel`, async () => {
    const bytes = await make().toBuffer();
    for (const kernel of KERNELS) {
      // Ratios below 3, of 3 to 4, above 4 and above 8 are shrunken by 1, 2, 4 and 8.
      for (const [width, height] of [
        [299, 150], // rows at ties: libvips takes other portions of a file than of an array
        [297, 151],
        [170, 112],
        [101, 71],
        [61, 40],
      ]) {
        const { data } = await sharp(bytes)
          .resize(width, height, { fit: 'fill', kernel })
          .raw()
          .toBuffer({ resolveWithObject: true });
        const view = await viewOf(name, bytes, `libvips/${kernel}+file`, width, height);
        assert.ok(data.equals(view.data as Uint8Array), `${kernel} ${width}x${height}`);
      }
    }
  });
}

test('of JPEG the pixels are others than those of an array that was decoded whole', async () => {
  const bytes = await FILES['420.jpg']().toBuffer();
  const file = await viewOf('a.jpg', bytes, 'libvips/nearest+file', 99, 75);
  const array = await viewOf('a.jpg', bytes, 'libvips/nearest', 99, 75);
  assert.notDeepEqual(file.data, array.data);
});

const golden = (name: string): Buffer =>
  readFileSync(new URL(`../../../golden/loaders/files/${name}`, import.meta.url));

/** SHA-256 of what `image.draft("RGB", size); image.resize(size, resample)` of Pillow 12.3 gives. */
const DRAFTED = JSON.parse(
  readFileSync(new URL('../../../golden/loaders/drafted.json', import.meta.url), 'utf8'),
) as { file: string; filter: string; width: number; height: number; sha256: string }[];

for (const { file, filter, width, height, sha256 } of DRAFTED) {
  test(`${file} drafted and resized by ${filter} to ${width}x${height} is what Pillow makes`, async () => {
    const view = await viewOf(file, golden(file), `pillow/${filter}+draft`, width, height);
    assert.equal(
      createHash('sha256')
        .update(view.data as Uint8Array)
        .digest('hex'),
      sha256,
    );
  });
}

test('a pipeline that loads by TensorFlow starts from its own decoding of JPEG', async () => {
  const bytes = golden('q90.jpg');
  const { raster } = await decodeAs('q90.jpg', bytes);
  const { width, height } = raster;
  const view = machineView(raster, { pipeline: 'tensorflow/nearest+file', width, height }).machine;
  const index = JSON.parse(
    readFileSync(new URL('../../../golden/loaders/index.json', import.meta.url), 'utf8'),
  ) as { files: { file: string; loaders: Record<string, { sha256: string }> }[] };
  const found = index.files.find(({ file }) => file === 'files/q90.jpg');
  const hash = createHash('sha256')
    .update(view.data as Uint8Array)
    .digest('hex');
  assert.equal(hash, found?.loaders['tensorflow/decode-image'].sha256);
});
