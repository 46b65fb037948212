/**
 * How far a plane repeats a tile of 2 to 8 pixels all over: color filter mosaics, ordered dithers,
 * screens photographed pixel by pixel. Its lattice is its own, not a machine's.
 *
 *   H = 4 I - the four neighbors, clipped;  r(k) = sum H(x) H(x + k) / sum H(x)^2
 *   tiling = largest over q in 2..8 of min(r(q), r(2q), r(3q), r(4q)), the smaller of the two axes
 *
 * A written lattice has r near 1 at one period only where it is whole and the payload is flat.
 *
 * repetition is the same of any period, in pixels: the largest r(k) at lags of 48 to 112, which dot
 * grids, screens, halftones and rules keep, while pictures have forgotten themselves.
 */
import type { Plane } from './planes.ts';

const TILES = [2, 3, 4, 5, 6, 7, 8];
const REPEATS = 4;
const CLIP = 200;
/** Lines that are read per axis, in evenly spaced places. */
const LINES = 96;

export function tilingOf(plane: Plane): number {
  const { width, height } = plane;
  return Math.max(
    0,
    Math.min(along(plane, 1, width, width, height), along(plane, width, height, 1, width)),
  );
}

/** Along one axis: samples `step` apart, `length` of them, in lines `across` apart. */
function along(plane: Plane, step: number, length: number, across: number, lines: number): number {
  const { data } = plane;
  const last = TILES[TILES.length - 1] * REPEATS;
  if (length < 2 * last || lines < 8) return 0;
  const lag = new Float64Array(last + 1);
  const high = new Int16Array(length);
  const stride = Math.max(1, Math.floor((lines - 2) / LINES));
  for (let line = 1; line < lines - 1; line += stride) {
    for (let i = 1; i < length - 1; i++) {
      const at = line * across + i * step;
      const h =
        4 * data[at] - data[at - step] - data[at + step] - data[at - across] - data[at + across];
      high[i] = h > CLIP ? CLIP : h < -CLIP ? -CLIP : h;
    }
    for (const k of LAGS) {
      let sum = 0;
      for (let i = 1; i + k < length - 1; i++) sum += high[i] * high[i + k];
      lag[k] += sum;
    }
  }
  if (lag[0] < 1) return 0;
  let best = 0;
  for (const q of TILES) {
    let least = Infinity;
    for (let n = 1; n <= REPEATS; n++) least = Math.min(least, lag[q * n]);
    best = Math.max(best, least / lag[0]);
  }
  return best;
}

const LAGS = [...new Set([0, ...TILES.flatMap((q) => [q, 2 * q, 3 * q, 4 * q])])];

const FAR_FROM = 48;
const FAR_TO = 112;
const FAR_LINES = 48;

/** How far a plane repeats itself at a distance, along the axis where it does so less: 0..1. */
export function repetitionOf(plane: Plane): number {
  const { width, height } = plane;
  return Math.max(
    0,
    Math.min(far(plane, 1, width, width, height), far(plane, width, height, 1, width)),
  );
}

function far(plane: Plane, step: number, length: number, across: number, lines: number): number {
  const { data } = plane;
  if (length < 2 * FAR_TO || lines < 8) return 0;
  const high = new Int16Array(length);
  const lag = new Float64Array(FAR_TO + 1);
  let energy = 0;
  for (let n = 0; n < FAR_LINES; n++) {
    const line = 1 + Math.floor(((n + 0.5) * (lines - 2)) / FAR_LINES);
    for (let i = 1; i < length - 1; i++) {
      const at = line * across + i * step;
      const h =
        4 * data[at] - data[at - step] - data[at + step] - data[at - across] - data[at + across];
      high[i] = h > CLIP ? CLIP : h < -CLIP ? -CLIP : h;
      energy += high[i] * high[i];
    }
    for (let k = FAR_FROM; k <= FAR_TO; k++) {
      let sum = 0;
      for (let i = 1; i + k < length - 1; i++) sum += high[i] * high[i + k];
      // Fewer pairs at longer lags: brought to the number of samples.
      lag[k] += (sum * (length - 2)) / (length - 2 - k);
    }
  }
  return energy < 1 ? 0 : lag.reduce((a, b) => Math.max(a, b)) / energy;
}
