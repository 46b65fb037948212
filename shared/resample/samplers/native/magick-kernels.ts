/** Kernels as ImageMagick computes them, of distances of 0 or more. Source: ImageMagick 6, magick/resize.c. */

export interface MagickKernel {
  support: number;
  weight: (x: number) => number;
}

/** The Mitchell-Netravali family in Horner's form. */
export function spline(b: number, c: number): MagickKernel {
  const twice = b + b;
  const p0 = 1 - (1 / 3) * b;
  const p2 = -3 + twice + c;
  const p3 = 2 - 1.5 * b - c;
  const q0 = (4 / 3) * b + 4 * c;
  const q1 = -8 * c - twice;
  const q2 = b + 5 * c;
  const q3 = (-1 / 6) * b - c;
  return {
    support: 2,
    weight: (x) => {
      if (x < 1) return p0 + x * (x * (p2 + x * p3));
      if (x < 2) return q0 + x * (q1 + x * (q2 + x * q3));
      return 0;
    },
  };
}

/** Minimax coefficients of sin(pi x) / (pi x) on [-4, 4] over its zeros, in powers of x squared. */
const SINC = [
  0.0017361110735732023, -0.0003842409211149466, 0.00003942011823593181, -0.000002509633016091172,
  1.1190203281809579e-7, -3.728951014087796e-9, 9.576941966775726e-11, -1.872085777765907e-12,
  2.5352432142686275e-14, -1.770848050107011e-16,
];

function sinc(x: number): number {
  if (x > 4) return Math.sin(Math.PI * x) / (Math.PI * x);
  const xx = x * x;
  let p = SINC[9];
  for (let i = 8; i >= 0; i--) p = SINC[i] + xx * p;
  return (xx - 1) * (xx - 4) * (xx - 9) * (xx - 16) * p;
}

/** Three lobes, windowed by the middle one. */
export const lanczos: MagickKernel = {
  support: 3,
  weight: (x) => sinc(x * (1 / 3)) * sinc(x),
};
