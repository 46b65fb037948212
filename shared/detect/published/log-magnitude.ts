/**
 * The spectrum as the published detectors take it: 20 ln |F| of the mean of the channels, at the
 * image's own size, without window or normalisation, frequency 0 at (width >> 1, height >> 1).
 *
 * Source: EQuiw/2023-detection-scalingattacks, scaleatt/defenses/detection/fourier (natural log).
 */
import { makeTransform, transformPlane } from '../../math/fourier.ts';
import type { Raster } from '../../base/raster.ts';

/** Magnitudes of rounding errors. */
const LEAST = 1e-6;

/** 20 ln |F|: Float32Array, height*width, centered. */
export function logMagnitude({ width, height, channels, data }: Raster): Float32Array {
  const plane = new Float64Array(2 * width * height);
  for (let i = 0, at = 0; i < data.length; i += channels, at += 2) {
    let sum = 0;
    for (let c = 0; c < channels; c++) sum += data[i + c];
    plane[at] = sum / channels;
  }
  transformPlane(plane, makeTransform(width), makeTransform(height));
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    const row = ((y + (height >> 1)) % height) * width;
    for (let x = 0; x < width; x++) {
      const at = 2 * (y * width + x);
      const magnitude = Math.hypot(plane[at], plane[at + 1]);
      out[row + ((x + (width >> 1)) % width)] = 20 * Math.log(Math.max(magnitude, LEAST));
    }
  }
  return out;
}
