/**
 * Clean filter: the picture against itself with every pixel that the machine reads put back from its
 * neighbors, which an attack did not write: their median, or one of them at random. The neighbors are
 * the pixels that are not read, up to one output (floor of the ratio) away on each axis.
 *
 * Source: Quiring et al. 2020, "Adversarial Preprocessing" (selective median and random filters), as
 * a detector in Quiring, Mueller, Rieck 2023 (arXiv 2310.15085). The pixels come from the tap table
 * instead of an attack that is tried. Where every pixel is read, all are neighbors.
 */
import type { Raster } from '../../base/raster.ts';
import type { PublishedInput } from './input.ts';

/** The picture with the pixels that are read put back from their neighbors. */
export function cleaned(input: PublishedInput, by: 'median' | 'random'): Raster<Uint8Array> {
  const { picture, target, columns, rows } = input;
  const { width, height } = picture;
  const readX = flags(columns, width);
  const readY = flags(rows, height);
  if (columns.length === width && rows.length === height) readX.fill(0);
  const window: Window = {
    readX,
    readY,
    reachX: Math.max(1, Math.floor(width / target.width)),
    reachY: Math.max(1, Math.floor(height / target.height)),
  };
  const out = { ...picture, data: picture.data.slice() };
  const fill = by === 'median' ? fillByMedian : fillAtRandom;
  for (const y of rows) fill(picture, out.data, y, columns, window);
  return out;
}

interface Window {
  /** 1 where a column or a row is read. */
  readX: Uint8Array;
  readY: Uint8Array;
  reachX: number;
  reachY: number;
}

function flags(indices: Int32Array, length: number): Uint8Array {
  const read = new Uint8Array(length);
  for (const index of indices) read[index] = 1;
  return read;
}

/** One row by sliding histograms: columns enter on the right and leave on the left. */
function fillByMedian(
  { width, height, channels, data }: Raster<Uint8Array>,
  out: Uint8Array,
  y: number,
  columns: Int32Array,
  { readX, readY, reachX, reachY }: Window,
): void {
  const top = Math.max(0, y - reachY);
  const bottom = Math.min(height - 1, y + reachY);
  const fine = new Int32Array(256 * channels);
  const coarse = new Int32Array(16 * channels);
  let count = 0;
  const move = (x: number, step: 1 | -1): void => {
    for (let row = top; row <= bottom; row++) {
      if (readX[x] === 1 && readY[row] === 1) continue;
      count += step;
      const at = (row * width + x) * channels;
      for (let c = 0; c < channels; c++) {
        fine[c * 256 + data[at + c]] += step;
        coarse[c * 16 + (data[at + c] >> 4)] += step;
      }
    }
  };
  let from = 0;
  let to = 0;
  for (const x of columns) {
    while (to <= Math.min(width - 1, x + reachX)) move(to++, 1);
    while (from < x - reachX) move(from++, -1);
    if (count === 0) continue;
    for (let c = 0; c < channels; c++) {
      out[(y * width + x) * channels + c] = medianOf(fine, coarse, c, count);
    }
  }
}

/** The lower median of `count` values of channel c. */
function medianOf(fine: Int32Array, coarse: Int32Array, c: number, count: number): number {
  let left = (count + 1) >> 1;
  let group = c * 16;
  while (coarse[group] < left) left -= coarse[group++];
  let level = c * 256 + (group - c * 16) * 16;
  while (fine[level] < left) left -= fine[level++];
  return level - c * 256;
}

/** Draws until a pixel that is not read is found. */
const MOST_DRAWS = 64;

function fillAtRandom(
  { width, height, channels, data }: Raster<Uint8Array>,
  out: Uint8Array,
  y: number,
  columns: Int32Array,
  { readX, readY, reachX, reachY }: Window,
): void {
  let state = Math.imul(y + 1, 0x9e3779b1) >>> 0;
  const below = (limit: number): number => {
    state = (Math.imul(state, 1664525) + 1013904223) >>> 0;
    return Math.floor((state / 2 ** 32) * limit);
  };
  for (const x of columns) {
    const left = Math.max(0, x - reachX);
    const top = Math.max(0, y - reachY);
    const across = Math.min(width - 1, x + reachX) - left + 1;
    const down = Math.min(height - 1, y + reachY) - top + 1;
    for (let draw = 0; draw < MOST_DRAWS; draw++) {
      const fromX = left + below(across);
      const fromY = top + below(down);
      if (readX[fromX] === 1 && readY[fromY] === 1) continue;
      const from = (fromY * width + fromX) * channels;
      const at = (y * width + x) * channels;
      for (let c = 0; c < channels; c++) out[at + c] = data[from + c];
      break;
    }
  }
}
