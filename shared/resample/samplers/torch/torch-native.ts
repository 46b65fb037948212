/**
 * torch.nn.functional.interpolate on uint8 tensors, which torchvision's v2 transforms use: fixed
 * point with 16-bit weights, columns first, to 8 bits between the passes. An axis that keeps its
 * length is skipped.
 *
 *   weights     in double precision, over 2^bits; bits is the largest up to 22 for which the
 *               largest weight of the axis stays below 2^15
 *   +antialias  Pillow's kernels and borders (a = -0.5, taps outside dropped)
 *   without     2, 4 or 6 taps; a = -0.75; taps outside added to the edge sample
 *
 * Exact against torch 2.14 with AVX2 or better. Without it the same, except that an output one pixel
 * wide gets the taps of row 0 in every row: a fault that is not modelled here.
 *
 * Source: torch 2.14.1, aten/src/ATen/native/cpu/UpSampleKernel.cpp, UpSampleKernelAVXAntialias.h;
 * measured.
 */
import type { Size } from '../../../base/raster.ts';
import { keysHalf, lanczos3Pillow, triangle, type Kernel } from '../../taps/filter-kernels.ts';
import type { AxisPass, Plan, SourceShape } from '../../taps/plan.ts';
import type { Sampler } from '../../taps/sampler.ts';
import { lengthsOf } from '../../taps/separable.ts';
import { runTaps, type AxisTaps } from '../../taps/taps.ts';

/** The cubic with a = -0.75, in double precision. */
const cubicSharp: Kernel = {
  support: 2,
  weight: (x) => {
    const u = Math.abs(x);
    if (u < 1) return (1.25 * u - 2.25) * u * u + 1;
    if (u < 2) return (((u - 5) * u + 8) * u - 4) * -0.75;
    return 0;
  },
};

type Taps = { first: number; weights: number[] };

function stretchedTaps(n: number, m: number, kernel: Kernel, dst: number): Taps {
  const ratio = n / m;
  const stretch = Math.max(ratio, 1);
  const reach = kernel.support * stretch;
  const center = ratio * (dst + 0.5);
  const first = Math.max(Math.trunc(center - reach + 0.5), 0);
  const end = Math.min(Math.trunc(center + reach + 0.5), n);
  const weights: number[] = [];
  let total = 0;
  for (let i = first; i < end; i++) {
    const weight = kernel.weight((i - center + 0.5) * (1 / stretch));
    weights.push(weight);
    total += weight;
  }
  return { first, weights: weights.map((weight) => (total === 0 ? weight : weight / total)) };
}

function plainTaps(n: number, m: number, kernel: Kernel, dst: number): Taps {
  const half = kernel.support;
  const position = (n / m) * (dst + 0.5) - 0.5;
  const x = half === 1 ? Math.max(position, 0) : position;
  const index = Math.min(Math.floor(x), n - 1);
  const fraction = Math.min(Math.max(x - index, 0), 1);
  const first = Math.max(index - half + 1, 0);
  const last = Math.min(index + half, n - 1);
  const weights = new Array<number>(last - first + 1).fill(0);
  for (let i = index - half + 1; i <= index + half; i++) {
    const inside = Math.min(Math.max(i, 0), n - 1);
    weights[inside - first] += kernel.weight(i - index - fraction);
  }
  return { first, weights };
}

/** The bits of a 16-bit fixed-point weight whose axis has `largest` as its largest. */
function bitsFor(largest: number): number {
  let bits = 0;
  while (bits < 22 && Math.trunc(0.5 + largest * 2 ** (bits + 1)) < 2 ** 15) bits++;
  return bits;
}

function quantize(weight: number, bits: number): number {
  return Math.trunc(weight * 2 ** bits + (weight < 0 ? -0.5 : 0.5)) / 2 ** bits;
}

function nativeTaps(
  n: number,
  m: number,
  kernel: Kernel,
  antialias: boolean,
): { taps: AxisTaps; bits: number } {
  const tapsAt = antialias ? stretchedTaps : plainTaps;
  const outputs = Array.from({ length: m }, (_, dst) => tapsAt(n, m, kernel, dst));
  let largest = -Infinity;
  for (const { weights } of outputs) {
    for (const weight of weights) largest = Math.max(largest, weight);
  }
  const bits = bitsFor(largest);
  const taps = runTaps(n, m, (dst) => {
    const { first, weights } = outputs[dst];
    return { first, weights: weights.map((weight) => quantize(weight, bits)) };
  });
  return { taps, bits };
}

/** The plan on 8-bit samples; throws RangeError for any other sample type. */
export function nativePlan(kernel: Kernel, antialias: boolean) {
  return (source: SourceShape, target: Size): Plan => {
    if (source.dtype !== 'uint8') {
      throw new RangeError(`Expected uint8 samples for torch's uint8 kernels, not ${source.dtype}`);
    }
    const passes = (['x', 'y'] as const).flatMap((axis): AxisPass[] => {
      const [n, m] = lengthsOf(source, target, axis);
      if (n === m) return [];
      const { taps, bits } = nativeTaps(n, m, kernel, antialias);
      return [{ type: 'axis', axis, taps, arithmetic: { kind: 'fixed-round', bits, carry: 0 } }];
    });
    return { source, target, output: 'uint8', passes };
  };
}

/** The kernel of each method and flag; lanczos exists only with antialias. */
export const NATIVE_KERNELS: { method: string; antialias: boolean; kernel: Kernel }[] = [
  { method: 'bilinear', antialias: false, kernel: triangle },
  { method: 'bilinear', antialias: true, kernel: triangle },
  { method: 'bicubic', antialias: false, kernel: cubicSharp },
  { method: 'bicubic', antialias: true, kernel: keysHalf },
  { method: 'lanczos', antialias: true, kernel: lanczos3Pillow },
];

export const nativeSamplers: Sampler[] = NATIVE_KERNELS.map(({ method, antialias, kernel }) => ({
  id: `torch/${method}+uint8${antialias ? '+antialias' : ''}`,
  library: 'torch',
  method,
  versions: '2.14; verified on 2.14.1',
  exactness: 'exact',
  call:
    `torch.nn.functional.interpolate(x, size, mode='${method}'` +
    `${antialias ? ', antialias=True' : ''})  # x is uint8`,
  antialias,
  plan: nativePlan(kernel, antialias),
}));
