/**
 * OpenCV's resizers (cv2.resize), by method in the files opencv-*.ts. One to four channels alike:
 * OpenCV resizes alpha straight. `@4.6` names the release a method changed after; the id without it
 * is the newest.
 */
import type { Sampler } from '../../taps/sampler.ts';
import { areaPlan } from './opencv-area.ts';
import { cubicPlan, ippCubicPlan, lanczos4Plan } from './opencv-cubic.ts';
import { linearExactPlan, linearPlan } from './opencv-linear.ts';
import {
  nearestExactPlan414,
  nearestExactPlan46,
  nearestExactPlan50,
  nearestPlan,
} from './opencv-nearest.ts';

const EVERY = '4.x and 5.0; verified on 4.6, 4.14 and 5.0';

function sampler(
  id: string,
  plan: Sampler['plan'],
  rest: Partial<Pick<Sampler, 'versions' | 'exactness' | 'antialias' | 'coordinates'>> = {},
): Sampler {
  const method = id.replace(/[@+].*$/, '');
  const constant = `cv2.INTER_${method.replace('-', '_').toUpperCase()}`;
  return {
    id: `opencv/${id}`,
    library: 'opencv',
    method,
    versions: EVERY,
    exactness: 'exact',
    call: `cv2.resize(image, size, interpolation=${constant})`,
    antialias: false,
    plan,
    ...rest,
  };
}

export const opencvSamplers: Sampler[] = [
  sampler('nearest', nearestPlan, { coordinates: 'asymmetric' }),
  sampler('nearest-exact', nearestExactPlan50, { versions: '5.0; verified on 5.0' }),
  sampler('nearest-exact@4.14', nearestExactPlan414, {
    versions: 'from a release after 4.6 up to 4.x; verified on 4.14',
  }),
  sampler('nearest-exact@4.6', nearestExactPlan46, {
    versions: 'up to a release before 4.14; verified on 4.6',
  }),
  sampler('linear', linearPlan, {
    exactness: 'exact; PyPI wheels for x86 (IPP) differ by up to 5e-5 of 1 on float32',
  }),
  sampler('linear-exact', linearExactPlan),
  sampler('cubic', cubicPlan, {
    versions: '4.x and 5.0 built without IPP; verified on 4.6',
    exactness: 'exact',
  }),
  sampler('cubic+ipp', ippCubicPlan, {
    versions: 'PyPI wheels for x86 (IPP), uint8; verified on 4.14 and 5.0',
    exactness: 'exact, but for 1 at a rare tie',
  }),
  sampler('area', areaPlan, { antialias: true }),
  sampler('lanczos4', lanczos4Plan),
];
