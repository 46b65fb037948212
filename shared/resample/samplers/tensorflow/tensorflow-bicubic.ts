/**
 * TensorFlow's bicubic kernel. Four taps with weights from a table of 1/1024 steps, rows first, then
 * columns, in single precision.
 *
 *   half-pixel centers   a = -0.5; taps outside the image dropped, the rest renormalised
 *   +legacy              a = -0.75, no half-pixel centers; taps outside clamped to the edge
 *   +align_corners       the same on (n-1)/(m-1)
 *
 * Exact against TensorFlow 2.21 (CPU); align_corners is exact for 290 of 300 random cases and within
 * 6e-5 of 255 in the rest.
 *
 * Source: tensorflow v2.21, core/kernels/image/resize_bicubic_op.
 */
import { ratioOf, single, sourceCoordinate, type CoordinateMode } from '../../taps/coordinates.ts';
import { roundHalfEven } from '../../../base/raster.ts';
import type { Sampler } from '../../taps/sampler.ts';
import { singlePlan } from '../../taps/separable.ts';
import { tapsFrom, type AxisTaps } from '../../taps/taps.ts';

const STEPS = 1024;

/** Weights by distance in 1/1024 of a pixel: `near` from 0 to 1, `far` from 1 to 2. */
interface CubicTable {
  near: Float32Array;
  far: Float32Array;
}

function cubicTable(a: number): CubicTable {
  const near = new Float32Array(STEPS + 1);
  const far = new Float32Array(STEPS + 1);
  for (let i = 0; i <= STEPS; i++) {
    const x = i / STEPS;
    near[i] = ((a + 2) * x - (a + 3)) * x * x + 1;
    const y = x + 1;
    far[i] = ((a * y - 5 * a) * y + 8 * a) * y - 4 * a;
  }
  return { near, far };
}

const keys = cubicTable(-0.5);
const sharper = cubicTable(-0.75);

function bicubicTaps(n: number, m: number, mode: CoordinateMode): AxisTaps {
  const ratio = ratioOf(n, m, mode, single);
  const { near, far } = mode === 'half_pixel' ? keys : sharper;
  return tapsFrom(n, m, (dst) => {
    const x = sourceCoordinate(dst, ratio, mode, single);
    const floor = Math.floor(x);
    const step = roundHalfEven(single(x - floor) * STEPS);
    const weights = [far[step], near[step], near[STEPS - step], far[STEPS - step]];
    const taps = weights.map((weight, k) => [floor + k - 1, weight] as const);
    if (mode !== 'half_pixel') {
      return taps.map(([index, weight]) => [Math.min(Math.max(index, 0), n - 1), weight] as const);
    }
    const inside = taps.filter(([index]) => index >= 0 && index < n);
    const total = inside.reduce((sum, [, weight]) => single(sum + weight), 0);
    const scale = single(1 / total);
    return inside.map(([index, weight]) => [index, single(weight * scale)] as const);
  });
}

function plan(mode: CoordinateMode): Sampler['plan'] {
  return singlePlan(['y', 'x'], (n, m) => bicubicTaps(n, m, mode), { kind: 'sum-f32' });
}

const common = { library: 'tensorflow', method: 'bicubic', antialias: false };

export const bicubicSamplers: Sampler[] = [
  {
    ...common,
    id: 'tensorflow/bicubic',
    exactness: 'exact',
    versions: '2.0 and later; verified on 2.21',
    call: "tf.image.resize(image, size, method='bicubic')",
    plan: plan('half_pixel'),
  },
  {
    ...common,
    id: 'tensorflow/bicubic+legacy',
    exactness: 'exact',
    versions: '1.x; verified on the same kernel in 2.21',
    call: 'tf.compat.v1.image.resize_bicubic(image, size)',
    coordinates: 'asymmetric',
    plan: plan('asymmetric'),
  },
  {
    ...common,
    id: 'tensorflow/bicubic+align_corners',
    exactness: 'exact for 97 % of size pairs, within 6e-5 of 255 in the rest',
    versions: '1.x; verified on the same kernel in 2.21',
    call: 'tf.compat.v1.image.resize_bicubic(image, size, align_corners=True)',
    coordinates: 'align_corners',
    plan: plan('align_corners'),
  },
];
