/** How far the sums at the teeth of every comb stand out. */
import { Halves, Singles } from './kinds';

/**
 * Comb sums of the sizes least..most: eight profiles side by side (16-bit words, 16 to a deviation),
 * of single positions at `one` and of pairs at `two`, at the teeth floor(a j + b):
 *
 *   kind 0  (j + .5) length / size, of single positions
 *   kind 1  (j + .5) length / size - .5, of pairs, and of the single positions -1, 0, 1 and 2 from it
 *   kind 2  j length / size, of the same
 *   kind 3  j (length - 1) / (size - 1), of the same
 *
 * Teeth are in quarters; z of each profile is the largest of the whole, of halves and of quarters.
 * outTwo[size] is the largest over profiles of the pairs, outOne[4 size + k] that of the single
 * positions k - 1 from the tooth; kind 0 writes k = 1 alone. With `sparing` sizes of short periods have no
 * pairs that leave a gap, and no outer positions that are not of the next tooth: those are not written.
 */
export function combSums(
  one: Halves,
  two: Halves,
  kind: i32,
  length: i32,
  least: i32,
  most: i32,
  sparing: i32,
  outOne: Singles,
  outTwo: Singles,
): void {
  const lastPair: i32 = length - 2;
  for (let size = least; size <= most; size++) {
    const isAligned = kind === 3;
    const denominator: i32 = isAligned ? size - 1 : 2 * size;
    const step: i32 = isAligned ? length - 1 : 2 * length;
    const rest: i32 = isAligned || kind === 2 ? 0 : kind === 0 ? length : length - size;
    const along = placeOf(step, denominator);
    let at = placeOf(rest, denominator);
    const hasPairs = !sparing || <f64>length / <f64>size >= LEAST_BLOCK_PERIOD;
    const hasOuter = !sparing || length >= 3 * size;
    const zero = i16x8.splat(0);
    let j = 0;
    for (let quarter = 0; quarter < 4; quarter++) {
      const end = ((quarter + 1) * size) >> 2;
      let before = zero;
      let here = zero;
      let after = zero;
      let further = zero;
      let pair = zero;
      if (kind === 0) {
        for (; j < end; j++, at += along) here = i16x8.add_sat_s(here, v128.load(one + rowAt(at)));
      }
      while (j < end) {
        // All but the first tooth and the last two have their neighbors.
        const inside = j > 0 ? min(end, size - 2) : 0;
        if (hasOuter) {
          for (; j < inside; j++, at += along) {
            const row = rowAt(at);
            const from = one + row;
            before = i16x8.add_sat_s(before, v128.load(from - 16));
            here = i16x8.add_sat_s(here, v128.load(from));
            after = i16x8.add_sat_s(after, v128.load(from, 16));
            further = i16x8.add_sat_s(further, v128.load(from, 32));
            pair = i16x8.add_sat_s(pair, v128.load(two + row));
          }
        } else if (hasPairs) {
          for (; j < inside; j++, at += along) {
            const row = rowAt(at);
            here = i16x8.add_sat_s(here, v128.load(one + row));
            after = i16x8.add_sat_s(after, v128.load(one + row, 16));
            pair = i16x8.add_sat_s(pair, v128.load(two + row));
          }
        } else {
          for (; j < inside; j++, at += along) {
            const from = one + rowAt(at);
            here = i16x8.add_sat_s(here, v128.load(from));
            after = i16x8.add_sat_s(after, v128.load(from, 16));
          }
        }
        if (j >= end) break;
        const tooth = <i32>(at >> FRACTION);
        const row = (<usize>min(tooth, lastPair)) << 4;
        before = i16x8.add_sat_s(before, v128.load(one + ((<usize>max(0, tooth - 1)) << 4)));
        here = i16x8.add_sat_s(here, v128.load(one + row));
        after = i16x8.add_sat_s(after, v128.load(one + row, 16));
        further = i16x8.add_sat_s(
          further,
          v128.load(one + ((<usize>min(tooth + 2, length - 1)) << 4)),
        );
        pair = i16x8.add_sat_s(pair, v128.load(two + row));
        at += along;
        j++;
      }
      const to = QUARTERS + quarter * 16;
      v128.store(to, before);
      v128.store(to, here, 64);
      v128.store(to, after, 128);
      v128.store(to, further, 192);
      v128.store(to, pair, 256);
    }
    const teeth = <f32>size / 4;
    for (let k = 0; k < 4; k++) {
      if (kind === 0 ? k !== 1 : !hasOuter && (k === 0 || k === 3)) continue;
      store<f32>(outOne + (size * 4 + k) * 4, largestOf(QUARTERS + k * 64, teeth));
    }
    if (kind !== 0 && hasPairs) {
      store<f32>(outTwo + size * 4, largestOf(QUARTERS + 256, <f32>size / 2));
    }
  }
}

/**
 * Bits after the point of a tooth's place. A place is a multiple of 1 / denominator, and that of a comb of
 * `size` teeth is the sum of at most `size` ratios, each of them less than 2^-32 too large. As long as
 * size * denominator, at most 2 size^2, is at most 2^32, they add up to less than 1 / denominator: the place
 * does not reach the next whole number, and its whole part is exact. That is so up to 46340 teeth, over any
 * length that memory has room for (below 2^28, at 16 bytes a sample); 31 bits are left for the whole part.
 */
const FRACTION: i64 = 32;
/** Down to this period blocks of two columns leave a gap. */
const LEAST_BLOCK_PERIOD: f64 = 2.1;

/** The ratio of two whole numbers that are not negative, rounded up. */
function placeOf(numerator: i32, denominator: i32): i64 {
  return (((<i64>numerator) << FRACTION) + <i64>denominator - 1) / <i64>denominator;
}

/** Where the eight words at a tooth begin. */
function rowAt(at: i64): usize {
  return <usize>((at >> (FRACTION - 4)) & ~15);
}

/** The sums of four quarters of five kinds of teeth. */
const QUARTERS = memory.data(5 * 64, 16);

/**
 * The largest z over profiles, of the whole, of halves and of quarters of the teeth, of which there are `teeth` in a
 * quarter. Shorter runs have more chances: they pay the difference of the expected largest of 3 and of 4.
 */
function largestOf(quarters: usize, teeth: f32): f32 {
  const a = v128.load(quarters);
  const b = v128.load(quarters, 16);
  const c = v128.load(quarters, 32);
  const d = v128.load(quarters, 48);
  const quarter = i16x8.max_s(i16x8.max_s(a, b), i16x8.max_s(c, d));
  const ab = i32x4.add(i32x4.extend_low_i16x8_s(a), i32x4.extend_low_i16x8_s(b));
  const bc = i32x4.add(i32x4.extend_low_i16x8_s(b), i32x4.extend_low_i16x8_s(c));
  const cd = i32x4.add(i32x4.extend_low_i16x8_s(c), i32x4.extend_low_i16x8_s(d));
  const abHigh = i32x4.add(i32x4.extend_high_i16x8_s(a), i32x4.extend_high_i16x8_s(b));
  const bcHigh = i32x4.add(i32x4.extend_high_i16x8_s(b), i32x4.extend_high_i16x8_s(c));
  const cdHigh = i32x4.add(i32x4.extend_high_i16x8_s(c), i32x4.extend_high_i16x8_s(d));
  const whole = i32x4.max_s(i32x4.add(ab, cd), i32x4.add(abHigh, cdHigh));
  const half = i32x4.max_s(
    i32x4.max_s(i32x4.max_s(ab, abHigh), i32x4.max_s(bc, bcHigh)),
    i32x4.max_s(cd, cdHigh),
  );
  const most = largestLanes(
    whole,
    half,
    i32x4.max_s(i32x4.extend_low_i16x8_s(quarter), i32x4.extend_high_i16x8_s(quarter)),
  );
  const deviations = f32x4.mul(f32x4.convert_i32x4_s(most), f32x4.splat(1.0 / 16));
  const ofWhole = f32x4.extract_lane(deviations, 0) * (<f32>1 / Mathf.sqrt(4 * teeth));
  const ofHalves = f32x4.extract_lane(deviations, 1) * (<f32>1 / Mathf.sqrt(2 * teeth)) - 0.8;
  const ofQuarters = f32x4.extract_lane(deviations, 2) * (<f32>1 / Mathf.sqrt(teeth)) - 1;
  return max(ofWhole, max(ofHalves, ofQuarters));
}

/** The largest lane of each of three, in three lanes. */
function largestLanes(a: v128, b: v128, c: v128): v128 {
  const ab = i32x4.max_s(v128.shuffle<i32>(a, b, 0, 1, 4, 5), v128.shuffle<i32>(a, b, 2, 3, 6, 7));
  const cc = i32x4.max_s(c, v128.shuffle<i32>(c, c, 2, 3, 0, 1));
  return i32x4.max_s(v128.shuffle<i32>(ab, cc, 0, 2, 4, 4), v128.shuffle<i32>(ab, cc, 1, 3, 5, 5));
}
