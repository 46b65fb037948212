/**
 * Whether a picture shows the cells of a display: of every few columns of pixels each is lit in one
 * color more than in the others, and every color has its own. Whoever writes pixels that a machine
 * reads writes the same columns in every color.
 */
import type { Raster } from '../base/raster.ts';

/** Columns of one pixel of the display, at most. */
const WIDEST = 8;

/** How many times the others its own color is in a column, each over its mean. */
const OWN = 1.5;

/** Rows that are looked at, at most. */
const ROWS = 128;

/** Whether the columns of `source` are by turns of red, green and blue, in periods of 3 to 8. */
export function isDisplay({ width, height, channels, data }: Raster): boolean {
  if (channels < 3) return false;
  const columns = new Float64Array(width * 3);
  const step = Math.max(1, Math.floor(height / ROWS));
  for (let y = 0; y < height; y += step) {
    for (let x = 0; x < width; x++) {
      const at = (y * width + x) * channels;
      for (let c = 0; c < 3; c++) columns[3 * x + c] += data[at + c];
    }
  }
  for (let period = 3; period <= WIDEST; period++) if (hasOwners(columns, period)) return true;
  return false;
}

function hasOwners(columns: Float64Array, period: number): boolean {
  const sums = new Float64Array(3 * period);
  const all = new Float64Array(3);
  for (let i = 0; i < columns.length; i++) {
    sums[(Math.floor(i / 3) % period) * 3 + (i % 3)] += columns[i];
    all[i % 3] += columns[i];
  }
  const owners = new Set<number>();
  for (let place = 0; place < sums.length; place += 3) {
    const shares = [0, 1, 2].map((c) => (all[c] > 0 ? sums[place + c] / all[c] : 0));
    const [least, middle, most] = shares.toSorted((a, b) => a - b);
    if (most === 0 || OWN * Math.max(least, middle) > most) return false;
    owners.add(shares.indexOf(most));
  }
  return owners.size === 3;
}
