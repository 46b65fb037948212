/**
 * JPEG between a picture and its reader. The file says by which step each frequency of an 8x8 block was rounded,
 * so a picture may be held to it: each of its coefficients lies within half a step of what the file holds.
 */
import type { Size } from '../../base/raster.ts';
import { lumaTable } from '../../image/forensics/quantization.ts';
import type { Window } from '../../pipelines/steps/windows.ts';

const COSINES = Float64Array.from({ length: 64 }, (_, i) => {
  const [u, x] = [i >> 3, i & 7];
  return (u === 0 ? Math.SQRT1_2 : 1) * 0.5 * Math.cos(((2 * x + 1) * u * Math.PI) / 16);
});

/** The rounding of decoded samples, in levels of a coefficient. */
const SLACK = 0.32;
/** A share of coefficients is off for other reasons: other encoders, samples that were cut off. */
const STRAY = 0.03;
const STRAY_LEVELS = 64;

/** The blocks of a decoded JPEG file that lie wholly within a part of it. */
export interface Blocks {
  /** Top left of each block, in pixels of the file. */
  places: [x: number, y: number][];
  /** What the file holds, 64 for each block, in levels. */
  stored: Float64Array;
  /** The steps, row by row. */
  steps: readonly number[];
}

/** The blocks of `plane` (brightness, of the whole file) within `at`; those with cut samples are left out. */
export function blocksOf(
  plane: ArrayLike<number>,
  { width, height }: Size,
  at: Window,
  steps: readonly number[],
): Blocks {
  const places: [number, number][] = [];
  const stored: number[] = [];
  for (let y = 8 * Math.ceil(at.top / 8); y + 8 <= Math.min(height, at.top + at.height); y += 8) {
    for (let x = 8 * Math.ceil(at.left / 8); x + 8 <= Math.min(width, at.left + at.width); x += 8) {
      const block = blockAt(plane, width, x, y);
      if (block.some((value) => value <= 1 || value >= 254)) continue;
      const levels = transformed(block);
      places.push([x, y]);
      for (let i = 0; i < 64; i++) stored.push(Math.round(levels[i] / steps[i]) * steps[i]);
    }
  }
  return { places, stored: Float64Array.from(stored), steps };
}

/** A step that leaves more than the rounding of samples to be seen. */
const LEAST_STEP = 4;
/** The mean square that the rounding of samples leaves of a coefficient is 1/12; so much is let pass. */
const MOST_LEFT = 0.3;
const LEAST_SEEN = 200;

/**
 * The steps of a JPEG that a picture has been before, by what it left in its coefficients: all near multiples of
 * them. Null where none of the usual tables fits.
 */
export function leftSteps(plane: ArrayLike<number>, size: Size): readonly number[] | null {
  const { width, height } = size;
  const blocks: Float64Array[] = [];
  const stride = 8 * Math.max(1, Math.round(Math.sqrt((width * height) / 64 / MOST_BLOCKS)));
  for (let y = 0; y + 8 <= height; y += stride) {
    for (let x = 0; x + 8 <= width; x += stride) {
      const block = blockAt(plane, width, x, y);
      if (!block.some((value) => value <= 1 || value >= 254)) blocks.push(transformed(block));
    }
  }
  for (const maker of ['libjpeg', 'mozjpeg'] as const) {
    for (let quality = 98; quality >= 20; quality--) {
      const steps = lumaTable(quality, maker);
      if (isLeftBy(blocks, steps)) return steps;
    }
  }
  return null;
}

const MOST_BLOCKS = 400;

function isLeftBy(blocks: readonly Float64Array[], steps: readonly number[]): boolean {
  let [seen, left, others] = [0, 0, 0];
  for (const levels of blocks) {
    for (let i = 0; i < 64; i++) {
      const step = steps[i];
      const whole = Math.round(levels[i] / step);
      // What became zero fits any larger step too.
      if (step < LEAST_STEP || whole === 0) continue;
      const off = levels[i] - whole * step;
      seen++;
      left += off * off;
      others += (step * step) / 12;
    }
    if (seen > 60 && left > 4 * MOST_LEFT * seen) return false;
  }
  return seen >= LEAST_SEEN && left <= MOST_LEFT * seen && left < 0.35 * others;
}

function blockAt(plane: ArrayLike<number>, width: number, x: number, y: number): Float64Array {
  const block = new Float64Array(64);
  for (let row = 0; row < 8; row++) {
    for (let column = 0; column < 8; column++) {
      block[8 * row + column] = plane[(y + row) * width + x + column];
    }
  }
  return block;
}

/** The cosine transform of a block of samples, around 128. */
function transformed(block: Float64Array): Float64Array {
  const rows = new Float64Array(64);
  const out = new Float64Array(64);
  for (let y = 0; y < 8; y++) {
    for (let u = 0; u < 8; u++) {
      let sum = 0;
      for (let x = 0; x < 8; x++) sum += COSINES[8 * u + x] * (block[8 * y + x] - 128);
      rows[8 * y + u] = sum;
    }
  }
  for (let v = 0; v < 8; v++) {
    for (let u = 0; u < 8; u++) {
      let sum = 0;
      for (let y = 0; y < 8; y++) sum += COSINES[8 * v + y] * rows[8 * y + u];
      out[8 * v + u] = sum;
    }
  }
  return out;
}

/**
 * How well `plane`, which lies in the file from `at` on with `width` pixels a row, fits: the sum of the logarithms
 * of the densities of its coefficients, and the share of them that are out of bounds.
 */
export function fitOf(
  plane: ArrayLike<number>,
  width: number,
  at: { left: number; top: number },
  { places, stored, steps }: Blocks,
): { logLikelihood: number; stray: number } {
  let sum = 0;
  let stray = 0;
  places.forEach(([x, y], block) => {
    const levels = transformed(blockAt(plane, width, x - at.left, y - at.top));
    for (let i = 0; i < 64; i++) {
      const off = Math.abs(levels[i] - stored[64 * block + i]);
      const half = steps[i] / 2;
      const inside = (below(half - off) - below(-half - off)) / steps[i];
      sum += Math.log((1 - STRAY) * inside + STRAY / STRAY_LEVELS);
      if (off > half + 4 * SLACK) stray++;
    }
  });
  return { logLikelihood: sum, stray: places.length === 0 ? 0 : stray / stored.length };
}

function below(value: number): number {
  return 1 / (1 + Math.exp(-value / SLACK));
}
