/**
 * skimage.transform.resize, in double precision, samples in code values (as preserve_range=True).
 *
 *   +antialias  a Gaussian first, sigma = (n/m - 1) / 2 an axis, cut at 4 sigma
 *   position    (d + 0.5) * n/m - 0.5, mirrored into 0..n-1: enlarging, the borders differ from
 *               everyone who clamps
 *   order       0 nearest sample, 1 linear, 3 cubic B-spline after its prefilter: one table with
 *               the Gaussian, which rounds less often than scipy does
 *   end         clipped to the smallest and largest sample of the source
 *
 * Rows before columns. Exact after rounding to single precision against scikit-image 0.19.3 (scipy
 * 1.10.1) and 0.26.0 (1.17.1); order 3 within 1.2e-13 of the range before it.
 *
 * Source: scikit-image 0.26, transform/_warps.py (resize); scipy 1.10, ndimage (gaussian_filter,
 * zoom with grid_mode).
 */
import { Lru } from '../../base/lru.ts';
import type { Dtype, Size } from '../../base/raster.ts';
import { double, mirroredIndex, ratioOf, sourceCoordinate } from '../taps/coordinates.ts';
import { cubicSplineTaps } from './cubic-spline.ts';
import type { Axis, AxisPass, Pass, Plan, SourceShape } from '../taps/plan.ts';
import type { Sampler } from '../taps/sampler.ts';
import { axisPasses, lengthsOf } from '../taps/separable.ts';
import { composeTaps, singleTaps, tapsFrom, type AxisTaps } from '../taps/taps.ts';

/** Degree of the spline: 0 nearest, 1 linear, 3 cubic. */
export type SplineOrder = 0 | 1 | 3;

const AXES: readonly Axis[] = ['y', 'x'];

/**
 * What anti_aliasing=None means: on when any side shrinks, except for bool images, and except for
 * order 0 on integers. (order=None is 0 for bool, else 1.)
 */
export function skimageAntialiasDefault(
  dtype: Dtype | 'bool',
  order: number,
  shrinking: boolean,
): boolean {
  if (dtype === 'bool' || !shrinking) return false;
  return !(order === 0 && (dtype === 'uint8' || dtype === 'uint16'));
}

/** Standard deviation of the Gaussian in source samples; 0 when the axis does not shrink. */
function sigmaOf(n: number, m: number): number {
  return Math.max(0, (n / m - 1) / 2);
}

/**
 * The Gaussian as a table that keeps the size: the center first, then pairs of equal weight from
 * the outermost inwards, the order in which scipy adds them.
 */
function gaussianTaps(n: number, sigma: number): AxisTaps {
  const radius = Math.trunc(4 * sigma + 0.5);
  const kernel = Float64Array.from({ length: radius + 1 }, (_, distance) =>
    Math.exp((-0.5 / (sigma * sigma)) * distance * distance),
  );
  let total = 0;
  for (let k = -radius; k <= radius; k++) total += kernel[Math.abs(k)];
  const count = 2 * radius + 1;
  const offsets = Int32Array.from({ length: n + 1 }, (_, i) => i * count);
  const indices = new Int32Array(n * count);
  const weights = new Float64Array(n * count);
  for (let dst = 0, at = 0; dst < n; dst++) {
    indices[at] = dst;
    weights[at++] = kernel[0] / total;
    for (let distance = radius; distance > 0; distance--, at += 2) {
      indices[at] = mirroredIndex(dst - distance, n);
      indices[at + 1] = mirroredIndex(dst + distance, n);
      weights[at] = weights[at + 1] = kernel[distance] / total;
    }
  }
  return { srcSize: n, dstSize: n, offsets, indices, weights };
}

/** The sampling position, mirrored into 0..n-1. */
function positionOf(dst: number, n: number, ratio: number): number {
  if (n === 1) return 0;
  const x = Math.abs(sourceCoordinate(dst, ratio, 'half_pixel', double));
  return x > n - 1 ? 2 * (n - 1) - x : x;
}

/** Weights of the samples at -1, 0, 1, 2 for a position at t: the cubic B-spline. */
function splineWeights(t: number): number[] {
  const rest = 1 - t;
  const before = (rest * rest * rest) / 6;
  const left = (t * t * (t - 2) * 3 + 4) / 6;
  const right = (rest * rest * (rest - 2) * 3 + 4) / 6;
  return [before, left, right, 1 - before - left - right];
}

function zoomTaps(n: number, m: number, order: SplineOrder): AxisTaps {
  const ratio = ratioOf(n, m, 'half_pixel', double);
  if (order === 0) {
    return singleTaps(n, m, (dst) => mirroredIndex(Math.floor(positionOf(dst, n, ratio) + 0.5), n));
  }
  return tapsFrom(n, m, (dst) => {
    const x = positionOf(dst, n, ratio);
    const floor = Math.floor(x);
    const t = x - floor;
    const first = order === 1 ? floor : floor - 1;
    const weights = order === 1 ? [1 - t, t] : splineWeights(t);
    return weights.map((weight, k) => [mirroredIndex(first + k, n), weight] as const);
  });
}

function gaussianOf(n: number, m: number): AxisTaps | null {
  const sigma = sigmaOf(n, m);
  return sigma <= 1e-15 ? null : gaussianTaps(n, sigma);
}

function gaussianPasses(source: Size, target: Size): AxisPass[] {
  return AXES.flatMap((axis): AxisPass[] => {
    const taps = gaussianOf(...lengthsOf(source, target, axis));
    return taps === null ? [] : [{ type: 'axis', axis, taps, arithmetic: { kind: 'pairs-f64' } }];
  });
}

/** The prefilter and the zoom of order 3, which it has with the Gaussian and without. */
function prefilteredZoom(n: number, m: number): AxisTaps {
  const key = `${n} ${m}`;
  const zoom = zooms.get(key) ?? composeTaps(cubicSplineTaps(n), zoomTaps(n, m, 3));
  zooms.set(key, zoom);
  return zoom;
}

/** Those of both axes of what was asked last: tables are shared, and read only. */
const zooms = new Lru<AxisTaps>(2);

/** The Gaussian where there is one, the prefilter and the zoom of order 3, in one table. */
function cubicTaps(n: number, m: number, antialias: boolean): AxisTaps {
  const zoom = prefilteredZoom(n, m);
  const gaussian = antialias ? gaussianOf(n, m) : null;
  return gaussian === null ? zoom : composeTaps(gaussian, zoom);
}

function resizePlan(order: SplineOrder, antialias: boolean) {
  return (source: SourceShape, target: Size): Plan => {
    const sum = { kind: 'sum-f64' } as const;
    const passes: Pass[] =
      order === 3
        ? axisPasses(source, target, AXES, (n, m) => cubicTaps(n, m, antialias), sum)
        : [
            ...(antialias ? gaussianPasses(source, target) : []),
            ...axisPasses(
              source,
              target,
              AXES,
              (n, m) => zoomTaps(n, m, order),
              order === 0 ? { kind: 'copy' } : sum,
            ),
          ];
    return {
      source,
      target,
      output: 'float64',
      passes: [
        { type: 'point', operation: 'to-f64' },
        ...passes,
        { type: 'point', operation: 'clamp-source' },
      ],
    };
  };
}

export const skimageSamplers: Sampler[] = ([0, 1, 3] as const).flatMap((order) =>
  [false, true].map((antialias) => ({
    id: `skimage/order${order}${antialias ? '+antialias' : ''}`,
    library: 'skimage',
    method: `order${order}`,
    versions: '0.19 to 0.26; verified on 0.19.3 and 0.26.0',
    exactness: order === 3 ? 'within 1.2e-13 of the range' : 'exact',
    call:
      `skimage.transform.resize(image, shape, order=${order}, ` +
      `anti_aliasing=${antialias ? 'True' : 'False'}, preserve_range=True)`,
    antialias,
    plan: resizePlan(order, antialias),
  })),
);
