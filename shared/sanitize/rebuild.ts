/**
 * Rebuilds read pixels from their untouched neighbors: by their median, or by one of them at random.
 * Source: Quiring et al. 2020, Adversarial Preprocessing, section 4.2, selective median and selective
 * random filter. Where a window has too few untouched pixels it is widened once, then those that
 * count least stand for them (read-pixels.ts).
 */
import type { IntegerSamples, Raster } from '../base/raster.ts';
import { HEAVY, highestNeeded, type ReadPixels } from './read-pixels.ts';

export type Filling = 'median' | 'random';

export interface Rebuilt<T extends IntegerSamples = IntegerSamples> {
  raster: Raster<T>;
  /** Pixels that were rebuilt in any channel, and how many samples have another value. */
  pixels: number;
  changedSamples: number;
  /** Of the rebuilt: those whose neighbors are read too, with less weight. */
  fromRead: number;
  /** Pixels left as they are, because all around them is read with as much weight. */
  starved: number;
}

/**
 * `source` with the samples that `chosen` marks rebuilt (bit c of a pixel's byte: channel c), where
 * they are read. Random picks depend on `seed` and the place alone.
 */
export function rebuild<T extends IntegerSamples>(
  source: Raster<T>,
  read: ReadPixels,
  chosen: Uint8Array,
  filling: Filling,
  seed: number,
): Rebuilt<T> {
  const { width, height, channels, data } = source;
  const out = data.slice() as T;
  const neighbors = new Neighbors(source, read);
  let [pixels, changedSamples, fromRead, starved] = [0, 0, 0, 0];
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      const pixel = y * width + x;
      if (chosen[pixel] === 0 || read.level[pixel] === 0) continue;
      const level = neighbors.gather(x, y);
      if (level < 0) {
        starved += Number(read.level[pixel] === HEAVY);
        continue;
      }
      pixels++;
      fromRead += Number(level > 0);
      const random = filling === 'random' ? hash(seed, pixel) : 0;
      for (let c = 0; c < channels; c++) {
        if ((chosen[pixel] & (1 << c)) === 0) continue;
        const at = pixel * channels + c;
        const value = filling === 'median' ? neighbors.median(c) : neighbors.pick(c, random);
        if (value !== out[at]) changedSamples++;
        out[at] = value;
      }
    }
  }
  return { raster: { ...source, data: out }, pixels, changedSamples, fromRead, starved };
}

/** The neighbors of one place. */
class Neighbors {
  readonly #source: Raster<IntegerSamples>;
  readonly #read: ReadPixels;
  readonly #found: Int32Array;
  readonly #values: Uint16Array;
  readonly #histogram = new Uint32Array(256);
  readonly #perLevel = new Int32Array(HEAVY + 1);
  #count = 0;

  constructor(source: Raster<IntegerSamples>, read: ReadPixels) {
    const most = (4 * read.radiusX + 1) * (4 * read.radiusY + 1);
    const size = Math.min(most, source.width * source.height);
    this.#source = source;
    this.#read = read;
    this.#found = new Int32Array(size);
    this.#values = new Uint16Array(source.data instanceof Uint16Array ? size : 0);
  }

  /**
   * Finds the neighbors of (x, y): untouched ones, else those of the lowest levels below its own.
   * Returns the highest level among them, -1 where there are none.
   */
  gather(x: number, y: number): number {
    const own = this.#read.level[y * this.#read.width + x];
    if (this.#gatherWithin(x, y, 1, 1) === 0 || this.#gatherWithin(x, y, 2, 1) === 0) return 0;
    return this.#gatherWithin(x, y, 2, own);
  }

  #gatherWithin(x: number, y: number, reach: number, limit: number): number {
    const { width, height, level, radiusX, radiusY } = this.#read;
    const left = Math.max(0, x - reach * radiusX);
    const right = Math.min(width - 1, x + reach * radiusX);
    const top = Math.max(0, y - reach * radiusY);
    const bottom = Math.min(height - 1, y + reach * radiusY);
    const perLevel = this.#perLevel.fill(0);
    for (let v = top; v <= bottom; v++) {
      for (let pixel = v * width + left; pixel <= v * width + right; pixel++) {
        perLevel[level[pixel]]++;
      }
    }
    const most = highestNeeded(perLevel, limit);
    this.#count = 0;
    for (let v = top; v <= bottom && most >= 0; v++) {
      for (let pixel = v * width + left; pixel <= v * width + right; pixel++) {
        if (level[pixel] <= most) this.#found[this.#count++] = pixel;
      }
    }
    return most;
  }

  /** The median of channel c; of an even number the mean of the middle two, rounded up. */
  median(c: number): number {
    const count = this.#count;
    const low = (count - 1) >> 1;
    const high = count >> 1;
    const { channels, data } = this.#source;
    if (data instanceof Uint16Array) {
      for (let i = 0; i < count; i++) this.#values[i] = data[this.#found[i] * channels + c];
      const values = this.#values.subarray(0, count).sort();
      return (values[low] + values[high] + 1) >> 1;
    }
    const histogram = this.#histogram.fill(0);
    for (let i = 0; i < count; i++) histogram[data[this.#found[i] * channels + c]]++;
    let value = 0;
    let upTo = histogram[0];
    while (upTo <= low) upTo += histogram[++value];
    const lower = value;
    while (upTo <= high) upTo += histogram[++value];
    return (lower + value + 1) >> 1;
  }

  /** One of the values of channel c. */
  pick(c: number, random: number): number {
    const { channels, data } = this.#source;
    return data[this.#found[random % this.#count] * channels + c];
  }
}

/** 32 well-mixed bits of two numbers (the finalizer of MurmurHash3). */
function hash(seed: number, pixel: number): number {
  let h = seed ^ Math.imul(pixel + 1, 0x9e3779b1);
  h ^= h >>> 16;
  h = Math.imul(h, 0x85ebca6b);
  h ^= h >>> 13;
  h = Math.imul(h, 0xc2b2ae35);
  return (h ^ (h >>> 16)) >>> 0;
}
