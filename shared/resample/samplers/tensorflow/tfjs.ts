/**
 * TensorFlow.js's resizers (the JavaScript CPU backend): TensorFlow's formulas in double precision,
 * only the result rounded to single. So not TensorFlow's results: nearest reads other pixels for 3
 * to 5 % of size pairs, bilinear differs in the last bits. Exact against tfjs 4.22.
 *
 *   bilinear, nearest    tf.image.resizeBilinear, resizeNearestNeighbor with halfPixelCenters
 *   +legacy              without it (the default of both functions)
 *   +align_corners       alignCorners = true
 *
 * Source: tfjs 4.22, tfjs-backend-cpu kernels ResizeBilinear and ResizeNearestNeighbor.
 */
import type { Size } from '../../../base/raster.ts';
import { double, ratioOf, sourceCoordinate, type CoordinateMode } from '../../taps/coordinates.ts';
import type { Plan, SourceShape } from '../../taps/plan.ts';
import type { Sampler } from '../../taps/sampler.ts';
import { axisPasses, copyPlan } from '../../taps/separable.ts';
import { tapsFrom, type AxisTaps } from '../../taps/taps.ts';
import { nearestTaps } from './tensorflow.ts';

/** Where both taps are the same sample (at the borders), its weight is 1. */
function bilinearTaps(n: number, m: number, mode: CoordinateMode): AxisTaps {
  const ratio = ratioOf(n, m, mode, double);
  return tapsFrom(n, m, (dst) => {
    const x = sourceCoordinate(dst, ratio, mode, double);
    const low = Math.max(Math.floor(x), 0);
    const high = Math.min(Math.ceil(x), n - 1);
    const fraction = high > low ? x - low : 0;
    return [
      [low, 1 - fraction],
      [Math.max(high, low), fraction],
    ];
  });
}

function bilinearPlan(mode: CoordinateMode) {
  return (source: SourceShape, target: Size): Plan => ({
    source,
    target,
    output: 'float32',
    passes: [
      ...axisPasses(source, target, ['x', 'y'], (n, m) => bilinearTaps(n, m, mode), {
        kind: 'lerp-f64',
      }),
      { type: 'point', operation: 'to-f32' },
    ],
  });
}

const MODES: { mode: CoordinateMode; flag: string; options: string }[] = [
  { mode: 'half_pixel', flag: '', options: 'false, true' },
  { mode: 'asymmetric', flag: '+legacy', options: 'false, false' },
  { mode: 'align_corners', flag: '+align_corners', options: 'true, false' },
];

const common = {
  library: 'tfjs',
  versions: '4.x; verified on 4.22 (CPU backend)',
  exactness: 'exact',
  antialias: false,
};

export const tfjsSamplers: Sampler[] = MODES.flatMap(({ mode, flag, options }) => [
  {
    ...common,
    id: `tfjs/bilinear${flag}`,
    method: 'bilinear',
    coordinates: mode,
    call: `tf.image.resizeBilinear(image, size, ${options})`,
    plan: bilinearPlan(mode),
  },
  {
    ...common,
    id: `tfjs/nearest${flag}`,
    method: 'nearest',
    coordinates: mode,
    call: `tf.image.resizeNearestNeighbor(image, size, ${options})`,
    plan: copyPlan((n, m) => nearestTaps(n, m, mode, double)),
  },
]);
