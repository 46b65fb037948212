/**
 * jimp's bicubic, hermite and bezier: each axis to k times the target, k = floor(n / m), by a cubic through
 * four samples at d * (n - 1) / (m * k), rounded to 8 bits; then the mean of k x k.
 *
 * Source: @jimp/plugin-resize 1.6.1, modules/resize2.js.
 */
import type { Size } from '../../../base/raster.ts';
import type { Axis, Pass, Plan, Polynomial, SourceShape } from '../../taps/plan.ts';
import { lengthsOf } from '../../taps/separable.ts';
import { tapsFrom, type AxisTaps } from '../../taps/taps.ts';

type Weights = (t: number) => readonly [number, number, number, number];

/** The cubics as weights of their four samples. */
const WEIGHTS: Record<string, Weights> = {
  bicubic: (t) => [
    -t * t * t + 2 * t * t - t,
    t * t * t - 2 * t * t + 1,
    -t * t * t + t * t + t,
    t * t * t - t * t,
  ],
  hermite: (t) => [
    -0.5 * t * t * t + t * t - 0.5 * t,
    1.5 * t * t * t - 2.5 * t * t + 1,
    -1.5 * t * t * t + 2 * t * t + 0.5 * t,
    0.5 * t * t * t - 0.5 * t * t,
  ],
  bezier: (t) => {
    const s = 1 - t;
    const [first, second] = [3 * s * s * t, 3 * s * t * t];
    return [
      -first / 4,
      s * s * s + first + second / 4,
      t * t * t + first / 4 + second,
      -second / 4,
    ];
  },
};

/** Four taps an output; where one would lie outside, the line through the last two is continued. */
function cubicTaps(n: number, m: number, weightsAt: Weights): AxisTaps {
  const places = Array.from({ length: m }, (_, dst) => (dst * (n - 1)) / m);
  const taps = tapsFrom(n, m, (dst) => {
    const index = Math.floor(places[dst]);
    const [w0, w1, w2, w3] = weightsAt(places[dst] - index);
    if (n === 1) return [0, 1, 0, 0].map((weight) => [0, weight] as const);
    const before = index === 0 ? w0 : 0;
    const after = index + 2 < n ? 0 : w3;
    return [
      [Math.max(index - 1, 0), w0 - before],
      [index, w1 + 2 * before - after],
      [index + 1, w2 - before + 2 * after],
      [Math.min(index + 2, n - 1), w3 - after],
    ];
  });
  const operands = Float64Array.from(taps.weights, (_, k) => places[k >> 2] % 1);
  return { ...taps, operands };
}

function cellTaps(n: number, m: number): AxisTaps {
  const count = n / m;
  return tapsFrom(n, m, (dst) =>
    Array.from({ length: count }, (_, k) => [dst * count + k, 1 / count] as const),
  );
}

/** The plan of one of the three cubics, 8 bits. */
export function cubicPlan(method: 'bicubic' | 'hermite' | 'bezier') {
  return (source: SourceShape, target: Size): Plan => {
    const timesX = Math.max(1, Math.floor(source.width / target.width));
    const timesY = Math.max(1, Math.floor(source.height / target.height));
    const middle = { width: target.width * timesX, height: target.height * timesY };
    const of: Polynomial = `jimp-${method}`;
    const passes: Pass[] = (['x', 'y'] as const).map((axis: Axis) => ({
      type: 'axis',
      axis,
      taps: cubicTaps(...lengthsOf(source, middle, axis), WEIGHTS[method]),
      arithmetic: { kind: 'polynomial', of },
    }));
    if (timesX * timesY > 1) {
      passes.push({
        type: 'grid',
        tapsX: cellTaps(middle.width, target.width),
        tapsY: cellTaps(middle.height, target.height),
        arithmetic: { kind: 'jimp-mean' },
      });
    }
    return { source, target, output: 'uint8', passes };
  };
}
