/** Rows: strips of rows into a block whose lanes are their samples (simd.ts). */
import { storeDoubles, interleaveHigh, interleaveLow } from './interleave';

/** Rows, singles out of bytes: 64 samples of each row. */
export function loadRowsBytes(src: usize, stride: i32, rows: i32, dst: usize): void {
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
export function loadRowsPairs(src: usize, stride: i32, rows: i32, dst: usize): void {
  for (let row = 0; row < rows; row += 2, src += 2 * stride, dst += 256) {
    for (let i = 0; i < 64; i += 16) {
      const a = v128.load(src + i);
      const b = v128.load(src + stride + i);
      const low = interleaveLow(a, b);
      const high = interleaveHigh(a, b);
      const to = dst + i * 4;
      v128.store(to, i16x8.extend_low_i8x16_u(low));
      v128.store(to + 16, i16x8.extend_high_i8x16_u(low));
      v128.store(to + 32, i16x8.extend_low_i8x16_u(high));
      v128.store(to + 48, i16x8.extend_high_i8x16_u(high));
    }
  }
}

/** Rows, doubles out of bytes: 32 samples of each row. */
export function loadRowsDoublesOfBytes(src: usize, stride: i32, rows: i32, dst: usize): void {
  for (let row = 0; row < rows; row++, src += stride, dst += 256) {
    for (let i = 0; i < 32; i += 8) {
      storeDoubles(v128.load_ext<u8>(src + i), dst + i * 8);
    }
  }
}

/** Rows, 64 words (32 doubles) of each row as they are. */
export function loadRowsWords(src: usize, stride: i32, rows: i32, dst: usize): void {
  for (let row = 0; row < rows; row++) memory.copy(dst + row * 256, src + row * stride, 256);
}
