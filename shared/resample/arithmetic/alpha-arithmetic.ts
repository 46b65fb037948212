/**
 * Premultiplied alpha of 8-bit RGBA, each library with its own rounding. Rasters of other channel
 * counts pass unchanged.
 */
import type { Channels } from '../../base/raster.ts';
import type { Buffer } from './combiner.ts';

/** What becomes of a color beside its alpha. */
export type ColorAt = (color: number, alpha: number) => number;

/** RGBA with its colors changed by `colorAt`, as bytes; other channel counts as they are. */
export function mapColors(data: Buffer, channels: Channels, colorAt: ColorAt): Buffer {
  if (channels !== 4) return data;
  const out = new Uint8Array(data.length);
  for (let i = 0; i < data.length; i += 4) {
    const alpha = data[i + 3];
    for (let c = 0; c < 3; c++) out[i + c] = colorAt(data[i + c], alpha);
    out[i + 3] = alpha;
  }
  return out;
}

/** Pillow: color * alpha / 255, rounded to nearest. */
export function pillowPremultiply(data: Buffer, channels: Channels): Buffer {
  return mapColors(data, channels, (color, alpha) => {
    const product = color * alpha + 128;
    return (product + (product >> 8)) >> 8;
  });
}

/** Pillow: 255 * color / alpha, truncated; unchanged where alpha is 0 or 255. */
export function pillowUnpremultiply(data: Buffer, channels: Channels): Buffer {
  return mapColors(data, channels, (color, alpha) =>
    alpha === 0 || alpha === 255 ? color : Math.min(255, Math.trunc((255 * color) / alpha)),
  );
}

/** libvips: color * (alpha / 255) in single precision, truncated. */
export function vipsPremultiply(data: Buffer, channels: Channels): Buffer {
  return mapColors(data, channels, (color, alpha) => Math.fround(color * Math.fround(alpha / 255)));
}

/** libvips: color * (255 / alpha) in single precision, truncated; 0 where alpha is 0. */
export function vipsUnpremultiply(data: Buffer, channels: Channels): Buffer {
  return mapColors(data, channels, (color, alpha) =>
    alpha === 0 ? 0 : Math.min(255, Math.fround(Math.fround(255 / alpha) * color)),
  );
}
