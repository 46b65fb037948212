/**
 * Arithmetic of FFmpeg's swscale, 8 bits: RGB is resized as Y, U, V of 14 bits in between. Limited range, BT.601.
 * Source: FFmpeg 5.1, libswscale/input.c, output.c, swscale.c and yuv2rgb.c.
 */
import type { Channels } from '../../../base/raster.ts';
import { integerWeights, type Buffer, type Combiner } from '../combiner.ts';

/** Parts of 2^15 of a channel in luma and chroma, as they are written in input.c. */
const part = (share: number, range: number): number => {
  const size = Math.trunc(((Math.abs(share) * range) / 255) * 2 ** 15 + 0.5);
  return share < 0 ? -size : size;
};
const TO_Y = [0.299, 0.587, 0.114].map((share) => part(share, 219));
const TO_U = [-0.169, -0.331, 0.5].map((share) => part(share, 224));
const TO_V = [0.5, -0.419, -0.081].map((share) => part(share, 224));

/** Colors as Y, U, V and alpha of 14 bits; gray as it is. */
export function swscaleToYuv(data: Buffer, channels: Channels): Buffer {
  if (channels < 3) return data;
  const out = new Int32Array(data.length);
  for (let i = 0; i < data.length; i += channels) {
    const [r, g, b] = [data[i], data[i + 1], data[i + 2]];
    const of = ([red, green, blue]: readonly number[], base: number): number =>
      (red * r + green * g + blue * b + base * 2 ** 14 + 2 ** 8) >> 9;
    out[i] = of(TO_Y, 32);
    out[i + 1] = of(TO_U, 256);
    out[i + 2] = of(TO_V, 256);
    if (channels === 4) out[i + 3] = (data[i + 3] << 6) | (data[i + 3] >> 2);
  }
  return out;
}

/** One row resized: sum >> shift within 16 bits, of weights of 14 bits. */
export function swscaleColumns(shift: number): Combiner {
  return {
    result: (_source, _output, length) => new Int32Array(length),
    weights: (taps) => integerWeights(taps, 14),
    combine: (src, at, taps, weights, first, out, dst, count) => {
      for (let i = 0; i < count; i++) {
        let sum = 0;
        for (let k = 0; k < taps; k++) sum += src[at[k] + i] * weights[first + k];
        out[dst + i] = Math.max(-32768, Math.min(32767, sum >> shift));
      }
    },
  };
}

/** The way back, in 2^-13: from luma, and from V and U to each color. */
const LUMA = 9539;
const LUMA_BASE = 8192;
const FROM_V = [13075, -6660, 0];
const FROM_U = [0, -3209, 16525];

/**
 * Sums of rows with weights of 12 bits, to bytes: gray and alpha rounded, colors from their Y, U, V, which are
 * rounded before, or cut where rows have two taps.
 */
export function swscaleToBytes(data: Buffer, channels: Channels, rounds: boolean): Uint8Array {
  const out = new Uint8Array(data.length);
  const byte = (sum: number): number => clamp((sum + 2 ** 18) >> 19, 255);
  if (channels < 3) return Uint8Array.from(data, byte);
  const half = rounds ? 2 ** 9 : 0;
  for (let i = 0; i < data.length; i += channels) {
    const luma = (((data[i] + half) >> 10) - LUMA_BASE) * LUMA + 2 ** 21;
    const u = (data[i + 1] + half - 2 ** 26) >> 10;
    const v = (data[i + 2] + half - 2 ** 26) >> 10;
    for (let c = 0; c < 3; c++) {
      out[i + c] = clamp((luma + v * FROM_V[c] + u * FROM_U[c]) | 0, 2 ** 30 - 1) >> 22;
    }
    if (channels === 4) out[i + 3] = byte(data[i + 3]);
  }
  return out;
}

function clamp(value: number, most: number): number {
  return Math.max(0, Math.min(most, value));
}
