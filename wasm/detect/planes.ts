/** Planes: one channel or the mean of three, and what varies fast in them. */
import { Bytes, Halves } from './kinds';

/** The rounded mean of three channels: `count` pixels of `channels` (3 or 4); 1 if any has color. */
export function meanOf(src: Bytes, count: i32, channels: i32, dst: Bytes): i32 {
  let colored = i8x16.splat(0);
  let i = 0;
  if (channels === 3) {
    const third = i16x8.splat(10923);
    for (; i + 16 <= count; i += 16, src += 48) {
      const a = v128.load(src);
      const b = v128.load(src, 16);
      const c = v128.load(src, 32);
      const red = redOf(a, b, c);
      const green = greenOf(a, b, c);
      const blue = blueOf(a, b, c);
      colored = v128.or(colored, v128.or(v128.xor(red, green), v128.xor(red, blue)));
      const low = i16x8.add(
        i16x8.add(i16x8.extend_low_i8x16_u(red), i16x8.extend_low_i8x16_u(green)),
        i16x8.extend_low_i8x16_u(blue),
      );
      const high = i16x8.add(
        i16x8.add(i16x8.extend_high_i8x16_u(red), i16x8.extend_high_i8x16_u(green)),
        i16x8.extend_high_i8x16_u(blue),
      );
      v128.store(
        dst + i,
        i8x16.narrow_i16x8_u(i16x8.q15mulr_sat_s(low, third), i16x8.q15mulr_sat_s(high, third)),
      );
    }
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

/** One channel of `count` pixels. */
export function channelOf(src: Bytes, count: i32, channels: i32, channel: i32, dst: Bytes): void {
  let i = 0;
  if (channels === 3) {
    for (; i + 16 <= count; i += 16, src += 48) {
      const a = v128.load(src);
      const b = v128.load(src, 16);
      const c = v128.load(src, 32);
      let out: v128;
      if (channel === 0) out = redOf(a, b, c);
      else if (channel === 1) out = greenOf(a, b, c);
      else out = blueOf(a, b, c);
      v128.store(dst + i, out);
    }
  }
  for (; i < count; i++, src += channels) store<u8>(dst + i, load<u8>(src + channel));
}

// prettier-ignore
function redOf(a: v128, b: v128, c: v128): v128 {
  const ab = v128.shuffle<i8>(a, b, 0, 3, 6, 9, 12, 15, 18, 21, 24, 27, 30, 0, 0, 0, 0, 0);
  return v128.shuffle<i8>(ab, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 17, 20, 23, 26, 29);
}

// prettier-ignore
function greenOf(a: v128, b: v128, c: v128): v128 {
  const ab = v128.shuffle<i8>(a, b, 1, 4, 7, 10, 13, 16, 19, 22, 25, 28, 31, 0, 0, 0, 0, 0);
  return v128.shuffle<i8>(ab, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 10, 18, 21, 24, 27, 30);
}

// prettier-ignore
function blueOf(a: v128, b: v128, c: v128): v128 {
  const ab = v128.shuffle<i8>(a, b, 2, 5, 8, 11, 14, 17, 20, 23, 26, 29, 0, 0, 0, 0, 0, 0);
  return v128.shuffle<i8>(ab, c, 0, 1, 2, 3, 4, 5, 6, 7, 8, 9, 16, 19, 22, 25, 28, 31);
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
