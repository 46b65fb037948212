/**
 * Filtering: the picture against its minimum filter of 2x2. Written pixels are lost to it.
 *
 * Source: Kim et al. 2021, Decamouflage (DSN; arXiv 2010.03735), filtering method.
 */
import { similarityOf, type Similarity } from '../../math/similarity.ts';
import type { Raster } from '../../base/raster.ts';
import type { PublishedInput } from './input.ts';

/** How alike the picture and the smallest of each 2x2 pixels are, channel by channel. */
export function minimumFilter({ picture }: PublishedInput): Similarity {
  return similarityOf(picture, minimumOf(picture));
}

function minimumOf({ width, height, channels, data }: Raster<Uint8Array>): Raster<Uint8Array> {
  const out = new Uint8Array(data.length);
  for (let y = 0; y < height; y++) {
    const above = y > 0 ? width * channels : 0;
    for (let x = 0; x < width; x++) {
      const before = x > 0 ? channels : 0;
      for (let c = 0, at = (y * width + x) * channels; c < channels; c++, at++) {
        const row = Math.min(data[at], data[at - before]);
        const other = Math.min(data[at - above], data[at - above - before]);
        out[at] = Math.min(row, other);
      }
    }
  }
  return { width, height, channels, data: out };
}
