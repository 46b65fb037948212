/**
 * torch.nn.functional.interpolate(antialias=True) on float32 tensors: the taps. Pillow's scheme in
 * single precision: kernel stretched by the ratio, taps outside dropped, weights divided by their
 * sum. An axis that keeps its length is left alone.
 *
 *   bilinear   triangle
 *   bicubic    a = -0.5 (not the -0.75 of the plain kernel); 1.13 has its inner half in double
 *   lanczos    3 lobes, from some release after 1.13; one sinc in single, the window in double
 *
 * Exact with ATEN_CPU_CAPABILITY=default. Source: torch 1.13.1 and 2.14.1,
 * aten/src/ATen/native/UpSample.h, cpu/UpSampleKernel.cpp; measured.
 */
import { sinf } from '../../../math/sinf.ts';
import { single } from '../../taps/coordinates.ts';
import { sinc, triangleSingle, type Kernel } from '../../taps/filter-kernels.ts';
import { identityTaps, runTaps, type AxisTaps } from '../../taps/taps.ts';

export const torchTriangle = triangleSingle;

/** Keys' cubic of 1.13: up to 1 in double precision, from there in single. */
export const torchKeys113: Kernel = {
  support: 2,
  weight: (x) => {
    const u = Math.abs(x);
    if (u < 1) return (1.5 * u - 2.5) * u * u + 1;
    if (u >= 2) return 0;
    const inner = single(single(single(single(u - 5) * u) + 8) * u);
    return single(inner - 4) * -0.5;
  },
};

/** Keys' cubic of 2.14, every step in single precision. */
export const torchKeys214: Kernel = {
  support: 2,
  weight: (x) => {
    const u = Math.abs(x);
    if (u >= 2) return 0;
    if (u < 1) return single(single(single(single(single(1.5 * u) - 2.5) * u) * u) + 1);
    const inner = single(single(single(-0.5 * u) + 2.5) * u);
    return single(single(single(inner - 4) * u) + 2);
  },
};

/** The same compiled for AVX2: products and sums fused, each pair rounded once. */
export const torchKeysFused: Kernel = {
  support: 2,
  weight: (x) => {
    const u = Math.abs(x);
    if (u >= 2) return 0;
    if (u < 1) return single(single(single(1.5 * u - 2.5) * u) * u + 1);
    const inner = single(-0.5 * u + 2.5);
    return single(single(inner * u - 4) * u + 2);
  },
};

export const torchLanczos: Kernel = {
  support: 3,
  weight: (x) => {
    const u = Math.abs(x);
    return u >= 3 ? 0 : sincSingle(u) * sinc(u / 3);
  },
};

function sincSingle(x: number): number {
  if (x === 0) return 1;
  const angle = single(x * single(Math.PI));
  return single(sinf(angle) / angle);
}

export function antialiasTaps(n: number, m: number, kernel: Kernel): AxisTaps {
  if (n === m) return identityTaps(n);
  const ratio = single(n / m);
  const stretch = Math.max(ratio, 1);
  const reach = single(kernel.support * stretch);
  const perUnit = single(1 / stretch);
  return runTaps(n, m, (dst) => {
    const center = single(ratio * (dst + 0.5));
    const first = Math.max(Math.trunc(single(center - reach) + 0.5), 0);
    const end = Math.min(Math.trunc(single(center + reach) + 0.5), n);
    const weights: number[] = [];
    let total = 0;
    for (let i = first; i < end; i++) {
      const weight = single(kernel.weight(single((single(i - center) + 0.5) * perUnit)));
      weights.push(weight);
      total = single(total + weight);
    }
    for (let k = 0; k < weights.length; k++) weights[k] = single(weights[k] / total);
    return { first, weights };
  });
}

/**
 * The rows as 2.14 computes them when the output is one pixel wide: every row gets the taps of row
 * 0. A fault of its float kernel on contiguous NCHW tensors; 1.13 was right.
 */
export function repeatFirstRow(taps: AxisTaps): AxisTaps {
  const first = taps.indices[0];
  const weights = Array.from(taps.weights.subarray(0, taps.offsets[1]));
  return runTaps(taps.srcSize, taps.dstSize, () => ({ first, weights }));
}
