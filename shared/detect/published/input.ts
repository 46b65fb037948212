/**
 * What the published detectors look at: the colors of an image in 8 bit, and the size and resizer
 * that they are told. They need both; the detector of this project needs neither.
 */
import { quantize, type Raster, type Size } from '../../base/raster.ts';
import { latticeOf } from '../../resample/lattice.ts';
import { axisTapsOf } from '../../resample/taps/plan.ts';
import { planOf, resizeWith, shapeOf } from '../../resample/resize.ts';
import { logMagnitude } from './log-magnitude.ts';

export interface PublishedInput {
  /** Gray or RGB, 8 bit. */
  picture: Raster<Uint8Array>;
  target: Size;
  /** Id of the resizer. */
  sampler: string;
  /** What the resizer makes of the picture at the target size, rounded to 8 bit. */
  machine: Raster<Uint8Array>;
  /** Source columns and rows that it reads, by its tap tables. */
  columns: Int32Array;
  rows: Int32Array;
  /** 20 ln |F| of the mean of the channels, centered: made when it is first asked for. */
  spectrum(): Float32Array;
}

/**
 * The input for `raster` at `target` by the resizer of that id. Alpha is left out and 16-bit samples
 * keep their high byte, as planes do. Throws what planOf throws.
 */
export function publishedInput(raster: Raster, target: Size, sampler: string): PublishedInput {
  const picture = colorsOf(raster);
  const plan = planOf(sampler, shapeOf(picture), target);
  let spectrum: Float32Array | undefined;
  return {
    picture,
    target,
    sampler,
    machine: bytesOf(resizeWith(picture, sampler, target)),
    columns: latticeOf(axisTapsOf(plan, 'x')),
    rows: latticeOf(axisTapsOf(plan, 'y')),
    spectrum: () => (spectrum ??= logMagnitude(picture)),
  };
}

/** `raster` in 8-bit samples. */
export function bytesOf(raster: Raster): Raster<Uint8Array> {
  return quantize(raster, 'uint8') as Raster<Uint8Array>;
}

function colorsOf({ width, height, channels, data }: Raster): Raster<Uint8Array> {
  if (channels !== 4 && data instanceof Uint8Array) return { width, height, channels, data };
  const colors = channels === 1 ? 1 : 3;
  const shift = data instanceof Uint16Array ? 8 : 0;
  const out = new Uint8Array(width * height * colors);
  for (let from = 0, to = 0; to < out.length; from += channels, to += colors) {
    for (let c = 0; c < colors; c++) out[to + c] = data[from + c] >> shift;
  }
  return { width, height, channels: colors, data: out };
}
