/** Structure of a plane: what differs from its surroundings, and where there is some. */
import type { Size } from '../raster.ts';

export interface Plane extends Size {
  /** height*width, in grey levels. */
  data: Float32Array;
}

/** Half side of the surroundings. */
const RADIUS = 6;

/** `plane` less the mean of the square around each pixel. */
export function highPassOf({ width, height, data }: Plane): Plane {
  const rows = new Float32Array(width * height);
  const out = new Float32Array(width * height);
  means(data, rows, width, height, 1, width);
  means(rows, out, height, width, width, 1);
  for (let i = 0; i < out.length; i++) out[i] = data[i] - out[i];
  return { width, height, data: out };
}

/** Running means of lines of `length` samples that are `step` apart. */
function means(
  from: Float32Array,
  to: Float32Array,
  length: number,
  lines: number,
  step: number,
  across: number,
): void {
  for (let line = 0; line < lines; line++) {
    const start = line * across;
    let [sum, count] = [0, 0];
    for (let i = 0; i < Math.min(RADIUS, length); i++, count++) sum += from[start + i * step];
    for (let i = 0; i < length; i++) {
      if (i + RADIUS < length) {
        sum += from[start + (i + RADIUS) * step];
        count++;
      }
      if (i - RADIUS - 1 >= 0) {
        sum -= from[start + (i - RADIUS - 1) * step];
        count--;
      }
      to[start + i * step] = sum / count;
    }
  }
}

/** Side of the tiles in which structure is looked for. */
const TILE = 16;
/** Grey levels RMS from which a tile has structure. */
const STRUCTURED = 6;
/** Share of a tile that the mask has to cover. */
const LEAST_COVER = 0.25;

export interface MaskedStructure {
  /** RMS of the tiles that have structure; 0 where none have. */
  rms: number;
  /** Masked pixels of these tiles. */
  pixels: number;
  region: { x: number; y: number; width: number; height: number };
  /** 1 for the masked pixels of these tiles. */
  mask: Uint8Array;
}

/** The structure of `plane` (highPassOf) where `mask` is not 0. */
export function maskedStructure(
  { data }: Plane,
  mask: ArrayLike<number>,
  { width, height }: Size,
): MaskedStructure {
  const there = new Uint8Array(width * height);
  let [square, pixels] = [0, 0];
  let [left, right, top, bottom] = [width, 0, height, 0];
  for (let y = 0; y < height; y += TILE) {
    const down = Math.min(height, y + TILE);
    for (let x = 0; x < width; x += TILE) {
      const across = Math.min(width, x + TILE);
      let [sum, count] = [0, 0];
      for (let v = y; v < down; v++) {
        for (let i = v * width + x; i < v * width + across; i++) {
          if (mask[i] === 0) continue;
          sum += data[i] * data[i];
          count++;
        }
      }
      const area = (down - y) * (across - x);
      if (count < LEAST_COVER * area || Math.sqrt(sum / count) < STRUCTURED) continue;
      square += sum;
      pixels += count;
      for (let v = y; v < down; v++) {
        for (let i = v * width + x; i < v * width + across; i++) if (mask[i] !== 0) there[i] = 1;
      }
      [left, right] = [Math.min(left, x), Math.max(right, across)];
      [top, bottom] = [Math.min(top, y), Math.max(bottom, down)];
    }
  }
  const region =
    pixels > 0
      ? { x: left, y: top, width: right - left, height: bottom - top }
      : { x: 0, y: 0, width: 0, height: 0 };
  return { rms: pixels > 0 ? Math.sqrt(square / pixels) : 0, pixels, region, mask: there };
}
