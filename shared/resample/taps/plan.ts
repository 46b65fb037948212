/**
 * A plan says how one library resizes one raster: the passes in their order, each a tap table and
 * the arithmetic the library does with it. A plan is made by a sampler for a source shape and a
 * target size (samplers/), executed by `apply`, and read by `lattice`.
 */
import type { Channels, Dtype, Size } from '../../base/raster.ts';
import { composeTaps, identityTaps, type AxisTaps } from './taps.ts';

export type Axis = 'x' | 'y';

/** Cubics that are written as polynomials of the place between two taps. */
export type Polynomial = 'llama-cpp' | 'jimp-bicubic' | 'jimp-hermite' | 'jimp-bezier';

/**
 * How the products of samples and weights are added and rounded.
 * - copy: the tap's sample, unchanged, in any sample type.
 * - lerp-f32: a + (b - a) * w in single precision, w the second tap's weight (TensorFlow).
 * - sum-f32: taps in order, each product and each sum rounded to single precision.
 * - sum-fused-f32: sum-f32, but the taps that are left after the first and whole groups of four are
 *   multiplied and added in one rounding (compilers' in-order sums with AVX2).
 * - sum-divided-f32: sum-f32 with the table's operands, each product divided by the operands' sum (ONNX).
 * - sum-fma-f32: taps in order, each multiplied and added in one rounding.
 * - sum-lanes-f32: sum-f32 of every `lanes`-th tap, the sums then added: (0 + 2) + (1 + 3), or 0 + 1.
 * - sum-f64: the same as sum-f32 in double precision.
 * - lerp-f64: a + (b - a) * w in double precision (tfjs).
 * - cell-f32: weights times `cell` are single-precision overlaps; their sum is kept, times `scale`
 *   (TensorFlow's area, which divides once at the end).
 * - pairs-f64: the first tap, then the others in pairs that share a weight: (a + b) * w
 *   (scipy's symmetric filters).
 * - polynomial: a cubic of four taps and the table's operands, as its library writes it
 *   (arithmetic/polynomial.ts).
 * - jimp-mean, pica-columns, pica-rows: arithmetic/javascript-arithmetic.ts.
 * - fixed-exact: weights are integers over 2^bits; the exact integer sum is kept (times 2^bits).
 * - fixed-round: weights are integers over 2^bits, on exact sums that still carry `carry` bits:
 *   clamp((sum + half) >> (bits + carry)), back to integer samples.
 * - fixed-signed: weights are integers over 2^bits; (sum + half) >> bits is kept, signed.
 * - fixed-truncate: as fixed-round, without the half: sum >> (bits + carry).
 * - skia-lerp-x, skia-lerp-y: two taps in 16-bit fixed point (arithmetic/platform/skia-lerp.ts).
 * - swscale-columns: sum >> shift within 16 bits (arithmetic/platform/swscale-arithmetic.ts).
 * - vips-shrink: the mean of equal taps by a 32-bit integer reciprocal (arithmetic/libvips-arithmetic.ts).
 * - magick-sum: sum-f64 rounded to 16 bits, RGBA weighted by alpha (ImageMagick).
 * - go-kernel: sum-f64 of the table's operands, weights that are not normalized, times one over their sum and
 *   `divisor` (Go).
 * - opencv-linear-v: OpenCV's vertical pass on sums that carry 11 bits:
 *   (((b0 * (s0 >> 4)) >> 16) + ((b1 * (s1 >> 4)) >> 16) + 2) >> 2.
 * - opencv-cubic-v: OpenCV's vertical pass on sums that carry 11 bits, in single precision but for
 *   the last samples of a row (arithmetic/opencv-arithmetic.ts).
 * - opencv-sum-v: sum-f32 in OpenCV's vertical pass: from the last tap to the first in whole groups
 *   of `lanes` samples of a row, else in order.
 */
export type Arithmetic =
  | { kind: 'copy' }
  | { kind: 'lerp-f32' }
  | { kind: 'sum-f32' }
  | { kind: 'sum-fused-f32' }
  | { kind: 'sum-divided-f32' }
  | { kind: 'sum-fma-f32' }
  | { kind: 'sum-lanes-f32'; lanes: 2 | 4 }
  | { kind: 'sum-f64' }
  | { kind: 'lerp-f64' }
  | { kind: 'cell-f32'; cell: number; scale: number }
  | { kind: 'pairs-f64' }
  | { kind: 'polynomial'; of: Polynomial }
  | { kind: 'jimp-mean'; alpha: boolean; ratio: number; bytes: boolean }
  | { kind: 'pica-columns'; alpha: boolean }
  | { kind: 'pica-rows'; alpha: boolean }
  | { kind: 'fixed-exact'; bits: number }
  | { kind: 'fixed-round'; bits: number; carry: number }
  | { kind: 'fixed-signed'; bits: number }
  | { kind: 'fixed-truncate'; bits: number; carry: number }
  | { kind: 'swscale-columns'; shift: number }
  | { kind: 'skia-lerp-x' }
  | { kind: 'skia-lerp-y' }
  | { kind: 'vips-shrink' }
  | { kind: 'magick-sum'; alpha: boolean }
  | { kind: 'go-kernel'; divisor: number }
  | { kind: 'opencv-linear-v' }
  | { kind: 'opencv-cubic-v' }
  | { kind: 'opencv-sum-v'; lanes: number };

/**
 * Arithmetic of passes that need both axes at once.
 * - product-f32: the two weights' product in single precision; products and sums in single too.
 * - product-f64: the same product in single precision; products and sums in double, rounded once.
 * - mean-f32: the sum of a cell in single precision, divided by its rows, then by its columns.
 * - opencv-mean: the mean of a cell of integers; opencv-mean-f32: in single precision
 *   (arithmetic/opencv-mean.ts).
 * - vips-bilinear: two taps by two, with fractions of 12 bits (arithmetic/libvips-arithmetic.ts).
 * - jimp-mean: the mean of a cell of bytes, half up; of RGBA, colors of transparent pixels left out.
 * - pillow-reduce: the mean of a cell by a 32-bit integer reciprocal (Image.reduce).
 * - rust-thumbnail: the mean of a cell of integers, or two taps in single precision
 *   (arithmetic/rust-arithmetic.ts).
 * - magick-mesh: two taps by two on triangles (arithmetic/magick-arithmetic.ts).
 * - java-area: the mean of a cell in single precision, RGBA premultiplied (arithmetic/java-arithmetic.ts).
 * - skia-cubic, skia-trilinear: four taps by four; two by two of a level and of its half
 *   (arithmetic/platform/skia-mix.ts).
 */
export type GridArithmetic =
  | { kind: 'product-f32' }
  | { kind: 'product-f64' }
  | { kind: 'mean-f32' }
  | { kind: 'opencv-mean' }
  | { kind: 'opencv-mean-f32' }
  | { kind: 'vips-bilinear' }
  | { kind: 'skia-cubic'; fused: boolean }
  | { kind: 'skia-trilinear'; share: number; fused: boolean }
  | { kind: 'pillow-reduce' }
  | { kind: 'jimp-mean' }
  | { kind: 'magick-mesh' }
  | { kind: 'java-area' }
  | { kind: 'rust-thumbnail' };

/** One axis resized with one table. */
export interface AxisPass {
  type: 'axis';
  axis: Axis;
  taps: AxisTaps;
  arithmetic: Arithmetic;
}

/** Both axes resized in one step. */
export interface GridPass {
  type: 'grid';
  tapsX: AxisTaps;
  tapsY: AxisTaps;
  arithmetic: GridArithmetic;
}

/**
 * Samples converted without a change of size. `round-clamp` is half to even, to the plan's dtype;
 * `round-up-clamp` half up; `truncate-clamp` drops the fraction; `stb-round` adds a half in single precision,
 * then drops the fraction; `tflite-int8` rounds sums of 20 bits half away from 128, the zero of int8;
 * `clamp-source` to the smallest and largest sample of the source raster, all channels together; the rest is in
 * arithmetic/alpha-arithmetic.ts and the arithmetic of the library that it is named after.
 */
export interface PointPass {
  type: 'point';
  operation:
    | 'to-f32'
    | 'to-f64'
    | 'round-clamp'
    | 'round-up-clamp'
    | 'truncate-clamp'
    | 'stb-round'
    | 'tflite-int8'
    | 'clamp-source'
    | 'pillow-premultiply'
    | 'pillow-unpremultiply'
    | 'vips-premultiply'
    | 'vips-unpremultiply'
    | 'go-widen'
    | 'go-truncate'
    | 'go-round'
    | 'fir-unpremultiply'
    | 'magick-widen'
    | 'magick-narrow'
    | 'magick-weigh'
    | 'magick-unweigh'
    | 'java-premultiply'
    | 'java-unpremultiply'
    | 'skia-unpremultiply'
    | 'swscale-to-yuv'
    | 'swscale-round'
    | 'swscale-cut';
}

export type Pass = AxisPass | GridPass | PointPass;

export interface Plan {
  source: Size;
  target: Size;
  /** Sample type of the result. */
  output: Dtype;
  passes: Pass[];
}

/** The shape a plan is made for: samplers may choose their arithmetic by channels and dtype. */
export interface SourceShape extends Size {
  channels: Channels;
  dtype: Dtype;
  /** The format of the file behind it, where loaders shrink such files. Plans do not heed it. */
  file?: 'jpeg' | 'webp';
}

/**
 * The plan's table along one axis from the source to the target, all passes composed: which source
 * columns (or rows) feed which target column, with which total weight.
 */
export function axisTapsOf(plan: Plan, axis: Axis): AxisTaps {
  let total: AxisTaps | undefined;
  // From the last pass back: only what the target reads is composed.
  for (const pass of plan.passes.toReversed()) {
    const taps = tapsAlong(pass, axis);
    if (taps === null) continue;
    total = total === undefined ? taps : composeTaps(taps, total);
  }
  return total ?? identityTaps(axis === 'x' ? plan.source.width : plan.source.height);
}

/** The table of one pass along an axis; null when the pass leaves that axis as it is. */
export function tapsAlong(pass: Pass, axis: Axis): AxisTaps | null {
  if (pass.type === 'grid') return axis === 'x' ? pass.tapsX : pass.tapsY;
  return pass.type !== 'point' && pass.axis === axis ? pass.taps : null;
}
