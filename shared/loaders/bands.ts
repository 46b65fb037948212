/** A raster in bands of rows, each with some rows of those beside it: what is local needs no more memory. */
import type { IntegerSamples, Raster } from '../base/raster.ts';

export interface Band {
  /** The band with the rows beside it; a view of the raster's own samples. */
  raster: Raster<IntegerSamples>;
  /** The rows of `raster` that are the band's own. */
  from: number;
  to: number;
  /** The row of the whole raster that is the first of `raster`. */
  top: number;
}

/** About so many pixels to a band. */
const BAND_PIXELS = 2 ** 20;

/** The bands of `raster`, a multiple of `step` rows high, with up to `beside` more to both sides. */
export function* bandsOf(
  { width, height, channels, data }: Raster<IntegerSamples>,
  step: number,
  beside: number,
): Generator<Band> {
  const rows = step * Math.max(1, Math.floor(BAND_PIXELS / width / step));
  for (let own = 0; own < height; own += rows) {
    const end = Math.min(height, own + rows);
    const top = Math.max(0, own - beside);
    const bottom = Math.min(height, end + beside);
    const samples = data.subarray(top * width * channels, bottom * width * channels);
    const raster = { width, height: bottom - top, channels, data: samples };
    yield { raster, from: own - top, to: end - top, top };
  }
}
