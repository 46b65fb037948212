/**
 * stb_image_resize2 on 8 bits (stbir_resize with STBIR_TYPE_UINT8), edges clamped, in single precision.
 *
 *   default        Catmull-Rom where an axis grows, Mitchell-Netravali where it shrinks, a copy where it stays
 *   box            a trapezoid, which is a box with the edges cut by the part they cover
 *   triangle, cubicbspline, catmullrom, mitchell
 *   point          one sample where an axis grows, a box where it shrinks
 *
 * Which axis comes first is a guess at the cost, learnt by its author for each count of channels. Rows add their
 * taps in groups, as the processor's vectors do. Exact for builds with SSE2, the default on x86-64; with AVX2 or
 * NEON products and sums are fused, so a level may differ. RGBA is resized channel by channel (STBIR_4CHANNEL);
 * STBIR_RGBA weights colors by alpha, which is not modelled.
 * Source: stb_image_resize2 2.18.
 */
import type { Size } from '../../../base/raster.ts';
import { single as f } from '../../taps/coordinates.ts';
import type { Axis, Pass, Plan, SourceShape } from '../../taps/plan.ts';
import type { Sampler } from '../../taps/sampler.ts';
import { lengthsOf } from '../../taps/separable.ts';
import { stbColumnsFirst, stbGathers } from './stb-order.ts';
import { stbTaps, type StbFilter } from './stb-taps.ts';

/** The filter of that reach and those halves: up to 1, and from 1 to 2. */
function cubic(inner: (u: number) => number, outer: (u: number) => number): StbFilter {
  return {
    support: () => 2,
    weight: (x) => {
      const u = Math.abs(x);
      if (u < 1) return inner(u);
      return u < 2 ? outer(u) : 0;
    },
  };
}

const trapezoid: StbFilter = {
  support: (scale) => f(0.5 + f(scale / 2)),
  weight: (x, scale) => {
    const half = f(scale / 2);
    const end = f(0.5 + half);
    const u = Math.abs(x);
    if (u >= end) return 0;
    return u <= f(0.5 - half) ? 1 : f(f(end - u) / scale);
  },
};

const FILTERS: Record<string, StbFilter> = {
  box: trapezoid,
  triangle: {
    support: () => 1,
    weight: (x) => (Math.abs(x) <= 1 ? f(1 - Math.abs(x)) : 0),
  },
  cubicbspline: cubic(
    (u) => f(f(4 + f(f(u * u) * f(f(3 * u) - 6))) / 6),
    (u) => f(f(8 + f(u * f(-12 + f(u * f(6 - u))))) / 6),
  ),
  catmullrom: cubic(
    (u) => f(1 - f(f(u * u) * f(2.5 - f(1.5 * u)))),
    (u) => f(2 - f(u * f(4 + f(u * f(f(0.5 * u) - 2.5))))),
  ),
  mitchell: cubic(
    (u) => f(f(16 + f(f(u * u) * f(f(21 * u) - 36))) / 18),
    (u) => f(f(32 + f(u * f(-60 + f(u * f(36 - f(7 * u)))))) / 18),
  ),
  point: { support: () => 0.5, weight: () => 1 },
};

function filterOf(method: string, n: number, m: number): StbFilter {
  if (method !== 'default') return FILTERS[method];
  if (n === m) return FILTERS['point'];
  return FILTERS[m > n ? 'catmullrom' : 'mitchell'];
}

function stbPlan(method: string) {
  return (source: SourceShape, target: Size): Plan => {
    if (source.dtype !== 'uint8') {
      throw new RangeError(`Expected uint8 samples for stb_image_resize2, not ${source.dtype}`);
    }
    const filters = (['x', 'y'] as const).map((axis) =>
      filterOf(method, ...lengthsOf(source, target, axis)),
    );
    const order: Axis[] = stbColumnsFirst(source, target, filters[0], filters[1])
      ? ['x', 'y']
      : ['y', 'x'];
    return {
      source,
      target,
      output: 'uint8',
      passes: [
        ...order.map((axis): Pass => {
          const columns = axis === 'x';
          const filter = filters[columns ? 0 : 1];
          const [n, m] = lengthsOf(source, target, axis);
          const rows = stbGathers(filter, n, m) ? 'gathered' : 'scattered';
          const { taps, widest } = stbTaps(n, m, filter, columns ? 'columns' : rows);
          const lanes = source.channels === 4 ? 2 : 4;
          return {
            type: 'axis',
            axis,
            taps,
            arithmetic:
              columns && widest > 3 ? { kind: 'sum-lanes-f32', lanes } : { kind: 'sum-f32' },
          };
        }),
        { type: 'point', operation: 'stb-round' },
      ],
    };
  };
}

export const stbSamplers: Sampler[] = ['default', ...Object.keys(FILTERS)].map((method) => ({
  id: `stb/${method}`,
  library: 'stb',
  method,
  versions: 'stb_image_resize2 2.x; verified on 2.18',
  exactness: 'exact for builds with SSE2; not verified with AVX2 or NEON',
  call:
    'stbir_resize(in, w, h, 0, out, tw, th, 0, layout, STBIR_TYPE_UINT8, STBIR_EDGE_CLAMP, ' +
    `${method === 'point' ? 'STBIR_FILTER_POINT_SAMPLE' : `STBIR_FILTER_${method.toUpperCase()}`})`,
  antialias: method !== 'point',
  plan: stbPlan(method),
}));
