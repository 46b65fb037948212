/**
 * The tile pyramid of a raster, for the screen: level 0 is the raster, a pixel of level k is the
 * average of the source block it covers, 2^k by 2^k, less what lies outside the raster.
 *
 *   value(k, x, y) = round( Σ block / (pixels in block · s) ),   s = 1 (8 bit) or 257 (16 bit)
 *
 * Exact: the levels hold integer sums, halved by adding 2x2 of them, and a value is rounded (half
 * up) once, when its tile is made; so rounding never adds up over the levels. Colors of RGBA are
 * averaged with alpha as weight, so that hidden colors do not bleed into their neighbors; a block
 * that is transparent everywhere is (0, 0, 0, 0) from level 1 on. Level 0 shows colors as stored.
 *
 * Levels 0 and 1 are made from the raster tile by tile and not kept; level 2 and above are kept as
 * sums, about an eighth of the raster (a third for RGBA).
 */
import { TILE_SIZE } from './contract.ts';
import type { IntegerSamples, Raster } from './raster.ts';

/** The first level of which sums are kept. */
const KEPT_LEVEL = 2;

type SumArray = Uint16Array | Uint32Array | Float64Array;

/** Sums over the blocks of one level (or of a part of it), row-major, channels interleaved. */
interface Sums {
  cols: number;
  rows: number;
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

/** The pyramid of `raster`; its levels are built when a tile first needs them. */
export function makePyramid(raster: Raster<IntegerSamples>): Pyramid {
  const levels = levelsOf(raster.width, raster.height);
  const kept: Sums[] = [];

  function sumsOf(level: number): Sums {
    kept[level] ??=
      level === KEPT_LEVEL
        ? sumBlocks(raster, level, 0, 0, sizeAt(raster.width, level), sizeAt(raster.height, level))
        : halve(sumsOf(level - 1), raster, level);
    return kept[level];
  }

  function tile(level: number, col: number, row: number): PyramidTile {
    const x = col * TILE_SIZE;
    const y = row * TILE_SIZE;
    const cols = Math.min(TILE_SIZE, sizeAt(raster.width, level) - x);
    const rows = Math.min(TILE_SIZE, sizeAt(raster.height, level) - y);
    if (!(level >= 0 && level < levels && x >= 0 && y >= 0 && cols > 0 && rows > 0)) {
      throw new RangeError(
        `Expected a tile inside ${levels} levels but received ${level}/${col}/${row}`,
      );
    }
    if (level === 0) return copyTile(raster, x, y, cols, rows);
    if (level >= KEPT_LEVEL)
      return averageTile(raster, level, sumsOf(level), x, y, x, y, cols, rows);
    return averageTile(
      raster,
      level,
      sumBlocks(raster, level, x, y, cols, rows),
      0,
      0,
      x,
      y,
      cols,
      rows,
    );
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

/** Sums of `cols` by `rows` blocks of `level`, the first at block (x0, y0). */
function sumBlocks(
  raster: Raster<IntegerSamples>,
  level: number,
  x0: number,
  y0: number,
  cols: number,
  rows: number,
): Sums {
  const { width, height, channels } = raster;
  const block = 2 ** level;
  const sums = new (sumArray(raster, level))(cols * rows * channels);
  const addRow = channels === 1 ? addGrayRow : channels === 3 ? addRgbRow : addRgbaRow;
  const srcStart = x0 * block;
  const srcEnd = Math.min(width, (x0 + cols) * block);
  for (let row = 0; row < rows; row++) {
    const end = Math.min(height, (y0 + row + 1) * block);
    for (let y = (y0 + row) * block; y < end; y++) {
      const from = (y * width + srcStart) * channels;
      const to = (y * width + srcEnd) * channels;
      addRow(raster.data, from, to, block, sums, row * cols * channels);
    }
  }
  return { cols, rows, data: sums };
}

function addGrayRow(
  data: IntegerSamples,
  from: number,
  to: number,
  block: number,
  sums: SumArray,
  out: number,
): void {
  for (let i = from; i < to; out++) {
    const end = Math.min(to, i + block);
    let sum = 0;
    for (; i < end; i++) sum += data[i];
    sums[out] += sum;
  }
}

function addRgbRow(
  data: IntegerSamples,
  from: number,
  to: number,
  block: number,
  sums: SumArray,
  out: number,
): void {
  for (let i = from; i < to; out += 3) {
    const end = Math.min(to, i + block * 3);
    let r = 0;
    let g = 0;
    let b = 0;
    for (; i < end; i += 3) {
      r += data[i];
      g += data[i + 1];
      b += data[i + 2];
    }
    sums[out] += r;
    sums[out + 1] += g;
    sums[out + 2] += b;
  }
}

function addRgbaRow(
  data: IntegerSamples,
  from: number,
  to: number,
  block: number,
  sums: SumArray,
  out: number,
): void {
  for (let i = from; i < to; out += 4) {
    const end = Math.min(to, i + block * 4);
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
  const cols = Math.ceil(below.cols / 2);
  const rows = Math.ceil(below.rows / 2);
  const data = new (sumArray(raster, level))(cols * rows * channels);
  for (let y = 0; y < below.rows; y++) {
    for (let x = 0; x < below.cols; x++) {
      const from = (y * below.cols + x) * channels;
      const to = ((y >> 1) * cols + (x >> 1)) * channels;
      for (let c = 0; c < channels; c++) data[to + c] += below.data[from + c];
    }
  }
  return { cols, rows, data };
}

/**
 * The tile at (x, y) of `level`, out of `sums` whose entry (sumX, sumY) is the tile's first pixel.
 */
function averageTile(
  raster: Raster<IntegerSamples>,
  level: number,
  sums: Sums,
  sumX: number,
  sumY: number,
  x: number,
  y: number,
  width: number,
  height: number,
): PyramidTile {
  const { channels } = raster;
  const block = 2 ** level;
  const scale = raster.data instanceof Uint8Array ? 1 : 257;
  const out = new Uint8Array(width * height * 4);
  let to = 0;
  for (let row = 0; row < height; row++) {
    const blockRows = Math.min(block, raster.height - (y + row) * block);
    let from = ((sumY + row) * sums.cols + sumX) * channels;
    for (let col = 0; col < width; col++, from += channels, to += 4) {
      const blockCols = Math.min(block, raster.width - (x + col) * block);
      const pixels = blockCols * blockRows;
      const alpha = channels === 4 ? sums.data[from + 3] : 0;
      // What a sum of colors is divided by: pixels, or for RGBA the sum of their weights.
      const divisor = (channels === 4 ? alpha : pixels) * scale;
      const g = channels === 1 ? from : from + 1;
      const b = channels === 1 ? from : from + 2;
      out[to] = average(sums.data[from], divisor);
      out[to + 1] = average(sums.data[g], divisor);
      out[to + 2] = average(sums.data[b], divisor);
      out[to + 3] = channels === 4 ? average(alpha, pixels * scale) : 255;
    }
  }
  return { width, height, data: out };
}

/** sum / divisor rounded half up; 0 over 0 is 0. */
function average(sum: number, divisor: number): number {
  return divisor === 0 ? 0 : Math.floor((sum + divisor / 2) / divisor);
}

/** A tile of level 0: the stored samples, gray expanded, 16 bit as round(v / 257). */
function copyTile(
  raster: Raster<IntegerSamples>,
  x: number,
  y: number,
  width: number,
  height: number,
): PyramidTile {
  const { channels, data } = raster;
  const scale = data instanceof Uint8Array ? 1 : 257;
  const out = new Uint8Array(width * height * 4);
  const g = channels === 1 ? 0 : 1;
  const b = channels === 1 ? 0 : 2;
  let to = 0;
  for (let row = 0; row < height; row++) {
    let from = ((y + row) * raster.width + x) * channels;
    for (let col = 0; col < width; col++, from += channels, to += 4) {
      out[to] = toByte(data[from], scale);
      out[to + 1] = toByte(data[from + g], scale);
      out[to + 2] = toByte(data[from + b], scale);
      out[to + 3] = channels === 4 ? toByte(data[from + 3], scale) : 255;
    }
  }
  return { width, height, data: out };
}

function toByte(value: number, scale: number): number {
  return scale === 1 ? value : Math.floor((value + 128) / 257);
}
