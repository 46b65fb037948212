/**
 * OpenCV CUBIC (4 taps, a = -0.75) and LANCZOS4 (8 taps). Neither is stretched when shrinking.
 *
 *   8 bits         11-bit weights, exact sums over the columns; over the rows LANCZOS4 exact and
 *                  rounded half up once, CUBIC mostly in single precision (arithmetic opencv-cubic-v)
 *   16 bits        single precision, rounded half to even
 *   singles        single precision
 *
 * Exact against 4.6 and builds without IPP. The PyPI wheels for x86 call Intel IPP for CUBIC of 8
 * bits: unrounded weights and one rounding at the end (ippCubicPlan), equal in all 32 golden cases,
 * where a rare tie may differ by 1; on singles they differ from this by up to 5e-5 of 1.
 * Source: opencv 4.6.0, modules/imgproc/src/resize.cpp; IPP by measurement of 4.14 and 5.0.
 */
import { roundHalfEven, type Dtype, type Size } from '../../../base/raster.ts';
import { single } from '../../taps/coordinates.ts';
import type { Arithmetic, Plan, SourceShape } from '../../taps/plan.ts';
import { tapsFrom, type AxisTaps } from '../../taps/taps.ts';
import {
  axisPass,
  clampIndex,
  copyPlan,
  isSameSize,
  positionOf,
  ratioOf,
  requireDtype,
  singlePlan,
} from './opencv-axes.ts';

/** The weights of the taps around `fraction`, a single in 0..1. */
type WeightsOf = (fraction: number) => number[];

const BITS = 11;

/** IPP's CUBIC needs its four taps in the source; OpenCV resizes smaller ones itself. */
const IPP_LEAST_SIDE = 4;

/** Taps around the position, clamped to the edge; weights as singles or over 2^11. */
function wideTaps(n: number, m: number, weightsOf: WeightsOf, fixed: boolean): AxisTaps {
  const ratio = ratioOf(n, m);
  const one = 2 ** BITS;
  return tapsFrom(n, m, (dst) => {
    const { floor, fraction } = positionOf(dst, ratio);
    const weights = weightsOf(fraction);
    const first = floor - (weights.length / 2 - 1);
    return weights.map((weight, k) => {
      return [
        clampIndex(first + k, n),
        fixed ? roundHalfEven(weight * one) / one : weight,
      ] as const;
    });
  });
}

/** Every operation rounded to single. */
function cubicWeights(x: number): number[] {
  const near = (u: number) => {
    const inner = single(single(single(1.25 * u) - 2.25) * u);
    return single(single(inner * u) + 1);
  };
  const beyond = single(x + 1);
  const inner = single(single(single(-0.75 * beyond) + 3.75) * beyond);
  const left = single(single(single(inner - 6) * beyond) + 3);
  const middleLeft = near(x);
  const middleRight = near(single(1 - x));
  const right = single(single(single(1 - left) - middleLeft) - middleRight);
  return [left, middleLeft, middleRight, right];
}

/** sin(angle + k * 5 pi / 4) = sines[k] * sin(angle) + cosines[k] * cos(angle), k = 0..7. */
const HALF_ROOT = Math.sqrt(0.5);
const SINES = [1, -HALF_ROOT, 0, HALF_ROOT, -1, HALF_ROOT, 0, -HALF_ROOT];
const COSINES = [0, -HALF_ROOT, 1, -HALF_ROOT, 0, HALF_ROOT, -1, HALF_ROOT];

/** One sine and cosine in double precision; weights, their sum and its inverse as singles. */
function lanczos4Weights(x: number): number[] {
  const start = single(x + 3);
  const angle = -start * Math.PI * 0.25;
  const sine = Math.sin(angle);
  const cosine = Math.cos(angle);
  let total = 0;
  const weights = SINES.map((factor, k) => {
    const distance = single(start - k);
    const y = -distance * Math.PI * 0.25;
    const weight =
      Math.abs(distance) >= single(1e-6)
        ? single((factor * sine + COSINES[k] * cosine) / (y * y))
        : single(1e30);
    total = single(total + weight);
    return weight;
  });
  const scale = single(1 / total);
  return weights.map((weight) => single(weight * scale));
}

function widePlan(method: 'CUBIC' | 'LANCZOS4', weightsOf: WeightsOf) {
  return (source: SourceShape, target: Size): Plan => {
    requireDtype(source, method, ['uint8', 'uint16', 'float32']);
    if (isSameSize(source, target)) return copyPlan(source, target);
    const fixed = source.dtype === 'uint8';
    const x = wideTaps(source.width, target.width, weightsOf, fixed);
    const y = wideTaps(source.height, target.height, weightsOf, fixed);
    if (!fixed) {
      return singlePlan(source, target, x, y, singleVertical(method, source.dtype));
    }
    const passes = [
      axisPass('x', x, { kind: 'fixed-exact', bits: BITS }),
      method === 'CUBIC'
        ? axisPass('y', y, { kind: 'opencv-cubic-v' })
        : axisPass('y', y, { kind: 'fixed-round', bits: BITS, carry: BITS }),
    ];
    return { source, target, output: source.dtype, passes };
  };
}

/** LANCZOS4 of 16 bits is the only one whose rows OpenCV does not add in groups. */
function singleVertical(method: 'CUBIC' | 'LANCZOS4', dtype: Dtype): Arithmetic {
  if (dtype === 'float32') return { kind: 'opencv-sum-v', lanes: 4 };
  return method === 'CUBIC' ? { kind: 'opencv-sum-v', lanes: 8 } : { kind: 'sum-f32' };
}

export const cubicPlan = widePlan('CUBIC', cubicWeights);
export const lanczos4Plan = widePlan('LANCZOS4', lanczos4Weights);

function ippTaps(n: number, m: number): AxisTaps {
  const near = (u: number) => (1.25 * u - 2.25) * u * u + 1;
  const far = (u: number) => ((-0.75 * u + 3.75) * u - 6) * u + 3;
  return tapsFrom(n, m, (dst) => {
    const x = ((dst + 0.5) * n) / m - 0.5;
    const floor = Math.floor(x);
    const t = x - floor;
    const weights = [far(t + 1), near(t), near(1 - t), far(2 - t)];
    return weights.map((weight, k) => [clampIndex(floor - 1 + k, n), weight] as const);
  });
}

/** CUBIC of 8 bits in the PyPI wheels for x86: double precision, rounded once. Approximate. */
export function ippCubicPlan(source: SourceShape, target: Size): Plan {
  requireDtype(source, 'CUBIC with IPP', ['uint8']);
  if (isSameSize(source, target)) return copyPlan(source, target);
  if (Math.min(source.width, source.height) < IPP_LEAST_SIDE) return cubicPlan(source, target);
  return {
    source,
    target,
    output: source.dtype,
    passes: [
      axisPass('x', ippTaps(source.width, target.width), { kind: 'sum-f64' }),
      axisPass('y', ippTaps(source.height, target.height), { kind: 'sum-f64' }),
      { type: 'point', operation: 'round-clamp' },
    ],
  };
}
