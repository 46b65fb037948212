/**
 * A perceptual hash: 64 bits that stay nearly the same where a picture is scaled, recompressed or
 * resampled by another library, and differ in about half of the bits between unrelated pictures.
 *
 * The raster is made gray (ITU-R BT.601 weights; alpha over black), averaged down to 32x32 by area
 * (every pixel counts, so a hidden picture cannot slip in), and transformed by the DCT-II
 *
 *   F(u, v) = sum over x, y of g(x, y) cos((2x+1)uπ/64) cos((2y+1)vπ/64)
 *
 * Bit 8v+u (most significant first) is whether F(u+1, v+1) lies above the median of these 64
 * coefficients: brightness, and what is constant along an axis, has no say.
 *
 * Source: Zauner 2010, "Implementation and Benchmarking of Perceptual Image Hash Functions", 3.2.1,
 * with an average by area in place of its 7x7 mean filter.
 */
import { areaTaps } from '../resample/taps/area.ts';
import type { AxisTaps } from '../resample/taps/taps.ts';
import type { Raster } from '../base/raster.ts';

/** Side of the gray picture that is transformed. */
const SIDE = 32;

/** Frequencies 1 to this along each axis make the bits. */
const FREQUENCIES = 8;

/** Code values (of 255) by which the gray picture has to vary, or there is nothing to hash. */
const LEAST_DEVIATION = 1;

/** Bits two hashes may differ in and still be called the same picture; unrelated ones: 32 ± 4. */
export const SAME_PICTURE_BITS = 8;

/**
 * The hash of `raster` (8 or 16 bit, or float in code values of 8 bit) as 16 hexadecimal digits;
 * null where the picture is flat and has no features.
 */
export function perceptualHash(raster: Raster): string | null {
  const small = reduceLines(reduceRows(raster), areaTaps(raster.height, SIDE));
  if (deviationOf(small) < LEAST_DEVIATION) return null;
  const values = coefficients(small);
  const sorted = Float64Array.from(values).sort();
  const median = (sorted[values.length / 2 - 1] + sorted[values.length / 2]) / 2;
  let bits = 0n;
  for (const value of values) bits = (bits << 1n) | (value > median ? 1n : 0n);
  return bits.toString(16).padStart(16, '0');
}

/** The number of bits in which two hashes of perceptualHash differ, 0..64. */
export function hashDistance(a: string, b: string): number {
  return (
    countBits(parseInt(a.slice(0, 8), 16) ^ parseInt(b.slice(0, 8), 16)) +
    countBits(parseInt(a.slice(8), 16) ^ parseInt(b.slice(8), 16))
  );
}

function countBits(word: number): number {
  let bits = word - ((word >>> 1) & 0x55555555);
  bits = (bits & 0x33333333) + ((bits >>> 2) & 0x33333333);
  return Math.imul((bits + (bits >>> 4)) & 0x0f0f0f0f, 0x01010101) >>> 24;
}

/** The raster in gray, each row averaged down to SIDE samples: height*SIDE. */
function reduceRows(raster: Raster): Float32Array {
  const { width, height } = raster;
  const taps = areaTaps(width, SIDE);
  const line = new Float32Array(width);
  const out = new Float32Array(height * SIDE);
  for (let y = 0; y < height; y++) {
    grayLine(raster, y, line);
    for (let to = 0; to < SIDE; to++) {
      let sum = 0;
      for (let i = taps.offsets[to]; i < taps.offsets[to + 1]; i++) {
        sum += line[taps.indices[i]] * taps.weights[i];
      }
      out[y * SIDE + to] = sum;
    }
  }
  return out;
}

/** Row `y` in gray of 0..255, into `line`. */
function grayLine({ width, channels, data }: Raster, y: number, line: Float32Array): void {
  const scale = data instanceof Uint16Array ? 1 / 257 : 1;
  for (let x = 0, at = y * width * channels; x < width; x++, at += channels) {
    if (channels === 1) line[x] = data[at] * scale;
    else {
      const luma = 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];
      line[x] = luma * scale * (channels === 4 ? (data[at + 3] * scale) / 255 : 1);
    }
  }
}

/** Rows of SIDE samples, averaged down to as many rows as `taps` has outputs. */
function reduceLines(rows: Float32Array, taps: AxisTaps): Float32Array {
  const out = new Float32Array(taps.dstSize * SIDE);
  for (let to = 0; to < taps.dstSize; to++) {
    for (let i = taps.offsets[to]; i < taps.offsets[to + 1]; i++) {
      const from = taps.indices[i] * SIDE;
      for (let x = 0; x < SIDE; x++) out[to * SIDE + x] += rows[from + x] * taps.weights[i];
    }
  }
  return out;
}

function deviationOf(values: Float32Array): number {
  const mean = values.reduce((sum, value) => sum + value, 0) / values.length;
  const square = values.reduce((sum, value) => sum + (value - mean) ** 2, 0);
  return Math.sqrt(square / values.length);
}

/** F(1..8, 1..8), row by row. */
function coefficients(small: Float32Array): Float64Array {
  const cosines = Array.from({ length: FREQUENCIES }, (_, f) =>
    Float64Array.from({ length: SIDE }, (_, x) =>
      Math.cos(((2 * x + 1) * (f + 1) * Math.PI) / (2 * SIDE)),
    ),
  );
  const across = new Float64Array(SIDE * FREQUENCIES);
  for (let y = 0; y < SIDE; y++) {
    for (let u = 0; u < FREQUENCIES; u++) {
      for (let x = 0; x < SIDE; x++) {
        across[y * FREQUENCIES + u] += small[y * SIDE + x] * cosines[u][x];
      }
    }
  }
  const values = new Float64Array(FREQUENCIES * FREQUENCIES);
  for (let v = 0; v < FREQUENCIES; v++) {
    for (let u = 0; u < FREQUENCIES; u++) {
      for (let y = 0; y < SIDE; y++) {
        values[v * FREQUENCIES + u] += across[y * FREQUENCIES + u] * cosines[v][y];
      }
    }
  }
  return values;
}
