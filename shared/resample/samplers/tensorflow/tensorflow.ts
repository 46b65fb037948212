/**
 * TensorFlow's two-tap resizers. Exact against TensorFlow 2.21 (CPU), single precision throughout.
 * All positions are in single precision; the ratio is n/m, or (n-1)/(m-1) with align_corners.
 *
 *   bilinear, nearest           ResizeBilinear, ResizeNearestNeighbor with half_pixel_centers
 *                               (tf.image.resize of TensorFlow 2)
 *   +legacy                     the same kernels without half-pixel centers (TensorFlow 1 default)
 *   +align_corners              the same kernels on request: the corners' centers meet
 *
 * Source: tensorflow v2.21, core/kernels/image (resize_bilinear_op, resize_nearest_neighbor_op);
 * Lohn 2020, Equations 1-3.
 */
import {
  ratioOf,
  single,
  sourceCoordinate,
  type CoordinateMode,
  type Precision,
} from '../../taps/coordinates.ts';
import type { Sampler } from '../../taps/sampler.ts';
import { copyPlan, singlePlan } from '../../taps/separable.ts';
import { singleTaps, tapsFrom, type AxisTaps } from '../../taps/taps.ts';
import { areaSamplers } from './tensorflow-area.ts';
import { bicubicSamplers } from './tensorflow-bicubic.ts';
import { scaleSamplers } from './tensorflow-scale.ts';

function bilinearTaps(n: number, m: number, mode: CoordinateMode): AxisTaps {
  const ratio = ratioOf(n, m, mode, single);
  return tapsFrom(n, m, (dst) => {
    const x = sourceCoordinate(dst, ratio, mode, single);
    const floor = Math.floor(x);
    const fraction = single(x - floor);
    return [
      [Math.max(floor, 0), single(1 - fraction)],
      [Math.min(floor + 1, n - 1), fraction],
    ];
  });
}

/** The nearest sample below the position, or at it with align_corners; tfjs has it in double. */
export function nearestTaps(
  n: number,
  m: number,
  mode: CoordinateMode,
  precision: Precision,
): AxisTaps {
  const ratio = ratioOf(n, m, mode, precision);
  return singleTaps(n, m, (dst) => {
    const position = precision(precision(mode === 'half_pixel' ? dst + 0.5 : dst) * ratio);
    const shifted = mode === 'align_corners' ? precision(position + 0.5) : position;
    return Math.min(Math.max(Math.floor(shifted), 0), n - 1);
  });
}

const MODES: { mode: CoordinateMode; flag: string; versions: string }[] = [
  { mode: 'half_pixel', flag: '', versions: '2.0 and later; verified on 2.21' },
  { mode: 'asymmetric', flag: '+legacy', versions: '1.x; verified on the same kernel in 2.21' },
  {
    mode: 'align_corners',
    flag: '+align_corners',
    versions: '1.x; verified on the same kernel in 2.21',
  },
];

/** What a user writes: tf.image.resize, or the TensorFlow 1 function. */
function callOf(method: string, legacy: string, mode: CoordinateMode): string {
  if (mode === 'half_pixel') return `tf.image.resize(image, size, method='${method}')`;
  const option = mode === 'align_corners' ? ', align_corners=True' : '';
  return `tf.compat.v1.image.${legacy}(image, size${option})`;
}

const common = { library: 'tensorflow', exactness: 'exact', antialias: false };

const bilinearSamplers = MODES.map(({ mode, flag, versions }) => ({
  ...common,
  id: `tensorflow/bilinear${flag}`,
  method: 'bilinear',
  coordinates: mode,
  versions,
  call: callOf('bilinear', 'resize_bilinear', mode),
  plan: singlePlan(['x', 'y'], (n, m) => bilinearTaps(n, m, mode), { kind: 'lerp-f32' }),
}));

const nearestSamplers = MODES.map(({ mode, flag, versions }) => ({
  ...common,
  id: `tensorflow/nearest${flag}`,
  method: 'nearest',
  coordinates: mode,
  versions,
  call: callOf('nearest', 'resize_nearest_neighbor', mode),
  plan: copyPlan((n, m) => nearestTaps(n, m, mode, single)),
}));

export const tensorflowSamplers: Sampler[] = [
  ...bilinearSamplers,
  ...nearestSamplers,
  ...bicubicSamplers,
  ...areaSamplers,
  ...scaleSamplers,
];
