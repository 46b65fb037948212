/** Columns: rows of samples into a block whose lanes are the rows (simd.ts). */
import { storeDoubles, interleaveHigh, interleaveLow } from './interleave';

/** Bytes of the swizzle that puts a byte and that of the next pixel side by side, by channels. */
function pairPattern(channels: i32): v128 {
  if (channels === 3) return i8x16(0, 3, 1, 4, 2, 5, 6, 9, 7, 10, 8, 11, 0, 0, 0, 0);
  if (channels === 4) return i8x16(0, 4, 1, 5, 2, 6, 3, 7, 8, 12, 9, 13, 10, 14, 11, 15);
  return i8x16(0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 11, 12, 13, 14, 15);
}

/** Columns, singles out of bytes: `count` samples of 16 rows to count * 16 words. */
export function loadTransposedBytes(src: usize, stride: i32, count: i32, dst: usize): void {
  for (let i = 0; i < count; i += 16) {
    for (let quad = 0; quad < 4; quad++) {
      const from = src + quad * 4 * stride + i;
      const a = v128.load(from);
      const b = v128.load(from + stride);
      const c = v128.load(from + 2 * stride);
      const d = v128.load(from + 3 * stride);
      const ab = interleaveLow(a, b);
      const cd = interleaveLow(c, d);
      const ab2 = interleaveHigh(a, b);
      const cd2 = interleaveHigh(c, d);
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
export function loadTransposedWords(src: usize, stride: i32, count: i32, dst: usize): void {
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
export function loadTransposedPairs(
  src: usize,
  stride: i32,
  count: i32,
  channels: i32,
  dst: usize,
): void {
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
export function loadTransposedDoublesOfBytes(
  src: usize,
  stride: i32,
  count: i32,
  dst: usize,
): void {
  for (let i = 0; i < count; i += 8, src += 8, dst += 512) {
    const four = src + 4 * stride;
    const a = interleaveLow(v128.load64_zero(src), v128.load64_zero(src + stride));
    const b = interleaveLow(v128.load64_zero(src + 2 * stride), v128.load64_zero(src + 3 * stride));
    const c = interleaveLow(v128.load64_zero(four), v128.load64_zero(four + stride));
    const d = interleaveLow(
      v128.load64_zero(four + 2 * stride),
      v128.load64_zero(four + 3 * stride),
    );
    const ab = v128.shuffle<i16>(a, b, 0, 8, 1, 9, 2, 10, 3, 11);
    const cd = v128.shuffle<i16>(c, d, 0, 8, 1, 9, 2, 10, 3, 11);
    storeTwoOfEight(v128.shuffle<i32>(ab, cd, 0, 4, 1, 5), dst);
    storeTwoOfEight(v128.shuffle<i32>(ab, cd, 2, 6, 3, 7), dst + 128);
    const ab2 = v128.shuffle<i16>(a, b, 4, 12, 5, 13, 6, 14, 7, 15);
    const cd2 = v128.shuffle<i16>(c, d, 4, 12, 5, 13, 6, 14, 7, 15);
    storeTwoOfEight(v128.shuffle<i32>(ab2, cd2, 0, 4, 1, 5), dst + 256);
    storeTwoOfEight(v128.shuffle<i32>(ab2, cd2, 2, 6, 3, 7), dst + 384);
  }
}

/** Two samples of eight rows, as doubles. */
function storeTwoOfEight(bytes: v128, to: usize): void {
  storeDoubles(i16x8.extend_low_i8x16_u(bytes), to);
  storeDoubles(i16x8.extend_high_i8x16_u(bytes), to + 64);
}

/** Columns, doubles out of doubles. */
export function loadTransposedDoubles(src: usize, stride: i32, count: i32, dst: usize): void {
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
