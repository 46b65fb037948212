/**
 * The gray that `cv2.imread(path, cv2.IMREAD_GRAYSCALE)` of OpenCV 5.0 makes of color. It depends on the
 * decoder: libpng and libjpeg mix before OpenCV does, and OpenCV has three formulas of its own.
 */
import { libpngGray, LUMA_SHARES, mixed } from '../stored/libpng-gray.ts';
import { highBytes, luma as rgbLuma } from '../stored/samples.ts';
import type { StoredPicture } from '../stored/stored-picture.ts';

/** Gray of 8 bits, of `stored` whose color is `rgb` in 8 bits. */
export function grayOfColor(stored: StoredPicture, rgb: Uint8Array): Uint8Array {
  if (stored.hasMasks) return floatGray(rgb);
  switch (stored.format) {
    case 'png':
      return highBytes(libpngGray(stored, rgb, LUMA_SHARES));
    case 'jpeg':
      return stored.color === 'rgb' ? rgbLuma(rgb) : mixed(rgb, 4899, 9617, 1868, 14, 1 << 13);
    case 'tiff':
    case 'bmp':
      return mixed(rgb, 4899, 9617, 1868, 14, 1 << 13);
    default:
      return mixed(rgb, 9798, 19235, 3735, 15, 1 << 14);
  }
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
