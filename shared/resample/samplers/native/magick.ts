/**
 * ImageMagick 6 (Q16, no HDRI), `convert IN OPTION WxH! OUT`. Samples of 16 bits, sums in double precision.
 *
 *   -filter F -resize   columns first where the width shrinks less than the height, else rows; each axis rounded
 *                       to 16 bits. The kernel is stretched by the ratio when shrinking, its taps outside the
 *                       image are dropped and the rest normalized. An axis that keeps its length is filtered too
 *   -resize             Lanczos; Mitchell where the area grows or there is alpha; the same size is a copy
 *   -sample             floor((d + 0.5 - 1e-12) * n / m)
 *   -scale              rows and columns by what they cover, weights as they are left after each subtraction
 *   -adaptive-resize    two samples an axis at any ratio, on triangles (arithmetic/magick-arithmetic.ts)
 *   -thumbnail          -sample to five times the target where the area shrinks to a tenth or less and that has 128
 *                       pixels or more a side; then -resize
 *
 * 8 bits are cut from the 16, as files of PNG and raw samples are written; JPEG, BMP and PPM are rounded.
 * The sinc of Lanczos is ImageMagick's polynomial for Q16.
 * Source: ImageMagick 6, magick/resize.c, magick/pixel.c.
 */
import type { Size } from '../../../base/raster.ts';
import type { Axis, Pass, Plan, SourceShape } from '../../taps/plan.ts';
import type { Sampler } from '../../taps/sampler.ts';
import { axisPasses, lengthsOf } from '../../taps/separable.ts';
import { identityTaps, singleTaps, tapsFrom, type AxisTaps } from '../../taps/taps.ts';
import { scaleColumns, scaleRows } from './magick-scale.ts';
import { lanczos, spline, type MagickKernel } from './magick-kernels.ts';

const EPSILON = 1e-12;

const FILTERS: Record<string, MagickKernel> = {
  lanczos,
  mitchell: spline(1 / 3, 1 / 3),
  catrom: spline(0, 0.5),
  triangle: { support: 1, weight: (x) => (x < 1 ? 1 - x : 0) },
  box: { support: 0.5, weight: () => 1 },
  point: { support: 0, weight: () => 1 },
};

function filterTaps(n: number, m: number, { support, weight }: MagickKernel): AxisTaps {
  const factor = m / n;
  let stretch = Math.max(1 / factor + EPSILON, 1);
  let reach = stretch * support;
  if (reach < 0.5) {
    reach = 0.5;
    stretch = 1;
  }
  const perUnit = 1 / stretch;
  return tapsFrom(n, m, (dst) => {
    const middle = (dst + 0.5) / factor + EPSILON;
    const start = Math.trunc(Math.max(middle - reach + 0.5, 0));
    const stop = Math.trunc(Math.min(middle + reach + 0.5, n));
    const weights: number[] = [];
    let density = 0;
    for (let i = start; i < stop; i++) {
      const value = weight(Math.abs(perUnit * (i - middle + 0.5)));
      weights.push(value);
      density += value;
    }
    const scale = density === 0 || density === 1 ? 1 : 1 / density;
    return weights.map((value, k) => [start + k, value * scale] as const);
  });
}

function filterPasses(source: SourceShape, target: Size, filter: MagickKernel): Pass[] {
  const columnsFirst = target.width / source.width > target.height / source.height;
  const order: Axis[] = columnsFirst ? ['x', 'y'] : ['y', 'x'];
  return [
    { type: 'point', operation: 'magick-widen' },
    ...axisPasses(source, target, order, (n, m) => filterTaps(n, m, filter), {
      kind: 'magick-sum',
      alpha: source.channels === 4,
    }),
    { type: 'point', operation: 'magick-narrow' },
  ];
}

function copyPasses(
  source: Size,
  target: Size,
  tapsOf = identityTaps as (n: number, m: number) => AxisTaps,
) {
  return axisPasses(source, target, ['x', 'y'], tapsOf, { kind: 'copy' });
}

function isSame(source: Size, target: Size): boolean {
  return source.width === target.width && source.height === target.height;
}

function resizePasses(source: SourceShape, target: Size): Pass[] {
  if (isSame(source, target)) return copyPasses(source, target);
  const area = (target.width / source.width) * (target.height / source.height);
  const soft = source.channels === 4 || area > 1;
  return filterPasses(source, target, soft ? FILTERS['mitchell'] : FILTERS['lanczos']);
}

function samplePasses(source: Size, target: Size): Pass[] {
  return copyPasses(source, target, (n, m) =>
    singleTaps(n, m, (dst) => (n === m ? dst : Math.trunc(((dst + (0.5 - EPSILON)) * n) / m))),
  );
}

function scalePasses(source: Size, target: Size): Pass[] {
  if (isSame(source, target)) return copyPasses(source, target);
  const passes = (['y', 'x'] satisfies Axis[]).map((axis): Pass => {
    const [n, m] = lengthsOf(source, target, axis);
    const taps = n === m ? identityTaps(n) : axis === 'y' ? scaleRows(n, m) : scaleColumns(n, m);
    return { type: 'axis', axis, taps, arithmetic: { kind: 'sum-f64' } };
  });
  return [
    { type: 'point', operation: 'magick-weigh' },
    ...passes,
    { type: 'point', operation: 'magick-unweigh' },
  ];
}

function meshTaps(n: number, m: number): AxisTaps {
  const scale = n / m;
  const clamped = (index: number) => Math.max(0, Math.min(index, n - 1));
  return tapsFrom(n, m, (dst) => {
    const position = (dst + 0.5) * scale - 0.5;
    const first = Math.floor(position);
    const fraction = position - first;
    return [
      [clamped(first), 1 - fraction],
      [clamped(first + 1), fraction],
    ];
  });
}

function adaptivePasses(source: Size, target: Size): Pass[] {
  if (isSame(source, target)) return copyPasses(source, target);
  return [
    { type: 'point', operation: 'magick-widen' },
    {
      type: 'grid',
      tapsX: meshTaps(source.width, target.width),
      tapsY: meshTaps(source.height, target.height),
      arithmetic: { kind: 'magick-mesh' },
    },
    { type: 'point', operation: 'magick-narrow' },
  ];
}

function thumbnailPasses(source: SourceShape, target: Size): Pass[] {
  const area = (target.width / source.width) * (target.height / source.height);
  const middle = { ...source, width: 5 * target.width, height: 5 * target.height };
  if (area > 0.1 || middle.width < 128 || middle.height < 128) return resizePasses(source, target);
  return [...samplePasses(source, middle), ...resizePasses(middle, target)];
}

function planBy(passesOf: (source: SourceShape, target: Size) => Pass[]): Sampler['plan'] {
  return (source, target): Plan => {
    if (source.dtype !== 'uint8') {
      throw new RangeError(
        `Expected uint8 samples for an ImageMagick resize but received ${source.dtype}`,
      );
    }
    return { source, target, output: 'uint8', passes: passesOf(source, target) };
  };
}

const common = {
  library: 'imagemagick',
  versions: '6.9, Q16 without HDRI; verified on 6.9.11-60',
  exactness: 'exact as PNG, which cuts 16 bits to 8; JPEG, BMP and PPM round, up to 1 more',
};

function sampler(
  method: string,
  option: string,
  antialias: boolean,
  plan: Sampler['plan'],
): Sampler {
  const call = `convert in.png ${option} WIDTHxHEIGHT! out.png`;
  return { ...common, id: `imagemagick/${method}`, method, antialias, call, plan };
}

export const magickSamplers: Sampler[] = [
  {
    ...sampler('resize', '-resize', true, planBy(resizePasses)),
    exactness: `${common.exactness}. Of images with a palette, gray PNG files too, it takes Mitchell`,
  },
  ...Object.entries(FILTERS).map(([method, filter]) =>
    sampler(
      method,
      `-filter ${method[0].toUpperCase()}${method.slice(1)} -resize`,
      method !== 'point',
      planBy((source, target) => filterPasses(source, target, filter)),
    ),
  ),
  { ...sampler('sample', '-sample', false, planBy(samplePasses)), method: 'nearest sample' },
  sampler('scale', '-scale', true, planBy(scalePasses)),
  {
    ...sampler('adaptive', '-adaptive-resize', false, planBy(adaptivePasses)),
    exactness: `${common.exactness}. Weights are shown as of bilinear: it takes three of the four, by luma`,
  },
  sampler('thumbnail', '-thumbnail', true, planBy(thumbnailPasses)),
];
