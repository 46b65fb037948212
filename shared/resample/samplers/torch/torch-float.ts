/**
 * torch.nn.functional.interpolate on float32 tensors, without antialias: the taps. n source and m
 * output samples, ratio n/m in single precision (align_corners: (n-1)/(m-1), 0 for one output).
 *
 *   position       (d + 0.5) * ratio - 0.5; 2.14 in single precision, 1.13 in double
 *   bilinear       position at least 0; weights 1 - f, f
 *   bicubic        a = -0.75, taps clamped to the edge; 1.13 lets f fall a hair below 0
 *   nearest        floor(d * ratio);  nearest-exact  floor((d + 0.5) * ratio)
 *   area           whole samples from floor(d * n/m) up to ceil((d + 1) * n/m)
 *
 * Exact with ATEN_CPU_CAPABILITY=default (no fused multiply-add); `fused` is the AVX2 path, which
 * also adds bilinear's second sample first (torch.ts). Source: torch 1.13.1 and 2.14.1, aten/src/ATen/native/UpSample.h,
 * cpu/UpSampleKernel.cpp, AdaptiveAveragePooling.cpp; measured.
 */
import { double, single, sourceCoordinate, type Precision } from '../../taps/coordinates.ts';
import { identityTaps, singleTaps, tapsFrom, type AxisTaps } from '../../taps/taps.ts';

/** What changed between releases. */
export interface TorchRelease {
  /** Precision of positions: single from some release after 1.13. */
  position: Precision;
  /** True when bicubic's fraction is clamped to 0..1. */
  clampsFraction: boolean;
  /** True on a CPU with AVX2: a product and the sum it goes into are rounded once. */
  fused: boolean;
}

export const torch113: TorchRelease = { position: double, clampsFraction: false, fused: false };
export const torch214: TorchRelease = { position: single, clampsFraction: true, fused: false };
export const torch214Avx2: TorchRelease = { ...torch214, fused: true };

function torchRatio(n: number, m: number, alignCorners: boolean): number {
  if (!alignCorners) return single(n / m);
  return m > 1 ? single((n - 1) / (m - 1)) : 0;
}

function position(
  dst: number,
  ratio: number,
  alignCorners: boolean,
  release: TorchRelease,
): number {
  if (alignCorners) return sourceCoordinate(dst, ratio, 'align_corners', release.position);
  if (release.fused) return fusedAdd((dst + 0.5) * ratio, -0.5);
  return sourceCoordinate(dst, ratio, 'half_pixel', release.position);
}

/** A product of two singles, exact in double precision, plus a term, rounded once to single. */
function fusedAdd(product: number, term: number): number {
  return single(product + term);
}

export function bilinearTaps(
  n: number,
  m: number,
  alignCorners: boolean,
  release: TorchRelease,
): AxisTaps {
  if (n === m) return identityTaps(n);
  const ratio = torchRatio(n, m, alignCorners);
  return tapsFrom(n, m, (dst) => {
    const x = Math.max(position(dst, ratio, alignCorners, release), 0);
    const index = Math.min(Math.floor(x), n - 1);
    const fraction = single(Math.min(Math.max(x - index, 0), 1));
    return [
      [index, single(1 - fraction)],
      [Math.min(index + 1, n - 1), fraction],
    ];
  });
}

export function bicubicTaps(
  n: number,
  m: number,
  alignCorners: boolean,
  release: TorchRelease,
): AxisTaps {
  const ratio = torchRatio(n, m, alignCorners);
  return tapsFrom(n, m, (dst) => {
    const x = position(dst, ratio, alignCorners, release);
    const floor = Math.floor(single(x));
    const rest = single(x - floor);
    const fraction = release.clampsFraction ? Math.min(Math.max(rest, 0), 1) : rest;
    return (release.fused ? fusedCubicWeights : cubicWeights)(fraction).map((weight, k) => {
      return [Math.min(Math.max(floor + k - 1, 0), n - 1), weight] as const;
    });
  });
}

/** Weights of the samples at -1, 0, 1, 2 for a position at `t`, every step in single precision. */
function cubicWeights(t: number): number[] {
  const rest = single(1 - t);
  return [cubicFar(single(t + 1)), cubicNear(t), cubicNear(rest), cubicFar(single(rest + 1))];
}

/** The same compiled for AVX2. */
function fusedCubicWeights(t: number): number[] {
  const near = (x: number) => fusedAdd(single(fusedAdd(1.25 * x, -2.25) * x) * x, 1);
  const far = (x: number) => fusedAdd(fusedAdd(fusedAdd(-0.75 * x, 3.75) * x, -6) * x, 3);
  const rest = single(1 - t);
  return [far(single(t + 1)), near(t), near(rest), far(single(rest + 1))];
}

/** (1.25 x - 2.25) x² + 1, for x in 0..1. */
function cubicNear(x: number): number {
  const inner = single(single(1.25 * x) - 2.25);
  return single(single(single(inner * x) * x) + 1);
}

/** ((-0.75 x + 3.75) x - 6) x + 3, for x in 1..2. */
function cubicFar(x: number): number {
  const inner = single(single(-0.75 * x) + 3.75);
  return single(single(single(single(inner * x) - 6) * x) + 3);
}

export function nearestTaps(n: number, m: number): AxisTaps {
  const ratio = torchRatio(n, m, false);
  return singleTaps(n, m, (dst) => Math.min(Math.floor(single(dst * ratio)), n - 1));
}

export function nearestExactTaps(n: number, m: number): AxisTaps {
  const ratio = torchRatio(n, m, false);
  return singleTaps(n, m, (dst) => {
    const x = Math.max(sourceCoordinate(dst, ratio, 'half_pixel', single), 0);
    return Math.min(Math.floor(single(x + 0.5)), n - 1);
  });
}

/** Cells of whole samples that overlap where n is no multiple of m. */
export function areaTaps(n: number, m: number): AxisTaps {
  return tapsFrom(n, m, (dst) => {
    const from = Math.floor((dst * n) / m);
    const count = Math.ceil(((dst + 1) * n) / m) - from;
    return Array.from({ length: count }, (_, k) => [from + k, 1 / count] as const);
  });
}
