/**
 * Whether a picture is the raw mosaic of a camera's sensor: of every 2x2 pixels each holds one color
 * and next to nothing of the others, and every color has its own. All classes of a cell differ then,
 * each in its own channel; who writes a picture into one class leaves the others alike.
 */
import type { Raster } from '../../raster.ts';

/** How many times the others its own color is, in a pixel of a mosaic. */
const OWN = 4;

/** Rows that are looked at, at most, in pairs. */
const PAIRS = 64;

export function isMosaic({ width, height, channels, data }: Raster): boolean {
  if (channels < 3 || height < 2) return false;
  const sums = new Float64Array(4 * 3);
  const step = 2 * Math.max(1, Math.floor(height / 2 / PAIRS));
  for (let top = 0; top + 1 < height; top += step) {
    for (let row = top; row < top + 2; row++) {
      for (let x = 0; x < width; x++) {
        const at = (row * width + x) * channels;
        const place = ((row & 1) * 2 + (x & 1)) * 3;
        for (let c = 0; c < 3; c++) sums[place + c] += data[at + c];
      }
    }
  }
  const owners = new Set<number>();
  for (let place = 0; place < sums.length; place += 3) {
    const [r, g, b] = sums.subarray(place, place + 3);
    const most = Math.max(r, g, b);
    if (most === 0 || OWN * (r + g + b - most) > most) return false;
    owners.add([r, g, b].indexOf(most));
  }
  return owners.size === 3;
}
