/**
 * Kernels: the weight a tap gets by its distance x to the sampling center, in kernel units, zero
 * beyond the support. Sampler files choose the precision and the cubic parameter a.
 */

export interface Kernel {
  /** Half-width in kernel units. */
  support: number;
  weight: (x: number) => number;
}

/** The triangle: linear interpolation between neighbours. */
export const triangle: Kernel = {
  support: 1,
  weight: (x) => Math.max(0, 1 - Math.abs(x)),
};

/** The triangle with each step rounded to single precision (TensorFlow ScaleAndTranslate). */
export const triangleSingle: Kernel = {
  support: 1,
  weight: (x) => Math.max(0, Math.fround(1 - Math.abs(x))),
};
