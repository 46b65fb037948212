/**
 * Whether two ways to load a file show two pictures, tile by tile: also of soft pictures, which have little
 * structure from one pixel to the next, for it is looked for in means of 4x4 and 8x8 pixels as well.
 *
 *   likeness   the correlation of both structures within each tile, upright or inverted, its mean over the
 *              tiles in which the one has structure
 *
 * Where opacity fades, or follows the picture itself, both ways show one structure in every tile, though fades
 * and pictures may add up differently over the whole.
 */
import type { Size } from '../base/raster.ts';
import type { Band } from './bands.ts';
import {
  LEAST_COVER,
  STRUCTURED,
  structureOf,
  TILE,
  type MaskedStructure,
  type Plane,
  type Structure,
} from './structure.ts';

/** Least share of the frame in which the one has structure: the edges of cut-outs and letters have less. */
const LEAST_SHARE = 1 / 16;
/** Grey levels RMS that the other has to have there: a picture that a person sees, if a soft one. */
const LEAST_OTHER_RMS = 2.5;
/** How many pixels are averaged each way. */
const SCALES = [1, 4, 8] as const;

/** Adds up, tile by tile, how alike two structures are where the first has some. */
class TileLikeness {
  #alike = 0;
  #most = 0;
  #one = 0;
  #other = 0;
  #pixels = 0;
  readonly #box = { left: Infinity, right: 0, top: Infinity, bottom: 0 };

  add(one: Structure, other: Structure, mask: ArrayLike<number>, band: Omit<Band, 'raster'>): void {
    const { width } = one;
    for (let y = band.from; y < band.to; y += TILE) {
      for (let x = 0; x < width; x += TILE) {
        const right = Math.min(width, x + TILE);
        this.#addTile(one, other, mask, x, right, y, Math.min(band.to, y + TILE), band.top);
      }
    }
  }

  #addTile(
    one: Structure,
    other: Structure,
    mask: ArrayLike<number>,
    left: number,
    right: number,
    from: number,
    to: number,
    top: number,
  ): void {
    let [both, along, down, square, count] = [0, 0, 0, 0, 0];
    for (let y = from; y < to; y++) {
      for (let i = y * one.width + left; i < y * one.width + right; i++) {
        if (mask[i] === 0) continue;
        both += one.along[i] * other.along[i] + one.down[i] * other.down[i];
        along += one.along[i] * one.along[i];
        down += one.down[i] * one.down[i];
        square += other.along[i] * other.along[i] + other.down[i] * other.down[i];
        count++;
      }
    }
    if (count === 0 || count < LEAST_COVER * (right - left) * (to - from)) return;
    if (Math.sqrt(Math.min(along, down) / count) < STRUCTURED) return;
    this.#alike += Math.abs(both);
    this.#most += Math.sqrt((along + down) * square);
    this.#one += Math.min(along, down);
    this.#other += square / 2;
    this.#pixels += count;
    const box = this.#box;
    [box.left, box.right] = [Math.min(box.left, left), Math.max(box.right, right)];
    [box.top, box.bottom] = [Math.min(box.top, top + from), Math.max(box.bottom, top + to)];
  }

  /** The structure of the first, where the second has another in its stead in `frame`; else null. */
  foundIn({ width, height }: Size, mostAlike: number): MaskedStructure | null {
    const pixels = this.#pixels;
    if (pixels === 0 || pixels < LEAST_SHARE * width * height) return null;
    if (Math.sqrt(this.#other / pixels) < LEAST_OTHER_RMS) return null;
    if (!(this.#alike < mostAlike * this.#most)) return null;
    const { left, right, top, bottom } = this.#box;
    const region = { x: left, y: top, width: right - left, height: bottom - top };
    return { rms: Math.sqrt(this.#one / pixels), pixels, region };
  }
}

/** Means of `scale` by `scale` pixels of the whole frame, filled band by band. */
class Reduced {
  readonly width: number;
  readonly height: number;
  readonly scale: number;
  readonly planes: readonly Float32Array[];
  readonly #counts: Uint8Array;

  constructor({ width, height }: Size, scale: number, planes: number) {
    this.scale = scale;
    this.width = Math.floor(width / scale);
    this.height = Math.floor(height / scale);
    const size = this.width * this.height;
    this.planes = Array.from({ length: planes }, () => new Float32Array(size));
    this.#counts = new Uint8Array(size);
  }

  add(planes: readonly Plane[], mask: ArrayLike<number>, { from, to, top }: Omit<Band, 'raster'>) {
    const [{ width: full }] = planes;
    const { scale, width } = this;
    const bottom = Math.min(to, this.height * scale - top);
    for (let y = from; y < bottom; y++) {
      const row = Math.floor((top + y) / scale) * width;
      for (let x = 0; x < width * scale; x++) {
        const i = y * full + x;
        const at = row + Math.floor(x / scale);
        if (mask[i] !== 0) this.#counts[at]++;
        planes.forEach(({ data }, p) => (this.planes[p][at] += data[i] / (scale * scale)));
      }
    }
  }

  /** 1 where the mask covers all of a mean. */
  get mask(): Uint8Array {
    return this.#counts.map((count) => (count === this.scale * this.scale ? 1 : 0));
  }
}

/** Which of the planes that are added are compared, and how alike they may be. */
export interface Pair {
  one: number;
  other: number;
  /** Likeness from which both are one picture, 0..1. */
  mostAlike: number;
}

/** Looks for two pictures in planes of one frame that are added band by band. */
export class TwoPictures {
  readonly #frame: Size;
  readonly #pairs: readonly Pair[];
  readonly #fine: TileLikeness[];
  readonly #reduced: Reduced[];

  constructor(frame: Size, planes: number, pairs: readonly Pair[]) {
    this.#frame = frame;
    this.#pairs = pairs;
    this.#fine = pairs.map(() => new TileLikeness());
    this.#reduced = SCALES.slice(1).map((scale) => new Reduced(frame, scale, planes));
  }

  /** `structures` are those of `planes`; `mask` is 1 where they are looked at. */
  add(
    planes: readonly Plane[],
    structures: readonly Structure[],
    mask: ArrayLike<number>,
    band: Omit<Band, 'raster'>,
  ): void {
    this.#pairs.forEach(({ one, other }, i) =>
      this.#fine[i].add(structures[one], structures[other], mask, band),
    );
    for (const reduced of this.#reduced) reduced.add(planes, mask, band);
  }

  /** For each pair the picture that only the first shows, of the finest scale that has one; null: none. */
  get found(): (MaskedStructure | null)[] {
    const found = this.#fine.map((sum, i) => sum.foundIn(this.#frame, this.#pairs[i].mostAlike));
    for (const reduced of this.#reduced) {
      if (found.every((one) => one !== null)) break;
      const { width, height, mask, planes, scale } = reduced;
      const structures = planes.map((data) => structureOf({ width, height, data }));
      this.#pairs.forEach(({ one, other, mostAlike }, i) => {
        if (found[i] !== null) return;
        const sum = new TileLikeness();
        sum.add(structures[one], structures[other], mask, { from: 0, to: height, top: 0 });
        const coarse = sum.foundIn(reduced, mostAlike);
        found[i] = coarse && enlarged(coarse, scale);
      });
    }
    return found;
  }
}

function enlarged({ rms, pixels, region }: MaskedStructure, scale: number): MaskedStructure {
  const { x, y, width, height } = region;
  return {
    rms,
    pixels: pixels * scale * scale,
    region: { x: x * scale, y: y * scale, width: width * scale, height: height * scale },
  };
}
