/** The gray that libpng makes of color, for whoever asks it to (`png_set_rgb_to_gray`). */
import { firstChannels } from './samples.ts';
import { STORED_CHANNELS, type StoredPicture } from './stored-picture.ts';

/** Shares of red, green and blue in 15 bits. */
export type GrayShares = readonly [red: number, green: number, blue: number];

/** 0.299, 0.587 and the rest in 15 bits, as libpng keeps them. */
export const LUMA_SHARES: GrayShares = [9797, 19234, 3737];

/**
 * Gray of `stored` whose color in 8 bits is `rgb`: cut at 8 bits, rounded at 16, which stay. Where an 8-bit file
 * has a gamma, light is mixed instead of levels.
 */
export function libpngGray(
  { color, data, gamma }: StoredPicture,
  rgb: Uint8Array,
  shares: GrayShares,
): Uint8Array | Uint16Array {
  if (!(data instanceof Uint16Array)) {
    const isLinear = gamma === undefined || Math.abs(gamma - 100000) < LEAST_GAMMA;
    return isLinear ? mixed(rgb, ...shares, 15, 0) : mixedByGamma(rgb, gamma, shares);
  }
  const wide = firstChannels(data, STORED_CHANNELS[color], 3);
  const out = new Uint16Array(wide.length / 3);
  for (let i = 0, at = 0; i < out.length; i++, at += 3) {
    const sum = wide[at] * shares[0] + wide[at + 1] * shares[1] + wide[at + 2] * shares[2];
    out[i] = Math.floor((sum + (1 << 14)) / (1 << 15));
  }
  return out;
}

/** How far from 1 an exponent has to be for libpng to heed it, times 100000. */
const LEAST_GAMMA = 5000;

/** In light instead of levels, by tables of 8 bits; what is gray already stays. */
function mixedByGamma(rgb: Uint8Array, gamma: number, shares: GrayShares): Uint8Array {
  const table = (exponent: number) =>
    Uint8Array.from({ length: 256 }, (_, i) => Math.floor(255 * (i / 255) ** exponent + 0.5));
  const [toLight, toLevel] = [table(100000 / gamma), table(gamma / 100000)];
  const out = new Uint8Array(rgb.length / 3);
  for (let i = 0, at = 0; i < out.length; i++, at += 3) {
    const [r, g, b] = [rgb[at], rgb[at + 1], rgb[at + 2]];
    const light = toLight[r] * shares[0] + toLight[g] * shares[1] + toLight[b] * shares[2];
    out[i] = r === g && r === b ? r : toLevel[(light + (1 << 14)) >> 15];
  }
  return out;
}

/** Red, green and blue by shares of `shift` bits. */
export function mixed(
  rgb: Uint8Array,
  red: number,
  green: number,
  blue: number,
  shift: number,
  round: number,
): Uint8Array {
  const out = new Uint8Array(rgb.length / 3);
  for (let i = 0, at = 0; i < out.length; i++, at += 3) {
    out[i] = (rgb[at] * red + rgb[at + 1] * green + rgb[at + 2] * blue + round) >> shift;
  }
  return out;
}
