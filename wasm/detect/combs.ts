/** How far the sums at the teeth of every comb stand out. */
import { Halves, Singles } from './kinds';
import { largestLane } from './singles';

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
 * positions k - 1 from the tooth; kind 0 writes k = 1 alone.
 */
export function combSums(
  one: Halves,
  two: Halves,
  kind: i32,
  length: i32,
  least: i32,
  most: i32,
  outOne: Singles,
  outTwo: Singles,
): void {
  const last: i32 = length - 1;
  const lastPair: i32 = length - 2;
  for (let size = least; size <= most; size++) {
    let denominator: i32;
    let step: i32;
    let rest: i32;
    if (kind === 3) {
      denominator = size - 1;
      step = length - 1;
      rest = 0;
    } else if (kind === 2) {
      denominator = size;
      step = length;
      rest = 0;
    } else {
      denominator = 2 * size;
      step = 2 * length;
      rest = kind === 0 ? length : length - size;
    }
    let at = rest / denominator;
    rest -= at * denominator;
    const whole = step / denominator;
    const part = step - whole * denominator;
    const zero = i16x8.splat(0);
    memory.fill(QUARTERS, 0, 5 * 64);
    let j = 0;
    for (let quarter = 0; quarter < 4; quarter++) {
      const end = ((quarter + 1) * size) >> 2;
      let before = zero,
        here = zero,
        after = zero,
        further = zero,
        pair = zero;
      if (kind === 0) {
        for (; j < end; j++) {
          here = i16x8.add_sat_s(here, v128.load(one + ((<usize>min(at, last)) << 4)));
          at += whole;
          rest += part;
          if (rest >= denominator) {
            rest -= denominator;
            at++;
          }
        }
      } else {
        for (; j < end; j++) {
          if (at > 0 && at < lastPair) {
            const from = one + ((<usize>at) << 4);
            before = i16x8.add_sat_s(before, v128.load(from - 16));
            here = i16x8.add_sat_s(here, v128.load(from));
            after = i16x8.add_sat_s(after, v128.load(from, 16));
            further = i16x8.add_sat_s(further, v128.load(from, 32));
            pair = i16x8.add_sat_s(pair, v128.load(two + ((<usize>at) << 4)));
          } else {
            const from = one + ((<usize>min(at, lastPair)) << 4);
            before = i16x8.add_sat_s(before, v128.load(one + ((<usize>max(0, at - 1)) << 4)));
            here = i16x8.add_sat_s(here, v128.load(from));
            after = i16x8.add_sat_s(after, v128.load(from, 16));
            further = i16x8.add_sat_s(further, v128.load(one + ((<usize>min(at + 2, last)) << 4)));
            pair = i16x8.add_sat_s(pair, v128.load(two + ((<usize>min(at, lastPair)) << 4)));
          }
          at += whole;
          rest += part;
          if (rest >= denominator) {
            rest -= denominator;
            at++;
          }
        }
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
      if (kind === 0 && k !== 1) continue;
      store<f32>(outOne + (size * 4 + k) * 4, largestOf(QUARTERS + k * 64, teeth));
    }
    if (kind !== 0) store<f32>(outTwo + size * 4, largestOf(QUARTERS + 256, <f32>size / 2));
  }
}

/** The sums of four quarters of five kinds of teeth. */
const QUARTERS = memory.data(5 * 64, 16);

function largestOf(quarters: usize, teeth: f32): f32 {
  return largestZ(
    v128.load(quarters),
    v128.load(quarters, 16),
    v128.load(quarters, 32),
    v128.load(quarters, 48),
    teeth,
  );
}

function lowSingles(v: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_s(v)), f32x4.splat(1.0 / 16));
}

function highSingles(v: v128): v128 {
  return f32x4.mul(f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_s(v)), f32x4.splat(1.0 / 16));
}

function largestZ(a: v128, b: v128, c: v128, d: v128, teeth: f32): f32 {
  return largestLane(
    f32x4.max(
      largestRun(lowSingles(a), lowSingles(b), lowSingles(c), lowSingles(d), teeth),
      largestRun(highSingles(a), highSingles(b), highSingles(c), highSingles(d), teeth),
    ),
  );
}

/** Shorter runs have more chances: they pay the difference of the expected largest of 3 and of 4. */
function largestRun(a: v128, b: v128, c: v128, d: v128, teeth: f32): v128 {
  const ab = f32x4.add(a, b);
  const bc = f32x4.add(b, c);
  const cd = f32x4.add(c, d);
  const whole = f32x4.mul(f32x4.add(ab, cd), f32x4.splat(<f32>1 / Mathf.sqrt(4 * teeth)));
  const half = f32x4.sub(
    f32x4.mul(f32x4.max(f32x4.max(ab, bc), cd), f32x4.splat(<f32>1 / Mathf.sqrt(2 * teeth))),
    f32x4.splat(0.8),
  );
  const quarter = f32x4.sub(
    f32x4.mul(f32x4.max(f32x4.max(a, b), f32x4.max(c, d)), f32x4.splat(<f32>1 / Mathf.sqrt(teeth))),
    f32x4.splat(1),
  );
  return f32x4.max(whole, f32x4.max(half, quarter));
}
