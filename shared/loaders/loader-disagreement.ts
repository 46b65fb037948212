/**
 * Whether loaders make different pictures of one file, before any resize: alpha that is dropped or
 * composited, and 16-bit gray that is cut off instead of scaled. A picture that only one of them shows is
 * as hidden from the others as one that only a resize shows.
 *
 *   dropped    structure in the colors of pixels that are all but transparent, away from their edges
 *   mirage     one picture over black, over a checkerboard or over white and another over one of the
 *              others: in translucent pixels the structure of the one is not that of the other, upright
 *              or inverted. Of a checkerboard the darker squares are taken: over the lighter ones a
 *              picture is the one over white, and its own squares are no structure of the picture.
 *              Soft pictures, and the colors alone against what is composited, are told by two-pictures.ts
 *   managed    structure of the raw samples that is not in the picture that color management shows by the
 *              profile, the gamma or the transfer function of the file, and the other way round
 *   clipped    16-bit gray whose values up to 255 (Pillow: `I;16` to `L` or `RGB` cuts off above) have
 *              structure that the scaled picture does not show
 *
 * Source: Pillow 12.3 `convert` of mode I;16; the alpha rules of Pillow, OpenCV and browsers.
 */
import { CHECK_LEVELS } from './checkerboard.ts';
import type { IntegerSamples, Raster } from '../base/raster.ts';
import { isPicture, strongest, VISIBLE_RMS, type LoaderDisagreement } from './disagreement.ts';
import { managedDisagreements } from './managed-disagreement.ts';
import { bandsOf, type Band } from './bands.ts';
import {
  colorPlanes,
  coversATile,
  RADIUS,
  structureOf,
  StructureSum,
  TILE,
  type MaskedStructure,
  type Plane,
  type Structure,
} from './structure.ts';
import { TwoPictures, type Pair } from './two-pictures.ts';

export type { LoaderDisagreement, LoaderPolicy } from './disagreement.ts';

/** The ways to load `raster` (8 or 16 bit) that show another picture than the others; none for most. */
export function loaderDisagreements(raster: Raster<IntegerSamples>): LoaderDisagreement[] {
  const ofColor = managedDisagreements(raster);
  if (raster.channels === 4) {
    const { isUnseen, isTranslucent } = opacitiesIn(raster);
    return [
      ...(isUnseen ? droppedAlpha(raster) : []),
      ...(isTranslucent ? mirage(raster) : []),
      ...ofColor,
    ];
  }
  const isDeepGray = raster.channels === 1 && raster.data instanceof Uint16Array;
  return isDeepGray ? [...clipped(raster), ...ofColor] : ofColor;
}

/** Opacity 0..1 up to which a pixel is not seen, and from which it is not translucent. */
const UNSEEN = 0.06;
const OPAQUE = 0.95;

function isUnseenAt(alpha: number): boolean {
  return alpha < 255 * UNSEEN;
}

function isTranslucentAt(alpha: number): boolean {
  return alpha >= 255 * UNSEEN && alpha < 255 * OPAQUE;
}

/** Whether any pixel is not seen, and whether any is translucent: most pictures with alpha have neither. */
function opacitiesIn({ data }: Raster<IntegerSamples>): {
  isUnseen: boolean;
  isTranslucent: boolean;
} {
  const grey = data instanceof Uint16Array ? 1 / 257 : 1;
  let [isUnseen, isTranslucent] = [false, false];
  for (let i = 3; i < data.length && !(isUnseen && isTranslucent); i += 4) {
    if (data[i] * grey >= 255 * OPAQUE) continue;
    const alpha = Math.fround(data[i] * grey);
    isUnseen ||= isUnseenAt(alpha);
    isTranslucent ||= isTranslucentAt(alpha);
  }
  return { isUnseen, isTranslucent };
}

function droppedAlpha(raster: Raster<IntegerSamples>): LoaderDisagreement[] {
  const sums = [0, 1, 2].map(() => new StructureSum());
  for (const band of bands(raster)) {
    const isUnseen = maskOf(band.raster, isUnseenAt);
    if (!isUnseen.includes(1)) continue;
    const within = eroded(isUnseen, band.raster);
    if (!coversATile(within, band.raster.width, band)) continue;
    const { data } = band.raster;
    const grey = data instanceof Uint16Array ? 1 / 257 : 1;
    const planes = colorPlanes(band.raster, false, (pixel) => {
      const at = 4 * pixel;
      return [data[at] * grey, data[at + 1] * grey, data[at + 2] * grey];
    });
    planes.forEach((plane, which) => sums[which].add(structureOf(plane), within, band));
  }
  const found = strongest(
    sums.map((sum) => sum.found),
    raster,
  );
  if (!isPicture(found, raster)) return [];
  const { rms, region } = found;
  return [{ policy: 'alpha-dropped', against: 'composited', rms, region }];
}

/** A raster band by band: a tile and what lies beside it are within one. */
function bands(raster: Raster<IntegerSamples>): Generator<Band> {
  return bandsOf(raster, TILE, Math.max(RADIUS, BLEED));
}

/** Correlation below which two structures are not one, upright or inverted. */
const SAME_STRUCTURE = 0.5;

/** Black, the darker squares of a checkerboard, white: what is mixed in where a pixel is translucent. */
const GROUNDS = [0, CHECK_LEVELS[0], 255];

/** What two-pictures.ts is asked of GROUNDS and of the colors alone: colors as noisy as where little is seen of them need more. */
const COLORS_ALONE = GROUNDS.length;
const PAIRS: readonly Pair[] = [
  { one: 0, other: 2, mostAlike: 0.2 },
  { one: COLORS_ALONE, other: 2, mostAlike: 0.15 },
];

/**
 * The first two grounds over which there are two pictures: black and white, black and the board, both others; else
 * the colors alone and white.
 */
function mirage(raster: Raster<IntegerSamples>): LoaderDisagreement[] {
  const sums = GROUNDS.map(() => new StructureSum());
  const [blackWhite, blackBoard, boardWhite] = [new Likeness(), new Likeness(), new Likeness()];
  const apart = new TwoPictures(raster, GROUNDS.length + 1, PAIRS);
  for (const band of bands(raster)) {
    const isTranslucent = maskOf(band.raster, isTranslucentAt);
    if (!coversATile(isTranslucent, band.raster.width, band)) continue;
    const planes = [
      ...GROUNDS.map((level) =>
        planeOf(band.raster, (r, g, b, a) => ((r + g + b) / 3) * a + level * (1 - a)),
      ),
      planeOf(band.raster, (r, g, b) => (r + g + b) / 3),
    ];
    const structures = planes.map(structureOf);
    const [black, board, white] = structures;
    sums.forEach((sum, i) => sum.add(structures[i], isTranslucent, band));
    apart.add(planes, structures, isTranslucent, band);
    blackWhite.add(black, white, isTranslucent, band);
    blackBoard.add(black, board, isTranslucent, band);
    boardWhite.add(board, white, isTranslucent, band);
  }
  const [black, board, white] = sums.map(({ found }) => found);
  const differ = (one: MaskedStructure, other: MaskedStructure, likeness: Likeness): boolean =>
    isPicture(one, raster) && isPicture(other, raster) && likeness.value < SAME_STRUCTURE;
  const { rms, region } = black;
  if (differ(black, white, blackWhite)) {
    return [{ policy: 'over-black', against: 'over-white', rms, region }];
  }
  if (differ(black, board, blackBoard)) {
    return [{ policy: 'over-black', against: 'over-checkerboard', rms, region }];
  }
  if (differ(board, white, boardWhite)) {
    const { rms: boardRms, region: place } = board;
    return [{ policy: 'over-checkerboard', against: 'over-white', rms: boardRms, region: place }];
  }
  const [onBlack, alone] = apart.found;
  if (onBlack !== null) {
    const { rms: soft, region: where } = onBlack;
    return [{ policy: 'over-black', against: 'over-white', rms: soft, region: where }];
  }
  if (alone === null) return [];
  return [{ policy: 'alpha-dropped', against: 'composited', rms: alone.rms, region: alone.region }];
}

/** The correlation of two structures where a mask is 1, upright or inverted: 0..1. */
class Likeness {
  #both = 0;
  #one = 0;
  #other = 0;

  add(one: Structure, other: Structure, mask: ArrayLike<number>, { from, to }: Band): void {
    for (let i = from * one.width; i < to * one.width; i++) {
      if (mask[i] === 0) continue;
      this.#both += one.along[i] * other.along[i];
      this.#one += one.along[i] ** 2;
      this.#other += other.along[i] ** 2;
    }
  }

  get value(): number {
    return Math.abs(this.#both) / Math.sqrt(this.#one * this.#other);
  }
}

function clipped(raster: Raster<IntegerSamples>): LoaderDisagreement[] {
  const [shown, seen] = [new StructureSum(), new StructureSum()];
  for (const band of bands(raster)) {
    const { width, height, data } = band.raster;
    const [cut, scaled] = [new Float32Array(data.length), new Float32Array(data.length)];
    for (let i = 0; i < data.length; i++) {
      cut[i] = Math.min(255, data[i]);
      scaled[i] = data[i] / 257;
    }
    const all = new Uint8Array(data.length).fill(1);
    const mask = shown.add(structureOf({ width, height, data: cut }), all, band);
    if (mask.includes(1)) seen.add(structureOf({ width, height, data: scaled }), mask, band);
  }
  const { found } = shown;
  if (!isPicture(found, raster) || seen.found.rms > VISIBLE_RMS) return [];
  const { rms, region } = found;
  return [{ policy: 'clipped-at-255', against: 'scaled', rms, region }];
}

/** 1 where `is` holds of the alpha, in grey levels. */
function maskOf(
  { width, height, data }: Raster<IntegerSamples>,
  is: (alpha: number) => boolean,
): Uint8Array {
  const grey = data instanceof Uint16Array ? 1 / 257 : 1;
  const mask = new Uint8Array(width * height);
  for (let i = 0; i < mask.length; i++) if (is(Math.fround(data[4 * i + 3] * grey))) mask[i] = 1;
  return mask;
}

/** A plane of `of` the grey levels of red, green and blue and the opacity 0..1. */
function planeOf(
  { width, height, data }: Raster<IntegerSamples>,
  of: (r: number, g: number, b: number, a: number) => number,
): Plane {
  const grey = data instanceof Uint16Array ? 1 / 257 : 1;
  const out = new Float32Array(width * height);
  for (let i = 0, at = 0; i < out.length; i++, at += 4) {
    const opacity = (data[at + 3] * grey) / 255;
    out[i] = of(data[at] * grey, data[at + 1] * grey, data[at + 2] * grey, opacity);
  }
  return { width, height, data: out };
}

/** Pixels by which colors bleed from what is seen. */
const BLEED = 4;

/** The mask less what lies within BLEED pixels of its edge. */
function eroded(mask: Uint8Array, { width, height }: Raster): Uint8Array {
  const across = new Uint8Array(width * height);
  const out = new Uint8Array(width * height);
  run(mask, across, width, height, 1, width);
  run(across, out, height, width, width, 1);
  return out;
}

/** Along lines of `length` samples `step` apart: 1 where all within BLEED are 1. */
function run(
  from: ArrayLike<number>,
  to: Uint8Array,
  length: number,
  lines: number,
  step: number,
  across: number,
): void {
  for (let line = 0; line < lines; line++) {
    const start = line * across;
    let ones = BLEED;
    for (let i = 0; i < length + BLEED; i++) {
      ones = i >= length || from[start + i * step] > 0 ? ones + 1 : 0;
      const at = i - BLEED;
      if (at >= 0 && ones > 2 * BLEED) to[start + at * step] = 1;
    }
  }
}
