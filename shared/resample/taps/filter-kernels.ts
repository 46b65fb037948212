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

/** The box of Pillow: 1 on (-0.5, 0.5]. */
export const boxPillow: Kernel = {
  support: 0.5,
  weight: (x) => (x > -0.5 && x <= 0.5 ? 1 : 0),
};

/** A raised cosine times sinc; Pillow writes its two constants as singles. */
export const hammingPillow: Kernel = {
  support: 1,
  weight: (x) => {
    const angle = Math.abs(x) * Math.PI;
    if (angle === 0) return 1;
    if (Math.abs(x) >= 1) return 0;
    return (Math.sin(angle) / angle) * (Math.fround(0.54) + Math.fround(0.46) * Math.cos(angle));
  },
};

/** Keys' cubic with a = -0.5, in double precision. */
export const keysHalf: Kernel = {
  support: 2,
  weight: (x) => {
    const u = Math.abs(x);
    if (u < 1) return (1.5 * u - 2.5) * u * u + 1;
    if (u < 2) return (((u - 5) * u + 8) * u - 4) * -0.5;
    return 0;
  },
};

/** sin(pi x) / (pi x). */
export function sinc(x: number): number {
  return x === 0 ? 1 : Math.sin(x * Math.PI) / (x * Math.PI);
}

/** sinc windowed by sinc(x / 3), on [-3, 3). */
export const lanczos3Pillow: Kernel = {
  support: 3,
  weight: (x) => (x >= -3 && x < 3 ? sinc(x) * sinc(x / 3) : 0),
};

/** Lanczos as libvips writes it: sinc windowed by sinc(x / lobes), both ends included. */
export function lanczosOf(lobes: number): Kernel {
  return {
    support: lobes,
    weight: (x) => (x >= -lobes && x <= lobes ? sinc(x) * sinc(x / lobes) : 0),
  };
}

/** The Mitchell-Netravali family: B = 0, C = 1/2 is Catmull-Rom. */
export function cubicOf(b: number, c: number): Kernel {
  return {
    support: 2,
    weight: (x) => {
      const u = Math.abs(x);
      const u2 = u * u;
      const u3 = u2 * u;
      if (u <= 1) {
        return ((12 - 9 * b - 6 * c) * u3 + (-18 + 12 * b + 6 * c) * u2 + (6 - 2 * b)) / 6;
      }
      if (u > 2) return 0;
      const outer = (-b - 6 * c) * u3 + (6 * b + 30 * c) * u2 + (-12 * b - 48 * c) * u;
      return (outer + (8 * b + 24 * c)) / 6;
    },
  };
}
