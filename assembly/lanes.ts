/**
 * The inner loops of a resize in WebAssembly SIMD (AssemblyScript). A block holds positions along
 * the resized axis; at each stand `groups` groups of 64 bytes, whose lanes are computed side by side
 * and never meet:
 *
 *   block    position 0: group 0 (64 bytes), group 1, …   position 1: …
 *   columns  a lane is a row: 16 rows (8 in double precision), one group per channel
 *   rows     a lane is a sample of a row: 4 groups of them
 *
 * A word is what a lane reads of a position: a single, a double, or a pair of bytes as 16-bit
 * integers (even and odd position), for the exact sums of fixed-point arithmetic. A table is
 * offsets[outputs + 1], then in arrays of their own the places (bytes from the block's start) and
 * the weights. Every product and every sum is rounded by itself and in the order of the taps, so
 * that results equal those of the reference in ../shared/resample/axis-pass.ts to the last bit.
 * Addresses are the caller's business; reads run up to 64 bytes past the end of rows.
 */

/** Bytes of the swizzle that puts a byte and that of the next pixel side by side, by channels. */
function pairPattern(channels: i32): v128 {
  if (channels === 3) return i8x16(0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11, 0, 0, 0, 0);
  if (channels === 4) return i8x16(0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15);
  return i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

/** Columns, singles out of bytes: `count` samples of 16 rows to count * 16 words. */
export function spreadBytes(src: usize, stride: i32, count: i32, dst: usize): void {
  for (let i = 0; i < count; i += 16) {
    for (let quad = 0; quad < 4; quad++) {
      const from = src + quad * 4 * stride + i;
      const a = v128.load(from);
      const b = v128.load(from + stride);
      const c = v128.load(from + 2 * stride);
      const d = v128.load(from + 3 * stride);
      const ab = v128.shuffle<i8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const cd = v128.shuffle<i8>(c, d, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const ab2 = v128.shuffle<i8>(
        a,
        b,
        8,
        24,
        9,
        25,
        10,
        26,
        11,
        27,
        12,
        28,
        13,
        29,
        14,
        30,
        15,
        31,
      );
      const cd2 = v128.shuffle<i8>(
        c,
        d,
        8,
        24,
        9,
        25,
        10,
        26,
        11,
        27,
        12,
        28,
        13,
        29,
        14,
        30,
        15,
        31,
      );
      const to = dst + i * 64 + quad * 16;
      storeFour(v128.shuffle<i16>(ab, cd, 0, 8, 1, 9, 2, 10, 3, 11), to);
      storeFour(v128.shuffle<i16>(ab, cd, 4, 12, 5, 13, 6, 14, 7, 15), to + 256);
      storeFour(v128.shuffle<i16>(ab2, cd2, 0, 8, 1, 9, 2, 10, 3, 11), to + 512);
      storeFour(v128.shuffle<i16>(ab2, cd2, 4, 12, 5, 13, 6, 14, 7, 15), to + 768);
    }
  }
}

/** Four samples of four rows, as singles. */
function storeFour(bytes: v128, to: usize): void {
  const low = i16x8.extend_low_i8x16_u(bytes);
  const high = i16x8.extend_high_i8x16_u(bytes);
  v128.store(to, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(low)));
  v128.store(to + 64, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(low)));
  v128.store(to + 128, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(high)));
  v128.store(to + 192, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(high)));
}

/** Columns, words out of 32-bit samples. */
export function spreadWords(src: usize, stride: i32, count: i32, dst: usize): void {
  for (let i = 0; i < count; i += 4) {
    for (let quad = 0; quad < 4; quad++) {
      const from = src + quad * 4 * stride + i * 4;
      const a = v128.load(from);
      const b = v128.load(from + stride);
      const c = v128.load(from + 2 * stride);
      const d = v128.load(from + 3 * stride);
      const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
      const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
      const ab2 = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
      const cd2 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
      const to = dst + i * 64 + quad * 16;
      v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
      v128.store(to + 64, v128.shuffle<i64>(ab, cd, 1, 3));
      v128.store(to + 128, v128.shuffle<i64>(ab2, cd2, 0, 2));
      v128.store(to + 192, v128.shuffle<i64>(ab2, cd2, 1, 3));
    }
  }
}

/** Columns, pairs out of bytes: of every two pixels, one word a channel. */
export function spreadPairs(src: usize, stride: i32, count: i32, channels: i32, dst: usize): void {
  const pattern = pairPattern(channels);
  const step = channels === 3 ? 12 : 16;
  for (let i = 0; i < count; i += step) {
    for (let quad = 0; quad < 4; quad++) {
      const from = src + quad * 4 * stride + i;
      const a = i8x16.swizzle(v128.load(from), pattern);
      const b = i8x16.swizzle(v128.load(from + stride), pattern);
      const c = i8x16.swizzle(v128.load(from + 2 * stride), pattern);
      const d = i8x16.swizzle(v128.load(from + 3 * stride), pattern);
      const ab = v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
      const cd = v128.shuffle<i16>(c, d, 0, 8, 1, 9, 2, 10, 3, 11);
      const to = dst + i * 32 + quad * 16;
      storePairs(v128.shuffle<i32>(ab, cd, 0, 4, 1, 5), to);
      storePairs(v128.shuffle<i32>(ab, cd, 2, 6, 3, 7), to + 128);
      const ab2 = v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
      const cd2 = v128.shuffle<i16>(c, d, 4, 12, 5, 13, 6, 14, 7, 15);
      storePairs(v128.shuffle<i32>(ab2, cd2, 0, 4, 1, 5), to + 256);
      if (step === 16) storePairs(v128.shuffle<i32>(ab2, cd2, 2, 6, 3, 7), to + 384);
    }
  }
}

/** Two words of four rows. */
function storePairs(bytes: v128, to: usize): void {
  v128.store(to, i16x8.extend_low_i8x16_u(bytes));
  v128.store(to + 64, i16x8.extend_high_i8x16_u(bytes));
}

/** Columns, doubles out of bytes: `count` samples of 8 rows. */
export function spreadDoublesOfBytes(src: usize, stride: i32, count: i32, dst: usize): void {
  for (let i = 0; i < count; i++) {
    for (let row = 0; row < 8; row++) {
      store<f64>(dst + i * 64 + row * 8, <f64>load<u8>(src + row * stride + i));
    }
  }
}

/** Columns, doubles out of doubles. */
export function spreadDoubles(src: usize, stride: i32, count: i32, dst: usize): void {
  for (let i = 0; i < count; i += 2) {
    for (let pair = 0; pair < 4; pair++) {
      const from = src + pair * 2 * stride + i * 8;
      const a = v128.load(from);
      const b = v128.load(from + stride);
      v128.store(dst + i * 64 + pair * 16, v128.shuffle<i64>(a, b, 0, 2));
      v128.store(dst + i * 64 + 64 + pair * 16, v128.shuffle<i64>(a, b, 1, 3));
    }
  }
}

/** Rows, singles out of bytes: 64 samples of each row. */
export function stackBytes(src: usize, stride: i32, rows: i32, dst: usize): void {
  for (let row = 0; row < rows; row++, src += stride, dst += 256) {
    for (let i = 0; i < 64; i += 16) {
      const bytes = v128.load(src + i);
      const low = i16x8.extend_low_i8x16_u(bytes);
      const high = i16x8.extend_high_i8x16_u(bytes);
      const to = dst + i * 4;
      v128.store(to, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(low)));
      v128.store(to + 16, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(low)));
      v128.store(to + 32, f32x4.convert_i32x4_s(i32x4.extend_low_i16x8_u(high)));
      v128.store(to + 48, f32x4.convert_i32x4_s(i32x4.extend_high_i16x8_u(high)));
    }
  }
}

/** Rows, pairs out of bytes: 64 samples of every two rows. */
export function stackPairs(src: usize, stride: i32, rows: i32, dst: usize): void {
  for (let row = 0; row < rows; row += 2, src += 2 * stride, dst += 256) {
    for (let i = 0; i < 64; i += 16) {
      const a = v128.load(src + i);
      const b = v128.load(src + stride + i);
      const low = v128.shuffle<i8>(a, b, 0, 16, 1, 17, 2, 18, 3, 19, 4, 20, 5, 21, 6, 22, 7, 23);
      const high = v128.shuffle<i8>(
        a,
        b,
        8,
        24,
        9,
        25,
        10,
        26,
        11,
        27,
        12,
        28,
        13,
        29,
        14,
        30,
        15,
        31,
      );
      const to = dst + i * 4;
      v128.store(to, i16x8.extend_low_i8x16_u(low));
      v128.store(to + 16, i16x8.extend_high_i8x16_u(low));
      v128.store(to + 32, i16x8.extend_low_i8x16_u(high));
      v128.store(to + 48, i16x8.extend_high_i8x16_u(high));
    }
  }
}

/** Rows, doubles out of bytes: 32 samples of each row. */
export function stackDoublesOfBytes(src: usize, stride: i32, rows: i32, dst: usize): void {
  for (let row = 0; row < rows; row++, src += stride, dst += 256) {
    for (let i = 0; i < 32; i += 8) {
      const half = v128.load_ext<u8>(src + i);
      const low = i32x4.extend_low_i16x8_u(half);
      const high = i32x4.extend_high_i16x8_u(half);
      const to = dst + i * 8;
      v128.store(to, f64x2.convert_low_i32x4_s(low));
      v128.store(to + 16, f64x2.convert_low_i32x4_s(v128.shuffle<i64>(low, low, 1, 1)));
      v128.store(to + 32, f64x2.convert_low_i32x4_s(high));
      v128.store(to + 48, f64x2.convert_low_i32x4_s(v128.shuffle<i64>(high, high, 1, 1)));
    }
  }
}

/** Rows, 64 words (32 doubles) of each row as they are. */
export function stackWords(src: usize, stride: i32, rows: i32, dst: usize): void {
  for (let row = 0; row < rows; row++) memory.copy(dst + row * 256, src + row * stride, 256);
}

/** Sums in single precision: to 64 bytes an output and group. */
export function sumSingles(
  block: usize,
  groups: i32,
  offsets: usize,
  places: usize,
  weights: usize,
  outputs: i32,
  out: usize,
  outStride: i32,
): void {
  for (let dst = 0; dst < outputs; dst++, out += outStride) {
    const first = load<i32>(offsets + dst * 4);
    const end = load<i32>(offsets + dst * 4 + 4);
    for (let group = 0; group < groups; group++) {
      const base = block + group * 64;
      let from = base + load<i32>(places + first * 4);
      let weight = v128.load32_splat(weights + first * 4);
      let a = f32x4.mul(v128.load(from), weight);
      let b = f32x4.mul(v128.load(from, 16), weight);
      let c = f32x4.mul(v128.load(from, 32), weight);
      let d = f32x4.mul(v128.load(from, 48), weight);
      for (let k = first + 1; k < end; k++) {
        from = base + load<i32>(places + k * 4);
        weight = v128.load32_splat(weights + k * 4);
        a = f32x4.add(a, f32x4.mul(v128.load(from), weight));
        b = f32x4.add(b, f32x4.mul(v128.load(from, 16), weight));
        c = f32x4.add(c, f32x4.mul(v128.load(from, 32), weight));
        d = f32x4.add(d, f32x4.mul(v128.load(from, 48), weight));
      }
      const to = out + group * 64;
      v128.store(to, a);
      v128.store(to, b, 16);
      v128.store(to, c, 32);
      v128.store(to, d, 48);
    }
  }
}

/**
 * The same, but the taps left after the first and whole groups of four are fused with the sum: in
 * double precision, where the product is exact, rounded to single.
 */
export function sumFusedSingles(
  block: usize,
  groups: i32,
  offsets: usize,
  places: usize,
  weights: usize,
  outputs: i32,
  out: usize,
  outStride: i32,
): void {
  for (let dst = 0; dst < outputs; dst++, out += outStride) {
    const first = load<i32>(offsets + dst * 4);
    const end = load<i32>(offsets + dst * 4 + 4);
    const grouped = end - ((end - first - 1) & 3);
    for (let group = 0; group < groups; group++) {
      const base = block + group * 64;
      let from = base + load<i32>(places + first * 4);
      let weight = v128.load32_splat(weights + first * 4);
      let a = f32x4.mul(v128.load(from), weight);
      let b = f32x4.mul(v128.load(from, 16), weight);
      let c = f32x4.mul(v128.load(from, 32), weight);
      let d = f32x4.mul(v128.load(from, 48), weight);
      for (let k = first + 1; k < grouped; k++) {
        from = base + load<i32>(places + k * 4);
        weight = v128.load32_splat(weights + k * 4);
        a = f32x4.add(a, f32x4.mul(v128.load(from), weight));
        b = f32x4.add(b, f32x4.mul(v128.load(from, 16), weight));
        c = f32x4.add(c, f32x4.mul(v128.load(from, 32), weight));
        d = f32x4.add(d, f32x4.mul(v128.load(from, 48), weight));
      }
      for (let k = grouped; k < end; k++) {
        from = base + load<i32>(places + k * 4);
        const wide = f64x2.splat(<f64>load<f32>(weights + k * 4));
        a = fusedStep(a, v128.load(from), wide);
        b = fusedStep(b, v128.load(from, 16), wide);
        c = fusedStep(c, v128.load(from, 32), wide);
        d = fusedStep(d, v128.load(from, 48), wide);
      }
      const to = out + group * 64;
      v128.store(to, a);
      v128.store(to, b, 16);
      v128.store(to, c, 32);
      v128.store(to, d, 48);
    }
  }
}

function fusedStep(sum: v128, sample: v128, weight: v128): v128 {
  const low = f64x2.add(
    f64x2.promote_low_f32x4(sum),
    f64x2.mul(f64x2.promote_low_f32x4(sample), weight),
  );
  const sumHigh = v128.shuffle<i64>(sum, sum, 1, 1);
  const sampleHigh = v128.shuffle<i64>(sample, sample, 1, 1);
  const high = f64x2.add(
    f64x2.promote_low_f32x4(sumHigh),
    f64x2.mul(f64x2.promote_low_f32x4(sampleHigh), weight),
  );
  return v128.shuffle<i64>(f32x4.demote_f64x2_zero(low), f32x4.demote_f64x2_zero(high), 0, 2);
}

/** a + (b - a) * w of two taps, in single precision. */
export function lerpSingles(
  block: usize,
  groups: i32,
  offsets: usize,
  places: usize,
  weights: usize,
  outputs: i32,
  out: usize,
  outStride: i32,
): void {
  for (let dst = 0; dst < outputs; dst++, out += outStride) {
    const first = load<i32>(offsets + dst * 4);
    const low = block + load<i32>(places + first * 4);
    const high = block + load<i32>(places + first * 4 + 4);
    const weight = v128.load32_splat(weights + first * 4 + 4);
    for (let i = 0; i < groups * 64; i += 16) {
      const a = v128.load(low + i);
      v128.store(out + i, f32x4.add(a, f32x4.mul(f32x4.sub(v128.load(high + i), a), weight)));
    }
  }
}

/** Sums in double precision: to 64 bytes an output and group. */
export function sumDoubles(
  block: usize,
  groups: i32,
  offsets: usize,
  places: usize,
  weights: usize,
  outputs: i32,
  out: usize,
  outStride: i32,
): void {
  for (let dst = 0; dst < outputs; dst++, out += outStride) {
    const first = load<i32>(offsets + dst * 4);
    const end = load<i32>(offsets + dst * 4 + 4);
    for (let group = 0; group < groups; group++) {
      const base = block + group * 64;
      let from = base + load<i32>(places + first * 4);
      let weight = v128.load64_splat(weights + first * 8);
      let a = f64x2.mul(v128.load(from), weight);
      let b = f64x2.mul(v128.load(from, 16), weight);
      let c = f64x2.mul(v128.load(from, 32), weight);
      let d = f64x2.mul(v128.load(from, 48), weight);
      for (let k = first + 1; k < end; k++) {
        from = base + load<i32>(places + k * 4);
        weight = v128.load64_splat(weights + k * 8);
        a = f64x2.add(a, f64x2.mul(v128.load(from), weight));
        b = f64x2.add(b, f64x2.mul(v128.load(from, 16), weight));
        c = f64x2.add(c, f64x2.mul(v128.load(from, 32), weight));
        d = f64x2.add(d, f64x2.mul(v128.load(from, 48), weight));
      }
      const to = out + group * 64;
      v128.store(to, a);
      v128.store(to, b, 16);
      v128.store(to, c, 32);
      v128.store(to, d, 48);
    }
  }
}

/** The same for symmetric filters: the center, then pairs of taps that share a weight. */
export function sumSymmetric(
  block: usize,
  groups: i32,
  offsets: usize,
  places: usize,
  weights: usize,
  outputs: i32,
  out: usize,
  outStride: i32,
): void {
  for (let dst = 0; dst < outputs; dst++, out += outStride) {
    const first = load<i32>(offsets + dst * 4);
    const end = load<i32>(offsets + dst * 4 + 4);
    for (let group = 0; group < groups; group++) {
      const base = block + group * 64;
      const center = base + load<i32>(places + first * 4);
      let weight = v128.load64_splat(weights + first * 8);
      let a = f64x2.mul(v128.load(center), weight);
      let b = f64x2.mul(v128.load(center, 16), weight);
      let c = f64x2.mul(v128.load(center, 32), weight);
      let d = f64x2.mul(v128.load(center, 48), weight);
      for (let k = first + 1; k < end; k += 2) {
        const l = base + load<i32>(places + k * 4);
        const r = base + load<i32>(places + k * 4 + 4);
        weight = v128.load64_splat(weights + k * 8);
        a = f64x2.add(a, f64x2.mul(f64x2.add(v128.load(l), v128.load(r)), weight));
        b = f64x2.add(b, f64x2.mul(f64x2.add(v128.load(l, 16), v128.load(r, 16)), weight));
        c = f64x2.add(c, f64x2.mul(f64x2.add(v128.load(l, 32), v128.load(r, 32)), weight));
        d = f64x2.add(d, f64x2.mul(f64x2.add(v128.load(l, 48), v128.load(r, 48)), weight));
      }
      const to = out + group * 64;
      v128.store(to, a);
      v128.store(to, b, 16);
      v128.store(to, c, 32);
      v128.store(to, d, 48);
    }
  }
}

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

/** Columns back to rows: `count` words of 16 rows. */
export function gatherWords(src: usize, count: i32, dst: usize, stride: i32): void {
  for (let i = 0; i < count; i += 4) {
    for (let quad = 0; quad < 4; quad++) {
      const from = src + i * 64 + quad * 16;
      const a = v128.load(from);
      const b = v128.load(from + 64);
      const c = v128.load(from + 128);
      const d = v128.load(from + 192);
      const ab = v128.shuffle<i32>(a, b, 0, 4, 1, 5);
      const cd = v128.shuffle<i32>(c, d, 0, 4, 1, 5);
      const ab2 = v128.shuffle<i32>(a, b, 2, 6, 3, 7);
      const cd2 = v128.shuffle<i32>(c, d, 2, 6, 3, 7);
      const to = dst + quad * 4 * stride + i * 4;
      v128.store(to, v128.shuffle<i64>(ab, cd, 0, 2));
      v128.store(to + stride, v128.shuffle<i64>(ab, cd, 1, 3));
      v128.store(to + 2 * stride, v128.shuffle<i64>(ab2, cd2, 0, 2));
      v128.store(to + 3 * stride, v128.shuffle<i64>(ab2, cd2, 1, 3));
    }
  }
}

/** Columns back to rows: `count` doubles of 8 rows. */
export function gatherDoubles(src: usize, count: i32, dst: usize, stride: i32): void {
  for (let i = 0; i < count; i += 2) {
    for (let pair = 0; pair < 4; pair++) {
      const a = v128.load(src + i * 64 + pair * 16);
      const b = v128.load(src + i * 64 + 64 + pair * 16);
      const to = dst + pair * 2 * stride + i * 8;
      v128.store(to, v128.shuffle<i64>(a, b, 0, 2));
      v128.store(to + stride, v128.shuffle<i64>(a, b, 1, 3));
    }
  }
}

/** Columns back to rows: `count` bytes of 16 rows. */
export function gatherBytes(src: usize, count: i32, dst: usize, stride: i32): void {
  for (let i = 0; i < count; i++) {
    for (let row = 0; row < 16; row++) {
      store<u8>(dst + row * stride + i, load<u8>(src + i * 16 + row));
    }
  }
}

/** The smallest of `count` bytes, and 256 times the largest; `count` is a multiple of 16. */
export function rangeOfBytes(src: usize, count: i32): i32 {
  let least = i8x16.splat(-1);
  let most = i8x16.splat(0);
  for (let i = 0; i < count; i += 16) {
    const bytes = v128.load(src + i);
    least = i8x16.min_u(least, bytes);
    most = i8x16.max_u(most, bytes);
  }
  v128.store(src, least);
  v128.store(src + 16, most);
  let low: i32 = 255;
  let high: i32 = 0;
  for (let i = 0; i < 16; i++) {
    low = min(low, <i32>load<u8>(src + i));
    high = max(high, <i32>load<u8>(src + 16 + i));
  }
  return low | (high << 8);
}

/** Sums of samples and of their squares over `rows` rows of bytes: two rows of 32-bit words. */
export function sumSquares(
  src: usize,
  stride: i32,
  rows: i32,
  samples: i32,
  sums: usize,
  squares: usize,
): void {
  const ones = i16x8.splat(1);
  const zero = i32x4.splat(0);
  for (let i = 0; i < samples; i += 8) {
    let a = zero;
    let b = zero;
    let c = zero;
    let d = zero;
    let from = src + i;
    for (let row = 0; row < rows; row += 2, from += 2 * stride) {
      const top = v128.load64_zero(from);
      const bottom = row + 1 < rows ? v128.load64_zero(from + stride) : zero;
      const mixed = v128.shuffle<i8>(
        top,
        bottom,
        0,
        16,
        1,
        17,
        2,
        18,
        3,
        19,
        4,
        20,
        5,
        21,
        6,
        22,
        7,
        23,
      );
      const low = i16x8.extend_low_i8x16_u(mixed);
      const high = i16x8.extend_high_i8x16_u(mixed);
      a = i32x4.add(a, i32x4.dot_i16x8_s(low, ones));
      b = i32x4.add(b, i32x4.dot_i16x8_s(high, ones));
      c = i32x4.add(c, i32x4.dot_i16x8_s(low, low));
      d = i32x4.add(d, i32x4.dot_i16x8_s(high, high));
    }
    v128.store(sums + i * 4, a);
    v128.store(sums + i * 4, b, 16);
    v128.store(squares + i * 4, c);
    v128.store(squares + i * 4, d, 16);
  }
}

/**
 * Sums over blocks of 4 by 4 pixels, 16 bits each: `rows` (at most 4) rows of bytes make one row of
 * sums. `line` has room for a row of 16-bit words; what lies outside the row does not count.
 */
export function sumBlocks(
  src: usize,
  stride: i32,
  rows: i32,
  samples: i32,
  channels: i32,
  line: usize,
  out: usize,
): void {
  for (let i = 0; i < samples; i += 16) {
    let low = i16x8.splat(0);
    let high = i16x8.splat(0);
    for (let row = 0; row < rows; row++) {
      const bytes = v128.load(src + row * stride + i);
      low = i16x8.add(low, i16x8.extend_low_i8x16_u(bytes));
      high = i16x8.add(high, i16x8.extend_high_i8x16_u(bytes));
    }
    v128.store(line + i * 2, low);
    v128.store(line + i * 2, high, 16);
  }
  memory.fill(line + samples * 2, 0, 64);
  const step = channels * 8;
  for (let i = 0; i < samples * 2; i += step) {
    for (let c = 0; c < channels; c++) {
      const from = line + i + c * 2;
      const sum =
        load<u16>(from) +
        load<u16>(from + channels * 2) +
        load<u16>(from + channels * 4) +
        load<u16>(from + channels * 6);
      store<u16>(out, sum);
      out += 2;
    }
  }
}

/** Sums over `rows` rows of bytes: a row of 32-bit words. */
export function sumColumns(src: usize, stride: i32, rows: i32, samples: i32, out: usize): void {
  for (let i = 0; i < samples; i += 16) {
    let a = i32x4.splat(0);
    let b = i32x4.splat(0);
    let c = i32x4.splat(0);
    let d = i32x4.splat(0);
    let from = src + i;
    for (let row = 0; row < rows;) {
      // 256 bytes are the most that 16 bits can add up.
      const stop = min(rows, row + 256);
      let low = i16x8.splat(0);
      let high = i16x8.splat(0);
      for (; row < stop; row++, from += stride) {
        const bytes = v128.load(from);
        low = i16x8.add(low, i16x8.extend_low_i8x16_u(bytes));
        high = i16x8.add(high, i16x8.extend_high_i8x16_u(bytes));
      }
      a = i32x4.add(a, i32x4.extend_low_i16x8_u(low));
      b = i32x4.add(b, i32x4.extend_high_i16x8_u(low));
      c = i32x4.add(c, i32x4.extend_low_i16x8_u(high));
      d = i32x4.add(d, i32x4.extend_high_i16x8_u(high));
    }
    const to = out + i * 4;
    v128.store(to, a);
    v128.store(to, b, 16);
    v128.store(to, c, 32);
    v128.store(to, d, 48);
  }
}

/** Sums over runs of pixels of a row of words: from and to of each output stand at `runs`. */
export function sumRuns(line: usize, channels: i32, runs: usize, outputs: i32, out: usize): void {
  const step = channels * 4;
  for (let dst = 0; dst < outputs; dst++, runs += 8) {
    const first = line + load<i32>(runs) * step;
    const end = line + load<i32>(runs, 4) * step;
    for (let c = 0; c < channels; c++, out += 4) {
      let sum = 0;
      for (let from = first + c * 4; from < end; from += step) sum += load<i32>(from);
      store<i32>(out, sum);
    }
  }
}

/**
 * Adds weighted rows of singles to rows of outputs: the entries of source row r, offsets[r] ..
 * offsets[r + 1], are places (bytes from `out`) and weights. `count` is a multiple of 16.
 */
export function addRows(
  src: usize,
  stride: i32,
  rows: i32,
  offsets: usize,
  places: usize,
  weights: usize,
  count: i32,
  out: usize,
): void {
  for (let row = 0; row < rows; row++, src += stride) {
    const end = load<i32>(offsets + row * 4 + 4);
    for (let k = load<i32>(offsets + row * 4); k < end; k++) {
      const weight = v128.load32_splat(weights + k * 4);
      let from = src;
      let to = out + load<i32>(places + k * 4);
      for (let i = 0; i < count; i += 16, from += 64, to += 64) {
        const a = f32x4.mul(v128.load(from), weight);
        const b = f32x4.mul(v128.load(from, 16), weight);
        const c = f32x4.mul(v128.load(from, 32), weight);
        const d = f32x4.mul(v128.load(from, 48), weight);
        v128.store(to, f32x4.add(v128.load(to), a));
        v128.store(to, f32x4.add(v128.load(to, 16), b), 16);
        v128.store(to, f32x4.add(v128.load(to, 32), c), 32);
        v128.store(to, f32x4.add(v128.load(to, 48), d), 48);
      }
    }
  }
}

/**
 * Means over blocks of 2 by 2 pixels, and of their squares, out of two rows of bytes, as singles
 * times `scale` / 4 and `scale`² / 4. The last pixel of an odd number is taken twice; of `channels`
 * the first `colors` are kept. `line` has room for two rows of 32-bit words.
 */
export function halveBytes(
  top: usize,
  bottom: usize,
  samples: i32,
  channels: i32,
  colors: i32,
  scale: f32,
  line: usize,
  means: usize,
  squares: usize,
): void {
  const second = line + samples * 4 + 128;
  for (let i = 0; i < samples; i += 8) {
    const a = i16x8.extend_low_i8x16_u(v128.load64_zero(top + i));
    const b = i16x8.extend_low_i8x16_u(v128.load64_zero(bottom + i));
    const sum = i16x8.add(a, b);
    v128.store(line + i * 4, i32x4.extend_low_i16x8_u(sum));
    v128.store(line + i * 4, i32x4.extend_high_i16x8_u(sum), 16);
    const low = v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
    const high = v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
    v128.store(second + i * 4, i32x4.dot_i16x8_s(low, low));
    v128.store(second + i * 4, i32x4.dot_i16x8_s(high, high), 16);
  }
  const step = channels * 4;
  for (let c = 0; c < channels; c++) {
    const last = samples * 4 + c * 4;
    store<i32>(line + last, load<i32>(line + last - step));
    store<i32>(second + last, load<i32>(second + last - step));
  }
  const ofSum = scale / 4;
  const ofSquares = (scale * scale) / 4;
  for (let i = 0; i < samples * 4; i += 2 * step) {
    for (let c = 0; c < colors; c++, means += 4, squares += 4) {
      const at = i + c * 4;
      store<f32>(means, <f32>(load<i32>(line + at) + load<i32>(line + at + step)) * ofSum);
      store<f32>(
        squares,
        <f32>(load<i32>(second + at) + load<i32>(second + at + step)) * ofSquares,
      );
    }
  }
}
