/** Exact sums over blocks of pairs of bytes (simd.ts). */

/**
 * Exact 32-bit sums of pairs. A weight is high * 2^14 + low, in two tables of pairs (16 bits each);
 * `wide` is 0 where the low table holds all of it. What is stored of (sum + half) * factor, by bits:
 * - `bytes` 0: the words shifted right by `shift`, signed
 * - `bytes` 1: shifted right, signed, clamped to bytes (16 bytes a group)
 * - `bytes` 2: shifted right, unsigned, as bytes
 */
export function sumPairs(
  block: usize,
  groups: i32,
  offsets: usize,
  places: usize,
  low: usize,
  high: usize,
  wide: i32,
  outputs: i32,
  out: usize,
  outStride: i32,
  half: i32,
  factor: i32,
  shift: i32,
  bytes: i32,
): void {
  const bias = i32x4.splat(half);
  for (let dst = 0; dst < outputs; dst++, out += outStride) {
    const first = load<i32>(offsets + dst * 4);
    const end = load<i32>(offsets + dst * 4 + 4);
    for (let group = 0; group < groups; group++) {
      const base = block + group * 64;
      let a = bias;
      let b = bias;
      let c = bias;
      let d = bias;
      if (wide !== 0) {
        let e = i32x4.splat(0);
        let f = i32x4.splat(0);
        let g = i32x4.splat(0);
        let h = i32x4.splat(0);
        for (let k = first; k < end; k++) {
          const from = base + load<i32>(places + k * 4);
          const w = v128.load32_splat(low + k * 4);
          const v = v128.load32_splat(high + k * 4);
          const p = v128.load(from);
          const q = v128.load(from, 16);
          const r = v128.load(from, 32);
          const s = v128.load(from, 48);
          a = i32x4.add(a, i32x4.dot_i16x8_s(p, w));
          b = i32x4.add(b, i32x4.dot_i16x8_s(q, w));
          c = i32x4.add(c, i32x4.dot_i16x8_s(r, w));
          d = i32x4.add(d, i32x4.dot_i16x8_s(s, w));
          e = i32x4.add(e, i32x4.dot_i16x8_s(p, v));
          f = i32x4.add(f, i32x4.dot_i16x8_s(q, v));
          g = i32x4.add(g, i32x4.dot_i16x8_s(r, v));
          h = i32x4.add(h, i32x4.dot_i16x8_s(s, v));
        }
        a = i32x4.add(a, i32x4.shl(e, 14));
        b = i32x4.add(b, i32x4.shl(f, 14));
        c = i32x4.add(c, i32x4.shl(g, 14));
        d = i32x4.add(d, i32x4.shl(h, 14));
      } else {
        for (let k = first; k < end; k++) {
          const from = base + load<i32>(places + k * 4);
          const w = v128.load32_splat(low + k * 4);
          a = i32x4.add(a, i32x4.dot_i16x8_s(v128.load(from), w));
          b = i32x4.add(b, i32x4.dot_i16x8_s(v128.load(from, 16), w));
          c = i32x4.add(c, i32x4.dot_i16x8_s(v128.load(from, 32), w));
          d = i32x4.add(d, i32x4.dot_i16x8_s(v128.load(from, 48), w));
        }
      }
      if (bytes === 2) {
        const scale = i32x4.splat(factor);
        a = i32x4.shr_u(i32x4.mul(a, scale), shift);
        b = i32x4.shr_u(i32x4.mul(b, scale), shift);
        c = i32x4.shr_u(i32x4.mul(c, scale), shift);
        d = i32x4.shr_u(i32x4.mul(d, scale), shift);
      } else {
        a = i32x4.shr_s(a, shift);
        b = i32x4.shr_s(b, shift);
        c = i32x4.shr_s(c, shift);
        d = i32x4.shr_s(d, shift);
      }
      if (bytes === 0) {
        const to = out + group * 64;
        v128.store(to, a);
        v128.store(to, b, 16);
        v128.store(to, c, 32);
        v128.store(to, d, 48);
      } else {
        const ab = i16x8.narrow_i32x4_s(a, b);
        const cd = i16x8.narrow_i32x4_s(c, d);
        v128.store(out + group * 16, i8x16.narrow_i16x8_u(ab, cd));
      }
    }
  }
}
