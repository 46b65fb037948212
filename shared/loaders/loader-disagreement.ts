/**
 * Whether loaders make different pictures of one file, before any resize: alpha that is dropped or
 * composited, and 16-bit gray that is cut off instead of scaled. A picture that only one of them shows is
 * as hidden from the others as one that only a resize shows.
 *
 *   dropped    structure in the colors of pixels that are all but transparent, away from their edges
 *   mirage     one picture over black, over a checkerboard or over white and another over one of the
 *              others: in translucent pixels the structure of the one is not that of the other, upright
 *              or inverted. Of a checkerboard the darker squares are taken: over the lighter ones a
 *              picture is the one over white, and its own squares are no structure of the picture
 *   managed    structure of the raw samples that is not in the picture that color management shows by the
 *              profile, the gamma or the transfer function of the file, and the other way round
 *   clipped    16-bit gray whose values up to 255 (Pillow: `I;16` to `L` or `RGB` cuts off above) have
 *              structure that the scaled picture does not show
 *
 * Source: Pillow 12.3 `convert` of mode I;16; the alpha rules of Pillow, OpenCV and browsers.
 */
import { CHECK_LEVELS } from './checkerboard.ts';
import type { IntegerSamples, Raster, Size } from '../base/raster.ts';
import { managedOf, type ManagedPicture } from './managed-picture.ts';
import { structureOf, maskedStructure, type Plane, type Structure } from './structure.ts';

export type LoaderPolicy =
  | 'alpha-dropped'
  | 'over-black'
  | 'over-checkerboard'
  | 'clipped-at-255'
  | 'color-managed'
  | 'raw-samples';

/** One way to load a file that shows what another does not. */
export interface LoaderDisagreement {
  /** Who sees it: programs that load in this way. */
  policy: LoaderPolicy;
  /** What they see is not in the picture of programs that load in this way. */
  against: 'composited' | 'over-white' | 'over-checkerboard' | 'scaled' | LoaderPolicy;
  /** RMS of the structure that only the one shows, in grey levels, where it is. */
  rms: number;
  /** The source pixels that hold it. */
  region: { x: number; y: number; width: number; height: number };
}

/** Grey levels RMS from which structure is a picture, and the least share of the frame that has it. */
const LEAST_RMS = 10;
const LEAST_SHARE = 0.002;

/** The ways to load `raster` (8 or 16 bit) that show another picture than the others; none for most. */
export function loaderDisagreements(raster: Raster<IntegerSamples>): LoaderDisagreement[] {
  const managed = managedOf(raster);
  const ofColor = managed === null ? [] : managedDisagreements(managed, raster);
  if (raster.channels === 4) return [...droppedAlpha(raster), ...mirage(raster), ...ofColor];
  const isDeepGray = raster.channels === 1 && raster.data instanceof Uint16Array;
  return isDeepGray ? [...clipped(raster), ...ofColor] : ofColor;
}

/** What only the raw samples show, and what only color management shows. */
function managedDisagreements({ raw, shown }: ManagedPicture, source: Size): LoaderDisagreement[] {
  const [ofRaw, ofShown] = [raw, shown].map((picture) => structureOf(grayPlane(picture)));
  const ways = [
    { policy: 'raw-samples', against: 'color-managed', only: ofRaw, other: ofShown },
    { policy: 'color-managed', against: 'raw-samples', only: ofShown, other: ofRaw },
  ] as const;
  return ways.flatMap(({ policy, against, only, other }) => {
    const all = new Uint8Array(raw.width * raw.height).fill(1);
    const seen = maskedStructure(other, all, raw, VISIBLE_RMS).mask;
    const unseen = seen.map((isSeen) => 1 - isSeen);
    const { rms, region, pixels } = maskedStructure(only, unseen, raw);
    if (!isPicture({ rms, pixels }, raw)) return [];
    return [{ policy, against, rms, region: enlarged(region, raw, source) }];
  });
}

/** A region of a thinned picture in pixels of its source. */
function enlarged(region: LoaderDisagreement['region'], thin: Size, source: Size) {
  const step = Math.ceil(source.width / thin.width);
  const [x, y] = [region.x * step, region.y * step];
  return {
    x,
    y,
    width: Math.min(source.width - x, region.width * step),
    height: Math.min(source.height - y, region.height * step),
  };
}

function grayPlane({ width, height, channels, data }: Raster<Uint8Array>): Plane {
  const out = new Float32Array(width * height);
  for (let i = 0, at = 0; i < out.length; i++, at += channels) {
    out[i] = channels === 1 ? data[at] : (data[at] + data[at + 1] + data[at + 2]) / 3;
  }
  return { width, height, data: out };
}

/** Opacity 0..1 up to which a pixel is not seen, and from which it is not translucent. */
const UNSEEN = 0.06;
const OPAQUE = 0.95;

function droppedAlpha(raster: Raster<IntegerSamples>): LoaderDisagreement[] {
  const alpha = alphaOf(raster);
  const isUnseen = alpha.data.map((value) => (value < 255 * UNSEEN ? 1 : 0));
  const luma = planeOf(raster, (r, g, b) => (r + g + b) / 3);
  const found = maskedStructure(structureOf(luma), eroded(isUnseen, raster), raster);
  if (!isPicture(found, raster)) return [];
  const { rms, region } = found;
  return [{ policy: 'alpha-dropped', against: 'composited', rms, region }];
}

/** Correlation below which two structures are not one, upright or inverted. */
const SAME_STRUCTURE = 0.5;

/** Black, the darker squares of a checkerboard, white: what is mixed in where a pixel is translucent. */
const GROUNDS = [0, CHECK_LEVELS[0], 255];

/** The first two grounds over which there are two pictures: black and white, black and the board, both others. */
function mirage(raster: Raster<IntegerSamples>): LoaderDisagreement[] {
  const alpha = alphaOf(raster);
  const isTranslucent = alpha.data.map((value) =>
    value >= 255 * UNSEEN && value < 255 * OPAQUE ? 1 : 0,
  );
  if (!isTranslucent.includes(1)) return [];
  const [black, board, white] = GROUNDS.map((level) => {
    const mixed = planeOf(raster, (r, g, b, a) => ((r + g + b) / 3) * a + level * (1 - a));
    const structure = structureOf(mixed);
    return { structure, found: maskedStructure(structure, isTranslucent, raster) };
  });
  const differ = (one: typeof black, other: typeof black): boolean =>
    isPicture(one.found, raster) &&
    isPicture(other.found, raster) &&
    likeness(one.structure, other.structure, isTranslucent) < SAME_STRUCTURE;
  const { rms, region } = black.found;
  if (differ(black, white)) {
    return [{ policy: 'over-black', against: 'over-white', rms, region }];
  }
  if (differ(black, board)) {
    return [{ policy: 'over-black', against: 'over-checkerboard', rms, region }];
  }
  if (!differ(board, white)) return [];
  const { rms: boardRms, region: place } = board.found;
  return [{ policy: 'over-checkerboard', against: 'over-white', rms: boardRms, region: place }];
}

/** The correlation of two structures where `mask` is 1, upright or inverted: 0..1. */
function likeness(one: Structure, other: Structure, mask: ArrayLike<number>): number {
  let [both, squareOne, squareOther] = [0, 0, 0];
  for (let i = 0; i < mask.length; i++) {
    if (mask[i] === 0) continue;
    both += one.along[i] * other.along[i];
    squareOne += one.along[i] ** 2;
    squareOther += other.along[i] ** 2;
  }
  return Math.abs(both) / Math.sqrt(squareOne * squareOther);
}

function clipped(raster: Raster<IntegerSamples>): LoaderDisagreement[] {
  const { width, height, data } = raster;
  const cut = Float32Array.from(data, (value) => Math.min(255, value));
  const scaled = Float32Array.from(data, (value) => value / 257);
  const all = new Uint8Array(width * height).fill(1);
  const shown = structureOf({ width, height, data: cut });
  const found = maskedStructure(shown, all, raster);
  if (!isPicture(found, raster)) return [];
  const seen = structureOf({ width, height, data: scaled });
  const there = maskedStructure(seen, found.mask, raster);
  if (there.rms > VISIBLE_RMS) return [];
  const { rms, region } = found;
  return [{ policy: 'clipped-at-255', against: 'scaled', rms, region }];
}

/** Structure of the scaled picture from which a person sees something there. */
const VISIBLE_RMS = 2;

function isPicture(
  { rms, pixels }: { rms: number; pixels: number },
  { width, height }: Size,
): boolean {
  return rms >= LEAST_RMS && pixels >= LEAST_SHARE * width * height;
}

function alphaOf({ width, height, data }: Raster<IntegerSamples>): Plane {
  const grey = data instanceof Uint16Array ? 1 / 257 : 1;
  const alpha = new Float32Array(width * height);
  for (let i = 0; i < alpha.length; i++) alpha[i] = data[4 * i + 3] * grey;
  return { width, height, data: alpha };
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
function eroded(mask: Uint8Array | Float32Array, { width, height }: Raster): Uint8Array {
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
