/** Bytes of two vectors by turns, and other small steps that several loops share. */

/** The bytes of `a` and `b` by turns: the first eight of each. */
export function interleaveLow(a: v128, b: v128): v128 {
  return v128.shuffle<i8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

/** The bytes of `a` and `b` by turns: the last eight of each. */
export function interleaveHigh(a: v128, b: v128): v128 {
  // prettier-ignore
  return v128.shuffle<i8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}

/** Eight 16-bit integers as doubles. */
export function storeDoubles(half: v128, to: usize): void {
  const low = i32x4.extend_low_i16x8_u(half);
  const high = i32x4.extend_high_i16x8_u(half);
  v128.store(to, f64x2.convert_low_i32x4_s(low));
  v128.store(to + 16, f64x2.convert_low_i32x4_s(v128.shuffle<i64>(low, low, 1, 1)));
  v128.store(to + 32, f64x2.convert_low_i32x4_s(high));
  v128.store(to + 48, f64x2.convert_low_i32x4_s(v128.shuffle<i64>(high, high, 1, 1)));
}
