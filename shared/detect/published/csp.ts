/**
 * Centered spectrum points: how many bright spots the spectrum has; a picture has one, in the middle.
 * Bins with 20 ln |F| above 250, median of 3x3, Gaussian of 21x21, connected spots counted.
 *
 * Source: Kim et al. 2021, Decamouflage (DSN; arXiv 2010.03735), steganalysis method; constants of
 * the re-implementation in EQuiw/2023-detection-scalingattacks. Approximate: it blurs 8-bit pictures
 * and counts contours; here spots are what of a blurred spot would not round to 0.
 */
import type { PublishedInput } from './input.ts';

const LEVEL = 250;
const RADIUS = 10;
/** OpenCV's sigma of a kernel of 21. */
const SIGMA = 0.3 * ((2 * RADIUS + 1 - 1) * 0.5 - 1) + 0.8;
/** Half of one level of 255. */
const SEEN = 0.5 / 255;

/** The number of spots, 0 or more. */
export function spectrumPoints({ picture, spectrum }: PublishedInput): number {
  const { width, height } = picture;
  const bright = Uint8Array.from(spectrum(), (level) => (level > LEVEL ? 1 : 0));
  const spots = blurred(majority(bright, width, height), width, height);
  return countSpots(
    Uint8Array.from(spots, (value) => (value >= SEEN ? 1 : 0)),
    width,
    height,
  );
}

/** The median of 3x3 of a binary picture: the majority of nine; borders repeat. */
function majority(bright: Uint8Array, width: number, height: number): Float32Array {
  const out = new Float32Array(width * height);
  for (let y = 0; y < height; y++) {
    for (let x = 0; x < width; x++) {
      let count = 0;
      for (let dy = -1; dy <= 1; dy++) {
        const row = Math.min(height - 1, Math.max(0, y + dy)) * width;
        for (let dx = -1; dx <= 1; dx++) {
          count += bright[row + Math.min(width - 1, Math.max(0, x + dx))];
        }
      }
      out[y * width + x] = count >= 5 ? 1 : 0;
    }
  }
  return out;
}

function blurred(data: Float32Array, width: number, height: number): Float32Array {
  const kernel = Float64Array.from({ length: 2 * RADIUS + 1 }, (_, i) =>
    Math.exp(-((i - RADIUS) ** 2) / (2 * SIGMA * SIGMA)),
  );
  const total = kernel.reduce((sum, weight) => sum + weight, 0);
  const weights = kernel.map((weight) => weight / total);
  const once = alongAxis(data, width, height, 1, width, weights);
  return alongAxis(once, height, width, width, 1, weights);
}

/** One pass: lines of `length` samples `step` apart; few are not 0, so those are spread. */
function alongAxis(
  data: Float32Array,
  length: number,
  lines: number,
  step: number,
  across: number,
  weights: Float64Array,
): Float32Array {
  const out = new Float32Array(data.length);
  for (let line = 0; line < lines; line++) {
    for (let i = 0; i < length; i++) {
      const value = data[line * across + i * step];
      if (value === 0) continue;
      const from = Math.max(0, i - RADIUS);
      const to = Math.min(length - 1, i + RADIUS);
      for (let k = from; k <= to; k++) {
        out[line * across + k * step] += value * weights[k - i + RADIUS];
      }
    }
  }
  return out;
}

/** Eight-connected components. */
function countSpots(mask: Uint8Array, width: number, height: number): number {
  let count = 0;
  const stack: number[] = [];
  for (let start = 0; start < mask.length; start++) {
    if (mask[start] === 0) continue;
    count++;
    mask[start] = 0;
    stack.push(start);
    while (stack.length > 0) {
      const at = stack.pop()!;
      const y = Math.floor(at / width);
      const x = at - y * width;
      for (let ny = Math.max(0, y - 1); ny <= Math.min(height - 1, y + 1); ny++) {
        for (let nx = Math.max(0, x - 1); nx <= Math.min(width - 1, x + 1); nx++) {
          const next = ny * width + nx;
          if (mask[next] === 0) continue;
          mask[next] = 0;
          stack.push(next);
        }
      }
    }
  }
  return count;
}
