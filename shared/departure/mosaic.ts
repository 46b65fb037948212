/**
 * Whether a picture is the raw mosaic of a camera's sensor (Bayer). All classes of a cell differ then;
 * who writes a picture into one class leaves the others alike.
 *
 *   in color   of every 2x2 pixels each holds one color and next to nothing of the others, and every
 *              color has its own
 *   in gray    two pixels across a diagonal (green) agree, and both others differ from them and from
 *              each other: in both quartiles of the four places, over tiles. What is written into up
 *              to three fourths of the pixels of a place moves one of them, and is one payload in all;
 *              in cells of less than 8 pixels it may be all of a place, so nothing is said of them
 */
import { type Raster, greyLevelsPerCode } from '../base/raster.ts';

/** How many times the others its own color is, in a pixel of a mosaic. */
const OWN = 4;

/** Rows that are looked at, at most, in pairs. */
const PAIRS = 64;

const QUARTILES = [1 / 4, 3 / 4];

/** Pixels of a tile each way, and tiles that are looked at, at most. */
const TILE = 16;
const TILES = 256;

/** Grey levels RMS by which red and blue differ from green, and how many times as much as both greens do. */
const LEAST_RMS = 4;
const TIMES_GREEN = 4;

/** Share of what red and blue differ from green by that they differ from each other by, at least. */
const UNLIKE = 1 / 4;

/** Pixels of a cell from which on a mosaic of gray can be told from what is written. */
const LEAST_AREA = 8;

/** Whether `source` is a mosaic of colors, or one of gray; `area`: source pixels in a cell of the view. */
export function isMosaic(source: Raster, area: number): boolean {
  return isColorMosaic(source) || (area >= LEAST_AREA && isGrayMosaic(source));
}

function isColorMosaic({ width, height, channels, data }: Raster): boolean {
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

function isGrayMosaic(source: Raster): boolean {
  const { width, height } = source;
  const [across, down] = [Math.floor(width / TILE), Math.floor(height / TILE)];
  const step = Math.max(1, Math.floor((across * down) / TILES));
  // Squares of what the pairs across either diagonal differ by, of each of a pair from the other, and of that pair.
  const within = [0, 0];
  const apart = [
    [0, 0, 0],
    [0, 0, 0],
  ];
  let tiles = 0;
  for (let tile = 0; tile < across * down; tile += step, tiles++) {
    const [left, top] = [(tile % across) * TILE, Math.floor(tile / across) * TILE];
    const [a, b, c, d] = quartilesOf(source, left, top);
    [
      [a, d, b, c],
      [b, c, a, d],
    ].forEach(([green, other, red, blue], n) => {
      within[n] += Math.max(...QUARTILES.map((_, q) => (green[q] - other[q]) ** 2));
      const level = QUARTILES.map((_, q) => (green[q] + other[q]) / 2);
      apart[n][0] += leastSquare(red, level);
      apart[n][1] += leastSquare(blue, level);
      apart[n][2] += leastSquare(red, blue) / UNLIKE;
    });
  }
  const scale = greyLevelsPerCode(source);
  return within.some((square, n) => {
    const least = Math.min(...apart[n]);
    return (
      least * scale * scale >= LEAST_RMS ** 2 * tiles &&
      least >= TIMES_GREEN ** 2 * square &&
      least > 0
    );
  });
}

/** The square of the lesser difference of both quartiles; 0 where they differ in opposite ways. */
function leastSquare(one: readonly number[], other: readonly number[]): number {
  const [low, high] = one.map((value, q) => value - other[q]);
  return low * high > 0 ? Math.min(low * low, high * high) : 0;
}

/** The quartiles of the four places of 2x2 pixels in a tile, row by row; of the first channel. */
function quartilesOf({ width, channels, data }: Raster, left: number, top: number): number[][] {
  return [0, 1, 2, 3].map((place) => {
    const values: number[] = [];
    for (let y = top + (place >> 1); y < top + TILE; y += 2) {
      for (let x = left + (place & 1); x < left + TILE; x += 2) {
        values.push(data[(y * width + x) * channels]);
      }
    }
    values.sort((a, b) => a - b);
    return QUARTILES.map((share) => values[Math.floor(share * values.length)]);
  });
}
