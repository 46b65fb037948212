/**
 * How far a pixel, or a 2x2 block of them, is outside the range of all the pixels that touch it, at
 * most 48 grey levels. Edges, lines and gradients are inside the range (some neighbor continues
 * them); written pixels are not, so text and line art leave these maps empty. Borders are 0.
 *
 * Source: the minimum and maximum filters of Quiring 2020 and Decamouflage, with the hole in the
 * middle that makes them one-sided.
 */
import type { Plane } from './planes.ts';

const CAP = 48;

/** Excess of single pixels: Uint8Array, height*width. */
export function isolatedPixels({ width, height, data }: Plane): Uint8Array {
  const out = new Uint8Array(width * height);
  const low = new Uint8Array(width);
  const high = new Uint8Array(width);
  for (let y = 1; y < height - 1; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) {
      const a = data[row - width + x];
      const b = data[row + x];
      const c = data[row + width + x];
      const lo = a < b ? a : b;
      const hi = a < b ? b : a;
      low[x] = lo < c ? lo : c;
      high[x] = hi > c ? hi : c;
    }
    for (let x = 1; x < width - 1; x++) {
      const a = data[row - width + x];
      const c = data[row + width + x];
      let lo = low[x - 1] < low[x + 1] ? low[x - 1] : low[x + 1];
      let hi = high[x - 1] > high[x + 1] ? high[x - 1] : high[x + 1];
      if (a < lo) lo = a;
      if (a > hi) hi = a;
      if (c < lo) lo = c;
      if (c > hi) hi = c;
      out[row + x] = excessOf(data[row + x], lo, hi);
    }
  }
  return out;
}

/** Excess of 2x2 blocks, by their top left pixel: Uint8Array, height*width. */
export function isolatedBlocks({ width, height, data }: Plane): Uint8Array {
  const out = new Uint8Array(width * height);
  const low = new Uint8Array(width);
  const high = new Uint8Array(width);
  for (let y = 1; y < height - 2; y++) {
    const row = y * width;
    for (let x = 0; x < width; x++) {
      const at = row + x;
      const p = data[at - width];
      const q = data[at + 2 * width];
      low[x] = p < q ? p : q;
      high[x] = p < q ? q : p;
    }
    for (let x = 1; x < width - 2; x++) {
      const at = row + x;
      const value = (data[at] + data[at + 1] + data[at + width] + data[at + width + 1]) >> 2;
      let lo = low[x - 1];
      let hi = high[x - 1];
      for (let k = 0; k < 3; k++) {
        if (low[x + k] < lo) lo = low[x + k];
        if (high[x + k] > hi) hi = high[x + k];
      }
      if (value >= lo && value <= hi) continue;
      for (let k = 0; k < 4; k++) {
        const v = data[at + (k < 2 ? -1 : 2) + (k & 1 ? width : 0)];
        if (v < lo) lo = v;
        if (v > hi) hi = v;
      }
      out[at] = excessOf(value, lo, hi);
    }
  }
  return out;
}

function excessOf(value: number, low: number, high: number): number {
  const excess = value > high ? value - high : value < low ? low - value : 0;
  return excess > CAP ? CAP : excess;
}
