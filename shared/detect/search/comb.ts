/**
 * Comb search along one axis, without prior knowledge: profiles (sums of the residual maps per column)
 * are held against the teeth of every size and geometry.
 *
 *   z(size) = sum of the profile at the teeth / (sqrt(teeth) * deviation of the profile)
 *
 * A profile is detrended by a running mean and clipped, so z is standard normal where nothing
 * repeats; multiples and divisors of the true size score 1/sqrt(2) of it. Profiles are taken in
 * strips across the other axis and teeth in quarters along this one, so that a small payload is not
 * drowned: z is the largest over profiles and runs of quarters.
 *
 * Source: own formulation; Lohn 2020, Equations 1-3 for the teeth.
 */
import { nthOf } from '../../math/selection.ts';
import type { SearchedGeometry } from '../lattice/geometry.ts';
import type { DetectWasm, Halves } from '../kernels/wasm.ts';
import { STRIPS } from '../lattice/plane.ts';

/** The strips of the median map, then the whole of each map. */
export const PROFILES = STRIPS + 3;
const TREND = 15;
const CLIP = 6;
/** What a deviation is in 16-bit sums. */
export const UNIT = 16;

/** The kinds of teeth of combSums in wasm/detect/detect.ts, and the lattices of two columns of all but the first. */
const KINDS = [0, 1, 2, 3];
export type PairGeometry = 'half2' | 'corner2' | 'align2';
/** Offsets of single columns from the first of a pair: a cubic kernel reads all four. */
export const FIRST_OFFSET = -1;
export const OFFSETS = 4;

/** The profiles of one axis in the machine, eight 16-bit words per position, of columns and of pairs. */
export interface AxisProfiles {
  length: number;
  one: Halves;
  two: Halves;
}

/** z of every size (index) per geometry, for the sizes least..most. */
export interface CombTable {
  length: number;
  z: Record<SearchedGeometry, Float32Array>;
  /** Of single columns about a pair: z[OFFSETS * size + offset - FIRST_OFFSET]. */
  singles: Record<PairGeometry, Float32Array>;
}

/** Profiles of the sums along one axis, `across` being the length of the other. */
export function axisProfiles(
  wasm: DetectWasm,
  sums: readonly Float64Array[],
  across: number,
): AxisProfiles {
  const [{ length }] = sums;
  const size = (length + 2) * PROFILES;
  const [one, two] = [wasm.alloc(Int16Array, size), wasm.alloc(Int16Array, size)];
  const total = new Float64Array(length);
  for (const strip of sums.slice(0, STRIPS)) for (let i = 0; i < length; i++) total[i] += strip[i];
  const profiles = [...sums.slice(0, STRIPS), total, ...sums.slice(STRIPS)];
  const singles = one.view().fill(0);
  const pairs = two.view().fill(0);
  profiles.forEach((sum, p) => {
    // Blocks stand at their first column, so their map is held against single teeth.
    const areBlocks = p === PROFILES - 1;
    const profile = standardize(sum, across);
    for (let i = 0, at = p, value = UNIT * profile[0]; i < length; i++, at += PROFILES) {
      const next = i + 1 < length ? UNIT * profile[i + 1] : 0;
      if (!areBlocks) singles[at] = wordOf(value);
      pairs[at] = wordOf(areBlocks ? value * Math.SQRT2 : value + next);
      value = next;
    }
  });
  return { length, one, two };
}

/** The nearest that 16 bits hold: what stands alone among millions is thousands of deviations. */
function wordOf(value: number): number {
  return value > 32767 ? 32767 : value < -32768 ? -32768 : Math.floor(value + 0.5);
}

/** A sum over `across` samples: detrended by a running mean, clipped at CLIP median deviations, scaled to unit deviation. */
export function standardize(profile: Float64Array, across: number): Float64Array {
  const { length } = profile;
  const out = new Float64Array(length);
  // The median of some hundreds is good enough.
  const every = Math.max(1, length >> 8);
  const sizes = new Float64Array(Math.ceil(length / every));
  let sum = 0;
  for (let i = 0; i < Math.min(TREND, length); i++) sum += profile[i];
  for (let i = 0; i < length; i++) {
    if (i + TREND < length) sum += profile[i + TREND];
    if (i - TREND - 1 >= 0) sum -= profile[i - TREND - 1];
    const isInside = i >= TREND && i + TREND < length;
    out[i] =
      profile[i] -
      sum /
        (isInside ? 2 * TREND + 1 : Math.min(length - 1, i + TREND) - Math.max(0, i - TREND) + 1);
    if (i % every === 0) sizes[i / every] = Math.abs(out[i]);
  }
  // A floor of 0.02 grey levels of residual keeps empty profiles from being blown up.
  const limit =
    CLIP * Math.max(nthOf(sizes, sizes.length, sizes.length >> 1), 0.02 * (across / STRIPS));
  let square = 0;
  for (let i = 0; i < length; i++) {
    const clipped = out[i] > limit ? limit : out[i] < -limit ? -limit : out[i];
    out[i] = clipped;
    square += clipped * clipped;
  }
  const scale = square > 0 ? 1 / Math.sqrt(square / length) : 0;
  for (let i = 0; i < length; i++) out[i] *= scale;
  return out;
}

/**
 * The comb table of `profiles` over columns from..from+length-1, for the sizes least..most that are asked for; where
 * it is `sparing` without what blocks of two cannot be at short periods. What is left out is 0.
 */
export function combTable(
  wasm: DetectWasm,
  profiles: AxisProfiles,
  least: number,
  most: number,
  from = 0,
  length = profiles.length,
  isSparing = false,
  isAsked: (size: number) => boolean = () => true,
): CombTable {
  const runs = runsOf(least, most, isAsked);
  const [one, two] = [profiles.one, profiles.two].map((all) => all.from(from * PROFILES));
  const [nearest, half, corner, align] = wasm.scoped(() => {
    const ones = wasm.alloc(Float32Array, (most + 1) * OFFSETS);
    const twos = wasm.alloc(Float32Array, most + 1);
    return KINDS.map((kind) => {
      ones.view().fill(0);
      twos.view().fill(0);
      // At shorter periods kernels of two and more taps leave no pixel out.
      const last = kind === 1 || kind === 3 ? Math.min(most, Math.floor(length / 2)) : most;
      for (const [first, end] of runs) {
        const sizes = [first, Math.min(end, last)] as const;
        wasm.combSums(one, two, kind, length, ...sizes, isSparing ? 1 : 0, ones, twos);
      }
      return { singles: ones.view().slice(), pairs: twos.view().slice() };
    });
  });
  return {
    length,
    z: {
      half1: atOffset(nearest.singles, 0),
      half2: half.pairs,
      corner1: atOffset(corner.singles, 0),
      corner2: corner.pairs,
      align2: align.pairs,
    },
    singles: { half2: half.singles, corner2: corner.singles, align2: align.singles },
  };
}

/** The runs, first to last, of the sizes least..most that are asked for. */
function runsOf(
  least: number,
  most: number,
  isAsked: (size: number) => boolean,
): [first: number, last: number][] {
  const runs: [number, number][] = [];
  for (let size = least; size <= most; size++) {
    if (!isAsked(size)) continue;
    if (runs.length > 0 && runs[runs.length - 1][1] === size - 1) runs[runs.length - 1][1] = size;
    else runs.push([size, size]);
  }
  return runs;
}

/** z of every size at one offset. */
function atOffset(singles: Float32Array, offset: number): Float32Array {
  const z = new Float32Array(singles.length / OFFSETS);
  for (let size = 0; size < z.length; size++)
    z[size] = singles[OFFSETS * size + offset - FIRST_OFFSET];
  return z;
}
