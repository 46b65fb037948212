/** Products of samples with those that are a lag on. */
import { Doubles, Halves, Singles, Words } from './kinds';
import { sumLanes } from './singles';

/**
 * Products of D with itself at the lags 0, 1 and 8..24 along x (`out`, doubles 0..24) and along y (25..49),
 * in every second row. D is clipped at 64, in place.
 */
export function lagProducts(
  difference: Singles,
  columns: i32,
  rows: i32,
  stride: i32,
  out: Doubles,
): void {
  const line = stride * 4;
  const most = f32x4.splat(64);
  const least = f32x4.splat(-64);
  memory.fill(out, 0, 400);
  for (let j = 0; j < rows; j++) {
    for (let i = 0; i < columns; i += 4) {
      const at = difference + j * line + i * 4;
      v128.store(at, f32x4.max(least, f32x4.min(most, v128.load(at))));
    }
  }
  for (let j = 0; j < rows; j += 2) {
    const at = difference + j * line;
    for (let lag = 0; lag < 25; lag = lag === 1 ? 8 : lag + 1) {
      let along = f32x4.splat(0);
      const end = columns - lag;
      const tail = end & ~3;
      for (let i = 0; i < tail; i += 4) {
        along = f32x4.add(along, f32x4.mul(v128.load(at + i * 4), v128.load(at + (i + lag) * 4)));
      }
      store<f64>(out + lag * 8, load<f64>(out + lag * 8) + <f64>sumLanes(along));
      if (j + lag >= rows) continue;
      let down = f32x4.splat(0);
      const beside = at + lag * line;
      for (let i = 0; i < columns; i += 4) {
        down = f32x4.add(down, f32x4.mul(v128.load(at + i * 4), v128.load(beside + i * 4)));
      }
      const to = out + (25 + lag) * 8;
      store<f64>(to, load<f64>(to) + <f64>sumLanes(down));
    }
  }
}

/** Adds to the doubles at `out` the products of `count` 16-bit words with those each of `lags` on. */
export function lagSums(words: Halves, count: i32, lags: Words, many: i32, out: Doubles): void {
  for (let k = 0; k < many; k++) {
    const lag = load<i32>(lags + k * 4);
    store<f64>(out + k * 8, load<f64>(out + k * 8) + lagSum(words, count, lag));
  }
}

function lagSum(words: usize, count: i32, lag: i32): f64 {
  let total: f64 = 0;
  const end = count - lag;
  let i = 0;
  while (i + 8 <= end) {
    let sums = i32x4.splat(0);
    const stop = min(end, i + 16384);
    for (; i + 8 <= stop; i += 8) {
      sums = i32x4.add(
        sums,
        i32x4.dot_i16x8_s(v128.load(words + i * 2), v128.load(words + (i + lag) * 2)),
      );
    }
    total +=
      <f64>i32x4.extract_lane(sums, 0) +
      <f64>i32x4.extract_lane(sums, 1) +
      <f64>i32x4.extract_lane(sums, 2) +
      <f64>i32x4.extract_lane(sums, 3);
  }
  for (; i < end; i++) {
    total += <f64>(<i32>load<i16>(words + i * 2) * <i32>load<i16>(words + (i + lag) * 2));
  }
  return total;
}
