/**
 * The gray that `cv2.imread(path, cv2.IMREAD_GRAYSCALE)` of OpenCV 5.0 makes of color. It depends on the
 * decoder: libpng and libjpeg mix before OpenCV does, and OpenCV has three formulas of its own.
 */
import { firstChannels, luma as rgbLuma } from '../stored/samples.ts';
import { STORED_CHANNELS, type StoredPicture } from '../stored/stored-picture.ts';

/** Gray of 8 bits, of `stored` whose color is `rgb` in 8 bits. */
export function grayOfColor(stored: StoredPicture, rgb: Uint8Array): Uint8Array {
  if (stored.hasMasks) return floatGray(rgb);
  switch (stored.format) {
    case 'png':
      return libpngGray(stored, rgb);
    case 'jpeg':
      return stored.color === 'rgb' ? rgbLuma(rgb) : mixed(rgb, 4899, 9617, 1868, 14, 1 << 13);
    case 'tiff':
    case 'bmp':
      return mixed(rgb, 4899, 9617, 1868, 14, 1 << 13);
    default:
      return mixed(rgb, 9798, 19235, 3735, 15, 1 << 14);
  }
}

/** libpng's `rgb_to_gray`, cut at 8 bits, and rounded at 16 bits before the low byte is cut off. */
function libpngGray({ color, data, gamma }: StoredPicture, rgb: Uint8Array): Uint8Array {
  if (!(data instanceof Uint16Array)) {
    const isLinear = gamma === undefined || Math.abs(gamma - 100000) < LEAST_GAMMA;
    return isLinear ? mixed(rgb, ...LIBPNG, 15, 0) : mixedByGamma(rgb, gamma);
  }
  const wide = firstChannels(data, STORED_CHANNELS[color], 3);
  const out = new Uint8Array(wide.length / 3);
  for (let i = 0, at = 0; i < out.length; i++, at += 3) {
    const sum = wide[at] * LIBPNG[0] + wide[at + 1] * LIBPNG[1] + wide[at + 2] * LIBPNG[2];
    out[i] = Math.floor((sum + (1 << 14)) / (1 << 15)) >> 8;
  }
  return out;
}

/** 0.299, 0.587 and the rest in 15 bits, as libpng keeps them. */
const LIBPNG = [9797, 19234, 3737] as const;

/** How far from 1 an exponent has to be for libpng to heed it, times 100000. */
const LEAST_GAMMA = 5000;

/** In light instead of levels, by tables of 8 bits; what is gray already stays. */
function mixedByGamma(rgb: Uint8Array, gamma: number): Uint8Array {
  const table = (exponent: number) =>
    Uint8Array.from({ length: 256 }, (_, i) => Math.floor(255 * (i / 255) ** exponent + 0.5));
  const [toLight, toLevel] = [table(100000 / gamma), table(gamma / 100000)];
  const out = new Uint8Array(rgb.length / 3);
  for (let i = 0, at = 0; i < out.length; i++, at += 3) {
    const [r, g, b] = [rgb[at], rgb[at + 1], rgb[at + 2]];
    const light = toLight[r] * LIBPNG[0] + toLight[g] * LIBPNG[1] + toLight[b] * LIBPNG[2];
    out[i] = r === g && r === b ? r : toLevel[(light + (1 << 14)) >> 15];
  }
  return out;
}

function mixed(
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

/** In 32-bit floats, cut: what OpenCV does where channels come by masks. */
function floatGray(rgb: Uint8Array): Uint8Array {
  const [red, green, blue] = [0.299, 0.587, 0.114].map(Math.fround);
  const out = new Uint8Array(rgb.length / 3);
  for (let i = 0, at = 0; i < out.length; i++, at += 3) {
    const two = Math.fround(Math.fround(red * rgb[at]) + Math.fround(green * rgb[at + 1]));
    out[i] = Math.trunc(Math.fround(two + Math.fround(blue * rgb[at + 2])));
  }
  return out;
}
