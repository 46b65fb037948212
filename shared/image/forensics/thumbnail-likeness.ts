/**
 * Whether an embedded thumbnail shows the picture it came with. Both are averaged by area to a grid of gray
 * (BT.601), and compared: the correlation of all cells of the grid, and the largest difference of one of
 * 8x8 blocks after brightness and contrast are fitted (least squares). Thumbnails of cameras have bars where
 * the picture has other proportions, or show its middle, and some are stored upright beside a picture that
 * is not: of these ways to lay one over the other the best counts.
 */
import { areaTaps } from '../../resample/taps/area.ts';
import type { Raster } from '../../base/raster.ts';
import type { ThumbnailFacts } from './forensics.ts';

const SIDE = 32;
const BLOCK = 4;

/** Measured on photographs with thumbnails; docs/reference/file-facts.md has the figures. */
export const SAME_LIKENESS = 0.96;
export const SAME_DIFFERENCE = 40;
export const OTHER_LIKENESS = 0.8;

export type Likeness = Pick<ThumbnailFacts, 'likeness' | 'largest' | 'verdict'>;

interface Part {
  x: number;
  y: number;
  width: number;
  height: number;
}

/** How alike `thumbnail` and `picture` are (8 bit); `orientation` is that of EXIF, 1..8, of the picture as it is stored. */
export function thumbnailLikeness(
  thumbnail: Raster<Uint8Array>,
  picture: Raster<Uint8Array>,
  orientation: number,
): Likeness {
  let best: Likeness | null = null;
  for (const [one, other] of ways(thumbnail, picture, orientation)) {
    const likeness = judged(compare(one, other));
    if (best === null || likeness.likeness > best.likeness) best = likeness;
    if (best.verdict === 'same') break;
  }
  return best!;
}

/** Grids of the thumbnail and of the picture, laid one over the other in each way, the usual one first. */
function* ways(
  thumbnail: Raster<Uint8Array>,
  picture: Raster<Uint8Array>,
  orientation: number,
): Generator<[Float32Array, Float32Array]> {
  const grid = gridOf(thumbnail, all(thumbnail), 1);
  for (const turn of orientation === 1 ? [1] : [orientation, 1]) {
    const isAcross = turn >= 5;
    const aspect = isAcross ? picture.height / picture.width : picture.width / picture.height;
    const inner = middleOf(thumbnail, aspect);
    const wanted = thumbnail.width / thumbnail.height;
    const middle = middleOf(picture, isAcross ? 1 / wanted : wanted);
    const whole = gridOf(picture, all(picture), turn);
    yield [grid, whole];
    if (!isAll(inner, thumbnail)) yield [gridOf(thumbnail, inner, 1), whole];
    if (!isAll(middle, picture)) yield [grid, gridOf(picture, middle, turn)];
  }
}

function judged({ likeness, largest }: Pick<Likeness, 'likeness' | 'largest'>): Likeness {
  const isSame = likeness >= SAME_LIKENESS && largest <= SAME_DIFFERENCE;
  const verdict = isSame ? 'same' : likeness < OTHER_LIKENESS ? 'other' : 'altered';
  return { likeness, largest, verdict };
}

function isAll({ width, height }: Part, of: Raster): boolean {
  return width === of.width && height === of.height;
}

function all({ width, height }: Raster): Part {
  return { x: 0, y: 0, width, height };
}

/** The largest part in the middle that has `aspect`, width over height. */
function middleOf({ width, height }: Raster, aspect: number): Part {
  const w = Math.max(1, Math.min(width, Math.round(height * aspect)));
  const h = Math.max(1, Math.min(height, Math.round(width / aspect)));
  return { x: (width - w) >> 1, y: (height - h) >> 1, width: w, height: h };
}

/** `part` of `raster` in gray, averaged to SIDE*SIDE and turned upright from `orientation`. */
function gridOf(raster: Raster<Uint8Array>, part: Part, orientation: number): Float32Array {
  const across = areaTaps(part.width, SIDE);
  const down = areaTaps(part.height, SIDE);
  const rows = new Float32Array(part.height * SIDE);
  for (let y = 0; y < part.height; y++) {
    const line = grayLine(raster, part, y);
    for (let to = 0; to < SIDE; to++) {
      for (let i = across.offsets[to]; i < across.offsets[to + 1]; i++) {
        rows[y * SIDE + to] += line[across.indices[i]] * across.weights[i];
      }
    }
  }
  const grid = new Float32Array(SIDE * SIDE);
  for (let to = 0; to < SIDE; to++) {
    for (let i = down.offsets[to]; i < down.offsets[to + 1]; i++) {
      const from = down.indices[i] * SIDE;
      for (let x = 0; x < SIDE; x++) grid[to * SIDE + x] += rows[from + x] * down.weights[i];
    }
  }
  return orientation === 1 ? grid : turned(grid, orientation);
}

function grayLine(
  { width, channels, data }: Raster<Uint8Array>,
  { x, y: top, width: count }: Part,
  y: number,
): Float32Array {
  const line = new Float32Array(count);
  for (let i = 0, at = ((top + y) * width + x) * channels; i < count; i++, at += channels) {
    line[i] =
      channels === 1 ? data[at] : 0.299 * data[at] + 0.587 * data[at + 1] + 0.114 * data[at + 2];
  }
  return line;
}

/** The grid as EXIF `orientation` says that it is seen. */
function turned(grid: Float32Array, orientation: number): Float32Array {
  const out = new Float32Array(SIDE * SIDE);
  const last = SIDE - 1;
  for (let y = 0; y < SIDE; y++) {
    for (let x = 0; x < SIDE; x++) {
      const [u, v] = orientation >= 5 ? [y, x] : [x, y];
      const isMirrored = [2, 3, 7, 8].includes(orientation);
      const isFlipped = [3, 4, 6, 7].includes(orientation);
      out[y * SIDE + x] = grid[(isFlipped ? last - v : v) * SIDE + (isMirrored ? last - u : u)];
    }
  }
  return out;
}

function compare(one: Float32Array, other: Float32Array): { likeness: number; largest: number } {
  const count = one.length;
  const [meanOne, meanOther] = [mean(one), mean(other)];
  let [both, squareOne, squareOther] = [0, 0, 0];
  for (let i = 0; i < count; i++) {
    both += (one[i] - meanOne) * (other[i] - meanOther);
    squareOne += (one[i] - meanOne) ** 2;
    squareOther += (other[i] - meanOther) ** 2;
  }
  const product = Math.sqrt(squareOne * squareOther);
  // Two flat pictures are alike; a flat one and another are not.
  const likeness = product > count ? both / product : squareOne + squareOther < count ? 1 : 0;
  const slope = squareOther > count ? both / squareOther : 1;
  const largest = largestBlock(one, other, slope, meanOne - slope * meanOther);
  return { likeness, largest };
}

/** The RMS of the block of the grid that differs most. */
function largestBlock(
  one: Float32Array,
  other: Float32Array,
  slope: number,
  offset: number,
): number {
  let most = 0;
  for (let top = 0; top < SIDE; top += BLOCK) {
    for (let left = 0; left < SIDE; left += BLOCK) {
      let square = 0;
      for (let y = top; y < top + BLOCK; y++) {
        for (let at = y * SIDE + left; at < y * SIDE + left + BLOCK; at++) {
          square += (one[at] - slope * other[at] - offset) ** 2;
        }
      }
      most = Math.max(most, Math.sqrt(square) / BLOCK);
    }
  }
  return most;
}

function mean(values: Float32Array): number {
  return values.reduce((sum, value) => sum + value, 0) / values.length;
}
