/**
 * torchvision's Resize on uint8 tensors. On PIL images it is Pillow's resize: see the samplers of
 * pillow/.
 *
 *   +tensor      v1 (torchvision.transforms, every weights.transforms() preset): to float32,
 *                torch's float kernel, rounded half to even, clamped
 *   +avx2        v1 on a CPU with AVX2
 *   +tensor+v2   v2 (torchvision.transforms.v2): torch's uint8 kernel; bilinear is that only where
 *                the CPU has AVX2 or is arm64, elsewhere it is v1
 *
 * The antialias argument is off by default up to 0.16 for tensors and on from 0.17. A size that does
 * not change is a copy. Exact against torchvision 0.29 and 0.14, the float kernels without AVX2;
 * with it up to 15 values in 25 000 differ by 1.
 *
 * Source: torchvision 0.14.1 and 0.29.1, transforms/_functional_tensor.py,
 * transforms/v2/functional/_geometry.py.
 */
import type { Plan, SourceShape } from '../../taps/plan.ts';
import type { Size } from '../../../base/raster.ts';
import type { Sampler } from '../../taps/sampler.ts';
import { copyPlan } from '../../taps/separable.ts';
import { identityTaps } from '../../taps/taps.ts';
import { NATIVE_KERNELS, nativePlan } from './torch-native.ts';
import { torchSamplers } from './torch.ts';

function torchPlan(id: string): Sampler['plan'] {
  const sampler = torchSamplers.find((known) => known.id === id);
  if (sampler === undefined) throw new RangeError(`Expected a torch sampler but received ${id}`);
  return sampler.plan;
}

/** torch's float plan, then back to 8 bits; float tensors stay float. */
function roundedPlan(plan: Sampler['plan']): Sampler['plan'] {
  return (source: SourceShape, target: Size): Plan => {
    if (source.dtype === 'uint16') {
      throw new RangeError("Expected uint8 or float samples for torchvision's Resize, not uint16");
    }
    if (source.width === target.width && source.height === target.height) {
      return copyPlan(identityTaps)(source, target);
    }
    const float = plan(source, target);
    if (source.dtype !== 'uint8') return float;
    const passes = [...float.passes, { type: 'point', operation: 'round-clamp' } as const];
    return { ...float, output: 'uint8', passes };
  };
}

const oldVersions = '0.14; verified on 0.14.1 with torch 1.13.1';
const newVersions = '0.29; verified on 0.29.1 with torch 2.14.1';
const rounding = 'exact without AVX2; with it 15 values in 25 000 differ by 1';

function resizeCall(module: string, method: string, antialias: boolean): string {
  const mode = `InterpolationMode.${method.toUpperCase().replace('-', '_')}`;
  return `${module}.Resize(size, ${mode}, antialias=${antialias ? 'True' : 'False'})(tensor)`;
}

function floatSampler(method: string, antialias: boolean, old: boolean): Sampler {
  const flag = antialias ? '+antialias' : '';
  const suffix = old ? '@0.14' : '';
  return {
    id: `torchvision/${method}+tensor${flag}${suffix}`,
    library: 'torchvision',
    method,
    versions: old ? oldVersions : newVersions,
    exactness: rounding,
    call: resizeCall('torchvision.transforms', method, antialias),
    antialias,
    plan: roundedPlan(torchPlan(`torch/${method}${flag}${old ? '@1.13' : ''}`)),
  };
}

const floatSamplers = ['bilinear', 'bicubic'].flatMap((method) =>
  [false, true].flatMap((antialias) => [
    floatSampler(method, antialias, false),
    floatSampler(method, antialias, true),
  ]),
);

const fusedSamplers = ['bilinear', 'bicubic'].flatMap((method) =>
  [false, true].map((antialias) => {
    const flags = antialias ? '+antialias+avx2' : '+avx2';
    return {
      ...floatSampler(method, antialias, false),
      id: `torchvision/${method}+tensor${flags}`,
      exactness: 'exact with AVX2 (x86-64)',
      plan: roundedPlan(torchPlan(`torch/${method}${flags}`)),
    };
  }),
);

const nativeSamplers = NATIVE_KERNELS.map(({ method, antialias, kernel }) => ({
  id: `torchvision/${method}+tensor+v2${antialias ? '+antialias' : ''}`,
  library: 'torchvision',
  method,
  versions: newVersions,
  exactness: method === 'bilinear' ? 'exact with AVX2 or on arm64; elsewhere it is v1' : 'exact',
  call: resizeCall('torchvision.transforms.v2', method, antialias),
  antialias,
  plan: nativePlan(kernel, antialias),
}));

const nearestSamplers = ['nearest', 'nearest-exact'].map((method): Sampler => ({
  id: `torchvision/${method}+tensor`,
  library: 'torchvision',
  method,
  versions: '0.14 to 0.29; verified on 0.14.1 and 0.29.1',
  exactness: 'exact',
  call: resizeCall('torchvision.transforms', method, false),
  antialias: false,
  coordinates: method === 'nearest' ? 'asymmetric' : 'half_pixel',
  plan: torchPlan(`torch/${method}`),
}));

export const torchvisionSamplers: Sampler[] = [
  ...floatSamplers,
  ...fusedSamplers,
  ...nativeSamplers,
  ...nearestSamplers,
];
