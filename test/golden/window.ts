/** Crops and pads of rasters, for golden cases that do either before or after a resize. */
import type { Raster, Samples, Size } from '../../shared/raster.ts';

/** The window of `size` at (left, top); what lies outside the source is 0. */
export function windowOf(source: Raster, left: number, top: number, size: Size): Raster {
  const { width, height } = size;
  const { channels } = source;
  const Type = source.data.constructor as new (length: number) => Samples;
  const data = new Type(width * height * channels);
  for (let y = Math.max(0, -top); y < Math.min(height, source.height - top); y++) {
    const from = Math.max(0, left);
    const to = Math.min(source.width, left + width);
    if (to <= from) continue;
    const row = (y + top) * source.width;
    const part = source.data.subarray((row + from) * channels, (row + to) * channels);
    data.set(part, (y * width + from - left) * channels);
  }
  return { width, height, channels, data };
}
