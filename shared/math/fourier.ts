/**
 * Discrete Fourier transforms of any length, of complex samples interleaved as (re, im):
 *
 *   X[k] = sum over i of x[i] exp(-2 pi i k / n)        not divided by anything
 *
 * fft.js knows powers of two; other lengths go through a convolution with a chirp on the next power
 * of two from 2n - 1 on, which is exact but for rounding: i k = (i² + k² - (k - i)²) / 2.
 *
 * Source: Bluestein 1970, "A linear filtering approach to the computation of discrete Fourier
 * transform"; fft.js 4 for powers of two.
 */
// fft.js has no types of its own, and every tree that imports this file has to find them.
// eslint-disable-next-line @typescript-eslint/triple-slash-reference
/// <reference path="./fft.d.ts" />
import FFT from 'fft.js';

/** The transform of one length; its arrays are reused, so one at a time. */
export interface Transform {
  length: number;
  /** X of `input` into `output`: Float64Array, 2*length, not the same array. */
  run(input: Float64Array, output: Float64Array): void;
}

/** The transform of `length` samples. Throws RangeError below 1. */
export function makeTransform(length: number): Transform {
  if (!Number.isInteger(length) || length < 1) {
    throw new RangeError(`Expected a whole number from 1 for length but received ${length}`);
  }
  if (length === 1) return { length, run: (input, output) => output.set(input) };
  if (length === nextPowerOfTwo(length)) {
    const fft = new FFT(length);
    return { length, run: (input, output) => fft.transform(output, input) };
  }
  return chirpTransform(length);
}

/** The smallest power of two that is not below `length`. */
export function nextPowerOfTwo(length: number): number {
  let power = 1;
  while (power < length) power *= 2;
  return power;
}

function chirpTransform(length: number): Transform {
  const size = nextPowerOfTwo(2 * length - 1);
  const fft = new FFT(size);
  // exp(-pi i k² / n); k² is taken modulo 2n first, or its sine would lose digits.
  const chirp = new Float64Array(2 * length);
  for (let k = 0; k < length; k++) {
    const angle = (Math.PI * ((k * k) % (2 * length))) / length;
    chirp[2 * k] = Math.cos(angle);
    chirp[2 * k + 1] = -Math.sin(angle);
  }
  const work = new Float64Array(2 * size);
  const filter = new Float64Array(2 * size);
  for (let k = 0; k < length; k++) {
    for (const at of k === 0 ? [0] : [k, size - k]) {
      work[2 * at] = chirp[2 * k];
      work[2 * at + 1] = -chirp[2 * k + 1];
    }
  }
  fft.transform(filter, work);
  const spectrum = new Float64Array(2 * size);
  return {
    length,
    run(input, output) {
      work.fill(0);
      multiply(input, chirp, work, length);
      fft.transform(spectrum, work);
      multiply(spectrum, filter, spectrum, size);
      fft.inverseTransform(work, spectrum);
      multiply(work, chirp, output, length);
    },
  };
}

/** out[k] = a[k] b[k] of the first `count` complex samples. */
function multiply(a: Float64Array, b: Float64Array, out: Float64Array, count: number): void {
  for (let k = 0; k < 2 * count; k += 2) {
    const re = a[k] * b[k] - a[k + 1] * b[k + 1];
    out[k + 1] = a[k] * b[k + 1] + a[k + 1] * b[k];
    out[k] = re;
  }
}

/** Columns that are gathered together: their samples share cache lines. */
const COLUMNS = 8;

/** Transforms `data` (height*width complex samples, row-major) in place, rows, then columns. */
export function transformPlane(data: Float64Array, along: Transform, down: Transform): void {
  const width = along.length;
  const height = down.length;
  const line = new Float64Array(2 * width);
  for (let y = 0; y < height; y++) {
    const row = data.subarray(2 * y * width, 2 * (y + 1) * width);
    along.run(row, line);
    row.set(line);
  }
  const columns = Array.from({ length: COLUMNS }, () => new Float64Array(2 * height));
  const result = new Float64Array(2 * height);
  for (let x = 0; x < width; x += COLUMNS) {
    const count = Math.min(COLUMNS, width - x);
    for (let y = 0; y < height; y++) {
      for (let c = 0, at = 2 * (y * width + x); c < count; c++, at += 2) {
        columns[c][2 * y] = data[at];
        columns[c][2 * y + 1] = data[at + 1];
      }
    }
    for (let c = 0; c < count; c++) {
      down.run(columns[c], result);
      columns[c].set(result);
    }
    for (let y = 0; y < height; y++) {
      for (let c = 0, at = 2 * (y * width + x); c < count; c++, at += 2) {
        data[at] = columns[c][2 * y];
        data[at + 1] = columns[c][2 * y + 1];
      }
    }
  }
}
