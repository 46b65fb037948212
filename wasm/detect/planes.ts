/** Planes: one channel or the mean of three, and what varies fast in them. */
import { Bytes, Halves } from './kinds';

/** The rounded mean of three channels: `count` pixels of `channels` (3 or 4); 1 if any has color. */
export function meanOf(src: Bytes, count: i32, channels: i32, dst: Bytes): i32 {
  const isThree = channels === 3;
  let colored = i8x16.splat(0);
  let i = 0;
  for (; i + 16 <= count; i += 16, src += 16 * channels) {
    const red = isThree ? ofThree(src) : ofFour(src);
    const green = isThree ? ofThree(src + 1) : ofFour(src + 1);
    const blue = isThree ? ofThree(src + 2) : ofFour(src + 2);
    colored = v128.or(colored, v128.or(v128.xor(red, green), v128.xor(red, blue)));
    v128.store(dst + i, third(red, green, blue));
  }
  let any = v128.any_true(colored) ? 1 : 0;
  for (; i < count; i++, src += channels) {
    const red = <i32>load<u8>(src);
    const green = <i32>load<u8>(src, 1);
    const blue = <i32>load<u8>(src, 2);
    if (red !== green || red !== blue) any = 1;
    store<u8>(dst + i, ((red + green + blue) * 10923 + 16384) >> 15);
  }
  return any;
}

/** The same, and each of the three by itself. */
export function splitOf(
  src: Bytes,
  count: i32,
  channels: i32,
  mean: Bytes,
  reds: Bytes,
  greens: Bytes,
  blues: Bytes,
): i32 {
  const isThree = channels === 3;
  let colored = i8x16.splat(0);
  let i = 0;
  for (; i + 16 <= count; i += 16, src += 16 * channels) {
    const red = isThree ? ofThree(src) : ofFour(src);
    const green = isThree ? ofThree(src + 1) : ofFour(src + 1);
    const blue = isThree ? ofThree(src + 2) : ofFour(src + 2);
    colored = v128.or(colored, v128.or(v128.xor(red, green), v128.xor(red, blue)));
    v128.store(reds + i, red);
    v128.store(greens + i, green);
    v128.store(blues + i, blue);
    v128.store(mean + i, third(red, green, blue));
  }
  const rest = count - i;
  channelOf(src, rest, channels, 0, reds + i);
  channelOf(src, rest, channels, 1, greens + i);
  channelOf(src, rest, channels, 2, blues + i);
  return meanOf(src, rest, channels, mean + i) | (v128.any_true(colored) ? 1 : 0);
}

/** One channel of `count` pixels. */
export function channelOf(src: Bytes, count: i32, channels: i32, channel: i32, dst: Bytes): void {
  const isThree = channels === 3;
  let i = 0;
  for (; i + 16 <= count; i += 16, src += 16 * channels) {
    const at = src + channel;
    v128.store(dst + i, isThree ? ofThree(at) : ofFour(at));
  }
  for (; i < count; i++, src += channels) store<u8>(dst + i, load<u8>(src + channel));
}

/** The rounded mean of three. */
function third(red: v128, green: v128, blue: v128): v128 {
  const factor = i16x8.splat(10923);
  const low = i16x8.add(
    i16x8.add(i16x8.extend_low_i8x16_u(red), i16x8.extend_low_i8x16_u(green)),
    i16x8.extend_low_i8x16_u(blue),
  );
  const high = i16x8.add(
    i16x8.add(i16x8.extend_high_i8x16_u(red), i16x8.extend_high_i8x16_u(green)),
    i16x8.extend_high_i8x16_u(blue),
  );
  return i8x16.narrow_i16x8_u(i16x8.q15mulr_sat_s(low, factor), i16x8.q15mulr_sat_s(high, factor));
}

/** A channel of sixteen pixels of three, whose first is at `at`. */
// prettier-ignore
function ofThree(at: usize): v128 {
  const ab = v128.shuffle<i8>(v128.load(at), v128.load(at, 16), 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 0, 0, 0, 0, 0);
  return v128.shuffle<i8>(ab, v128.load(at, 32), 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 20, 23, 26, 29);
}

/** The same of four. */
function ofFour(at: usize): v128 {
  return v128.shuffle<i64>(halfOfFour(at), halfOfFour(at + 32), 0, 2);
}

// prettier-ignore
function halfOfFour(at: usize): v128 {
  return v128.shuffle<i8>(v128.load(at), v128.load(at, 16), 0, 4, 8, 12, 16, 20, 24, 28, 0, 0, 0, 0, 0, 0, 0, 0);
}

/** 4 I - the four neighbors, clipped at 200, of `count` pixels `step` apart: 16-bit words. */
export function highPass(at: Bytes, count: i32, step: i32, across: i32, out: Halves): void {
  store<i16>(out, 0);
  for (let i = 1; i < count - 1; i++) {
    const from = at + i * step;
    const high =
      4 * <i32>load<u8>(from) -
      <i32>load<u8>(from - step) -
      <i32>load<u8>(from + step) -
      <i32>load<u8>(from - across) -
      <i32>load<u8>(from + across);
    store<i16>(out + i * 2, max(-200, min(200, high)));
  }
  memory.fill(out + (count - 1) * 2, 0, 32);
}
