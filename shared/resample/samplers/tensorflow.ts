/**
 * TensorFlow's resizers. Exact against TensorFlow 2.21 (CPU), single precision throughout.
 *
 *   bilinear, nearest           ResizeBilinear, ResizeNearestNeighbor with half_pixel_centers
 *                               (tf.image.resize of TensorFlow 2)
 *   +legacy                     the same kernels without half-pixel centers (TensorFlow 1 default)
 *   bilinear+antialias          ScaleAndTranslate, kernel stretched by the ratio; rows, then columns
 *
 * Source: tensorflow v2.21, core/kernels/image (resize_bilinear_op, resize_nearest_neighbor_op,
 * scale_and_translate_op); Lohn 2020, Equations 1-3.
 */
import { ratioOf, single, sourceCoordinate, type CoordinateMode } from '../coordinates.ts';
import { triangleSingle, type Kernel } from '../kernels.ts';
import type { Plan, SourceShape } from '../plan.ts';
import type { Size } from '../../raster.ts';
import type { Sampler } from '../sampler.ts';
import { singleTaps, tapsFrom, type AxisTaps } from '../taps.ts';

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

function nearestTaps(n: number, m: number, mode: CoordinateMode): AxisTaps {
  const ratio = ratioOf(n, m, mode, single);
  const shift = mode === 'half_pixel' ? 0.5 : 0;
  return singleTaps(n, m, (dst) => {
    const index = Math.floor(single(single(dst + shift) * ratio));
    return Math.min(Math.max(index, 0), n - 1);
  });
}

function antialiasTaps(n: number, m: number, kernel: Kernel): AxisTaps {
  const ratio = single(1 / single(single(m) / single(n)));
  const stretch = Math.max(ratio, 1);
  const reach = single(kernel.support * stretch);
  const perUnit = single(1 / stretch);
  return tapsFrom(n, m, (dst) => {
    const center = single(single(dst + 0.5) * ratio);
    const first = Math.max(Math.ceil(single(single(center - reach) - 0.5)), 0);
    const last = Math.min(Math.floor(single(single(center + reach) - 0.5)), n - 1);
    const weights: number[] = [];
    let total = 0;
    for (let i = first; i <= last; i++) {
      const distance = Math.abs(single(single(i + 0.5) - center));
      const weight = single(kernel.weight(single(distance * perUnit)));
      weights.push(weight);
      total = single(total + weight);
    }
    const scale = single(1 / total);
    return weights.map((weight, k) => [first + k, single(weight * scale)] as const);
  });
}

function twoTapPlan(mode: CoordinateMode) {
  return (source: SourceShape, target: Size): Plan => ({
    source,
    target,
    output: 'float32',
    passes: [
      {
        type: 'axis',
        axis: 'x',
        taps: bilinearTaps(source.width, target.width, mode),
        arithmetic: { kind: 'lerp-f32' },
      },
      {
        type: 'axis',
        axis: 'y',
        taps: bilinearTaps(source.height, target.height, mode),
        arithmetic: { kind: 'lerp-f32' },
      },
    ],
  });
}

function nearestPlan(mode: CoordinateMode) {
  return (source: SourceShape, target: Size): Plan => ({
    source,
    target,
    output: source.dtype,
    passes: [
      {
        type: 'axis',
        axis: 'x',
        taps: nearestTaps(source.width, target.width, mode),
        arithmetic: { kind: 'copy' },
      },
      {
        type: 'axis',
        axis: 'y',
        taps: nearestTaps(source.height, target.height, mode),
        arithmetic: { kind: 'copy' },
      },
    ],
  });
}

function antialiasPlan(source: SourceShape, target: Size): Plan {
  return {
    source,
    target,
    output: 'float32',
    passes: [
      {
        type: 'axis',
        axis: 'y',
        taps: antialiasTaps(source.height, target.height, triangleSingle),
        arithmetic: { kind: 'sum-f32' },
      },
      {
        type: 'axis',
        axis: 'x',
        taps: antialiasTaps(source.width, target.width, triangleSingle),
        arithmetic: { kind: 'sum-f32' },
      },
    ],
  };
}

const common = { library: 'tensorflow', exactness: 'exact' };

export const tensorflowSamplers: Sampler[] = [
  {
    ...common,
    id: 'tensorflow/bilinear',
    method: 'bilinear',
    versions: '2.0 and later; verified on 2.21',
    call: "tf.image.resize(image, size, method='bilinear')",
    antialias: false,
    plan: twoTapPlan('half_pixel'),
  },
  {
    ...common,
    id: 'tensorflow/bilinear+legacy',
    method: 'bilinear',
    versions: '1.x; verified on the same kernel in 2.21',
    call: 'tf.compat.v1.image.resize_bilinear(image, size)',
    antialias: false,
    plan: twoTapPlan('asymmetric'),
  },
  {
    ...common,
    id: 'tensorflow/bilinear+antialias',
    method: 'bilinear',
    versions: '2.0 and later; verified on 2.21',
    call: "tf.image.resize(image, size, method='bilinear', antialias=True)",
    antialias: true,
    plan: antialiasPlan,
  },
  {
    ...common,
    id: 'tensorflow/nearest',
    method: 'nearest',
    versions: '2.0 and later; verified on 2.21',
    call: "tf.image.resize(image, size, method='nearest')",
    antialias: false,
    plan: nearestPlan('half_pixel'),
  },
  {
    ...common,
    id: 'tensorflow/nearest+legacy',
    method: 'nearest',
    versions: '1.x; verified on the same kernel in 2.21',
    call: 'tf.compat.v1.image.resize_nearest_neighbor(image, size)',
    antialias: false,
    plan: nearestPlan('asymmetric'),
  },
];
