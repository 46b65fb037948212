/**
 * Comb search along one axis, without prior knowledge: a profile (mean residual per column) is held
 * against the teeth of every size and geometry.
 *
 *   z(size) = mean of the profile at the teeth * sqrt(teeth) / deviation of the profile
 *
 * The profile is detrended by a running mean and clipped, so z is standard normal where nothing
 * repeats; multiples and divisors of the true size score 1/sqrt(2) of it. Profiles are taken in
 * strips across the other axis and teeth in quarters along this one, so that a small payload is not
 * drowned: z is the largest over strips and runs of quarters.
 *
 * Source: DESIGN.md section 7; Lohn 2020, Equations 1-3 for the teeth.
 */
import { blockStart, GEOMETRIES, tapsOf, type Geometry } from './geometry.ts';

/** Strips of each profile; the last row of profiles is their sum. */
const STRIPS = 5;
const SEGMENTS = 4;
const TREND = 15;
const CLIP = 6;

export interface AxisProfiles {
  length: number;
  /** Detrended, unit deviation, running-summed windows are taken from these. */
  rows: Float64Array[];
}

/** z of every size (index) per geometry, for the sizes least..most. */
export interface CombTable {
  length: number;
  z: Record<Geometry, Float32Array>;
}

/** The profiles of `residual` (height*width) along x, or along y when `vertical`. */
export function axisProfiles(
  residual: Uint8Array,
  width: number,
  height: number,
  vertical: boolean,
): AxisProfiles {
  const length = vertical ? height : width;
  const across = vertical ? width : height;
  const sums = Array.from({ length: STRIPS + 1 }, () => new Float64Array(length));
  const total = sums[STRIPS];
  if (!vertical) {
    for (let y = 0; y < height; y++) {
      const row = sums[Math.floor((y * STRIPS) / height)];
      const start = y * width;
      for (let x = 0; x < width; x++) row[x] += residual[start + x];
    }
  } else {
    const edges = Array.from({ length: STRIPS + 1 }, (_, s) => Math.ceil((s * width) / STRIPS));
    for (let y = 0; y < height; y++) {
      const start = y * width;
      for (let s = 0; s < STRIPS; s++) {
        let sum = 0;
        for (let x = edges[s]; x < edges[s + 1]; x++) sum += residual[start + x];
        sums[s][y] = sum;
      }
    }
  }
  for (let s = 0; s < STRIPS; s++) for (let i = 0; i < length; i++) total[i] += sums[s][i];
  return { length, rows: sums.map((sum) => standardize(sum, across)) };
}

/** Detrended by a running mean, clipped at CLIP median deviations, scaled to unit deviation. */
function standardize(profile: Float64Array, across: number): Float64Array {
  const { length } = profile;
  const out = new Float64Array(length);
  let sum = 0;
  for (let i = 0; i < Math.min(TREND, length); i++) sum += profile[i];
  for (let i = 0; i < length; i++) {
    if (i + TREND < length) sum += profile[i + TREND];
    if (i - TREND - 1 >= 0) sum -= profile[i - TREND - 1];
    const count = Math.min(length - 1, i + TREND) - Math.max(0, i - TREND) + 1;
    out[i] = profile[i] - sum / count;
  }
  const sizes = Float64Array.from(out, Math.abs).sort();
  // A floor of 0.02 grey levels of residual keeps empty profiles from being blown up.
  const limit = CLIP * Math.max(sizes[length >> 1], 0.02 * (across / STRIPS));
  let square = 0;
  for (let i = 0; i < length; i++) {
    out[i] = Math.min(limit, Math.max(-limit, out[i]));
    square += out[i] * out[i];
  }
  const scale = square > 0 ? 1 / Math.sqrt(square / length) : 0;
  for (let i = 0; i < length; i++) out[i] *= scale;
  return out;
}

/** The comb table of `profiles` over columns from..from+length-1, for sizes least..most. */
export function combTable(
  profiles: AxisProfiles,
  least: number,
  most: number,
  from = 0,
  length = profiles.length,
): CombTable {
  const z = Object.fromEntries(
    GEOMETRIES.map((geometry) => [geometry, new Float32Array(most + 1)]),
  ) as Record<Geometry, Float32Array>;
  const segments = new Float64Array(SEGMENTS);
  const starts = new Int32Array(most + 1);
  const pairs = profiles.rows.map((row) => row.map((v, i) => v + (row[i + 1] ?? 0)));
  for (const geometry of GEOMETRIES) {
    const taps = tapsOf(geometry);
    const rows = taps === 2 ? pairs : profiles.rows;
    for (let size = least; size <= most; size++) {
      for (let j = 0; j < size; j++) starts[j] = from + blockStart(geometry, length, size, j);
      let best = 0;
      for (const row of rows) {
        segments.fill(0);
        for (let s = 0; s < SEGMENTS; s++) {
          const end = Math.floor(((s + 1) * size) / SEGMENTS);
          let sum = 0;
          for (let j = Math.floor((s * size) / SEGMENTS); j < end; j++) {
            sum += row[starts[j]];
          }
          segments[s] = sum;
        }
        best = Math.max(best, largestRun(segments, (size * taps) / SEGMENTS));
      }
      z[geometry][size] = best;
    }
  }
  return { length, z };
}

/** Largest z of the whole, of halves (overlapping) and of quarters; `teeth` per segment. */
function largestRun(segments: Float64Array, teeth: number): number {
  const [a, b, c, d] = segments;
  const whole = (a + b + c + d) / Math.sqrt(4 * teeth);
  const half = Math.max(a + b, b + c, c + d) / Math.sqrt(2 * teeth);
  const quarter = Math.max(a, b, c, d) / Math.sqrt(teeth);
  // Shorter runs have more chances: they pay the difference of the expected largest of 3 and of 4.
  return Math.max(whole, half - 0.8, quarter - 1);
}
