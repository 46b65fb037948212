/**
 * llama.cpp's resizes of images (mtmd, formerly clip.cpp and llava), 8 bits and three channels.
 *
 *   bilinear, bicubic, lanczos   since pull request 27594 of August 2026: Pillow's tables, columns first,
 *                                8 bits between; an axis that keeps its length is skipped
 *   bilinear@b8769               b2147 to b8769: samples at d * (n - 1) / m, two taps, no antialiasing, the
 *                                fraction of the result dropped
 *   bilinear@b10587              b8770 to August 2026: the same at d * (n - 1) / (m - 1), corners aligned
 *   bicubic@b10587               to August 2026: the cubic through four samples at d * n / m, so a quarter
 *                                to half a cell off; no antialiasing
 *   bicubic-pillow@b8769         b8530 to b9257: Pillow's BICUBIC
 *   bicubic-pillow@b10587        b9258 to August 2026: its weights rounded twice, up to 2^-22 too far out
 *   lanczos@b10587               b10200 to August 2026: Pillow's LANCZOS
 *
 * A source that has the target's size is copied. Exact on x86-64; compilers for other processors may fuse
 * products and sums of the old ones. Builds to b8769 stop at a source 1 pixel wide or tall; here it is copied.
 * Source: llama.cpp, tools/mtmd/mtmd-image.cpp.
 */
import type { Size } from '../../../base/raster.ts';
import { ratioOf, single } from '../../taps/coordinates.ts';
import { keysHalf, lanczos3Pillow, triangle, type Kernel } from '../../taps/filter-kernels.ts';
import type { Arithmetic, Pass, Plan, PointPass, SourceShape } from '../../taps/plan.ts';
import type { Sampler } from '../../taps/sampler.ts';
import { axisPasses, lengthsOf, type TapsOf } from '../../taps/separable.ts';
import { identityTaps, tapsFrom, type AxisTaps } from '../../taps/taps.ts';
import { WEIGHT_BITS, kernelTaps } from '../pillow-taps.ts';

/** Two taps at d * (n - 1) / (m - less), all in single precision. */
function bilinearTaps(n: number, m: number, less: 0 | 1): AxisTaps {
  const ratio = m > less ? single((n - 1) / (m - less)) : 0;
  // The older function ends its taps one sample before the edge, the newer one at it.
  const last = Math.max(n - 2 + less, 0);
  return tapsFrom(n, m, (dst) => {
    const place = single(dst * ratio);
    const index = Math.min(Math.trunc(place), last);
    const fraction = single(place - index);
    return [
      [index, single(1 - fraction)],
      [Math.min(index + 1, n - 1), fraction],
    ];
  });
}

/** Four taps at d * n / m; the weights are those of the cubic through them, for people to see. */
function bicubicTaps(n: number, m: number): AxisTaps {
  const ratio = ratioOf(n, m, 'asymmetric', single);
  const places = Array.from({ length: m }, (_, dst) => single(ratio * dst));
  const inside = (index: number): number => Math.min(Math.max(index, 0), n - 1);
  const taps = tapsFrom(n, m, (dst) => {
    const index = Math.trunc(places[dst]);
    const t = single(places[dst] - index);
    return [
      [inside(index - 1), (-t * (t - 1) * (t - 2)) / 6],
      [inside(index), ((t + 1) * (t - 1) * (t - 2)) / 2],
      [inside(index + 1), (-(t + 1) * t * (t - 2)) / 2],
      [inside(index + 2), ((t + 1) * t * (t - 1)) / 6],
    ];
  });
  const operands = Float64Array.from(taps.weights, (_, k) => {
    const place = places[k >> 2];
    return single(place - Math.trunc(place));
  });
  return { ...taps, operands };
}

/** C's round: half away from zero. */
function roundAway(value: number): number {
  return value < 0 ? -Math.floor(0.5 - value) : Math.floor(value + 0.5);
}

function plain(
  tapsOf: TapsOf,
  arithmetic: Arithmetic,
  operation: PointPass['operation'],
): (source: SourceShape, target: Size) => Pass[] {
  return (source, target) => [
    ...axisPasses(source, target, ['x', 'y'], tapsOf, arithmetic),
    { type: 'point', operation },
  ];
}

function pillowLike(tapsOf: TapsOf): (source: SourceShape, target: Size) => Pass[] {
  const arithmetic = { kind: 'fixed-round', bits: WEIGHT_BITS, carry: 0 } as const;
  return (source, target) =>
    (['x', 'y'] as const).flatMap((axis): Pass[] => {
      const [n, m] = lengthsOf(source, target, axis);
      return n === m ? [] : [{ type: 'axis', axis, taps: tapsOf(n, m), arithmetic }];
    });
}

const kernelOf =
  (kernel: Kernel): TapsOf =>
  (n, m) =>
    kernelTaps(n, 0, n, m, kernel);

function planOf(passes: (source: SourceShape, target: Size) => Pass[]): Sampler['plan'] {
  return (source, target): Plan => {
    if (source.dtype !== 'uint8') {
      throw new RangeError(`Expected uint8 samples for llama.cpp's resize, not ${source.dtype}`);
    }
    const same = source.width === target.width && source.height === target.height;
    return {
      source,
      target,
      output: 'uint8',
      passes: same
        ? axisPasses(source, target, ['x', 'y'], (n) => identityTaps(n), { kind: 'copy' })
        : passes(source, target),
    };
  };
}

const X86 = 'exact on x86-64, not verified elsewhere';
const SINCE = 'pull request 27594 (August 2026) and later; verified on its function';

function sampler(
  name: string,
  versions: string,
  exactness: string,
  antialias: boolean,
  passes: (source: SourceShape, target: Size) => Pass[],
): Sampler {
  const method = name.split('@')[0];
  return {
    id: `llama-cpp/${name}`,
    library: 'llama-cpp',
    method,
    versions,
    exactness,
    call: `img_tool::resize(src, dst, size, RESIZE_ALGO_${method.replace('-', '_').toUpperCase()}, PAD_NONE)`,
    antialias,
    ...placesOf(name),
    plan: planOf(passes),
  };
}

/** Where the old samplers have their outputs; some by no formula that is explained. */
function placesOf(name: string): Pick<Sampler, 'coordinates'> {
  if (name === 'bilinear@b8769' || name === 'bicubic@b10587') return { coordinates: null };
  return name === 'bilinear@b10587' ? { coordinates: 'align_corners' } : {};
}

export const llamaCppSamplers: Sampler[] = [
  sampler('bilinear', SINCE, 'exact', true, pillowLike(kernelOf(triangle))),
  sampler('bicubic', SINCE, 'exact', true, pillowLike(kernelOf(keysHalf))),
  sampler('lanczos', SINCE, 'exact', true, pillowLike(kernelOf(lanczos3Pillow))),
  sampler(
    'bilinear@b8769',
    'b2147 to b8769; verified on b8769',
    X86,
    false,
    plain((n, m) => bilinearTaps(n, m, 0), { kind: 'lerp-f32' }, 'truncate-clamp'),
  ),
  sampler(
    'bilinear@b10587',
    'b8770 to August 2026; verified on b10587',
    X86,
    false,
    plain((n, m) => bilinearTaps(n, m, 1), { kind: 'lerp-f32' }, 'truncate-clamp'),
  ),
  sampler(
    'bicubic@b10587',
    'to August 2026; verified on b8769 and b10587',
    X86,
    false,
    plain(bicubicTaps, { kind: 'polynomial', of: 'llama-cpp' }, 'round-up-clamp'),
  ),
  sampler(
    'bicubic-pillow@b8769',
    'b8530 to b9257; verified on b8769',
    'exact',
    true,
    pillowLike(kernelOf(keysHalf)),
  ),
  sampler(
    'bicubic-pillow@b10587',
    'b9258 to August 2026; verified on b10587',
    'exact',
    true,
    pillowLike((n, m) => kernelTaps(n, 0, n, m, keysHalf, roundAway)),
  ),
  sampler(
    'lanczos@b10587',
    'b10200 to August 2026; verified on b10587',
    'exact',
    true,
    pillowLike(kernelOf(lanczos3Pillow)),
  ),
];
