/**
 * Go's golang.org/x/image/draw: Scaler.Scale(dst, dst.Bounds(), src, src.Bounds(), draw.Src, nil) onto an RGBA
 * image. Colors have 16 bits and are premultiplied; the result is cut to its high byte, RGBA made straight again.
 *
 *   nearest           floor((2d + 1) n / 2m)
 *   approx-bilinear   two taps by two at any ratio, in double precision; truncated
 *   bilinear          the triangle, stretched by the ratio when shrinking, in double precision; rounded to 16 bits
 *   catmull-rom       Keys with a = -0.5, likewise
 *
 * Of a JPEG file Go resizes YCbCr without smoothing its chroma first: colors differ, the taps do not.
 *
 * Kernels: taps outside the image are dropped; each sum is multiplied by one over the
 * sum of its weights. Columns first.
 * Source: golang.org/x/image 0.48, draw/scale.go, gen.go.
 */
import type { Size } from '../../../base/raster.ts';
import { keysHalf, triangle, type Kernel } from '../../taps/filter-kernels.ts';
import type { Pass, Plan, SourceShape } from '../../taps/plan.ts';
import type { Sampler } from '../../taps/sampler.ts';
import { axisPasses, type TapsOf } from '../../taps/separable.ts';
import { singleTaps, tapsFrom, type AxisTaps } from '../../taps/taps.ts';

type Kind = 'copy' | 'sum-f64' | 'go-kernel';

function goPlan(tapsOf: TapsOf, kind: Kind) {
  return (source: SourceShape, target: Size): Plan => {
    if (source.dtype !== 'uint8') {
      throw new RangeError(`Expected uint8 samples for a Go resize but received ${source.dtype}`);
    }
    const passes: Pass[] = [
      { type: 'point', operation: 'go-widen' },
      ...passesOf(source, target, tapsOf, kind),
      { type: 'point', operation: kind === 'go-kernel' ? 'go-round' : 'go-truncate' },
    ];
    return { source, target, output: 'uint8', passes };
  };
}

/** A kernel's columns are divided by 65535 with their total weight. */
function passesOf(source: Size, target: Size, tapsOf: TapsOf, kind: Kind): Pass[] {
  if (kind !== 'go-kernel') return axisPasses(source, target, ['x', 'y'], tapsOf, { kind });
  return [
    ...axisPasses(source, target, ['x'], tapsOf, { kind, divisor: 65535 }),
    ...axisPasses(source, target, ['y'], tapsOf, { kind, divisor: 1 }),
  ];
}

function nearestTaps(n: number, m: number): AxisTaps {
  return singleTaps(n, m, (dst) => Math.floor(((2 * dst + 1) * n) / (2 * m)));
}

function approximateTaps(n: number, m: number): AxisTaps {
  const scale = n / m;
  return tapsFrom(n, m, (dst) => {
    const position = (dst + 0.5) * scale - 0.5;
    const first = Math.trunc(position);
    const fraction = position - first;
    if (position < 0) return [[0, 1]];
    if (first + 1 > n - 1) return [[n - 1, 1]];
    return [
      [first, 1 - fraction],
      [first + 1, fraction],
    ];
  });
}

function kernelTaps(n: number, m: number, kernel: Kernel): AxisTaps {
  const scale = n / m;
  const reach = kernel.support * Math.max(scale, 1);
  const perUnit = scale > 1 ? 1 / scale : 1;
  const raw: number[] = [];
  const table = tapsFrom(n, m, (dst) => {
    const center = (dst + 0.5) * scale - 0.5;
    const first = Math.max(0, Math.floor(center - reach));
    const last = Math.max(first, Math.min(n - 1, Math.ceil(center + reach)));
    const taps: [number, number][] = [];
    let total = 0;
    for (let i = first; i <= last; i++) {
      const distance = Math.abs((center - i) * perUnit);
      const weight = distance >= kernel.support ? 0 : kernel.weight(distance);
      if (weight === 0) continue;
      taps.push([i, weight]);
      raw.push(weight);
      total += weight;
    }
    return taps.map(([i, weight]) => [i, weight / total] as const);
  });
  return { ...table, operands: Float64Array.from(raw) };
}

/** Catmull-Rom with its outer part as Go writes it. */
const catmullRom: Kernel = {
  support: 2,
  weight: (x) => (x < 1 ? keysHalf.weight(x) : ((-0.5 * x + 2.5) * x - 4) * x + 2),
};

const EXACT = 'exact, of PNG; of JPEG Go resizes YCbCr, and colors differ';

const common = {
  library: 'go',
  versions: 'x/image 0.x; verified on 0.48.0, Go 1.26',
};

function sampler(
  method: string,
  scaler: string,
  rest: Pick<Sampler, 'exactness' | 'antialias' | 'plan'>,
) {
  const call = `draw.${scaler}.Scale(dst, dst.Bounds(), src, src.Bounds(), draw.Src, nil)`;
  return { ...common, id: `go/${method}`, method, call, ...rest };
}

export const goSamplers: Sampler[] = [
  sampler('nearest', 'NearestNeighbor', {
    exactness: EXACT,
    antialias: false,
    plan: goPlan(nearestTaps, 'copy'),
  }),
  sampler('approx-bilinear', 'ApproxBiLinear', {
    exactness: EXACT,
    antialias: false,
    plan: goPlan(approximateTaps, 'sum-f64'),
  }),
  sampler('bilinear', 'BiLinear', {
    exactness: EXACT,
    antialias: true,
    plan: goPlan((n, m) => kernelTaps(n, m, triangle), 'go-kernel'),
  }),
  sampler('catmull-rom', 'CatmullRom', {
    exactness: EXACT,
    antialias: true,
    plan: goPlan((n, m) => kernelTaps(n, m, catmullRom), 'go-kernel'),
  }),
];
