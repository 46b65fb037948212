/** Cuts for what reads text: a block of a plane in dark ink on white, and enlarged to letters that can be read. */
import type { Size } from '../base/raster.ts';
import { localMoments, type Box, type GreyPlane } from './plane.ts';
import type { TextBlock } from './text-blocks.ts';

/** Dark ink on white, one byte a pixel. */
export interface Cut extends Size {
  data: Uint8Array;
  /** Grey levels between its black and its white. */
  range: number;
}

/** A cut, enlarged, with white around: pixel `x` of it is `(x - margin) / scale` of the cut. */
export interface Page extends Size {
  data: Uint8Array;
  scale: number;
  margin: number;
}

/** Shares of the levels of a block that become black and white. */
const BLACK = 0.005;
const WHITE = 0.98;
/** Grey levels between black and white, at least: what is fainter stays faint. */
const LEAST_RANGE = 4;
/** Letters around a pixel that are its surroundings where a cut is evened out, and the least deviation in them. */
const SURROUNDINGS = 3;
const LEAST_DEVIATION = 3;

/** Pixels that letters are high where they are read best, and how much they are enlarged at most. */
const LETTER = 24;
const MOST_SCALE = 4;
const MARGIN = 12;
/** Pixels of a page, at most. */
export const MOST_PAGE_PIXELS = 2_000_000;

/**
 * `block` of `plane`. With `isEven` each pixel is held against its surroundings, so that strokes that fade over a
 * picture are as dark as others. `leastRange`: grey levels from black to white, at least.
 */
export function cutOf(
  plane: GreyPlane,
  block: TextBlock,
  isEven: boolean,
  leastRange = LEAST_RANGE,
): Cut {
  const levels = levelsOf(plane, block, block.ink === 'bright' ? -1 : 1);
  if (isEven) even(levels, Math.round(SURROUNDINGS * block.letter));
  return toned(levels, leastRange);
}

/** The levels of `plane` in `box`, times `sign`. */
function levelsOf(plane: GreyPlane, { x, y, width, height }: Box, sign: 1 | -1): GreyPlane {
  const data = new Float32Array(width * height);
  for (let row = 0; row < height; row++) {
    for (let column = 0; column < width; column++) {
      data[row * width + column] = sign * plane.data[(y + row) * plane.width + x + column];
    }
  }
  return { width, height, data };
}

/**
 * A plane as bytes: the level that the share BLACK of its levels lies below is black, the one that WHITE lies below is
 * white, or `leastRange` levels above black where that is less.
 */
function toned({ width, height, data }: GreyPlane, leastRange: number): Cut {
  const sorted = Float32Array.from(data).sort();
  const at = (share: number): number => sorted[Math.floor(share * (sorted.length - 1))];
  const low = at(BLACK);
  const range = Math.max(at(WHITE) - low, leastRange);
  const toByte = (level: number): number =>
    Math.min(255, Math.max(0, Math.round((255 * (level - low)) / range)));
  return { width, height, range, data: Uint8Array.from(data, toByte) };
}

function even(plane: GreyPlane, radius: number): void {
  const { mean, deviation } = localMoments(plane, radius);
  for (let i = 0; i < mean.length; i++) {
    plane.data[i] = (40 * (plane.data[i] - mean[i])) / Math.max(LEAST_DEVIATION, deviation[i]);
  }
}

/** `cut` enlarged so that letters of `letter` pixels can be read, by weights of the four pixels around. */
export function pageOf({ width, height, data }: Omit<Cut, 'range'>, letter: number): Page {
  const wanted = Math.min(MOST_SCALE, Math.max(1, LETTER / letter));
  const scale = Math.min(wanted, Math.sqrt(MOST_PAGE_PIXELS / (width * height)));
  const wide = Math.max(1, Math.round(width * scale));
  const high = Math.max(1, Math.round(height * scale));
  const page = { width: wide + 2 * MARGIN, height: high + 2 * MARGIN };
  const out = new Uint8Array(page.width * page.height).fill(255);
  for (let row = 0; row < high; row++) {
    const v = Math.min(height - 1, Math.max(0, (row + 0.5) / scale - 0.5));
    const top = Math.floor(v);
    const below = Math.min(height - 1, top + 1) * width;
    for (let column = 0; column < wide; column++) {
      const u = Math.min(width - 1, Math.max(0, (column + 0.5) / scale - 0.5));
      const left = Math.floor(u);
      const beside = Math.min(width - 1, left + 1);
      const upper = mix(data[top * width + left], data[top * width + beside], u - left);
      const lower = mix(data[below + left], data[below + beside], u - left);
      out[(row + MARGIN) * page.width + column + MARGIN] = Math.round(mix(upper, lower, v - top));
    }
  }
  return { ...page, data: out, scale, margin: MARGIN };
}

function mix(a: number, b: number, share: number): number {
  return a + (b - a) * share;
}
