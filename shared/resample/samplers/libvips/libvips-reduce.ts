/**
 * How libvips shrinks one axis: a box of k samples first where the ratio is 4 or more, then a
 * kernel stretched by the ratio that is left. Samples are 8 bits between the two.
 *
 *   box      k = floor(ratio / 2), the last sample repeated to fill the last cell
 *   kernel   r the ratio left; 2 * rint(support * r) + 1 taps; positions step by r, starting anew
 *            with every tile, and fall on 64 phases a sample; weights normalized, then truncated
 *            to 12 bits, so that their sum is below 1 by up to a 4096th a tap
 *   tiles    what libvips computes at a time: 16 whole rows, or 128 by 128 samples where a box
 *            shrank the rows and none the columns. They show where a position is a tie.
 *
 * Exact against libvips 8.18. Source: libvips 8.18, libvips/resample (resize.c, shrink*.c, reduce*.cpp,
 * templates.h).
 */
import { roundHalfEven } from '../../../base/raster.ts';
import type { Kernel } from '../../taps/filter-kernels.ts';
import type { Axis, Pass } from '../../taps/plan.ts';
import { singleTaps, tapsFrom, type AxisTaps } from '../../taps/taps.ts';

/** Phases of the sampling position a sample, and bits of the weights. */
const PHASES = 64;
export const WEIGHT_BITS = 12;

/** C rounding of a value above 0: half up. */
export function roundUp(value: number): number {
  return Math.trunc(value + 0.5);
}

/** Positions of `phase` in 0..64, as libvips rounds them from a coordinate. */
export function phaseOf(x: number): number {
  return ((Math.trunc(x * 2 * PHASES) & (2 * PHASES - 1)) + 1) >> 1;
}

/** How far a tile reaches along one axis, and what a later enlargement reads beyond its ends. */
export interface Tiling {
  length: number;
  margin: number;
}

/**
 * The samples of one axis as the tiles compute them: tile after tile from `top`, those at the seams
 * once a tile.
 */
export interface Tiles {
  tops: number[];
  /** Of the first sample of each tile, and one past the last. */
  starts: number[];
  length: number;
}

export function tilesOf(m: number, { length, margin }: Tiling): Tiles {
  const tops: number[] = [];
  const starts = [0];
  for (let first = 0; first < m; first += length) {
    const top = Math.max(0, first - margin);
    const end = Math.min(m, first + length + margin);
    tops.push(top);
    starts.push(starts[starts.length - 1] + end - top);
  }
  return { tops, starts, length };
}

export interface Reduction {
  /** Samples along the axis. */
  n: number;
  /** Source samples per output sample, above 1. */
  ratio: number;
  /** Null is nearest. */
  kernel: Kernel | null;
  axis: Axis;
  tiling: Tiling;
}

/** Samples that the box in front of the kernel takes together; 1 is no box. */
export function boxFactorOf(n: number, ratio: number): number {
  return Math.max(1, Math.floor(n / roundUp(n / ratio) / 2));
}

/** The passes that shrink one axis, the samples they leave and how these lie in tiles. */
export function reducePasses(reduction: Reduction): { passes: Pass[]; size: number; tiles: Tiles } {
  const { axis, kernel } = reduction;
  const passes: Pass[] = [];
  let { n, ratio } = reduction;
  const m = roundUp(n / ratio);
  let extra = m * ratio - n;
  const factor = kernel === null ? 1 : boxFactorOf(n, ratio);
  if (factor > 1) {
    const taps = boxTaps(n, factor);
    passes.push({ type: 'axis', axis, taps, arithmetic: { kind: 'vips-shrink' } });
    ratio /= factor;
    extra /= factor;
    n = taps.dstSize;
  }
  if (ratio === 1) return { passes, size: n, tiles: tilesOf(n, { length: n, margin: 0 }) };
  const tiles = tilesOf(m, reduction.tiling);
  const positions = positionsOf(tiles, ratio, (1 + extra) / 2 - 1);
  if (kernel === null) {
    const taps = singleTaps(n, positions.length, (dst) =>
      clampIndex(Math.trunc(positions[dst]), n),
    );
    passes.push({ type: 'axis', axis, taps, arithmetic: { kind: 'copy' } });
  } else {
    const taps = kernelTaps(n, ratio, positions, kernel);
    const arithmetic = { kind: 'fixed-round', bits: WEIGHT_BITS, carry: 0 } as const;
    passes.push({ type: 'axis', axis, taps, arithmetic });
  }
  return { passes, size: m, tiles };
}

export function clampIndex(index: number, n: number): number {
  return Math.min(Math.max(index, 0), n - 1);
}

function boxTaps(n: number, factor: number): AxisTaps {
  const cell = Array.from({ length: factor }, (_, k) => k);
  return tapsFrom(n, Math.ceil(n / factor), (dst) =>
    cell.map((k) => [Math.min(dst * factor + k, n - 1), 1 / factor] as const),
  );
}

/** Sampling positions: within a tile the ratio is added from sample to sample. */
function positionsOf({ tops, starts }: Tiles, ratio: number, offset: number): Float64Array {
  const positions = new Float64Array(starts[tops.length]);
  tops.forEach((top, tile) => {
    let x = (top + 0.5) * ratio - 0.5 - offset;
    for (let i = starts[tile]; i < starts[tile + 1]; i++, x += ratio) positions[i] = x;
  });
  return positions;
}

function kernelTaps(n: number, ratio: number, positions: Float64Array, kernel: Kernel): AxisTaps {
  const points = 2 * roundHalfEven(kernel.support * ratio) + 1;
  const padding = Math.ceil(points / 2) - 1;
  const byPhase: (number[] | undefined)[] = [];
  const weightsAt = (phase: number) => {
    const middle = phase / PHASES + points / 2 - 1;
    const weights = Array.from({ length: points }, (_, k) => kernel.weight((k - middle) / ratio));
    const total = weights.reduce((sum, weight) => sum + weight, 0);
    return weights.map((weight) => truncated(weight / total));
  };
  return tapsFrom(n, positions.length, (dst) => {
    const x = positions[dst];
    const phase = phaseOf(x);
    const weights = (byPhase[phase] ??= weightsAt(phase));
    const first = Math.trunc(x) - padding;
    return weights.map((weight, k) => [clampIndex(first + k, n), weight] as const);
  });
}

/** A weight cut to its fixed point. */
export function truncated(weight: number): number {
  const one = 2 ** WEIGHT_BITS;
  return Math.trunc(weight * one) / one;
}
