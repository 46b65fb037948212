/** A large picture by one pixel of each of its blocks, at a place in it that follows no grid. */
import type { IntegerSamples, Raster } from '../../base/raster.ts';

const MOST_SIDE = 320;

/**
 * `raster` (8 or 16 bit) as 8 bit with sides of at most 320: of each block one pixel, at a place drawn by a seeded
 * generator. Averages over some of its pixels are those of the picture, without any lattice being favored; it
 * costs a fraction of averaging all pixels.
 */
export function sampledPicture(raster: Raster<IntegerSamples>): Raster<Uint8Array> {
  const { channels, data } = raster;
  const scale = Math.min(1, MOST_SIDE / Math.max(raster.width, raster.height));
  const width = Math.max(1, Math.round(raster.width * scale));
  const height = Math.max(1, Math.round(raster.height * scale));
  const shift = data instanceof Uint16Array ? 8 : 0;
  const out = new Uint8Array(width * height * channels);
  const [acrossStep, downStep] = [raster.width / width, raster.height / height];
  let state = 1;
  for (let y = 0, to = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0; // Numerical Recipes, 7.1
      const across = Math.floor((x + (state >>> 16) / 65536) * acrossStep);
      state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
      const down = Math.floor((y + (state >>> 16) / 65536) * downStep);
      const from = (down * raster.width + across) * channels;
      for (let c = 0; c < channels; c++, to++) out[to] = data[from + c] >> shift;
    }
  }
  return { width, height, channels, data: out };
}
