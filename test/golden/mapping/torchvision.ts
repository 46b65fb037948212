/** Which sampler each torchvision golden case on a tensor asks for; null for PIL images. */
import type { Raster } from '../../../shared/base/raster.ts';
import { applyPlan } from '../../../shared/resample/passes/apply.ts';
import { planOf, shapeOf } from '../../../shared/resample/resize.ts';
import { repeatFirstRow } from '../../../shared/resample/samplers/torch/torch-antialias.ts';
import type { GoldenCase, Replay } from '../cases.ts';

export function torchvisionSampler(item: GoldenCase): Replay {
  const { library, method, options } = item;
  if (options['input'] !== 'tensor') return null;
  if (method === 'nearest') return 'torchvision/nearest+tensor';
  const flag = options['antialias'] === true ? '+antialias' : '';
  if (library === 'torchvision') return `torchvision/${method}+tensor${flag}@0.14`;
  const vector = options['cpuCapability'] !== 'default';
  const native = options['api'] === 'v2' && (method !== 'bilinear' || vector);
  const fused = !native && vector ? '+avx2' : '';
  const id = `torchvision/${method}+tensor${native ? '+v2' : ''}${flag}${fused}`;
  if (native && !vector && item.width === 1) return (source) => withRowFault(source, id, item);
  return id;
}

/** The fault of torch 2.14 that the uint8 kernels have only on CPUs without AVX2. */
function withRowFault(source: Raster, id: string, target: GoldenCase): Raster {
  const plan = planOf(id, shapeOf(source), target);
  const passes = plan.passes.map((pass) =>
    pass.type === 'axis' && pass.axis === 'y' ? { ...pass, taps: repeatFirstRow(pass.taps) } : pass,
  );
  return applyPlan(source, { ...plan, passes });
}
