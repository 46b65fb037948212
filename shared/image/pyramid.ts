/**
 * The tile pyramid of a raster, for the screen: level 0 is the raster, a pixel of level k is the
 * average of the source block it covers, 2^k by 2^k, less what lies outside the raster.
 *
 *   value(k, x, y) = round( Σ block / (pixels in block · s) ),   s = 1 (8 bit) or 257 (16 bit)
 *
 * Exact: levels hold integer sums, halved by adding 2x2 of them, and a value is rounded (half up)
 * once, when its tile is made; so rounding never adds up over the levels. Colors of RGBA are
 * averaged with alpha as weight, so that hidden colors do not bleed into their neighbors; a block
 * that is transparent everywhere is (0, 0, 0, 0) from level 1 on. Level 0 shows colors as stored.
 *
 * Levels 0 and 1 are made from the raster tile by tile and not kept; level 2 and above are kept as
 * sums, about a sixth of the raster (a third for RGBA).
 */
import { TILE_SIZE } from './tile-size.ts';
import { averageQuads, copyArea, divide, packRgba, scaleOf, type Area } from './pyramid-pixels.ts';
import type { IntegerSamples, Raster } from '../base/raster.ts';
import { sumBlocksOfBytes } from '../resample/simd/bytes.ts';

/** The first level of which sums are kept. */
const KEPT_LEVEL = 2;

type SumArray = Uint16Array | Uint32Array | Float64Array;

/** Sums over the blocks of one level, row-major, channels interleaved. */
interface Sums {
  cols: number;
  data: SumArray;
}

export interface PyramidTile {
  width: number;
  height: number;
  /** RGBA, 8 bit, height*width*4, row-major. */
  data: Uint8Array;
}

export interface Pyramid {
  levels: number;
  /** Bytes of the sums once every level is built. */
  bytes: number;
  /** One tile, TILE_SIZE square or less at the edges; throws RangeError where there is none. */
  tile(level: number, col: number, row: number): PyramidTile;
}

/** Levels until both sides fit one tile; at least 1. */
export function levelsOf(width: number, height: number): number {
  let levels = 1;
  for (let side = Math.max(width, height); side > TILE_SIZE; side = Math.ceil(side / 2)) levels++;
  return levels;
}

/**
 * The pyramid of `raster`; its levels are built when a tile first needs them. With `keepsTraces`
 * what covers the least part of a pixel leaves an alpha of at least 1, so that its color is known.
 */
export function makePyramid(raster: Raster<IntegerSamples>, keepsTraces = false): Pyramid {
  const levels = levelsOf(raster.width, raster.height);
  const kept: Sums[] = [];

  function sumsOf(level: number): Sums {
    kept[level] ??=
      level === KEPT_LEVEL ? sumBlocks(raster) : halve(sumsOf(level - 1), raster, level);
    return kept[level];
  }

  function tile(level: number, col: number, row: number): PyramidTile {
    const x = col * TILE_SIZE;
    const y = row * TILE_SIZE;
    const width = Math.min(TILE_SIZE, sizeAt(raster.width, level) - x);
    const height = Math.min(TILE_SIZE, sizeAt(raster.height, level) - y);
    const exists = [level, col, row].every((part) => Number.isInteger(part) && part >= 0);
    if (!exists || level >= levels || width <= 0 || height <= 0) {
      throw new RangeError(
        `Expected a tile of ${levels} levels but received ${level}/${col}/${row}`,
      );
    }
    const area: Area = { x, y, width, height };
    const pixels = new Uint32Array(width * height);
    if (level === 0) copyArea(raster, area, pixels);
    else if (level === 1) averageQuads(raster, area, pixels);
    else averageSums(raster, level, sumsOf(level), area, pixels, keepsTraces);
    return { width, height, data: new Uint8Array(pixels.buffer) };
  }

  let bytes = 0;
  for (let level = KEPT_LEVEL; level < levels; level++) {
    const pixels = sizeAt(raster.width, level) * sizeAt(raster.height, level);
    bytes += pixels * raster.channels * sumArray(raster, level).BYTES_PER_ELEMENT;
  }
  return { levels, bytes, tile };
}

function sizeAt(side: number, level: number): number {
  return Math.ceil(side / 2 ** level);
}

/** The smallest array type that holds every sum of `level` exactly. */
function sumArray(raster: Raster<IntegerSamples>, level: number) {
  const max = raster.data instanceof Uint8Array ? 255 : 65535;
  const pixels = Math.min(2 ** level, raster.width) * Math.min(2 ** level, raster.height);
  const largest = max * (raster.channels === 4 ? max : 1) * pixels;
  if (largest <= 0xffff) return Uint16Array;
  return largest <= 0xffffffff ? Uint32Array : Float64Array;
}

/** The sums of KEPT_LEVEL: of blocks of 4 by 4 pixels. */
function sumBlocks(raster: Raster<IntegerSamples>): Sums {
  const { width, height, channels } = raster;
  const cols = sizeAt(width, KEPT_LEVEL);
  const rows = sizeAt(height, KEPT_LEVEL);
  if (raster.data instanceof Uint8Array && channels !== 4) {
    const data = sumBlocksOfBytes(raster, channels, raster.data);
    if (data !== null) return { cols, data };
  }
  const data = new (sumArray(raster, KEPT_LEVEL))(cols * rows * channels);
  const addRow = channels === 1 ? addGrayRow : channels === 3 ? addRgbRow : addRgbaRow;
  for (let y = 0; y < height; y++) {
    const from = y * width * channels;
    addRow(raster.data, from, from + width * channels, data, (y >> KEPT_LEVEL) * cols * channels);
  }
  return { cols, data };
}

/** Adds the samples [from, to), a row of the source, to the sums at `out`; four pixels to a sum. */
function addGrayRow(data: IntegerSamples, from: number, to: number, sums: SumArray, out: number) {
  let i = from;
  for (; i + 4 <= to; i += 4, out++) sums[out] += data[i] + data[i + 1] + data[i + 2] + data[i + 3];
  for (; i < to; i++) sums[out] += data[i];
}

function addRgbRow(data: IntegerSamples, from: number, to: number, sums: SumArray, out: number) {
  let i = from;
  for (; i + 12 <= to; i += 12, out += 3) {
    sums[out] += data[i] + data[i + 3] + data[i + 6] + data[i + 9];
    sums[out + 1] += data[i + 1] + data[i + 4] + data[i + 7] + data[i + 10];
    sums[out + 2] += data[i + 2] + data[i + 5] + data[i + 8] + data[i + 11];
  }
  for (; i < to; i += 3) {
    sums[out] += data[i];
    sums[out + 1] += data[i + 1];
    sums[out + 2] += data[i + 2];
  }
}

function addRgbaRow(data: IntegerSamples, from: number, to: number, sums: SumArray, out: number) {
  for (let i = from; i < to; out += 4) {
    const end = Math.min(to, i + 16);
    let r = 0;
    let g = 0;
    let b = 0;
    let a = 0;
    for (; i < end; i += 4) {
      const alpha = data[i + 3];
      r += data[i] * alpha;
      g += data[i + 1] * alpha;
      b += data[i + 2] * alpha;
      a += alpha;
    }
    sums[out] += r;
    sums[out + 1] += g;
    sums[out + 2] += b;
    sums[out + 3] += a;
  }
}

/** The sums of `level` out of those of the level below it. */
function halve(below: Sums, raster: Raster<IntegerSamples>, level: number): Sums {
  const { channels } = raster;
  const belowRows = sizeAt(raster.height, level - 1);
  const cols = sizeAt(raster.width, level);
  const data = new (sumArray(raster, level))(cols * sizeAt(raster.height, level) * channels);
  for (let y = 0; y < belowRows; y++) {
    for (let x = 0; x < below.cols; x++) {
      const from = (y * below.cols + x) * channels;
      const to = ((y >> 1) * cols + (x >> 1)) * channels;
      for (let c = 0; c < channels; c++) data[to + c] += below.data[from + c];
    }
  }
  return { cols, data };
}

/** The pixels of `area` at `level`, out of the level's sums. */
function averageSums(
  raster: Raster<IntegerSamples>,
  level: number,
  sums: Sums,
  area: Area,
  out: Uint32Array,
  keepsTraces: boolean,
): void {
  const { channels } = raster;
  const { data } = sums;
  const block = 2 ** level;
  const scale = scaleOf(raster);
  const g = channels === 1 ? 0 : 1;
  const b = channels === 1 ? 0 : 2;
  let to = 0;
  for (let y = area.y; y < area.y + area.height; y++) {
    const blockRows = Math.min(block, raster.height - y * block);
    let from = (y * sums.cols + area.x) * channels;
    for (let x = area.x; x < area.x + area.width; x++, from += channels) {
      const full = blockRows * Math.min(block, raster.width - x * block) * scale;
      const weight = channels === 4 ? data[from + 3] * scale : full;
      const share = channels === 4 ? divide(data[from + 3], full) : 255;
      const alpha = keepsTraces && share === 0 && data[from + 3] > 0 ? 1 : share;
      out[to++] = packRgba(
        divide(data[from], weight),
        divide(data[from + g], weight),
        divide(data[from + b], weight),
        alpha,
      );
    }
  }
}
