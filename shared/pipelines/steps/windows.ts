/**
 * Crops and pads: a window on a picture. A crop selects outputs; what lies outside the picture is
 * padding, an output without taps, whose color is a constant.
 */
import type { Raster, Samples, Size } from '../../base/raster.ts';
import { tapsFrom, windowedTaps, type AxisTaps } from '../../resample/taps/taps.ts';
import type { Color, Rounding } from './format.ts';
import { rounded } from './sizes.ts';

export interface Window extends Size {
  left: number;
  top: number;
}

/** Where a centered crop of m of n samples starts; negative: that much padding before it. */
export function cropStart(n: number, m: number, rounding: Rounding): number {
  const start = rounded((n - m) / 2, rounding === 'half-even' && m > n ? 'trunc' : rounding);
  return start === 0 ? 0 : start;
}

/** The centered window of `size` on `picture`. */
export function centered(picture: Size, size: Size, rounding: Rounding): Window {
  return {
    left: cropStart(picture.width, size.width, rounding),
    top: cropStart(picture.height, size.height, rounding),
    width: size.width,
    height: size.height,
  };
}

/** The tiles of `size` over `picture`, row by row; the last ones hold what is left. */
export function tileWindows(picture: Size, size: Size): { row: number; col: number; at: Window }[] {
  const tiles: { row: number; col: number; at: Window }[] = [];
  for (let top = 0; top < picture.height; top += size.height) {
    for (let left = 0; left < picture.width; left += size.width) {
      const width = Math.min(size.width, picture.width - left);
      const height = Math.min(size.height, picture.height - top);
      const at = { left, top, width, height };
      tiles.push({ row: top / size.height, col: left / size.width, at });
    }
  }
  return tiles;
}

/** The table of `length` outputs of `n` samples from `start` on. */
export function windowTaps(n: number, start: number, length: number): AxisTaps {
  return tapsFrom(n, length, (dst) => {
    const index = start + dst;
    return index >= 0 && index < n ? [[index, 1]] : [];
  });
}

/** Outputs `start` to `start + length` of `taps`. */
export function croppedTaps(taps: AxisTaps, start: number, length: number): AxisTaps {
  if (start === 0 && length === taps.dstSize) return taps;
  return windowedTaps(taps, start, length);
}

/** The window `at` of `raster`; padding has `color` and is opaque. */
export function windowOf(raster: Raster, at: Window, color: Color): Raster {
  const { channels, data } = raster;
  const { left, top, width, height } = at;
  if (left === 0 && top === 0 && width === raster.width && height === raster.height) return raster;
  const Type = data.constructor as new (length: number) => Samples;
  const out = new Type(width * height * channels);
  const from = Math.max(0, left);
  const to = Math.min(raster.width, left + width);
  const inside = from === left && to === left + width && top >= 0 && top + height <= raster.height;
  if (!inside) fill(out, channels, data, color);
  for (let y = Math.max(0, -top); y < Math.min(height, raster.height - top) && to > from; y++) {
    const row = (y + top) * raster.width;
    const part = data.subarray((row + from) * channels, (row + to) * channels);
    out.set(part, (y * width + from - left) * channels);
  }
  return { width, height, channels, data: out };
}

function fill(out: Samples, channels: number, like: Samples, color: Color): void {
  const scale = like instanceof Uint16Array ? 257 : 1;
  for (let c = 0; c < channels; c++) {
    const level = c === 3 ? 255 : (color[c] ?? color[0]);
    for (let i = c; i < out.length; i += channels) out[i] = level * scale;
  }
}
