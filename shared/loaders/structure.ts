/** Structure of a plane: what differs from its surroundings, and where there is some. */
import type { Size } from '../base/raster.ts';

export interface Plane extends Size {
  /** height*width, in grey levels. */
  data: Float32Array;
}

/** A plane less its means along rows, and along columns. */
export interface Structure extends Size {
  along: Float32Array;
  down: Float32Array;
}

/** Samples of the mean to either side. */
const RADIUS = 6;

/** `plane` less the mean of the samples to both sides of each pixel, along rows and along columns. */
export function structureOf({ width, height, data }: Plane): Structure {
  const along = new Float32Array(width * height);
  const down = new Float32Array(width * height);
  means(data, along, width, height, 1, width);
  means(data, down, height, width, width, 1);
  for (let i = 0; i < data.length; i++) {
    along[i] = data[i] - along[i];
    down[i] = data[i] - down[i];
  }
  return { width, height, along, down };
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

/**
 * What there is of a structure where `mask` is not 0. It counts as far as it varies along both axes: colors
 * that bleed from an edge into what is not seen are streaks. `least`: grey levels RMS from which a tile has
 * structure.
 */
export function maskedStructure(
  { along, down: across }: Structure,
  mask: ArrayLike<number>,
  { width, height }: Size,
  least = STRUCTURED,
): MaskedStructure {
  const there = new Uint8Array(width * height);
  let [square, pixels] = [0, 0];
  const box = { left: width, right: 0, top: height, bottom: 0 };
  for (let y = 0; y < height; y += TILE) {
    const bottom = Math.min(height, y + TILE);
    for (let x = 0; x < width; x += TILE) {
      const right = Math.min(width, x + TILE);
      let [sumAlong, sumDown, count] = [0, 0, 0];
      for (let v = y; v < bottom; v++) {
        for (let i = v * width + x; i < v * width + right; i++) {
          if (mask[i] === 0) continue;
          sumAlong += along[i] * along[i];
          sumDown += across[i] * across[i];
          count++;
        }
      }
      const sum = Math.min(sumAlong, sumDown);
      const area = (bottom - y) * (right - x);
      if (count < LEAST_COVER * area || Math.sqrt(sum / count) < least) continue;
      square += sum;
      pixels += count;
      for (let v = y; v < bottom; v++) {
        for (let i = v * width + x; i < v * width + right; i++) if (mask[i] !== 0) there[i] = 1;
      }
      [box.left, box.right] = [Math.min(box.left, x), Math.max(box.right, right)];
      [box.top, box.bottom] = [Math.min(box.top, y), Math.max(box.bottom, bottom)];
    }
  }
  const region =
    pixels > 0
      ? { x: box.left, y: box.top, width: box.right - box.left, height: box.bottom - box.top }
      : { x: 0, y: 0, width: 0, height: 0 };
  return { rms: pixels > 0 ? Math.sqrt(square / pixels) : 0, pixels, region, mask: there };
}
