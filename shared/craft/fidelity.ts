/** Measures what a machine really receives of a crafted image. */
import type { Raster } from '../raster.ts';
import { quantize } from '../raster.ts';
import { completeWindow } from '../pipelines/padding.ts';
import { applyPart } from '../pipelines/pipeline.ts';
import { pipelineOf } from '../pipelines/request.ts';
import type { Payload, WrittenPayload } from './lattice-write.ts';
import type { Fidelity } from './manifest.ts';

/**
 * The machine view of `attack`, rounded to 8 bit, held against the payload that was written. Padding,
 * which nothing can be written into, is left out.
 */
export function fidelityOf(
  attack: Raster<Uint8Array>,
  payload: Payload,
  written: WrittenPayload,
): Fidelity {
  const { picture } = payload;
  const pipeline = pipelineOf(payload);
  const size = pipeline.sizeIsFree ? picture : undefined;
  const { raster, view } = applyPart(pipeline, attack, size, payload.part);
  const seen = quantize(raster, 'uint8');
  const { left, top, width, height } = completeWindow(view.x, view.y);
  const spoilt = spoiltMask(written);
  let max = 0;
  let maxWithCollisions = 0;
  let spoiltPixels = 0;
  for (let pixel = 0; pixel < spoilt.length; pixel++) {
    const x = pixel % picture.width;
    const y = (pixel - x) / picture.width;
    if (x < left || x >= left + width || y < top || y >= top + height) continue;
    spoiltPixels += spoilt[pixel];
    for (let c = 0; c < picture.channels; c++) {
      const i = pixel * picture.channels + c;
      const difference = Math.abs(seen.data[i] - picture.data[i]);
      maxWithCollisions = Math.max(maxWithCollisions, difference);
      if (spoilt[pixel] === 0) max = Math.max(max, difference);
    }
  }
  return { max, maxWithCollisions, spoiltPixels };
}

/** 1 for every output pixel that a later payload spoilt: height*width, row-major. */
function spoiltMask({ width, height, collisions }: WrittenPayload): Uint8Array {
  const mask = new Uint8Array(width * height);
  for (const { columns, rows } of collisions) {
    for (const y of rows) for (const x of columns) mask[y * width + x] = 1;
  }
  return mask;
}
