/** Bytes of two vectors, one after the other. */

/** The bytes of `a` and `b` by turns: the first eight of each. */
export function zipLow(a: v128, b: v128): v128 {
  return v128.shuffle<i8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
}

/** The bytes of `a` and `b` by turns: the last eight of each. */
export function zipHigh(a: v128, b: v128): v128 {
  // prettier-ignore
  return v128.shuffle<i8>(a, b, 8, 24, 9, 25, 10, 26, 11, 27, 12, 28, 13, 29, 14, 30, 15, 31);
}
