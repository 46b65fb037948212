/**
 * OpenCV AREA. Exact against 4.6 for 8 and 16 bits and for singles.
 *
 *   whole ratios       the mean of a cell, see arithmetic/opencv-mean.ts
 *   shrinking          cell [d * s, d * s + s): whole taps weigh 1 / cell, the two ends what they
 *                      overlap, and nothing below a thousandth; single precision, rounded once
 *   enlarging (either) LINEAR's arithmetic with the left tap at floor(d * s)
 *
 * Source: opencv 4.6.0, modules/imgproc/src/resize.cpp.
 */
import { roundHalfEven, type Size } from '../../../base/raster.ts';
import { single } from '../../taps/coordinates.ts';
import type { Axis, GridArithmetic, Pass, Plan, SourceShape } from '../../taps/plan.ts';
import { tapsFrom, type AxisTaps } from '../../taps/taps.ts';
import {
  axisPass,
  cellTaps,
  clampIndex,
  copyPlan,
  isSameSize,
  ratioOf,
  requireDtype,
  singlePlan,
  wholeRatios,
} from './opencv-axes.ts';

export function areaPlan(source: SourceShape, target: Size): Plan {
  requireDtype(source, 'AREA', ['uint8', 'uint16', 'float32']);
  if (isSameSize(source, target)) return copyPlan(source, target);
  if (ratioOf(source.width, target.width) < 1 || ratioOf(source.height, target.height) < 1) {
    return enlargingPlan(source, target);
  }
  const ratios = wholeRatios(source, target);
  if (ratios === null) {
    const x = overlapTaps(source.width, target.width);
    return singlePlan(source, target, x, overlapTaps(source.height, target.height));
  }
  return cellPlan(source, target, ratios.x, ratios.y);
}

function cellPlan(source: SourceShape, target: Size, ratioX: number, ratioY: number): Plan {
  const { dtype } = source;
  const halved = ratioX === 2 && ratioY === 2;
  const integer = dtype === 'uint8' || (dtype === 'uint16' && halved);
  const tapsX = cellTaps(source.width, ratioX);
  const tapsY = cellTaps(source.height, ratioY);
  const arithmetic: GridArithmetic = { kind: integer ? 'opencv-mean' : 'opencv-mean-f32' };
  const passes: Pass[] = [{ type: 'grid', tapsX, tapsY, arithmetic }];
  if (dtype === 'uint16' && !halved) passes.push({ type: 'point', operation: 'round-clamp' });
  return { source, target, output: dtype, passes };
}

function overlapTaps(n: number, m: number): AxisTaps {
  const ratio = ratioOf(n, m);
  const least = 1e-3;
  return tapsFrom(n, m, (dst) => {
    const from = dst * ratio;
    const to = from + ratio;
    const cell = Math.min(ratio, n - from);
    const end = Math.min(Math.floor(to), n - 1);
    const first = Math.min(Math.ceil(from), end);
    const taps: [number, number][] = [];
    if (first - from > least) taps.push([first - 1, single((first - from) / cell)]);
    for (let i = first; i < end; i++) taps.push([i, single(1 / cell)]);
    if (to - end > least) taps.push([end, single(Math.min(to - end, 1, cell) / cell)]);
    return taps;
  });
}

function enlargingTaps(n: number, m: number, axis: Axis, bits: number | null): AxisTaps {
  const ratio = ratioOf(n, m);
  const inverse = m / n;
  const one = bits === null ? 1 : 2 ** bits;
  const weightOf = (value: number) => (bits === null ? value : roundHalfEven(value * one) / one);
  return tapsFrom(n, m, (dst) => {
    const left = Math.floor(dst * ratio);
    if (axis === 'x' && left >= n - 1) return [[n - 1, 1]];
    const beyond = single(dst + 1 - (left + 1) * inverse);
    const fraction = beyond <= 0 ? 0 : single(beyond - Math.floor(beyond));
    return [
      [clampIndex(left, n), weightOf(single(1 - fraction))],
      [clampIndex(left + 1, n), weightOf(fraction)],
    ];
  });
}

function enlargingPlan(source: SourceShape, target: Size): Plan {
  const bits = source.dtype === 'uint8' ? 11 : null;
  const x = enlargingTaps(source.width, target.width, 'x', bits);
  const y = enlargingTaps(source.height, target.height, 'y', bits);
  if (bits === null) return singlePlan(source, target, x, y);
  const passes = [
    axisPass('x', x, { kind: 'fixed-exact', bits }),
    axisPass('y', y, { kind: 'opencv-linear-v' }),
  ];
  return { source, target, output: source.dtype, passes };
}
