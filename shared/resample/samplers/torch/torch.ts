/**
 * torch.nn.functional.interpolate on float32 NCHW tensors, in torch 2.14 and, as `@1.13`, in 1.13.
 * A sampler without `@` that has no `@1.13` twin is the same in both.
 *
 *   bilinear, bicubic, antialias   columns, then rows, taps in order in single precision; float
 *                                  between the passes, nothing clipped
 *   bilinear, small (2.14)         width + height <= 128: the four weights' products in single
 *   bilinear, one channel (1.13)   also a 1x1 source: the same products, summed in double
 *   area                           the sum of a cell, divided by its rows, then by its columns
 *
 * Exact with ATEN_CPU_CAPABILITY=default. The vector paths (AVX2, AVX-512) differ by at most 2.5e-6
 * of the range for bicubic, 8e-7 for bilinear and for antialias; nearest and area are the same.
 * `+avx2` is 2.14 with AVX2: positions, cubic weights and sums fused.
 * 2.14 with antialias and an output one pixel wide has a fault, which is modelled (torch-antialias).
 *
 * Source: torch 1.13.1 and 2.14.1, aten/src/ATen/native/cpu/UpSampleKernel.cpp; measured.
 */
import type { Size } from '../../../base/raster.ts';
import type { CoordinateMode } from '../../taps/coordinates.ts';
import type { Kernel } from '../../taps/filter-kernels.ts';
import type { Arithmetic, Pass, Plan, SourceShape } from '../../taps/plan.ts';
import type { Sampler } from '../../taps/sampler.ts';
import { reversedTaps } from '../../taps/taps.ts';
import { axisPasses, copyPlan, lengthsOf, singlePlan, toSingle } from '../../taps/separable.ts';
import {
  antialiasTaps,
  repeatFirstRow,
  torchKeys113,
  torchKeys214,
  torchKeysFused,
  torchLanczos,
  torchTriangle,
} from './torch-antialias.ts';
import {
  areaTaps,
  bicubicTaps,
  bilinearTaps,
  nearestExactTaps,
  nearestTaps,
  torch113,
  torch214,
  torch214Avx2,
  type TorchRelease,
} from './torch-float.ts';
import { nativeSamplers } from './torch-native.ts';

type PlanOf = Sampler['plan'];

const sum = { kind: 'sum-f32' } as const;
const fused = { kind: 'sum-fused-f32' } as const;

/** How bilinear adds its four samples: chosen by the output's size (2.14), the channels (1.13). */
function bilinearKernel(release: TorchRelease, source: SourceShape, target: Size) {
  if (release !== torch113) {
    return target.width + target.height <= 128 ? 'product-f32' : 'separable';
  }
  const single = source.width === 1 && source.height === 1;
  return source.channels === 1 || single ? 'product-f64' : 'separable';
}

function bilinearPlan(alignCorners: boolean, release: TorchRelease): PlanOf {
  return (source, target) => {
    const tapsOf = (n: number, m: number) => bilinearTaps(n, m, alignCorners, release);
    const kind = bilinearKernel(release, source, target);
    if (kind === 'separable' && release.fused) {
      // The first sample's product is fused onto the second's.
      const swapped = (n: number, m: number) => reversedTaps(tapsOf(n, m));
      return singlePlan(['x', 'y'], swapped, fused)(source, target);
    }
    if (kind === 'separable') return singlePlan(['x', 'y'], tapsOf, sum)(source, target);
    const tapsX = tapsOf(...lengthsOf(source, target, 'x'));
    const tapsY = tapsOf(...lengthsOf(source, target, 'y'));
    return gridPlan(source, target, { type: 'grid', tapsX, tapsY, arithmetic: { kind } });
  };
}

function gridPlan(source: SourceShape, target: Size, grid: Pass): Plan {
  return { source, target, output: 'float32', passes: [...toSingle(source), grid] };
}

function bicubicPlan(alignCorners: boolean, release: TorchRelease): PlanOf {
  const arithmetic = release.fused ? fused : sum;
  return singlePlan(['x', 'y'], (n, m) => bicubicTaps(n, m, alignCorners, release), arithmetic);
}

const areaPlan: PlanOf = (source, target) =>
  gridPlan(source, target, {
    type: 'grid',
    tapsX: areaTaps(...lengthsOf(source, target, 'x')),
    tapsY: areaTaps(...lengthsOf(source, target, 'y')),
    arithmetic: { kind: 'mean-f32' },
  });

function antialiasPlan(
  kernel: Kernel,
  release: TorchRelease,
  arithmetic: Arithmetic = sum,
): PlanOf {
  return (source, target) => {
    const tapsOf = (n: number, m: number) => antialiasTaps(n, m, kernel);
    const passes = axisPasses(source, target, ['x', 'y'], tapsOf, arithmetic);
    if (release === torch214 && target.width === 1 && source.height !== target.height) {
      passes[1].taps = repeatFirstRow(passes[1].taps);
    }
    return { source, target, output: 'float32', passes: [...toSingle(source), ...passes] };
  };
}

const both = '1.13 to 2.14; verified on 1.13.1 and 2.14.1';
const newest = '2.14; verified on 2.14.1';
const oldest = '1.13; verified on 1.13.1';

function callOf(method: string, flag: string): string {
  const option = flag === '' ? '' : `, ${flag}=True`;
  return `torch.nn.functional.interpolate(x, size, mode='${method}'${option})`;
}

function coordinatesOf(method: string, flag: string): CoordinateMode {
  if (flag === 'align_corners') return 'align_corners';
  return method === 'nearest' ? 'asymmetric' : 'half_pixel';
}

/** One sampler; `deviation` is what the vector paths change. */
function torchSampler(
  method: string,
  flag: '' | 'align_corners' | 'antialias',
  versions: string,
  deviation: string,
  plan: PlanOf,
): Sampler {
  const suffix = versions === oldest ? '@1.13' : '';
  return {
    id: `torch/${method}${flag === '' ? '' : `+${flag}`}${suffix}`,
    library: 'torch',
    method,
    versions,
    exactness: deviation === '' ? 'exact' : `exact without AVX2; with it within ${deviation}`,
    call: callOf(method, flag),
    antialias: flag === 'antialias' || method === 'area',
    coordinates: coordinatesOf(method, flag),
    plan,
  };
}

const fusedExactness = 'exact with AVX2 (x86-64)';
const linear = '8e-7 of the range';
const cubic = '2.5e-6 of the range';

const plainSamplers = (['', 'align_corners'] as const).flatMap((flag) => {
  const align = flag === 'align_corners';
  return [
    torchSampler('bilinear', flag, newest, linear, bilinearPlan(align, torch214)),
    torchSampler('bilinear', flag, oldest, linear, bilinearPlan(align, torch113)),
    torchSampler('bicubic', flag, newest, cubic, bicubicPlan(align, torch214)),
    torchSampler('bicubic', flag, oldest, cubic, bicubicPlan(align, torch113)),
  ];
});

const fusedPlainSamplers = (
  [
    ['bilinear', bilinearPlan(false, torch214Avx2)],
    ['bicubic', bicubicPlan(false, torch214Avx2)],
  ] as const
).map(([method, plan]): Sampler => {
  const sampler = torchSampler(method, '', newest, '', plan);
  return { ...sampler, id: `${sampler.id}+avx2`, exactness: fusedExactness };
});

/** Antialias on a CPU with AVX2: sums and the cubic are fused (arithmetic/floating.ts). */
const fusedSamplers = (
  [
    ['bilinear', torchTriangle],
    ['bicubic', torchKeysFused],
  ] as const
).map(([method, kernel]): Sampler => {
  const plan = antialiasPlan(kernel, torch214, fused);
  const sampler = torchSampler(method, 'antialias', newest, '', plan);
  return { ...sampler, id: `${sampler.id}+avx2`, exactness: fusedExactness };
});

export const torchSamplers: Sampler[] = [
  torchSampler('nearest', '', both, '', copyPlan(nearestTaps)),
  torchSampler('nearest-exact', '', both, '', copyPlan(nearestExactTaps)),
  torchSampler('area', '', both, '', areaPlan),
  ...plainSamplers,
  torchSampler('bilinear', 'antialias', newest, linear, antialiasPlan(torchTriangle, torch214)),
  torchSampler('bilinear', 'antialias', oldest, linear, antialiasPlan(torchTriangle, torch113)),
  torchSampler('bicubic', 'antialias', newest, linear, antialiasPlan(torchKeys214, torch214)),
  torchSampler('bicubic', 'antialias', oldest, linear, antialiasPlan(torchKeys113, torch113)),
  torchSampler('lanczos', 'antialias', newest, linear, antialiasPlan(torchLanczos, torch214)),
  ...fusedPlainSamplers,
  ...fusedSamplers,
  ...nativeSamplers,
];
