/**
 * PDQ, the perceptual hash of Meta: 256 bits that stay nearly the same where a picture is scaled or
 * recompressed, and a quality of 0..100 that is low where a picture has no features.
 *
 * The raster is made gray (ITU-R BT.601 weights; alpha is left out), smoothed by a tent (two passes of
 * a box along rows and columns), read at 64x64 places and transformed by a DCT-II of which the
 * frequencies 1 to 16 along each axis are kept. Bit 16v+u is whether coefficient (u, v) lies above their
 * lower median; the text starts with bit 255.
 *
 * Every sum is rounded to 32 bits where the reference rounds it, so that the bits are those of its C++
 * on the same samples. Rows pass through one after the other: beside the raster it takes memory for some
 * hundredths of its rows.
 *
 * Source: Meta 2019, "The TMK+PDQF Video-Hashing Algorithm and the PDQ Image-Hashing Algorithm", and
 * the reference implementation in github.com/facebook/ThreatExchange, folder pdq.
 */
import type { Raster } from '../base/raster.ts';

export interface PdqHash {
  /** 64 hexadecimal digits. */
  hash: string;
  /** 0..100; below PDQ_LEAST_QUALITY the hash says little. */
  quality: number;
}

/** Bits two hashes may differ in and still be called the same picture, as Meta recommends. */
export const PDQ_SAME_BITS = 31;

/** Meta recommends to pass over hashes of a quality below this. */
export const PDQ_LEAST_QUALITY = 50;

/** How a hash is written. */
export const PDQ_TEXT = /^[0-9a-f]{64}$/;

const SIDE = 64;
const FREQUENCIES = 16;
const PASSES = 2;

/** Shorter sides have no hash. */
const LEAST_SIDE = 5;

/**
 * The hash of `raster` (HxWxC; 8 bit as they are, 16 bit brought to the range of 8, float in code values
 * of 8 bit). A picture with a side below five pixels has the hash of zeros and quality 0, as the
 * reference says.
 */
export function pdqHash(raster: Raster): PdqHash {
  const { width, height } = raster;
  if (width < LEAST_SIDE || height < LEAST_SIDE) {
    return { hash: '0'.repeat((FREQUENCIES * FREQUENCIES) / 4), quality: 0 };
  }
  const small = reduce(raster);
  return { hash: bitsOf(transform(small)), quality: qualityOf(small) };
}

/** The number of bits in which two hashes differ, 0..256. */
export function pdqDistance(a: string, b: string): number {
  let bits = 0;
  for (let at = 0; at < a.length; at += 8) {
    bits += countBits(parseInt(a.slice(at, at + 8), 16) ^ parseInt(b.slice(at, at + 8), 16));
  }
  return bits;
}

function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

type TakeRow = (row: Float32Array) => void;

/** The gray raster, smoothed and read at SIDExSIDE places; one of that size is taken as it is. */
function reduce(raster: Raster): Float32Array {
  const { width, height } = raster;
  const out = new Float32Array(SIDE * SIDE);
  let y = 0;
  let to = 0;
  const read: TakeRow = (row) => {
    for (; to < SIDE && placeOf(to, height) === y; to++) {
      for (let x = 0; x < SIDE; x++) out[to * SIDE + x] = row[placeOf(x, width)];
    }
    y++;
  };
  const isSmall = width === SIDE && height === SIDE;
  let take = read;
  for (let pass = 0; pass < PASSES && !isSmall; pass++) take = boxOf(raster, take);
  const line = new Float32Array(width);
  for (let row = 0; row < height; row++) {
    grayRow(raster, row, line);
    take(line);
  }
  return out;
}

/** The source row or column that output `to` of SIDE is read at. */
function placeOf(to: number, size: number): number {
  return Math.floor(((to + 0.5) * size) / SIDE);
}

/** A box along rows, then along columns, of rows that come one after the other and go on to `next`. */
function boxOf({ width, height }: { width: number; height: number }, next: TakeRow): TakeRow {
  const along = windowOf(width);
  const columns = columnBox(width, height, windowOf(height), next);
  const smooth = new Float32Array(width);
  return (row) => {
    rowBox(row, smooth, along);
    columns(smooth);
  };
}

/** Samples of a box, so that two passes cover the source of one output. */
function windowOf(size: number): number {
  return Math.floor((size + 2 * SIDE - 1) / (2 * SIDE));
}

/** The mean of the window around each sample of `row`, of those that there are at its ends. */
function rowBox(row: Float32Array, out: Float32Array, window: number): void {
  const ahead = Math.floor((window + 2) / 2) - 1;
  const { length } = row;
  const { fround } = Math;
  let sum = 0;
  for (let right = 0; right < window; right++) {
    sum = fround(sum + row[right]);
    if (right >= ahead) out[right - ahead] = sum / (right + 1);
  }
  for (let right = window; right < length; right++) {
    sum = fround(fround(sum + row[right]) - row[right - window]);
    out[right - ahead] = sum / window;
  }
  for (let to = length - ahead; to < length; to++) {
    const left = to + ahead - window;
    sum = fround(sum - row[left]);
    out[to] = sum / (length - left - 1);
  }
}

/** The same along columns, of rows that come one after the other. */
function columnBox(width: number, height: number, window: number, next: TakeRow): TakeRow {
  const ahead = Math.floor((window + 2) / 2) - 1;
  const sums = new Float32Array(width);
  const kept = Array.from({ length: window }, () => new Float32Array(width));
  const out = new Float32Array(width);
  let taken = 0;
  let count = 0;
  const step = (row: Float32Array | null): void => {
    if (row !== null) {
      for (let x = 0; x < width; x++) sums[x] += row[x];
      count++;
    }
    const slot = kept[taken % window];
    if (taken >= window) {
      for (let x = 0; x < width; x++) sums[x] -= slot[x];
      count--;
    }
    if (row !== null) slot.set(row);
    if (taken >= ahead) {
      for (let x = 0; x < width; x++) out[x] = sums[x] / count;
      next(out);
    }
    taken++;
  };
  return (row) => {
    step(row);
    if (taken === height) for (let rest = 0; rest < ahead; rest++) step(null);
  };
}

const RED = Math.fround(0.299);
const GREEN = Math.fround(0.587);
const BLUE = Math.fround(0.114);

/** Row `y` in gray of 0..255, into `line`. */
function grayRow({ width, channels, data }: Raster, y: number, line: Float32Array): void {
  const scale = data instanceof Uint16Array ? 1 / 257 : 1;
  const { fround } = Math;
  for (let x = 0, at = y * width * channels; x < width; x++, at += channels) {
    if (channels === 1) line[x] = data[at] * scale;
    else {
      const red = fround(RED * fround(data[at] * scale));
      const green = fround(GREEN * fround(data[at + 1] * scale));
      line[x] = fround(red + green) + fround(BLUE * fround(data[at + 2] * scale));
    }
  }
}

/** Steps of the gradients between neighbors, in hundredths of the range. */
function qualityOf(small: Float32Array): number {
  let sum = 0;
  const add = (from: number, to: number): void => {
    const step = Math.fround(Math.fround(Math.fround(small[from] - small[to]) * 100) / 255);
    sum += Math.abs(Math.trunc(step));
  };
  for (let at = 0; at < SIDE * SIDE; at++) {
    if (at + SIDE < SIDE * SIDE) add(at, at + SIDE);
    if (at % SIDE < SIDE - 1) add(at, at + 1);
  }
  return Math.min(100, Math.floor(sum / 90));
}

/** FREQUENCIES rows of the DCT-II of SIDE samples, without the constant one. */
const COSINES = Float32Array.from({ length: FREQUENCIES * SIDE }, (_, at) => {
  const frequency = Math.floor(at / SIDE) + 1;
  const place = 2 * (at % SIDE) + 1;
  return Math.fround(Math.sqrt(2 / SIDE)) * Math.cos((Math.PI / 2 / SIDE) * frequency * place);
});

/** The coefficients 1..16 along both axes, row by row. */
function transform(small: Float32Array): Float32Array {
  const { fround } = Math;
  const down = new Float32Array(FREQUENCIES * SIDE);
  for (let v = 0; v < FREQUENCIES; v++) {
    for (let x = 0; x < SIDE; x++) {
      let sum = 0;
      for (let y = 0; y < SIDE; y++) {
        sum = fround(sum + fround(COSINES[v * SIDE + y] * small[y * SIDE + x]));
      }
      down[v * SIDE + x] = sum;
    }
  }
  const out = new Float32Array(FREQUENCIES * FREQUENCIES);
  for (let v = 0; v < FREQUENCIES; v++) {
    for (let u = 0; u < FREQUENCIES; u++) {
      let sum = 0;
      for (let x = 0; x < SIDE; x++) {
        sum = fround(sum + fround(down[v * SIDE + x] * COSINES[u * SIDE + x]));
      }
      out[v * FREQUENCIES + u] = sum;
    }
  }
  return out;
}

function bitsOf(coefficients: Float32Array): string {
  const sorted = coefficients.slice().sort();
  const median = sorted[coefficients.length / 2 - 1];
  let text = '';
  for (let last = coefficients.length - 1; last >= 0; last -= 4) {
    let digit = 0;
    for (let bit = 0; bit < 4; bit++) {
      digit = digit * 2 + (coefficients[last - bit] > median ? 1 : 0);
    }
    text += digit.toString(16);
  }
  return text;
}
