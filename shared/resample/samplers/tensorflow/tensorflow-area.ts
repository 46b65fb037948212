/**
 * TensorFlow's area kernel: the mean of the source rectangle that an output pixel covers, samples
 * cut by its border counted by the part inside. Single precision: columns, then rows, then one
 * division by the area. Exact against TensorFlow 2.21 (CPU).
 *
 * Source: tensorflow v2.21, core/kernels/image/resize_area_op.
 */
import type { Size } from '../../../base/raster.ts';
import { ratioOf, single } from '../../taps/coordinates.ts';
import type { Plan, SourceShape } from '../../taps/plan.ts';
import type { Sampler } from '../../taps/sampler.ts';
import { toSingle } from '../../taps/separable.ts';
import { tapsFrom, type AxisTaps } from '../../taps/taps.ts';

/** The part of sample i inside from..to, in single precision. */
function overlap(i: number, from: number, to: number, cell: number): number {
  if (i < from) return i + 1 > to ? cell : single(i + 1 - from);
  return i + 1 > to ? single(to - i) : 1;
}

function areaTaps(n: number, m: number, cell: number): AxisTaps {
  return tapsFrom(n, m, (dst) => {
    const from = single(dst * cell);
    const to = single((dst + 1) * cell);
    const taps: [number, number][] = [];
    for (let i = Math.floor(from); i < Math.ceil(to); i++) {
      taps.push([Math.min(i, n - 1), overlap(i, from, to, cell) / cell]);
    }
    return taps;
  });
}

function areaPlan(source: SourceShape, target: Size): Plan {
  const cellX = ratioOf(source.width, target.width, 'half_pixel', single);
  const cellY = ratioOf(source.height, target.height, 'half_pixel', single);
  return {
    source,
    target,
    output: 'float32',
    passes: [
      ...toSingle(source),
      {
        type: 'axis',
        axis: 'x',
        taps: areaTaps(source.width, target.width, cellX),
        arithmetic: { kind: 'cell-f32', cell: cellX, scale: 1 },
      },
      {
        type: 'axis',
        axis: 'y',
        taps: areaTaps(source.height, target.height, cellY),
        arithmetic: { kind: 'cell-f32', cell: cellY, scale: single(1 / single(cellX * cellY)) },
      },
    ],
  };
}

export const areaSamplers: Sampler[] = [
  {
    id: 'tensorflow/area',
    library: 'tensorflow',
    method: 'area',
    versions: '1.x and 2.x; verified on 2.21',
    exactness: 'exact',
    call: "tf.image.resize(image, size, method='area')",
    antialias: true,
    plan: areaPlan,
  },
];
