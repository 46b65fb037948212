/**
 * swscale's filters: kernels in 64-bit integers, taps of next to no weight cut off, what reaches over an edge added to
 * the edge, and weights in parts of `one` whose rounding is passed on from tap to tap.
 * Source: FFmpeg 5.1, libswscale/utils.c, initFilter.
 */
import { tapsFrom, type AxisTaps } from '../../taps/taps.ts';

export type SwscaleMethod = 'neighbor' | 'bilinear' | 'bicubic' | 'area' | 'lanczos';

export interface SwscaleFilter {
  taps: AxisTaps;
  /** Taps of an output as swscale counts them, those of weight 0 among them. */
  size: number;
}

/** First sample and weights of each output. */
interface Rows {
  first: number[];
  weights: bigint[][];
}

/** Taps of an output by unit of the ratio. */
const SPREAD: Record<Exclude<SwscaleMethod, 'neighbor'>, number> = {
  bilinear: 2,
  bicubic: 4,
  area: 1,
  lanczos: 6,
};

const ONE_SAMPLE = 65536n;

/** The part of the whole weight that may be cut off at each end. */
const CUT = 0.002;

/** The filter of an axis from n to m; weights are parts of 2^bits. */
export function swscaleFilter(
  n: number,
  m: number,
  method: SwscaleMethod,
  bits: number,
): SwscaleFilter {
  const step = BigInt(Math.floor((n * 65536 + (m >> 1)) / m));
  const shrunk = Math.floor(n / m);
  const whole = 1n << BigInt(54 - Math.min(shrunk > 0 ? Math.floor(Math.log2(shrunk)) : 0, 8));
  const rows = kernelRows(n, m, method, step, whole);
  const size = cutOff(rows, Number(whole));
  rows.weights.forEach((weights, dst) => (rows.first[dst] = atEdges(weights, rows.first[dst], n)));
  const one = 1n << BigInt(bits);
  const taps = tapsFrom(n, m, (dst) => {
    const parts = partsOf(rows.weights[dst], one);
    const all = parts.map((part, k) => [rows.first[dst] + k, part / 2 ** bits] as const);
    return all.filter(([index]) => index < n);
  });
  return { taps, size };
}

function kernelRows(
  n: number,
  m: number,
  method: SwscaleMethod,
  step: bigint,
  whole: bigint,
): Rows {
  const off = step - ONE_SAMPLE;
  if (off < 10n && off > -10n) {
    return rowsOf(m, (dst) => [dst, [whole]]);
  }
  // Places of outputs, less half a sample, in 2^-16 samples.
  const place = (dst: number): bigint => ((128n * step) >> 8n) - 0x8000n + BigInt(dst) * step;
  if (method === 'neighbor')
    return rowsOf(m, (dst) => [Number((place(dst) + 0x8000n) >> 16n), [whole]]);
  const enlarges = step <= ONE_SAMPLE;
  if (enlarges && method === 'area') {
    return rowsOf(m, (dst) => {
      const at = place(dst);
      const index = at >> 16n;
      const weigh = (sample: bigint) => whole - abs(sample * ONE_SAMPLE - at) * (whole >> 16n);
      return [Number(index), [index, index + 1n].map((sample) => notBelow(weigh(sample)))];
    });
  }
  const spread = SPREAD[method];
  const wanted = enlarges ? 1 + spread : 1 + Math.floor((spread * n + m - 1) / m);
  const size = Math.max(1, Math.min(wanted, n - 2));
  return rowsOf(m, (dst) => {
    const at = step - ONE_SAMPLE + 2n * BigInt(dst) * step; // in 2^-17 samples
    const first = (at - BigInt(size - 2) * ONE_SAMPLE) / (2n * ONE_SAMPLE);
    const weights = Array.from({ length: size }, (_, k) => {
      const away = abs((first + BigInt(k)) * 2n * ONE_SAMPLE - at) << 13n;
      const distance = enlarges ? away : (away * BigInt(m)) / BigInt(n);
      return weightOf(method, distance, step, whole);
    });
    return [Number(first), weights];
  });
}

function rowsOf(m: number, rowAt: (dst: number) => [number, bigint[]]): Rows {
  const rows = Array.from({ length: m }, (_, dst) => rowAt(dst));
  return { first: rows.map(([first]) => first), weights: rows.map(([, weights]) => weights) };
}

const UNIT = 1n << 30n;

/** The weight at a distance in 2^-30 of a unit of the kernel. */
function weightOf(
  method: Exclude<SwscaleMethod, 'neighbor'>,
  distance: bigint,
  step: bigint,
  whole: bigint,
): bigint {
  switch (method) {
    case 'bilinear':
      return notBelow(UNIT - distance) * (whole >> 30n);
    case 'bicubic':
      return bicubic(distance) / ((1n << 54n) / whole);
    case 'area': {
      const half = 1n << 45n;
      const beyond = (distance - (UNIT >> 1n)) * step;
      const part = beyond < -half ? 2n * half : beyond < half ? half - beyond : 0n;
      return part * (whole >> 46n);
    }
    case 'lanczos': {
      const x = Number(distance) / 2 ** 30;
      if (x > 3) return 0n;
      const angle = x * Math.PI;
      const lobe = (Math.sin(angle) * Math.sin(angle / 3)) / ((x * x * Math.PI * Math.PI) / 3);
      return BigInt(Math.trunc((x === 0 ? 1 : lobe) * Number(whole)));
    }
  }
}

/** The cubic of B = 0 and C = 0.6, times 6 * 2^54. */
function bicubic(d: bigint): bigint {
  const six = 6n << 24n;
  const c = BigInt(Math.trunc(0.6 * 2 ** 24));
  const square = (d * d) >> 30n;
  const cube = (square * d) >> 30n;
  if (d < UNIT) return (2n * six - 6n * c) * cube + (-3n * six + 6n * c) * square + six * UNIT;
  if (d >= 2n * UNIT) return 0n;
  return -6n * c * cube + 30n * c * square - 48n * c * d + 24n * c * UNIT;
}

/** Cuts off taps of next to no weight at both ends of every row, and says how many are left in the longest. */
function cutOff({ first, weights }: Rows, whole: number): number {
  let longest = 0;
  for (let dst = weights.length - 1; dst >= 0; dst--) {
    const row = weights[dst];
    let left = 0n;
    for (let k = 0; k < row.length; k++) {
      left += abs(row[0]);
      if (Number(left) > CUT * whole) break;
      if (dst < weights.length - 1 && first[dst] >= first[dst + 1]) break;
      row.shift();
      row.push(0n);
      first[dst]++;
    }
    let right = 0n;
    let length = row.length;
    for (let k = row.length - 1; k > 0; k--, length--) {
      right += abs(row[k]);
      if (Number(right) > CUT * whole) break;
    }
    longest = Math.max(longest, length);
  }
  for (const row of weights) row.length = longest;
  return longest;
}

/** Adds what reaches over an edge to the edge's sample, in place; returns where the row begins then. */
function atEdges(row: bigint[], first: number, n: number): number {
  if (first < 0) {
    for (let k = 1; k < row.length; k++) {
      const to = Math.max(k + first, 0);
      row[to] += row[k];
      if (to !== k) row[k] = 0n;
    }
    first = 0;
  }
  if (first + row.length <= n) return first;
  let beyond = 0n;
  for (let k = Math.max(0, n - first); k < row.length; k++) {
    beyond += row[k];
    row[k] = 0n;
  }
  const shift = first + Math.min(row.length - n, 0);
  for (let k = row.length - 1; k >= 0; k--) row[k] = k < shift ? 0n : row[k - shift];
  row[n - 1 - (first - shift)] += beyond;
  return first - shift;
}

/** The weights of a row as whole parts of `one`. */
function partsOf(row: readonly bigint[], one: bigint): number[] {
  const total = row.reduce((sum, weight) => sum + weight, 0n);
  const part = (total + one / 2n) / one || 1n;
  let error = 0n;
  return row.map((weight) => {
    const value = weight + error;
    const half = value >= 0n ? part >> 1n : -(part >> 1n);
    const parts = (value + half) / part;
    error = value - parts * part;
    return Number(parts);
  });
}

function abs(value: bigint): bigint {
  return value < 0n ? -value : value;
}

function notBelow(value: bigint): bigint {
  return value < 0n ? 0n : value;
}
