/** Structure of a plane: what differs from its surroundings, and where there is some. */
import type { Size } from '../base/raster.ts';
import type { Band } from './bands.ts';

export interface Plane extends Size {
  /** height*width, in grey levels. */
  data: Float32Array;
}

/** A plane less its means along rows, and along columns. */
export interface Structure extends Size {
  along: Float32Array;
  down: Float32Array;
}

/**
 * The planes of `pixels` pixels whose structure is looked at: the mean of red, green and blue, and the two by
 * which colors of one mean differ, red less green and blue less both, in halves. `color` gives the grey levels of a pixel.
 * One plane where `isGray`.
 */
export function colorPlanes(
  { width, height }: Size,
  isGray: boolean,
  color: (pixel: number) => readonly [r: number, g: number, b: number],
): Plane[] {
  const planes = Array.from({ length: isGray ? 1 : 3 }, () => new Float32Array(width * height));
  for (let i = 0; i < width * height; i++) {
    const [r, g, b] = color(i);
    planes[0][i] = (r + g + b) / 3;
    if (isGray) continue;
    planes[1][i] = (r - g) / 2;
    planes[2][i] = b / 2 - (r + g) / 4;
  }
  return planes.map((data) => ({ width, height, data }));
}

/** Samples of the mean to either side. */
export const RADIUS = 6;

/** `plane` less the mean of the samples to both sides of each pixel, along rows and along columns. */
export function structureOf({ width, height, data }: Plane): Structure {
  const along = new Float32Array(width * height);
  const down = new Float32Array(width * height);
  meansAlong(data, along, width, height);
  meansDown(data, down, width, height);
  for (let i = 0; i < data.length; i++) {
    along[i] = data[i] - along[i];
    down[i] = data[i] - down[i];
  }
  return { width, height, along, down };
}

/** Running means along rows. */
function meansAlong(from: Float32Array, to: Float32Array, width: number, height: number): void {
  for (let start = 0; start < width * height; start += width) {
    let [sum, count] = [0, 0];
    for (let x = 0; x < Math.min(RADIUS, width); x++, count++) sum += from[start + x];
    for (let x = 0; x < width; x++) {
      if (x + RADIUS < width) {
        sum += from[start + x + RADIUS];
        count++;
      }
      if (x - RADIUS - 1 >= 0) {
        sum -= from[start + x - RADIUS - 1];
        count--;
      }
      to[start + x] = sum / count;
    }
  }
}

/** Running means down columns, a row of them at a time: rows lie together in memory. */
function meansDown(from: Float32Array, to: Float32Array, width: number, height: number): void {
  const sums = new Float64Array(width);
  const first = Math.min(RADIUS, height);
  for (let i = 0; i < first * width; i++) sums[i % width] += from[i];
  let count = first;
  for (let y = 0; y < height; y++) {
    const [start, comes, goes] = [y, y + RADIUS, y - RADIUS - 1].map((row) => row * width);
    if (comes < from.length) {
      for (let x = 0; x < width; x++) sums[x] += from[comes + x];
      count++;
    }
    if (goes >= 0) {
      for (let x = 0; x < width; x++) sums[x] -= from[goes + x];
      count--;
    }
    for (let x = 0; x < width; x++) to[start + x] = sums[x] / count;
  }
}

/** Side of the tiles in which structure is looked for. */
export const TILE = 16;
/** Grey levels RMS from which a tile has structure. */
export const STRUCTURED = 6;
/** Share of a tile that the mask has to cover. */
export const LEAST_COVER = 0.25;

/** Whether a mask covers as much of any tile of a band as structure has to be looked for in: edges do not. */
export function coversATile(
  mask: ArrayLike<number>,
  width: number,
  { from, to }: Pick<Band, 'from' | 'to'>,
): boolean {
  const counts = new Int32Array(Math.ceil(width / TILE));
  for (let y = from; y < to; y += TILE) {
    const bottom = Math.min(to, y + TILE);
    counts.fill(0);
    for (let v = y; v < bottom; v++) {
      for (let x = 0; x < width; x++) if (mask[v * width + x] !== 0) counts[Math.floor(x / TILE)]++;
    }
    const isCovered = counts.some((count, tile) => {
      const across = Math.min(TILE, width - tile * TILE);
      return count >= LEAST_COVER * across * (bottom - y);
    });
    if (isCovered) return true;
  }
  return false;
}

export interface MaskedStructure {
  /** RMS of the tiles that have structure; 0 where none have. */
  rms: number;
  /** Masked pixels of these tiles. */
  pixels: number;
  region: { x: number; y: number; width: number; height: number };
}

/** The structure of a plane that is looked at band by band (bands.ts), added up. */
export class StructureSum {
  #square = 0;
  #pixels = 0;
  readonly #least: number;
  readonly #box = { left: Infinity, right: 0, top: Infinity, bottom: 0 };

  /** `least`: grey levels RMS from which a tile has structure. */
  constructor(least = STRUCTURED) {
    this.#least = least;
  }

  /**
   * Adds what there is of `structure`, of a band, where `mask` is not 0, in the band's own rows. It counts as
   * far as it varies along both axes: colors that bleed from an edge into what is not seen are streaks.
   * Returns 1 for the masked pixels of the tiles that have structure.
   */
  add(
    { along, down, width }: Structure,
    mask: ArrayLike<number>,
    { from, to, top }: Pick<Band, 'from' | 'to' | 'top'>,
  ): Uint8Array {
    const there = new Uint8Array(along.length);
    const box = this.#box;
    for (let y = from; y < to; y += TILE) {
      const bottom = Math.min(to, y + TILE);
      for (let x = 0; x < width; x += TILE) {
        const right = Math.min(width, x + TILE);
        let [sumAlong, sumDown, count] = [0, 0, 0];
        for (let v = y; v < bottom; v++) {
          for (let i = v * width + x; i < v * width + right; i++) {
            if (mask[i] === 0) continue;
            sumAlong += along[i] * along[i];
            sumDown += down[i] * down[i];
            count++;
          }
        }
        const sum = Math.min(sumAlong, sumDown);
        const area = (bottom - y) * (right - x);
        if (count < LEAST_COVER * area || Math.sqrt(sum / count) < this.#least) continue;
        this.#square += sum;
        this.#pixels += count;
        for (let v = y; v < bottom; v++) {
          for (let i = v * width + x; i < v * width + right; i++) if (mask[i] !== 0) there[i] = 1;
        }
        [box.left, box.right] = [Math.min(box.left, x), Math.max(box.right, right)];
        [box.top, box.bottom] = [Math.min(box.top, top + y), Math.max(box.bottom, top + bottom)];
      }
    }
    return there;
  }

  /** What has been added. */
  get found(): MaskedStructure {
    const [pixels, { left, right, top, bottom }] = [this.#pixels, this.#box];
    if (pixels === 0) return { rms: 0, pixels, region: { x: 0, y: 0, width: 0, height: 0 } };
    const region = { x: left, y: top, width: right - left, height: bottom - top };
    return { rms: Math.sqrt(this.#square / pixels), pixels, region };
  }
}
