/** What is measured in WebAssembly is what the plain loops measure. */
import assert from 'node:assert/strict';
import { test } from 'node:test';
import { measurePictures } from '../../../shared/matrix/measure-pictures.ts';
import type { Measurement } from '../../../shared/matrix/picture-order.ts';
import { SourcePlanes } from '../../../shared/matrix/source-planes.ts';
import { UniquePictures } from '../../../shared/matrix/unique-pictures.ts';
import { findPipeline } from '../../../shared/pipelines/pipeline.ts';
import { makeRaster, type Channels } from '../../../shared/base/raster.ts';
import { startWasm, type ResizeWasm } from '../../../shared/resample/simd/resize-wasm.ts';
import { noiseWords } from '../../support/noise.ts';

const PIPELINES = [
  'opencv/nearest',
  'torch/bicubic',
  'pillow/lanczos',
  'skimage/order3+antialias',
  'jimp/bicubic',
];

function noise(width: number, height: number, channels: Channels, deep: boolean) {
  const length = width * height * channels;
  const data = deep ? new Uint16Array(length) : new Uint8Array(length);
  const next = noiseWords(7);
  for (let i = 0; i < data.length; i++) data[i] = next() >>> 16;
  return makeRaster(width, height, channels, data);
}

for (const [channels, deep] of [
  [1, false],
  [3, false],
  [3, true],
  [4, false],
] as const) {
  test(`lanes and loops agree: ${channels} channels of ${deep ? 16 : 8} bits`, () => {
    const raster = noise(431, 290, channels, deep);
    const pictures = new UniquePictures(raster);
    for (const size of [
      { width: 31, height: 20 }, // fewer rows than the map has
      { width: 97, height: 61 },
      { width: 500, height: 301 },
    ]) {
      for (const id of PIPELINES) pictures.add(findPipeline(id), size);
    }
    // Tiles and crops, of which some lie beyond the middle of the picture.
    pictures.add(findPipeline('model/llava-next-224'), undefined);
    const all = pictures.take();
    const room = startWasm();
    assert.ok(room);
    for (const planes of new Set(all.map((picture) => picture.planes))) {
      const orders = all.filter((one) => one.planes === planes).map(({ order }) => order);
      const lanes = run(planes, orders, room);
      const loops = run(planes, orders, null);
      orders.forEach(({ x, y }, i) => {
        const about = `${x.dstSize}x${y.dstSize}`;
        const [a, b] = [lanes[i], loops[i]];
        near(a.disagreement.rms, b.disagreement.rms, about);
        near(a.disagreement.normalised, b.disagreement.normalised, about);
        a.map.forEach((value, cell) => near(value, b.map[cell], `${about}, cell ${cell}`));
      });
    }
  });
}

function run(
  planes: SourcePlanes,
  orders: Parameters<typeof measurePictures>[1],
  room: ResizeWasm | null,
): Measurement[] {
  const steps = measurePictures(planes, orders, room);
  let step = steps.next();
  while (step.done !== true) step = steps.next();
  return step.value;
}

/** Within what single precision rounds, or both not known. */
function near(a: number, b: number, about: string): void {
  if (Number.isNaN(a) && Number.isNaN(b)) return;
  assert.ok(Math.abs(a - b) <= 1e-3 + 1e-4 * Math.abs(b), `${about}: ${a} for ${b}`);
}
