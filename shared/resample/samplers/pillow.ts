/**
 * Pillow's resizers (Image.resize, reduce and thumbnail), 8 bits a channel. Exact against Pillow
 * 12.3, 13.0 as `@13`, and 9.4 but for images more than 100 times as tall as wide. Pillow has no RGB of 16 bits or
 * of singles: such rasters are refused.
 *
 *   kernels   columns first, to 8 bits, then rows: clamp((sum + 2^21) >> 22) each; an axis that
 *             keeps its length is skipped. Rows first in 12.3 where an image that is more than 100
 *             times as tall as wide loses rows, in 13 where it loses more than twice as many rows as
 *             columns (read off 3757 random resizes by 13.0, all of which it orders right)
 *   RGBA      resized premultiplied, all methods but nearest
 *   +gap2     reducing_gap: first reduced by whole factors, to no less than 2 (or g) times the
 *             target, then resized from where the box came to lie. Image.resize ignores it for RGBA.
 *
 * Image.thumbnail of a JPEG asks the decoder for a smaller image first; that is not modelled.
 * Source: Pillow 9.4 to 12.3, PIL/Image.py, libImaging/Resample.c, Reduce.c, Convert.c.
 */
import type { Size } from '../../base/raster.ts';
import {
  hammingPillow,
  boxPillow,
  keysHalf,
  lanczos3Pillow,
  triangle,
  type Kernel,
} from '../taps/filter-kernels.ts';
import type { Axis, GridPass, Pass, Plan, SourceShape } from '../taps/plan.ts';
import type { Sampler } from '../taps/sampler.ts';
import { identityTaps, singleTaps, type AxisTaps } from '../taps/taps.ts';
import { WEIGHT_BITS, kernelTaps, nearestIndices, reduceTaps } from './pillow-taps.ts';

export type PillowMethod = 'nearest' | 'box' | 'bilinear' | 'hamming' | 'bicubic' | 'lanczos';

/** [left, upper, right, lower] in source pixels, as Pillow writes boxes. */
export type Box = readonly [number, number, number, number];

export interface PillowOptions {
  /** The region that is resized, fractions allowed; default: the whole image. */
  box?: Box | undefined;
  /** Reduce first, to no less than this many times the target; at least 1; default: do not. */
  reducingGap?: number | undefined;
  /** The order of the passes of this release; default: 12. */
  release?: 12 | 13;
}

const KERNELS: Record<Exclude<PillowMethod, 'nearest'>, Kernel> = {
  box: boxPillow,
  bilinear: triangle,
  hamming: hammingPillow,
  bicubic: keysHalf,
  lanczos: lanczos3Pillow,
};

/** The plan of Image.resize(target, method, box, reducing_gap). */
export function pillowPlan(
  source: SourceShape,
  target: Size,
  method: PillowMethod,
  options: PillowOptions = {},
): Plan {
  requireBytes(source);
  const whole: Box = [0, 0, source.width, source.height];
  const box = options.box ?? whole;
  const unchanged = box.every((side, i) => side === whole[i]);
  if (unchanged && source.width === target.width && source.height === target.height) {
    return planOf(
      source,
      target,
      copyPasses(identityTaps(source.width), identityTaps(source.height)),
    );
  }
  if (method === 'nearest') return nearestPlan(source, target, box.map(Math.fround));
  const gap = source.channels === 4 ? undefined : options.reducingGap;
  return planOf(
    source,
    target,
    premultiplied(source, resizePasses(source, target, KERNELS[method], box, gap, options.release)),
  );
}

/** The plan of Image.reduce(factor, box); the target is the number of cells. */
export function pillowReducePlan(
  source: SourceShape,
  factorX: number,
  factorY: number,
  box: Box = [0, 0, source.width, source.height],
): Plan {
  requireBytes(source);
  const pass = reducePass(source, factorX, factorY, box);
  const target = { width: pass.tapsX.dstSize, height: pass.tapsY.dstSize };
  return planOf(source, target, premultiplied(source, [pass]));
}

/**
 * The size Image.thumbnail makes of `source` within `bound`: the free side is the one of floor and
 * ceil whose aspect is nearer. It resizes bicubic with gap 2, or not at all if the image fits.
 */
export function pillowThumbnailSize(source: Size, bound: Size): Size {
  if (bound.width >= source.width && bound.height >= source.height) {
    return { width: source.width, height: source.height };
  }
  const aspect = source.width / source.height;
  if (bound.width / bound.height >= aspect) {
    const off = (width: number) => Math.abs(aspect - width / bound.height);
    return { width: nearerWhole(bound.height * aspect, off), height: bound.height };
  }
  const off = (height: number) => (height === 0 ? 0 : Math.abs(aspect - bound.width / height));
  return { width: bound.width, height: nearerWhole(bound.width / aspect, off) };
}

function nearerWhole(value: number, off: (side: number) => number): number {
  const floor = Math.floor(value);
  const ceil = Math.ceil(value);
  return Math.max(off(ceil) < off(floor) ? ceil : floor, 1);
}

function requireBytes(source: SourceShape): void {
  if (source.dtype === 'uint8') return;
  throw new RangeError(
    `Expected uint8 samples for a Pillow resize but received ${source.dtype}: ` +
      'Pillow has no color images of more than 8 bits a channel',
  );
}

function planOf(source: SourceShape, target: Size, passes: Pass[]): Plan {
  return { source, target, output: 'uint8', passes };
}

function copyPasses(x: AxisTaps, y: AxisTaps): Pass[] {
  return [
    { type: 'axis', axis: 'x', taps: x, arithmetic: { kind: 'copy' } },
    { type: 'axis', axis: 'y', taps: y, arithmetic: { kind: 'copy' } },
  ];
}

function nearestPlan(source: SourceShape, target: Size, box: readonly number[]): Plan {
  const columns = nearestIndices(box[0], box[2], target.width);
  const rows = nearestIndices(box[1], box[3], target.height);
  const x = singleTaps(source.width, target.width, (dst) => columns[dst]);
  const y = singleTaps(source.height, target.height, (dst) => rows[dst]);
  return planOf(source, target, copyPasses(x, y));
}

function premultiplied(source: SourceShape, passes: Pass[]): Pass[] {
  if (source.channels !== 4) return passes;
  return [
    { type: 'point', operation: 'pillow-premultiply' },
    ...passes,
    { type: 'point', operation: 'pillow-unpremultiply' },
  ];
}

function resizePasses(
  source: Size,
  target: Size,
  kernel: Kernel,
  box: Box,
  reducingGap: number | undefined,
  release: 12 | 13 = 12,
): Pass[] {
  const passesOf = (from: Size, part: Box) => kernelPasses(from, target, kernel, part, release);
  if (reducingGap === undefined) return passesOf(source, box);
  const ratioX = (box[2] - box[0]) / target.width;
  const ratioY = (box[3] - box[1]) / target.height;
  const factorX = Math.trunc(ratioX / reducingGap) || 1;
  const factorY = Math.trunc(ratioY / reducingGap) || 1;
  if (factorX === 1 && factorY === 1) return passesOf(source, box);
  const marginX = (kernel.support - 0.5) * ratioX;
  const marginY = (kernel.support - 0.5) * ratioY;
  const safe: Box = [
    Math.max(0, Math.trunc(box[0] - marginX)),
    Math.max(0, Math.trunc(box[1] - marginY)),
    Math.min(source.width, Math.ceil(box[2] + marginX)),
    Math.min(source.height, Math.ceil(box[3] + marginY)),
  ];
  const reduce = reducePass(source, factorX, factorY, safe);
  const reduced = { width: reduce.tapsX.dstSize, height: reduce.tapsY.dstSize };
  const rest: Box = [
    (box[0] - safe[0]) / factorX,
    (box[1] - safe[1]) / factorY,
    (box[2] - safe[0]) / factorX,
    (box[3] - safe[1]) / factorY,
  ];
  return [reduce, ...passesOf(reduced, rest)];
}

function reducePass(source: Size, factorX: number, factorY: number, box: Box): GridPass {
  return {
    type: 'grid',
    tapsX: reduceTaps(source.width, box[0], box[2], factorX),
    tapsY: reduceTaps(source.height, box[1], box[3], factorY),
    arithmetic: { kind: 'pillow-reduce' },
  };
}

/** Whether rows are resized before columns; the box does not matter. */
function isRowsFirst(source: Size, target: Size, release: 12 | 13): boolean {
  const less = source.height - target.height;
  if (less <= 0) return false;
  if (release === 12) return source.height > 100 * source.width;
  return less > 2 * (source.width - target.width);
}

function kernelPasses(
  source: Size,
  target: Size,
  kernel: Kernel,
  box: Box,
  release: 12 | 13,
): Pass[] {
  const [left, upper, right, lower] = box.map(Math.fround);
  const passes: Pass[] = [];
  const add = (axis: Axis, n: number, lo: number, hi: number, m: number) => {
    if (n === m && lo === 0 && hi === m) return;
    const taps = kernelTaps(n, lo, hi, m, kernel);
    passes.push({
      type: 'axis',
      axis,
      taps,
      arithmetic: { kind: 'fixed-round', bits: WEIGHT_BITS, carry: 0 },
    });
  };
  const rowsFirst = isRowsFirst(source, target, release);
  if (rowsFirst) add('y', source.height, upper, lower, target.height);
  add('x', source.width, left, right, target.width);
  if (!rowsFirst) add('y', source.height, upper, lower, target.height);
  return passes;
}

function sampler(method: PillowMethod, options: Omit<PillowOptions, 'box'> = {}): Sampler {
  const { reducingGap, release = 12 } = options;
  const flag = reducingGap === undefined ? '' : `+gap${reducingGap}`;
  const argument = reducingGap === undefined ? '' : `, reducing_gap=${reducingGap}`;
  const sampled = {
    id: `pillow/${method}${flag}`,
    library: 'pillow',
    method,
    call: `image.resize(size, Image.Resampling.${method.toUpperCase()}${argument})`,
    antialias: method !== 'nearest',
    plan: (source: SourceShape, target: Size) => pillowPlan(source, target, method, options),
  };
  if (method === 'nearest') {
    const versions = '9.4 to 13.0; verified on 9.4, 12.3 and 13.0';
    return { ...sampled, versions, exactness: 'exact' };
  }
  if (release === 13) {
    return {
      ...sampled,
      id: `${sampled.id}@13`,
      versions: '13.0; verified on 13.0',
      exactness:
        'exact; differs from 12.3 where the height shrinks by more than twice what the width does',
    };
  }
  return {
    ...sampled,
    versions: '9.4 to 12.3; verified on 9.4 and 12.3',
    exactness: 'exact; before 12.3 not for images more than 100 times as tall as wide',
  };
}

const KERNEL_METHODS = ['box', 'bilinear', 'hamming', 'bicubic', 'lanczos'] as const;

export const pillowSamplers: Sampler[] = [
  sampler('nearest'),
  ...KERNEL_METHODS.map((method) => sampler(method)),
  ...[2, 3].flatMap((reducingGap) =>
    KERNEL_METHODS.map((method) => sampler(method, { reducingGap })),
  ),
  ...KERNEL_METHODS.map((method) => sampler(method, { release: 13 })),
];
