/**
 * OpenCV LINEAR and LINEAR_EXACT. Exact against 4.6 for 8 and 16 bits and for singles.
 *
 *   linear         8 bits: 11-bit weights, see the arithmetic opencv-linear-v in plan.ts
 *                  16 bits and singles: single precision, integers rounded half to even
 *   linear-exact   weights of 8 bits (16 for 16-bit samples), exact sums, rounded half up once;
 *                  singles as linear
 *   exactly half in both directions: both are AREA
 *
 * PyPI wheels for x86 (IPP) differ from this by up to 5e-5 of 1 in linear on singles.
 * Source: opencv 4.6.0, modules/imgproc/src/resize.cpp.
 */
import { roundHalfEven, type Size } from '../../../base/raster.ts';
import { single } from '../../taps/coordinates.ts';
import type { Axis, Plan, SourceShape } from '../../taps/plan.ts';
import { tapsFrom, type AxisTaps } from '../../taps/taps.ts';
import { areaPlan } from './opencv-area.ts';
import {
  axisPass,
  clampIndex,
  copyPlan,
  isSameSize,
  positionOf,
  ratioOf,
  requireDtype,
  singlePlan,
  wholeRatios,
} from './opencv-axes.ts';

/** Columns outside take the edge sample alone; rows keep both weights and clamp both indices. */
function linearTaps(n: number, m: number, axis: Axis, bits: number | null): AxisTaps {
  const ratio = ratioOf(n, m);
  const one = bits === null ? 1 : 2 ** bits;
  const weightOf = (value: number) => (bits === null ? value : roundHalfEven(value * one) / one);
  return tapsFrom(n, m, (dst) => {
    const { floor, fraction } = positionOf(dst, ratio);
    if (axis === 'x' && floor < 0) return [[0, 1]];
    if (axis === 'x' && floor >= n - 1) return [[n - 1, 1]];
    return [
      [clampIndex(floor, n), weightOf(single(1 - fraction))],
      [clampIndex(floor + 1, n), weightOf(fraction)],
    ];
  });
}

export function linearPlan(source: SourceShape, target: Size): Plan {
  requireDtype(source, 'LINEAR', ['uint8', 'uint16', 'float32']);
  if (isSameSize(source, target)) return copyPlan(source, target);
  if (isHalved(source, target)) return areaPlan(source, target);
  const bits = source.dtype === 'uint8' ? 11 : null;
  const x = linearTaps(source.width, target.width, 'x', bits);
  const y = linearTaps(source.height, target.height, 'y', bits);
  if (bits === null) return singlePlan(source, target, x, y);
  const passes = [
    axisPass('x', x, { kind: 'fixed-exact', bits }),
    axisPass('y', y, { kind: 'opencv-linear-v' }),
  ];
  return { source, target, output: source.dtype, passes };
}

function isHalved(source: Size, target: Size): boolean {
  const ratios = wholeRatios(source, target);
  return ratios !== null && ratios.x === 2 && ratios.y === 2;
}

function linearExactTaps(n: number, m: number, bits: number): AxisTaps {
  const ratio = ratioOf(n, m);
  const one = 2 ** bits;
  return tapsFrom(n, m, (dst) => {
    const x = ratio * (dst + 0.5) - 0.5;
    const floor = Math.floor(x);
    if (floor < 0) return [[0, 1]];
    if (floor >= n - 1) return [[n - 1, 1]];
    const right = roundHalfEven((x - floor) * one);
    return [
      [floor, (one - right) / one],
      [floor + 1, right / one],
    ];
  });
}

export function linearExactPlan(source: SourceShape, target: Size): Plan {
  const { dtype } = source;
  requireDtype(source, 'LINEAR_EXACT', ['uint8', 'uint16', 'float32']);
  if (dtype === 'float32') return linearPlan(source, target);
  if (isSameSize(source, target)) return copyPlan(source, target);
  if (isHalved(source, target)) return areaPlan(source, target);
  const bits = dtype === 'uint8' ? 8 : 16;
  const passes = [
    axisPass('x', linearExactTaps(source.width, target.width, bits), { kind: 'fixed-exact', bits }),
    axisPass('y', linearExactTaps(source.height, target.height, bits), {
      kind: 'fixed-round',
      bits,
      carry: bits,
    }),
  ];
  return { source, target, output: dtype, passes };
}
