/**
 * The Rust crate `image`: imageops::resize and imageops::thumbnail on 8 bits. Everything in single precision;
 * RGBA is not premultiplied.
 *
 *   kernels     rows first, then columns; stretched by the ratio when shrinking, around (d + 0.5) * n/m; taps
 *               outside the image are dropped, weights divided by their sum; rounded once, half up. An axis that
 *               keeps its length is resized too, which shows in gaussian
 *   nearest     floor((d + 0.5) * n/m)
 *   thumbnail   the mean of the samples whose index lies in [d n/m, (d + 1) n/m); where there is none, two taps
 *
 * The same size is a copy, but by thumbnail.
 * Source: image 0.25.10, src/imageops/sample.rs.
 */
import type { Size } from '../../../base/raster.ts';
import { sinf } from '../../../math/sinf.ts';
import type { Plan, SourceShape } from '../../taps/plan.ts';
import type { Sampler } from '../../taps/sampler.ts';
import { axisPasses, type TapsOf } from '../../taps/separable.ts';
import { identityTaps, singleTaps, tapsFrom, type AxisTaps } from '../../taps/taps.ts';

const f4 = Math.fround;

interface SingleKernel {
  support: number;
  weight: (x: number) => number;
}

function sinc(t: number): number {
  const angle = f4(t * f4(Math.PI));
  return t === 0 ? 1 : f4(sinf(angle) / angle);
}

/** 1 / (sqrt(2 pi) / 2) in single precision. */
const PEAK = f4(1 / f4(f4(Math.sqrt(f4(2 * f4(Math.PI)))) * 0.5));

const KERNELS: Record<string, SingleKernel> = {
  triangle: { support: 1, weight: (x) => (Math.abs(x) < 1 ? f4(1 - Math.abs(x)) : 0) },
  catmullrom: {
    support: 2,
    weight: (x) => {
      const a = Math.abs(x);
      const square = f4(a * a);
      const cube = f4(a * square);
      if (a < 1) return f4(f4(f4(f4(9 * cube) + f4(-15 * square)) + 6) / 6);
      if (a >= 2) return 0;
      const outer = f4(f4(f4(-3 * cube) + f4(15 * square)) + f4(-24 * a));
      return f4(f4(outer + 12) / 6);
    },
  },
  gaussian: { support: 3, weight: (x) => f4(PEAK * f4(Math.exp(f4(-f4(x * x) / 0.5)))) },
  lanczos3: {
    support: 3,
    weight: (x) => (Math.abs(x) < 3 ? f4(sinc(x) * sinc(f4(x / 3))) : 0),
  },
};

function kernelTaps(n: number, m: number, { support, weight }: SingleKernel): AxisTaps {
  const ratio = f4(n / m);
  const stretch = Math.max(1, ratio);
  const reach = f4(support * stretch);
  return tapsFrom(n, m, (dst) => {
    const position = f4(f4(dst + 0.5) * ratio);
    const left = Math.min(Math.max(Math.floor(f4(position - reach)), 0), n - 1);
    const right = Math.min(Math.max(Math.ceil(f4(position + reach)), left + 1), n);
    const center = f4(position - 0.5);
    const weights: number[] = [];
    let sum = 0;
    for (let i = left; i < right; i++) {
      const value = weight(f4(f4(i - center) / stretch));
      weights.push(value);
      sum = f4(sum + value);
    }
    return weights.map((value, k) => [left + k, f4(value / sum)] as const);
  });
}

function nearestTaps(n: number, m: number): AxisTaps {
  const ratio = f4(n / m);
  return singleTaps(n, m, (dst) => Math.min(Math.floor(f4(f4(dst + 0.5) * ratio)), n - 1));
}

function resizePlan(tapsOf: TapsOf, kind: 'sum-f32' | 'copy') {
  return (source: SourceShape, target: Size): Plan => {
    requireBytes(source);
    const plan = { source, target, output: 'uint8' } as const;
    if (source.width === target.width && source.height === target.height) {
      return {
        ...plan,
        passes: axisPasses(source, target, ['y', 'x'], identityTaps, { kind: 'copy' }),
      };
    }
    const passes = axisPasses(source, target, ['y', 'x'], tapsOf, { kind });
    if (kind === 'copy') return { ...plan, passes };
    return { ...plan, passes: [...passes, { type: 'point', operation: 'round-up-clamp' }] };
  };
}

function requireBytes({ dtype }: SourceShape): void {
  if (dtype === 'uint8') return;
  throw new RangeError(`Expected uint8 samples for a resize by image but received ${dtype}`);
}

function thumbnailTaps(n: number, m: number): AxisTaps {
  const ratio = f4(n / m);
  const raw: number[] = [];
  const table = tapsFrom(n, m, (dst) => {
    const from = f4(dst * ratio);
    const to = f4(from + ratio);
    const left = Math.min(Math.ceil(from), n - 1);
    const right = Math.min(Math.max(Math.ceil(to), left), n);
    if (left !== right) {
      const count = right - left;
      for (let i = 0; i < count; i++) raw.push(1);
      return Array.from({ length: count }, (_, k) => [left + k, 1 / count] as const);
    }
    const fraction = f4(f4((from % 1) + (to % 1)) / 2);
    raw.push(f4(1 - fraction), fraction);
    return [
      [right - 1, f4(1 - fraction)],
      [right, fraction],
    ];
  });
  return { ...table, operands: Float64Array.from(raw) };
}

function thumbnailPlan(source: SourceShape, target: Size): Plan {
  requireBytes(source);
  const tapsX = thumbnailTaps(source.width, target.width);
  const tapsY = thumbnailTaps(source.height, target.height);
  return {
    source,
    target,
    output: 'uint8',
    passes: [{ type: 'grid', tapsX, tapsY, arithmetic: { kind: 'rust-thumbnail' } }],
  };
}

const common = {
  library: 'rust-image',
  versions: '0.25; verified on 0.25.10',
  exactness: 'exact',
};

const FILTERS: Record<string, string> = {
  triangle: 'Triangle',
  catmullrom: 'CatmullRom',
  gaussian: 'Gaussian',
  lanczos3: 'Lanczos3',
};

export const rustImageSamplers: Sampler[] = [
  {
    ...common,
    id: 'rust-image/nearest',
    method: 'nearest',
    antialias: false,
    call: 'imageops::resize(&image, width, height, FilterType::Nearest)',
    plan: resizePlan(nearestTaps, 'copy'),
  },
  ...Object.entries(FILTERS).map(([method, name]) => ({
    ...common,
    id: `rust-image/${method}`,
    method,
    antialias: true,
    call: `imageops::resize(&image, width, height, FilterType::${name})`,
    plan: resizePlan((n, m) => kernelTaps(n, m, KERNELS[method]), 'sum-f32'),
  })),
  {
    ...common,
    id: 'rust-image/thumbnail',
    method: 'thumbnail',
    antialias: true,
    coordinates: null, // cells begin at the sample after their place
    call: 'imageops::thumbnail(&image, width, height)',
    plan: thumbnailPlan,
  },
];
