/**
 * The Rust crate `fast_image_resize`, 8 bits a channel.
 *
 *   convolution        Pillow's scheme in double precision, rows first; weights are 16-bit integers over the
 *                      largest power of two that the largest weight leaves; rounded to 8 bits after each axis.
 *                      An axis that keeps its length is skipped
 *   +interpolation     the same kernel, never stretched: no antialiasing
 *   +supersampling2    nearest to twice the target first, where the source is more than 2.4 times as large
 *   nearest            floor((d + 0.5) * n/m)
 *   RGBA               resized premultiplied, all but nearest
 *
 * Source: fast_image_resize 6.0.0, src/resizer.rs, src/convolution, src/alpha.
 */
import type { Size } from '../../../base/raster.ts';
import {
  boxPillow,
  keysHalf,
  lanczos3Pillow,
  triangle,
  type Kernel,
} from '../../taps/filter-kernels.ts';
import type { Axis, Pass, Plan, SourceShape } from '../../taps/plan.ts';
import type { Sampler } from '../../taps/sampler.ts';
import { axisPasses, lengthsOf } from '../../taps/separable.ts';
import { nearestIndices } from '../pillow-taps.ts';
import { identityTaps, singleTaps, tapsFrom, type AxisTaps } from '../../taps/taps.ts';

const hamming: Kernel = {
  support: 1,
  weight: (x) => {
    const angle = Math.abs(x) * Math.PI;
    if (angle === 0) return 1;
    if (Math.abs(x) >= 1) return 0;
    return ((0.54 + 0.46 * Math.cos(angle)) * Math.sin(angle)) / angle;
  },
};

const mitchell: Kernel = {
  support: 2,
  weight: (x) => {
    const u = Math.abs(x);
    if (u < 1) return ((7 * u) / 6 - 2) * u * u + 16 / 18;
    if (u < 2) return ((2 - (7 * u) / 18) * u - 10 / 3) * u + 16 / 9;
    return 0;
  },
};

const gaussian: Kernel = {
  support: 3,
  weight: (x) => (1 / (Math.sqrt(2 * Math.PI) * 0.5)) * Math.exp(-(x * x) / 0.5),
};

const KERNELS: Record<string, [name: string, kernel: Kernel]> = {
  box: ['Box', boxPillow],
  bilinear: ['Bilinear', triangle],
  hamming: ['Hamming', hamming],
  catmullrom: ['CatmullRom', keysHalf],
  mitchell: ['Mitchell', mitchell],
  gaussian: ['Gaussian', gaussian],
  lanczos3: ['Lanczos3', lanczos3Pillow],
};

/** Weights of 16-bit integers over 2^bits. */
function kernelTaps(n: number, m: number, kernel: Kernel, stretched: boolean) {
  const scale = n / m;
  const stretch = stretched ? Math.max(scale, 1) : 1;
  const reach = kernel.support * stretch;
  const perUnit = 1 / stretch;
  let largest = 0;
  const table = tapsFrom(n, m, (dst) => {
    const center = (dst + 0.5) * scale;
    const first = Math.max(Math.floor(center - reach), 0);
    const end = Math.min(Math.ceil(center + reach), n);
    const taps: [number, number][] = [];
    let total = 0;
    for (let i = first; i < end; i++) {
      const weight = kernel.weight((i - (center - 0.5)) * perUnit);
      taps.push([i, weight]);
      total += weight;
    }
    for (const tap of taps) {
      if (total !== 0) tap[1] /= total;
      largest = Math.max(largest, tap[1]);
    }
    return taps;
  });
  const bits = bitsFor(largest);
  const one = 2 ** bits;
  const weights = table.weights.map(
    (weight) => (Math.sign(weight) * Math.round(Math.abs(weight) * one)) / one,
  );
  return { taps: { ...table, weights }, bits };
}

/** The most bits, up to 21, at which the largest weight is less than 2^15. */
function bitsFor(largest: number): number {
  let bits = 0;
  while (bits < 21 && Math.round(largest * 2 ** (bits + 1)) < 32768) bits++;
  return bits;
}

function nearestColumns(n: number, m: number): AxisTaps {
  const scale = n / m;
  const start = scale * 0.5;
  return singleTaps(n, m, (dst) => Math.min(Math.floor(start + scale * dst), n - 1));
}

/** Positions of rows are added up, as Pillow's are. */
function nearestRows(n: number, m: number): AxisTaps {
  const indices = nearestIndices(0, n, m);
  return singleTaps(n, m, (dst) => Math.min(indices[dst], n - 1));
}

function nearestPasses(source: Size, target: Size): Pass[] {
  return [
    ...axisPasses(source, target, ['y'], nearestRows, { kind: 'copy' }),
    ...axisPasses(source, target, ['x'], nearestColumns, { kind: 'copy' }),
  ];
}

function convolutionPasses(
  source: SourceShape,
  target: Size,
  kernel: Kernel,
  stretched = true,
): Pass[] {
  const passes: Pass[] = [];
  for (const axis of ['y', 'x'] satisfies Axis[]) {
    const [n, m] = lengthsOf(source, target, axis);
    if (n === m) continue;
    const { taps, bits } = kernelTaps(n, m, kernel, stretched);
    passes.push({ type: 'axis', axis, taps, arithmetic: { kind: 'fixed-round', bits, carry: 0 } });
  }
  if (source.channels !== 4) return passes;
  return [
    { type: 'point', operation: 'pillow-premultiply' },
    ...passes,
    { type: 'point', operation: 'fir-unpremultiply' },
  ];
}

type PassesOf = (source: SourceShape, target: Size) => Pass[];

function superSampled(kernel: Kernel): PassesOf {
  return (source, target) => {
    const factor = Math.min(source.width / target.width, source.height / target.height) / 2;
    if (factor <= 1.2) return convolutionPasses(source, target, kernel);
    const middle = {
      ...source,
      width: Math.round(source.width / factor),
      height: Math.round(source.height / factor),
    };
    return [...nearestPasses(source, middle), ...convolutionPasses(middle, target, kernel)];
  };
}

function planBy(passesOf: PassesOf): Sampler['plan'] {
  return (source, target): Plan => {
    if (source.dtype !== 'uint8') {
      throw new RangeError(
        `Expected uint8 samples for a resize by fast_image_resize but received ${source.dtype}`,
      );
    }
    const same = source.width === target.width && source.height === target.height;
    const passes = same
      ? axisPasses(source, target, ['y', 'x'], identityTaps, { kind: 'copy' })
      : passesOf(source, target);
    return { source, target, output: 'uint8', passes };
  };
}

function sampler(
  method: string,
  flag: string,
  algorithm: string,
  antialias: boolean,
  passesOf: PassesOf,
) {
  return {
    id: `fast-image-resize/${method}${flag}`,
    library: 'fast-image-resize',
    method,
    versions: '6.0; verified on 6.0.0 (AVX2)',
    exactness: 'exact',
    antialias,
    call: `resizer.resize(&source, &mut target, &ResizeOptions::new().resize_alg(ResizeAlg::${algorithm}))`,
    plan: planBy(passesOf),
  };
}

const kernels = Object.entries(KERNELS);

export const fastImageResizeSamplers: Sampler[] = [
  sampler('nearest', '', 'Nearest', false, nearestPasses),
  ...kernels.map(([method, [name, kernel]]) =>
    sampler(method, '', `Convolution(FilterType::${name})`, true, (source, target) =>
      convolutionPasses(source, target, kernel),
    ),
  ),
  ...['bilinear', 'catmullrom', 'mitchell', 'lanczos3'].map((method) => {
    const [name, kernel] = KERNELS[method];
    const algorithm = `Interpolation(FilterType::${name})`;
    return sampler(method, '+interpolation', algorithm, false, (source, target) =>
      convolutionPasses(source, target, kernel, false),
    );
  }),
  ...['bilinear', 'catmullrom', 'lanczos3'].map((method) => {
    const [name, kernel] = KERNELS[method];
    const algorithm = `SuperSampling(FilterType::${name}, 2)`;
    return sampler(method, '+supersampling2', algorithm, false, superSampled(kernel));
  }),
];
