/**
 * Coordinate modes: where output index d samples the source, along one axis of n source and m
 * output samples. Names are those of ONNX Resize; `precision` is the one the library computes in,
 * because its rounding decides which pixel is read.
 *
 *   half_pixel     (d + 0.5) * n/m - 0.5     TensorFlow 2, OpenCV, Pillow, torch
 *   asymmetric     d * n/m                   TensorFlow 1 (legacy), OpenCV NEAREST
 *   align_corners  d * (n-1)/(m-1)           TensorFlow 1 and torch on request
 *
 * Source: Lohn 2020, Equations 1-3 (the convention there is not fixed); ONNX operator Resize.
 */

export type CoordinateMode = 'half_pixel' | 'asymmetric' | 'align_corners';

/** Rounds every intermediate result: to single, or not at all. */
export type Precision = (value: number) => number;

export const single: Precision = Math.fround;
export const double: Precision = (value) => value;

/** Source samples per output sample; align_corners with one output uses n/m, as TensorFlow does. */
export function ratioOf(n: number, m: number, mode: CoordinateMode, precision: Precision): number {
  return mode === 'align_corners' && m > 1
    ? precision(precision(n - 1) / precision(m - 1))
    : precision(precision(n) / precision(m));
}

/** The source coordinate of output index `dst`, in pixel indices (pixel centers are integers). */
export function sourceCoordinate(
  dst: number,
  ratio: number,
  mode: CoordinateMode,
  precision: Precision,
): number {
  if (mode !== 'half_pixel') return precision(dst * ratio);
  return precision(precision(precision(dst + 0.5) * ratio) - 0.5);
}

/** Reflects an index into 0..n-1 about the end samples, which are not repeated. */
export function mirroredIndex(index: number, n: number): number {
  if (n === 1) return 0;
  const period = 2 * n - 2;
  const place = ((index % period) + period) % period;
  return place < n ? place : period - place;
}
