/** How far the sums at the teeth of every comb stand out. */
import { largestLane } from './singles';

/**
 * Comb sums of the sizes least..most: eight profiles side by side (16-bit words, 16 to a deviation),
 * of single positions at `one` and of pairs at `two`, at the teeth floor(a j + b):
 *
 *   kind 0  (j + .5) length / size, of single positions
 *   kind 1  (j + .5) length / size - .5, of pairs
 *   kind 2  j length / size, of both
 *   kind 3  j (length - 1) / (size - 1), of pairs
 *
 * Teeth are in quarters; z of each profile is the largest of the whole, of halves and of quarters, and
 * outOne[size] and outTwo[size] the largest over profiles.
 */
export function combSums(
  one: usize,
  two: usize,
  kind: i32,
  length: i32,
  least: i32,
  most: i32,
  outOne: usize,
  outTwo: usize,
): void {
  const ones = kind === 0 || kind === 2;
  const twos = kind !== 0;
  const last: i32 = twos ? length - 2 : length - 1;
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
    let a0 = zero,
      b0 = zero,
      c0 = zero,
      d0 = zero;
    let a1 = zero,
      b1 = zero,
      c1 = zero,
      d1 = zero;
    let j = 0;
    for (let quarter = 0; quarter < 4; quarter++) {
      const end = ((quarter + 1) * size) >> 2;
      let s0 = zero;
      let s1 = zero;
      for (; j < end; j++) {
        const from = min(at, last) << 4;
        if (ones) s0 = i16x8.add_sat_s(s0, v128.load(one + from));
        if (twos) s1 = i16x8.add_sat_s(s1, v128.load(two + from));
        at += whole;
        rest += part;
        if (rest >= denominator) {
          rest -= denominator;
          at++;
        }
      }
      if (quarter === 0) {
        a0 = s0;
        a1 = s1;
      } else if (quarter === 1) {
        b0 = s0;
        b1 = s1;
      } else if (quarter === 2) {
        c0 = s0;
        c1 = s1;
      } else {
        d0 = s0;
        d1 = s1;
      }
    }
    if (ones) store<f32>(outOne + size * 4, largestZ(a0, b0, c0, d0, <f32>size / 4));
    if (twos) store<f32>(outTwo + size * 4, largestZ(a1, b1, c1, d1, <f32>size / 2));
  }
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
