/**
 * The antialiased reference: what the picture looks like at a size when every source pixel counts
 * by the area it covers. Not a model of any library; the reference that machine views are held
 * against. A box as wide as the ratio (at least one pixel, which makes it linear interpolation when
 * enlarging), clipped at the borders.
 */
import { double, ratioOf, sourceCoordinate } from './coordinates.ts';
import { runTaps, type AxisTaps } from './taps.ts';

/** The area taps from n to m samples around half-pixel centers; weights of an output sum to 1. */
export function areaTaps(n: number, m: number): AxisTaps {
  const ratio = ratioOf(n, m, 'half_pixel', double);
  return boxTaps(n, m, Math.max(ratio, 1), (dst) =>
    sourceCoordinate(dst, ratio, 'half_pixel', double),
  );
}

/**
 * The same boxes around the centers at which `taps` sample: the antialiased reference of a sampler that
 * reads off-center (OpenCV's NEAREST reads the corner of each cell). `ratio`: source samples per
 * output, where the table is of a crop.
 */
export function areaTapsAround(taps: AxisTaps, ratio = taps.srcSize / taps.dstSize): AxisTaps {
  const centers = centersOf(taps);
  return boxTaps(taps.srcSize, taps.dstSize, Math.max(ratio, 1), (dst) => centers[dst]);
}

/** The mean place of each output's taps, weighted: Float64Array, dstSize; NaN where it has none. */
export function centersOf({ dstSize, offsets, indices, weights }: AxisTaps): Float64Array {
  return Float64Array.from({ length: dstSize }, (_, dst) => {
    let moment = 0;
    let total = 0;
    for (let k = offsets[dst]; k < offsets[dst + 1]; k++) {
      moment += Math.abs(weights[k]) * indices[k];
      total += Math.abs(weights[k]);
    }
    return moment / total;
  });
}

function boxTaps(n: number, m: number, width: number, centerOf: (dst: number) => number): AxisTaps {
  return runTaps(n, m, (dst) => {
    const middle = centerOf(dst) + 0.5;
    const from = Math.max(0, middle - width / 2);
    const to = Math.min(n, middle + width / 2);
    const weights: number[] = [];
    for (let i = Math.floor(from); i < to; i++) {
      weights.push((Math.min(i + 1, to) - Math.max(i, from)) / (to - from));
    }
    return { first: Math.floor(from), weights };
  });
}
