/** The pixels of a tile as the screen wants them: RGBA of 8 bit, out of levels 0 and 1. */
import type { IntegerSamples, Raster } from '../base/raster.ts';

/** A rectangle in pixels of its level. */
export interface Area {
  x: number;
  y: number;
  width: number;
  height: number;
}

/**
 * The pixels of `area` at level 1. At an odd edge the missing neighbor is the pixel itself again,
 * which leaves the average of the existing ones as it is.
 */
export function averageQuads(raster: Raster<IntegerSamples>, area: Area, out: Uint32Array): void {
  const { width, height, channels, data } = raster;
  const scale = scaleOf(raster);
  const row = channels === 1 ? grayQuads : channels === 3 ? rgbQuads : rgbaQuads;
  const pairs = Math.min(area.width, (width >> 1) - area.x);
  for (let y = 0; y < area.height; y++) {
    const srcY = 2 * (area.y + y);
    const top = (srcY * width + 2 * area.x) * channels;
    const bottom = srcY + 1 < height ? top + width * channels : top;
    const to = y * area.width;
    row(data, top, bottom, channels, pairs, scale, out, to);
    const edge = 2 * pairs * channels;
    if (pairs < area.width) row(data, top + edge, bottom + edge, 0, 1, scale, out, to + pairs);
  }
}

/** `count` pixels out of pairs of columns `step` samples apart, in the rows at `i` and `j`. */
function grayQuads(
  data: IntegerSamples,
  i: number,
  j: number,
  step: number,
  count: number,
  scale: number,
  out: Uint32Array,
  to: number,
): void {
  for (const end = to + count; to < end; to++, i += 2, j += 2) {
    const v = quarter(data[i] + data[i + step] + data[j] + data[j + step], scale);
    out[to] = packRgba(v, v, v, 255);
  }
}

function rgbQuads(
  data: IntegerSamples,
  i: number,
  j: number,
  step: number,
  count: number,
  scale: number,
  out: Uint32Array,
  to: number,
): void {
  for (const end = to + count; to < end; to++, i += 6, j += 6) {
    const i2 = i + step;
    const j2 = j + step;
    out[to] = packRgba(
      quarter(data[i] + data[i2] + data[j] + data[j2], scale),
      quarter(data[i + 1] + data[i2 + 1] + data[j + 1] + data[j2 + 1], scale),
      quarter(data[i + 2] + data[i2 + 2] + data[j + 2] + data[j2 + 2], scale),
      255,
    );
  }
}

function rgbaQuads(
  data: IntegerSamples,
  i: number,
  j: number,
  step: number,
  count: number,
  scale: number,
  out: Uint32Array,
  to: number,
): void {
  for (const end = to + count; to < end; to++, i += 8, j += 8) {
    const i2 = i + step;
    const j2 = j + step;
    const a = data[i + 3];
    const b = data[i2 + 3];
    const c = data[j + 3];
    const d = data[j2 + 3];
    const alpha = a + b + c + d;
    const weight = alpha * scale;
    out[to] = packRgba(
      divide(data[i] * a + data[i2] * b + data[j] * c + data[j2] * d, weight),
      divide(data[i + 1] * a + data[i2 + 1] * b + data[j + 1] * c + data[j2 + 1] * d, weight),
      divide(data[i + 2] * a + data[i2 + 2] * b + data[j + 2] * c + data[j2 + 2] * d, weight),
      quarter(alpha, scale),
    );
  }
}

/** The pixels of `area` of the raster itself. */
export function copyArea(raster: Raster<IntegerSamples>, area: Area, out: Uint32Array): void {
  const { channels, data } = raster;
  const scale = scaleOf(raster);
  const g = channels === 1 ? 0 : 1;
  const b = channels === 1 ? 0 : 2;
  let to = 0;
  for (let y = area.y; y < area.y + area.height; y++) {
    let from = (y * raster.width + area.x) * channels;
    for (const end = to + area.width; to < end; to++, from += channels) {
      const alpha = channels === 4 ? toByte(data[from + 3], scale) : 255;
      out[to] = packRgba(
        toByte(data[from], scale),
        toByte(data[from + g], scale),
        toByte(data[from + b], scale),
        alpha,
      );
    }
  }
}

/** What a sample is divided by to become a byte. */
export function scaleOf(raster: Raster<IntegerSamples>): number {
  return raster.data instanceof Uint8Array ? 1 : 257;
}

function toByte(value: number, scale: number): number {
  return scale === 1 ? value : ((value + 128) / 257) | 0;
}

/** A quarter of `sum`, over `scale`, rounded half up. */
function quarter(sum: number, scale: number): number {
  return scale === 1 ? (sum + 2) >> 2 : ((sum + 514) / 1028) | 0;
}

/** sum / divisor rounded half up, for a quotient of at most 255; 0 over 0 is 0. */
export function divide(sum: number, divisor: number): number {
  return divisor === 0 ? 0 : ((sum + divisor / 2) / divisor) | 0;
}

/** A pixel as one 32-bit word: R, G, B, A in memory on every platform Electron runs on. */
export function packRgba(r: number, g: number, b: number, a: number): number {
  return r | (g << 8) | (b << 16) | (a << 24);
}
