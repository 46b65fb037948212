/**
 * jimp's resizes (npm), 8 bits. jimp holds RGBA; colors are not multiplied by alpha.
 *
 *   default    enlarging an axis: linear, the position counted up from -1/3 of a pixel; shrinking: the mean
 *              of what a cell covers, in single precision, transparent pixels left out of the colors
 *   nearest    floor(d * n / m)
 *   bilinear   two taps at d * n / m, no antialiasing; each axis rounded to 8 bits
 *   bicubic, hermite, bezier
 *              four taps at d * (n - 1) / (m * k), k = floor(n / m), to 8 bits an axis; then the mean of
 *              k x k, which counts nearly every sample.
 *              bicubic's slopes are twice as steep as Catmull-Rom's, and it drops fractions.
 *
 * Where an axis keeps its height in a default resize, jimp drops the fractions instead of rounding them.
 * bicubic, hermite and bezier read beyond a source 1 pixel wide or tall and make chance of it; here such an
 * axis is copied.
 * Source: @jimp/plugin-resize 1.6.1, modules/resize.js and resize2.js.
 */
import type { Size } from '../../../base/raster.ts';
import type { Pass, Plan, SourceShape } from '../../taps/plan.ts';
import type { Sampler } from '../../taps/sampler.ts';
import { axisPasses, copyPlan, lengthsOf } from '../../taps/separable.ts';
import { identityTaps, singleTaps, tapsFrom, type AxisTaps } from '../../taps/taps.ts';
import { cubicPlan } from './jimp-cubic.ts';

/** jimp counts positions in samples: this many to a pixel along a row. */
const CHANNELS = 4;

/** The default, enlarging: the place is added up, as jimp does. */
function linearTaps(n: number, m: number): AxisTaps {
  const ratio = n / m;
  let place = 0;
  let shifted = false;
  return tapsFrom(n, m, () => {
    if (!shifted && place >= 1 / 3) {
      place -= 1 / 3;
      shifted = true;
    }
    const now = place;
    place += ratio;
    if (!shifted) return [[0, 1]];
    if (now >= n - 1) return [[n - 1, 1]];
    const fraction = now % 1;
    return [
      [Math.floor(now), 1 - fraction],
      [Math.floor(now) + 1, fraction],
    ];
  });
}

/** The default, shrinking: overlaps of cells, counted on as jimp does, in steps of `stride` samples. */
function coverTaps(n: number, m: number, stride: number): AxisTaps {
  const ratio = n / m;
  const overlaps: number[] = [];
  let actual = 0;
  let current = 0;
  const taps = tapsFrom(n, m, () => {
    const cell: [number, number][] = [];
    let left = ratio;
    do {
      const toNext = 1 + actual - current;
      const overlap = Math.min(left, toNext);
      cell.push([actual / stride, overlap]);
      if (left < toNext) {
        current += left;
        break;
      }
      actual += stride;
      current = actual;
      left -= toNext;
    } while (left > 0 && actual < n * stride);
    const total = cell.reduce((sum, [, overlap]) => sum + overlap, 0);
    overlaps.push(...cell.map(([, overlap]) => overlap));
    return cell.map(([index, overlap]) => [index, overlap / total] as const);
  });
  return { ...taps, operands: Float64Array.from(overlaps) };
}

function defaultPlan(source: SourceShape, target: Size): Plan {
  const passes: Pass[] = [];
  for (const axis of ['x', 'y'] as const) {
    const [n, m] = lengthsOf(source, target, axis);
    if (n === m) continue;
    if (n < m) {
      passes.push(
        { type: 'axis', axis, taps: linearTaps(n, m), arithmetic: { kind: 'sum-f64' } },
        { type: 'point', operation: axis === 'x' ? 'to-f32' : 'round-up-clamp' },
      );
      continue;
    }
    const stride = axis === 'x' ? CHANNELS : CHANNELS * target.width;
    const bytes = axis === 'y';
    passes.push({
      type: 'axis',
      axis,
      taps: coverTaps(n, m, stride),
      arithmetic: { kind: 'jimp-mean', alpha: source.channels === 4, ratio: n / m, bytes },
    });
  }
  if (source.height === target.height) {
    if (source.width !== target.width) passes.push({ type: 'point', operation: 'truncate-clamp' });
    else passes.push(...axisPasses(source, target, ['x', 'y'], identityTaps, { kind: 'copy' }));
  }
  return { source, target, output: 'uint8', passes };
}

function bilinearTaps(n: number, m: number): AxisTaps {
  return tapsFrom(n, m, (dst) => {
    const place = (dst * n) / m;
    const low = Math.floor(place);
    const high = Math.min(Math.ceil(place), n - 1);
    if (low === high) return [[low, 1]];
    return [
      [high, place - low],
      [low, high - place],
    ];
  });
}

function bilinearPlan(source: SourceShape, target: Size): Plan {
  const passes = axisPasses(source, target, ['x', 'y'], bilinearTaps, { kind: 'sum-f64' });
  const round: Pass = { type: 'point', operation: 'round-up-clamp' };
  return { source, target, output: 'uint8', passes: passes.flatMap((pass) => [pass, round]) };
}

function ofBytes(plan: Sampler['plan']): Sampler['plan'] {
  return (source, target) => {
    if (source.dtype === 'uint8') return plan(source, target);
    throw new RangeError(`Expected uint8 samples for jimp, not ${source.dtype}`);
  };
}

function sampler(method: string, strategy: string, plan: Sampler['plan']): Sampler {
  const mode = strategy === '' ? '' : `, mode: ResizeStrategy.${strategy}`;
  return {
    id: `jimp/${method}`,
    library: 'jimp',
    method,
    versions: '1.x; verified on 1.6.1',
    exactness: /BICUBIC|HERMITE|BEZIER/.test(strategy)
      ? 'exact; but for sources 1 pixel wide or tall, of which jimp makes chance'
      : 'exact',
    call: `image.resize({ w, h${mode} })`,
    antialias: !/NEAREST|BILINEAR/.test(strategy),
    coordinates: /NEAREST|BILINEAR/.test(strategy) ? 'asymmetric' : null,
    plan: ofBytes(plan),
  };
}

export const jimpSamplers: Sampler[] = [
  sampler('default', '', defaultPlan),
  sampler(
    'nearest',
    'NEAREST_NEIGHBOR',
    copyPlan((n, m) => singleTaps(n, m, (dst) => Math.floor((dst * n) / m))),
  ),
  sampler('bilinear', 'BILINEAR', bilinearPlan),
  sampler('bicubic', 'BICUBIC', cubicPlan('bicubic')),
  sampler('hermite', 'HERMITE', cubicPlan('hermite')),
  sampler('bezier', 'BEZIER', cubicPlan('bezier')),
];
