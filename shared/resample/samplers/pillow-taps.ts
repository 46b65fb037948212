/**
 * Pillow's tap tables, along one axis of n source samples resized from lo .. hi to m outputs.
 *
 *   kernels   scale = (hi - lo) / m; the kernel is stretched by max(scale, 1) around
 *             lo + (d + 0.5) * scale; taps outside the image are dropped and the rest normalized;
 *             weights are integers over 2^22, rounded half away from zero
 *   nearest   the position (hi - lo) / m is added again and again, so that ties can fall below a
 *             whole number
 *   reduce    cells of `factor` samples from lo; the last one holds what is left
 *
 * Exact. lo, hi and hi - lo are singles; everything after is in double precision.
 * Source: Pillow 9.4 to 12.3, libImaging/Resample.c, Geometry.c, Reduce.c.
 */
import type { Kernel } from '../taps/filter-kernels.ts';
import { TapsBuilder, tapsFrom, type AxisTaps } from '../taps/taps.ts';

/** Bits of the weights: what a 32-bit sum leaves after 8 bits of sample and 2 of overshoot. */
export const WEIGHT_BITS = 22;

/** `whole` makes an integer of a weight to which a half was added away from zero. */
export function kernelTaps(
  n: number,
  lo: number,
  hi: number,
  m: number,
  kernel: Kernel,
  whole: (value: number) => number = Math.trunc,
): AxisTaps {
  const scale = Math.fround(hi - lo) / m;
  const stretch = Math.max(scale, 1);
  const reach = kernel.support * stretch;
  const perUnit = 1 / stretch;
  const one = 2 ** WEIGHT_BITS;
  const builder = new TapsBuilder(n);
  for (let dst = 0; dst < m; dst++) {
    const center = lo + (dst + 0.5) * scale;
    const first = Math.max(Math.trunc(center - reach + 0.5), 0);
    const end = Math.min(Math.trunc(center + reach + 0.5), n);
    const weights: number[] = [];
    let total = 0;
    for (let i = first; i < end; i++) {
      const weight = kernel.weight((i - center + 0.5) * perUnit);
      weights.push(weight);
      total += weight;
    }
    for (let k = 0; k < weights.length; k++) {
      const weight = total === 0 ? weights[k] : weights[k] / total;
      builder.tap(first + k, whole((weight < 0 ? -0.5 : 0.5) + weight * one) / one);
    }
    builder.next();
  }
  return builder.build();
}

/** Source indices of NEAREST, one an output; OpenCV 5 reads the same in NEAREST_EXACT. */
export function nearestIndices(lo: number, hi: number, m: number): number[] {
  const step = Math.fround(hi - lo) / m;
  let position = lo + step * 0.5;
  return Array.from({ length: m }, () => {
    const index = Math.trunc(position);
    position += step;
    return index;
  });
}

export function reduceTaps(n: number, lo: number, hi: number, factor: number): AxisTaps {
  return tapsFrom(n, Math.ceil((hi - lo) / factor), (dst) => {
    const from = lo + dst * factor;
    const count = Math.min(factor, hi - from);
    return Array.from({ length: count }, (_, k) => [from + k, 1 / count] as const);
  });
}
