/**
 * libvips' resize as sharp calls it (resize with fit: 'fill'), 8 bits a channel. Exact against
 * libvips 8.18.7 in sharp 0.35.5.
 *
 *   shrinking   rows first, then columns, 8 bits in between (libvips-reduce.ts)
 *   enlarging   both axes at once, after the other one shrank (libvips-affine.ts)
 *   RGBA        premultiplied, truncated to 8 bits before and after
 *
 * sharp decodes a JPEG at a half, quarter or eighth of its size when that is enough (fastShrinkOnLoad);
 * a decoder's business, and not modelled. Rasters of 16 bits are refused: not verified.
 * Source: libvips 8.18, libvips/resample/resize.c; sharp 0.35, src/pipeline.cc.
 */
import type { Size } from '../../../base/raster.ts';
import { cubicOf, lanczosOf, triangle, type Kernel } from '../../taps/filter-kernels.ts';
import type { Pass, Plan, SourceShape } from '../../taps/plan.ts';
import type { Sampler } from '../../taps/sampler.ts';
import { identityTaps, singleTaps } from '../../taps/taps.ts';
import { BORDER, enlargePasses, type Enlargement, type Interpolation } from './libvips-affine.ts';
import { boxFactorOf, reducePasses, roundUp, type Tiles } from './libvips-reduce.ts';

const KERNELS = {
  nearest: null,
  linear: triangle,
  cubic: cubicOf(0, 0.5),
  mitchell: cubicOf(1 / 3, 1 / 3),
  lanczos2: lanczosOf(2),
  lanczos3: lanczosOf(3),
} satisfies Record<string, Kernel | null>;

type VipsKernel = keyof typeof KERNELS;

const METHODS = Object.keys(KERNELS) as VipsKernel[];

/** Rows that libvips computes at a time: of an array, and of a file that it decodes row by row (measured). */
const ROWS = { array: 16, file: 10 } as const;

/** The plan of sampler `id` on what libvips decodes row by row, where that shows: at ties of a position. */
export function vipsFilePlan(source: SourceShape, target: Size, id: string): Plan {
  const method = METHODS.find((each) => id === `libvips/${each}`);
  if (method === undefined) throw new RangeError(`${id} is no sampler of libvips`);
  return vipsPlan(source, target, method, ROWS.file);
}

function vipsPlan(
  source: SourceShape,
  target: Size,
  method: VipsKernel,
  rows: number = ROWS.array,
): Plan {
  if (source.dtype !== 'uint8') {
    throw new RangeError(
      `Expected uint8 samples for a libvips resize but received ${source.dtype}: ` +
        'its other sample types were not verified',
    );
  }
  const { width, height, channels } = source;
  if (width === target.width && height === target.height) {
    return { source, target, output: 'uint8', passes: copyPasses(width, height) };
  }
  const passes = resizePasses(source, target, method, rows);
  if (channels === 4) {
    passes.unshift({ type: 'point', operation: 'vips-premultiply' });
    passes.push({ type: 'point', operation: 'vips-unpremultiply' });
  }
  return { source, target, output: 'uint8', passes };
}

function resizePasses(source: Size, target: Size, method: VipsKernel, rows: number): Pass[] {
  const passes: Pass[] = [];
  const kernel = KERNELS[method];
  let { width, height } = source;
  let scaleX = 1 / (width / target.width);
  let scaleY = 1 / (height / target.height);
  if (kernel === null) {
    const factorX = subsampling(width, scaleX);
    const factorY = subsampling(height, scaleY);
    passes.push(...subsamplePasses(width, height, factorX, factorY));
    width = Math.floor(width / factorX);
    height = Math.floor(height / factorY);
    scaleX *= factorX;
    scaleY *= factorY;
  }
  scaleX = Math.max(scaleX, 1 / width);
  scaleY = Math.max(scaleY, 1 / height);
  const boxed = (n: number, scale: number) =>
    kernel !== null && scale < 1 && boxFactorOf(n, 1 / scale) > 1;
  const square = boxed(height, scaleY) && !boxed(width, scaleX);
  const grows = scaleX > 1 || scaleY > 1;
  const tileWidth = square ? 128 : Infinity;
  let tiles: Tiles | null = null;
  if (scaleY < 1) {
    const tiling = {
      length: square ? 128 : rows,
      margin: grows ? BORDER[interpolationOf(method)] : 0,
    };
    const reduced = reducePasses({ n: height, ratio: 1 / scaleY, kernel, axis: 'y', tiling });
    passes.push(...reduced.passes);
    height = reduced.size;
    tiles = reduced.tiles;
  }
  if (scaleX < 1) {
    const tiling = { length: tileWidth, margin: 0 };
    const reduced = reducePasses({ n: width, ratio: 1 / scaleX, kernel, axis: 'x', tiling });
    passes.push(...reduced.passes);
    width = reduced.size;
  }
  if (grows)
    passes.push(...growPasses({ width, height, scaleX, scaleY, tileWidth, tiles }, method));
  return passes;
}

function copyPasses(width: number, height: number): Pass[] {
  return [
    { type: 'axis', axis: 'x', taps: identityTaps(width), arithmetic: { kind: 'copy' } },
    { type: 'axis', axis: 'y', taps: identityTaps(height), arithmetic: { kind: 'copy' } },
  ];
}

/** By how much nearest drops samples before it reads single ones. */
function subsampling(n: number, scale: number): number {
  return Math.max(1, Math.floor(n / roundUp(n * scale) / 2));
}

function subsamplePasses(width: number, height: number, factorX: number, factorY: number): Pass[] {
  if (factorX === 1 && factorY === 1) return [];
  const every = (n: number, factor: number) =>
    singleTaps(n, Math.floor(n / factor), (dst) => dst * factor);
  return [
    { type: 'axis', axis: 'x', taps: every(width, factorX), arithmetic: { kind: 'copy' } },
    { type: 'axis', axis: 'y', taps: every(height, factorY), arithmetic: { kind: 'copy' } },
  ];
}

function interpolationOf(method: VipsKernel): Interpolation {
  if (method === 'nearest') return 'nearest';
  return method === 'linear' ? 'bilinear' : 'cubic';
}

function growPasses(size: Omit<Enlargement, 'interpolation'>, method: VipsKernel): Pass[] {
  const scaleX = Math.max(size.scaleX, 1);
  const scaleY = Math.max(size.scaleY, 1);
  const whole = Number.isInteger(size.scaleX) && Number.isInteger(size.scaleY);
  if (method !== 'nearest' || !whole) {
    return enlargePasses({ ...size, scaleX, scaleY, interpolation: interpolationOf(method) });
  }
  const repeated = (n: number, scale: number) =>
    singleTaps(n, n * scale, (dst) => Math.floor(dst / scale));
  return [
    {
      type: 'axis',
      axis: 'x',
      taps: repeated(size.width, scaleX),
      arithmetic: { kind: 'copy' },
    },
    {
      type: 'axis',
      axis: 'y',
      taps: repeated(size.height, scaleY),
      arithmetic: { kind: 'copy' },
    },
  ];
}

export const libvipsSamplers: Sampler[] = METHODS.map((method) => ({
  id: `libvips/${method}`,
  library: 'libvips',
  method,
  versions: '8.18; verified on 8.18.7 (sharp 0.35.5). 8.19 enlarges otherwise',
  exactness: 'exact',
  call: `sharp(image).resize(width, height, { fit: 'fill', kernel: '${method}' })`,
  antialias: method !== 'nearest',
  coordinates: null,
  plan: (source, target) => vipsPlan(source, target, method),
}));
