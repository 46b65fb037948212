/** Figures over rows of bytes as they are. */
import { interleaveLow } from './interleave';

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
      const mixed = interleaveLow(top, bottom);
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
 * Means over blocks of 2 by 2 pixels, and of their squares, out of two rows of bytes, as singles
 * times `scale` / 4 and `scale`² / 4. The last pixel of an odd number is taken twice. `line` has room
 * for two rows of 32-bit words.
 */
export function halveBytes(
  top: usize,
  bottom: usize,
  samples: i32,
  channels: i32,
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
    for (let c = 0; c < channels; c++, means += 4, squares += 4) {
      const at = i + c * 4;
      store<f32>(means, <f32>(load<i32>(line + at) + load<i32>(line + at + step)) * ofSum);
      store<f32>(
        squares,
        <f32>(load<i32>(second + at) + load<i32>(second + at + step)) * ofSquares,
      );
    }
  }
}
