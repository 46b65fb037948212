/**
 * ONNX Resize as onnxruntime's CPU computes it on tensors of shape NCHW with the size given as `sizes`.
 *
 *   nearest    four ways of rounding: round_prefer_floor (default), round_prefer_ceil, floor, ceil
 *   linear     four weights, each the product of a column's and a row's, in single precision; 8 bits: the fraction of the result dropped
 *   cubic      a = -0.75 (default) or -0.5; four taps, at the edge repeated or left out (exclude_outside);
 *              floats only, so 8 bits are taken as floats
 *   antialias  linear and cubic, see onnx-antialias.ts
 *
 * A tensor that has the target's size is copied. What a model does around its Resize (casts, layouts) is not
 * part of this. Exact on x86-64; on ARM the vector code of linear rounds apart.
 * Source: onnxruntime 1.32, core/providers/cpu/tensor/upsample.h and upsample.cc.
 */
import type { Size } from '../../../base/raster.ts';
import { single } from '../../taps/coordinates.ts';
import type { Pass, Plan, SourceShape } from '../../taps/plan.ts';
import type { Sampler } from '../../taps/sampler.ts';
import { axisPasses, copyPlan, lengthsOf, toSingle, type TapsOf } from '../../taps/separable.ts';
import { identityTaps, singleTaps, tapsFrom, type AxisTaps } from '../../taps/taps.ts';
import { ONNX_BITS, onnxAntialiasTaps, onnxCubic, onnxTriangle } from './onnx-antialias.ts';
import { onnxCoordinate, placesOf, type OnnxCoordinates } from './onnx-coordinates.ts';

type NearestMode = 'round_prefer_floor' | 'round_prefer_ceil' | 'floor' | 'ceil';

/** So near to the middle between two samples is the middle. */
const TIE = 1e-6;

const isTie = (x: number): boolean => Math.abs(x - Math.floor(x) - 0.5) < TIE;

const NEAREST: Record<NearestMode, (x: number) => number> = {
  round_prefer_floor: (x) => (isTie(x) ? Math.floor(x) : Math.floor(x + 0.5)),
  round_prefer_ceil: (x) => (isTie(x) ? Math.ceil(x) : Math.floor(x + 0.5)),
  floor: Math.floor,
  ceil: Math.ceil,
};

const COORDINATES: OnnxCoordinates[] = [
  'half_pixel',
  'half_pixel_symmetric',
  'pytorch_half_pixel',
  'align_corners',
  'asymmetric',
];

function nearestTaps(n: number, m: number, mode: OnnxCoordinates, rounding: NearestMode): AxisTaps {
  return singleTaps(n, m, (dst) => {
    const index = NEAREST[rounding](onnxCoordinate(mode, n, m, dst));
    return Math.min(Math.max(index, 0), n - 1);
  });
}

function linearTaps(n: number, m: number, mode: OnnxCoordinates): AxisTaps {
  return tapsFrom(n, m, (dst) => {
    const x = Math.min(Math.max(onnxCoordinate(mode, n, m, dst), 0), n - 1);
    const low = Math.trunc(x);
    const high = Math.min(low + 1, n - 1);
    if (low === high) {
      return [
        [low, 0.5],
        [high, 0.5],
      ];
    }
    return [
      [low, single(high - x)],
      [high, single(x - low)],
    ];
  });
}

/** The four weights of the cubic, each step in single precision. */
function cubicWeights(s: number, a: number): number[] {
  const far = (u: number): number => {
    const inner = single(single(a * u) - single(5 * a));
    return single(single(single(single(inner * u) + single(8 * a)) * u) - single(4 * a));
  };
  const near = (u: number): number =>
    single(single(single(single(single(single(a + 2) * u) - single(a + 3)) * u) * u) + 1);
  return [far(single(s + 1)), near(s), near(single(1 - s)), far(single(2 - s))];
}

/** The operands are the weights before they are divided by their sum (1, unless taps are left out). */
function cubicTaps(
  n: number,
  m: number,
  mode: OnnxCoordinates,
  a: number,
  excludeOutside: boolean,
): AxisTaps {
  const operands: number[] = [];
  const taps = tapsFrom(n, m, (dst) => {
    const x = onnxCoordinate(mode, n, m, dst);
    const index = Math.floor(x);
    const weights = cubicWeights(single(x - index), a);
    const outside = (k: number): boolean => index - 1 + k < 0 || index - 1 + k >= n;
    if (excludeOutside) weights.forEach((_, k) => (weights[k] = outside(k) ? 0 : weights[k]));
    const total = excludeOutside ? weights.reduce((sum, weight) => single(sum + weight), 0) : 1;
    operands.push(...weights);
    return weights.map((weight, k) => {
      const inside = Math.min(Math.max(index - 1 + k, 0), n - 1);
      return [inside, single(weight / total)] as const;
    });
  });
  return { ...taps, operands: Float64Array.from(operands) };
}

/** The plan of `passes`, or a copy where the tensor has the target's size. */
function planOf(
  output: (source: SourceShape) => 'uint8' | 'float32',
  passes: (source: SourceShape, target: Size) => Pass[],
): Sampler['plan'] {
  return (source, target): Plan => {
    const same = source.width === target.width && source.height === target.height;
    const dtype = output(source);
    return {
      source,
      target,
      output: dtype,
      passes: [
        ...(dtype === 'uint8' ? [] : toSingles(source)),
        ...(same
          ? axisPasses(source, target, ['x', 'y'], identityTaps, { kind: 'copy' })
          : passes(source, target)),
      ],
    };
  };
}

/** Singles, whatever the samples are: a copy keeps the type of what it copies. */
function toSingles(source: SourceShape): Pass[] {
  return source.dtype === 'float32' ? toSingle(source) : [{ type: 'point', operation: 'to-f32' }];
}

const bytesOrSingles = ({ dtype }: SourceShape): 'uint8' | 'float32' =>
  dtype === 'uint8' ? 'uint8' : 'float32';

function linearPlan(mode: OnnxCoordinates): Sampler['plan'] {
  return planOf(bytesOrSingles, (source, target) => [
    {
      type: 'grid',
      tapsX: linearTaps(source.width, target.width, mode),
      tapsY: linearTaps(source.height, target.height, mode),
      arithmetic: { kind: 'product-f32' },
    },
    ...(source.dtype === 'uint8' ? [{ type: 'point', operation: 'truncate-clamp' } as const] : []),
  ]);
}

function cubicPlan(mode: OnnxCoordinates, a: number, excludeOutside: boolean): Sampler['plan'] {
  const tapsOf: TapsOf = (n, m) => cubicTaps(n, m, mode, a, excludeOutside);
  return planOf(
    () => 'float32',
    (source, target) => [
      ...axisPasses(source, target, ['x'], tapsOf, { kind: 'sum-f32' }),
      ...axisPasses(source, target, ['y'], tapsOf, {
        kind: excludeOutside ? 'sum-divided-f32' : 'sum-f32',
      }),
    ],
  );
}

function antialiasPlan(
  mode: OnnxCoordinates,
  a: number | null,
  excludeOutside: boolean,
): Sampler['plan'] {
  const kernel = a === null ? onnxTriangle : onnxCubic(a);
  return planOf(bytesOrSingles, (source, target) => {
    const bits = source.dtype === 'uint8' ? ONNX_BITS : null;
    return (['x', 'y'] as const).flatMap((axis): Pass[] => {
      const [n, m] = lengthsOf(source, target, axis);
      if (n === m) return [];
      const taps = onnxAntialiasTaps(n, m, { mode, kernel, excludeOutside }, bits);
      return [
        {
          type: 'axis',
          axis,
          taps,
          arithmetic: bits === null ? { kind: 'sum-f32' } : { kind: 'fixed-round', bits, carry: 0 },
        },
      ];
    });
  });
}

function flagOf(mode: OnnxCoordinates): string {
  return mode === 'half_pixel' ? '' : `+${mode}`;
}

/** Nearest has many ways to round: what it reads says where it is. */
const NEAREST_PLACES: Pick<Sampler, 'coordinates'> = { coordinates: null };

function sampler(
  method: string,
  flags: string,
  mode: OnnxCoordinates,
  attributes: string,
  plan: Sampler['plan'],
): Sampler {
  const coordinates = method.startsWith('nearest') ? NEAREST_PLACES : placesOf(mode);
  return {
    id: `onnx/${method}${flagOf(mode)}${flags}`,
    library: 'onnx',
    method,
    versions: 'onnxruntime, CPU; verified on 1.32',
    exactness: 'exact on x86-64; linear not verified elsewhere',
    call: `Resize(x, sizes, coordinate_transformation_mode="${mode}", ${attributes})`,
    antialias: flags.includes('+antialias'),
    ...coordinates,
    plan,
  };
}

const nearestSamplers = (Object.keys(NEAREST) as NearestMode[]).flatMap((rounding) =>
  [...COORDINATES, 'tf_half_pixel_for_nn' as const].map((mode) => {
    const ending = rounding === 'round_prefer_floor' ? '' : `-${rounding.replaceAll('_', '-')}`;
    return sampler(
      `nearest${ending}`,
      '',
      mode,
      `mode="nearest", nearest_mode="${rounding}"`,
      copyPlan((n, m) => nearestTaps(n, m, mode, rounding)),
    );
  }),
);

const linearSamplers = COORDINATES.map((mode) =>
  sampler('linear', '', mode, 'mode="linear"', linearPlan(mode)),
);

const CUBICS = [
  { a: -0.75, method: 'cubic' },
  { a: -0.5, method: 'cubic-0.5' },
];

const cubicSamplers = CUBICS.flatMap(({ a, method }) =>
  [false, true].flatMap((outside) =>
    COORDINATES.map((mode) =>
      sampler(
        method,
        outside ? '+exclude_outside' : '',
        mode,
        `mode="cubic", cubic_coeff_a=${a}, exclude_outside=${outside ? 1 : 0}`,
        cubicPlan(mode, a, outside),
      ),
    ),
  ),
);

const antialiasSamplers = [{ a: null, method: 'linear' }, ...CUBICS].flatMap(({ a, method }) =>
  (['half_pixel', 'align_corners', 'asymmetric'] as const).flatMap((mode) =>
    [false, true].map((outside) =>
      sampler(
        method,
        `+antialias${outside ? '+exclude_outside' : ''}`,
        mode,
        `mode="${a === null ? 'linear' : 'cubic'}"${a === null ? '' : `, cubic_coeff_a=${a}`}, ` +
          `exclude_outside=${outside ? 1 : 0}, antialias=1`,
        antialiasPlan(mode, a, outside),
      ),
    ),
  ),
);

export const onnxSamplers: Sampler[] = [
  ...nearestSamplers,
  ...linearSamplers,
  ...cubicSamplers,
  ...antialiasSamplers,
];
