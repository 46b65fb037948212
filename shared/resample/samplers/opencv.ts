/**
 * OpenCV's resizers (cv2.resize). Exact against OpenCV 4.6 for 8-bit and 16-bit images; NEAREST and
 * LINEAR give the same bytes in the 4.14 and 5.0 wheels.
 *
 *   nearest   floor(d * ratio): no half pixel, so it reads other pixels than everybody else
 *   linear    8 bit: 11-bit fixed-point weights, see the arithmetic opencv-linear-v in plan.ts
 *             16 bit: single precision, rounded half to even
 *             exactly half in both directions: the mean of 2×2 pixels, rounded half up
 *
 * Source: opencv 4.6.0, modules/imgproc/src/resize.cpp.
 */
import { roundHalfEven, type Size } from '../../raster.ts';
import { double, single, sourceCoordinate } from '../coordinates.ts';
import type { Arithmetic, Pass, Plan, SourceShape } from '../plan.ts';
import type { Sampler } from '../sampler.ts';
import { identityTaps, singleTaps, tapsFrom, type AxisTaps } from '../taps.ts';

/** OpenCV inverts the scale twice in double precision: not always n / m to the last bit. */
function ratioOf(n: number, m: number): number {
  return 1 / (m / n);
}

function nearestTaps(n: number, m: number): AxisTaps {
  const ratio = ratioOf(n, m);
  return singleTaps(n, m, (dst) => Math.min(Math.floor(dst * ratio), n - 1));
}

type Quantize = (weight: number) => number;

const elevenBit: Quantize = (weight) => roundHalfEven(weight * 2048) / 2048;
const unquantized: Quantize = (weight) => weight;

/** Columns outside take the edge sample alone; rows keep both weights and clamp both indices. */
function linearTaps(n: number, m: number, axis: 'x' | 'y', quantize: Quantize): AxisTaps {
  const ratio = ratioOf(n, m);
  return tapsFrom(n, m, (dst) => {
    const x = single(sourceCoordinate(dst, ratio, 'half_pixel', double));
    const floor = Math.floor(x);
    if (axis === 'x' && floor < 0) return [[0, 1]];
    if (axis === 'x' && floor >= n - 1) return [[n - 1, 1]];
    const fraction = single(x - floor);
    return [
      [Math.min(Math.max(floor, 0), n - 1), quantize(single(1 - fraction))],
      [Math.min(Math.max(floor + 1, 0), n - 1), quantize(fraction)],
    ];
  });
}

function pass(axis: 'x' | 'y', taps: AxisTaps, arithmetic: Arithmetic): Pass {
  return { type: 'axis', axis, taps, arithmetic };
}

function copyPlan(source: SourceShape, target: Size, x: AxisTaps, y: AxisTaps): Plan {
  const passes = [pass('x', x, { kind: 'copy' }), pass('y', y, { kind: 'copy' })];
  return { source, target, output: source.dtype, passes };
}

function nearestPlan(source: SourceShape, target: Size): Plan {
  return copyPlan(
    source,
    target,
    nearestTaps(source.width, target.width),
    nearestTaps(source.height, target.height),
  );
}

/** OpenCV takes a scale for whole when it is so to the last bit of a double. */
function isHalf(n: number, m: number): boolean {
  return Math.abs(ratioOf(n, m) - 2) < Number.EPSILON;
}

function pairTaps(n: number): AxisTaps {
  return tapsFrom(n, n / 2, (dst) => [
    [2 * dst, 0.5],
    [2 * dst + 1, 0.5],
  ]);
}

function linearPlan(source: SourceShape, target: Size): Plan {
  const { width, height, dtype } = source;
  if (width === target.width && height === target.height) {
    return copyPlan(source, target, identityTaps(width), identityTaps(height));
  }
  if (isHalf(width, target.width) && isHalf(height, target.height)) {
    return {
      source,
      target,
      output: dtype,
      passes: [
        pass('x', pairTaps(width), { kind: 'fixed-exact', bits: 1 }),
        pass('y', pairTaps(height), { kind: 'fixed-round', bits: 1, carry: 1 }),
      ],
    };
  }
  const quantize = dtype === 'uint8' ? elevenBit : unquantized;
  const x = linearTaps(width, target.width, 'x', quantize);
  const y = linearTaps(height, target.height, 'y', quantize);
  if (dtype === 'uint8') {
    const passes = [
      pass('x', x, { kind: 'fixed-exact', bits: 11 }),
      pass('y', y, { kind: 'opencv-linear-v' }),
    ];
    return { source, target, output: dtype, passes };
  }
  const passes = [pass('x', x, { kind: 'sum-f32' }), pass('y', y, { kind: 'sum-f32' })];
  if (dtype === 'uint16') passes.push({ type: 'point', operation: 'round-clamp' });
  return { source, target, output: dtype, passes };
}

const common = {
  library: 'opencv',
  exactness: 'exact',
  versions: '4.x and 5.0; verified on 4.6, 4.14 and 5.0',
  antialias: false,
};

export const opencvSamplers: Sampler[] = [
  {
    ...common,
    id: 'opencv/nearest',
    method: 'nearest',
    call: 'cv2.resize(image, size, interpolation=cv2.INTER_NEAREST)',
    plan: nearestPlan,
  },
  {
    ...common,
    id: 'opencv/linear',
    method: 'linear',
    call: 'cv2.resize(image, size, interpolation=cv2.INTER_LINEAR)',
    plan: linearPlan,
  },
];
