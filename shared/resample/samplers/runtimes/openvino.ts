/**
 * OpenVINO's Interpolate (opset 11) on its CPU plugin, with the size given (shape_calculation_mode sizes).
 *
 *   nearest          round_prefer_floor, its default
 *   linear_onnx      columns, then rows, in single precision
 *   linear           the same: the CPU plugin does it by linear_onnx, and does not heed antialias
 *   cubic            a = -0.75, four taps, at the edge repeated
 *   bilinear_pillow, bicubic_pillow
 *                    Pillow's scheme in single precision; an axis that keeps its length is skipped
 *
 * 8 bits are rounded half to even, of the pillow modes after each axis. Products and sums are fused (AVX2 and
 * better). What a model or a preprocessing does around it is not part of this.
 * Source: openvino 2026.4, plugins/intel_cpu: nodes/interpolate.cpp, nodes/executors; measured.
 */
import type { Size } from '../../../base/raster.ts';
import { single } from '../../taps/coordinates.ts';
import { triangleSingle, type Kernel } from '../../taps/filter-kernels.ts';
import type { Pass, Plan, SourceShape } from '../../taps/plan.ts';
import type { Sampler } from '../../taps/sampler.ts';
import { axisPasses, copyPlan, lengthsOf, toSingle, type TapsOf } from '../../taps/separable.ts';
import { runTaps, singleTaps, tapsFrom, type AxisTaps } from '../../taps/taps.ts';
import { onnxCoordinate, placesOf, type OnnxCoordinates } from './onnx-coordinates.ts';

const COORDINATES: OnnxCoordinates[] = [
  'half_pixel',
  'pytorch_half_pixel',
  'align_corners',
  'asymmetric',
];

/** As ONNX has them, but that align_corners multiplies by the ratio instead of dividing at the end. */
function coordinate(mode: OnnxCoordinates, n: number, m: number, dst: number): number {
  if (mode !== 'align_corners' || n === m || m === 1) return onnxCoordinate(mode, n, m, dst);
  return single(dst * single((n - 1) / (m - 1)));
}

function nearestTaps(n: number, m: number, mode: OnnxCoordinates): AxisTaps {
  return singleTaps(n, m, (dst) => {
    const x = coordinate(mode, n, m, dst);
    const index = x === Math.trunc(x) + 0.5 ? Math.floor(x) : Math.floor(x + 0.5);
    return Math.min(Math.max(index, 0), n - 1);
  });
}

/** The right (lower) tap comes first; `flipped` puts it second. */
function linearTaps(n: number, m: number, mode: OnnxCoordinates, flipped: boolean): AxisTaps {
  return tapsFrom(n, m, (dst) => {
    const x = Math.min(Math.max(coordinate(mode, n, m, dst), 0), n - 1);
    const low = Math.trunc(x);
    const high = Math.min(low + 1, n - 1);
    const same = low === high;
    const pair: [number, number][] = [
      [high, same ? 0.5 : single(x - low)],
      [low, same ? 0.5 : single(high - x)],
    ];
    return flipped ? pair.reverse() : pair;
  });
}

function cubicTaps(n: number, m: number, mode: OnnxCoordinates): AxisTaps {
  const f = single;
  const a = -0.75;
  return tapsFrom(n, m, (dst) => {
    const x = coordinate(mode, n, m, dst);
    const index = Math.floor(x);
    const s = f(x - index);
    const less = f(s - 1);
    const weights = [
      f(f(f(a * less) * less) * s),
      f(f(f(f(f(1.25 * s) - 2.25) * s) * s) + 1),
      f(f(f(f(f(-1.25 * s) + 1.5) * s) - a) * s),
      f(f(f(-a * s) * s) * less),
    ];
    return weights.map((weight, k) => {
      return [Math.min(Math.max(index - 1 + k, 0), n - 1), weight] as const;
    });
  });
}

/** Keys' cubic: up to 1 in double precision, from there in single. */
const pillowCubic: Kernel = {
  support: 2,
  weight: (x) => {
    const u = Math.abs(x);
    if (u < 1) return single((1.5 * u - 2.5) * u * u + 1);
    if (u >= 2) return 0;
    return single(single(single(single(single(u - 5) * u) + 8) * u) - 4) * -0.5;
  },
};

function pillowTaps(n: number, m: number, kernel: Kernel): AxisTaps {
  const ratio = single(1 / single(m / n));
  const stretch = Math.max(ratio, 1);
  const perUnit = single(1 / stretch);
  const reach = single(kernel.support * stretch);
  return runTaps(n, m, (dst) => {
    const center = coordinate('tf_half_pixel_for_nn', n, m, dst);
    const first = Math.max(Math.trunc(single(single(center - reach) + 0.5)), 0);
    const end = Math.min(Math.trunc(single(single(center + reach) + 0.5)), n);
    const weights: number[] = [];
    let total = 0;
    for (let i = first; i < end; i++) {
      const weight = kernel.weight(single(single(single(i - center) + 0.5) * perUnit));
      weights.push(weight);
      total = single(total + weight);
    }
    return { first, weights: weights.map((weight) => single(weight / total)) };
  });
}

const outputOf = ({ dtype }: SourceShape): 'uint8' | 'float32' =>
  dtype === 'uint8' ? 'uint8' : 'float32';

const ROUND = { type: 'point', operation: 'round-clamp' } as const;

function plainPlan(columns: TapsOf, rows: TapsOf): Sampler['plan'] {
  return (source, target): Plan => ({
    source,
    target,
    output: outputOf(source),
    passes: [
      ...toSingle(source),
      ...axisPasses(source, target, ['x'], columns, { kind: 'sum-fma-f32' }),
      ...axisPasses(source, target, ['y'], rows, { kind: 'sum-fma-f32' }),
      ...(source.dtype === 'uint8' ? [ROUND] : []),
    ],
  });
}

function pillowPlan(kernel: Kernel) {
  return (source: SourceShape, target: Size): Plan => ({
    source,
    target,
    output: outputOf(source),
    passes: [
      ...toSingle(source),
      ...(['x', 'y'] as const).flatMap((axis): Pass[] => {
        const [n, m] = lengthsOf(source, target, axis);
        if (n === m) return [];
        const taps = pillowTaps(n, m, kernel);
        const pass: Pass = { type: 'axis', axis, taps, arithmetic: { kind: 'sum-fma-f32' } };
        return source.dtype === 'uint8' ? [pass, ROUND] : [pass];
      }),
    ],
  });
}

function sampler(
  method: string,
  mode: OnnxCoordinates,
  antialias: boolean,
  plan: Sampler['plan'],
): Sampler {
  const flag = mode === 'half_pixel' || antialias ? '' : `+${mode}`;
  const named = method.startsWith('nearest') ? { coordinates: null } : placesOf(mode);
  return {
    id: `openvino/${method}${flag}`,
    library: 'openvino',
    method,
    versions: 'CPU plugin; verified on 2026.4.1',
    exactness: method === 'nearest' ? 'exact' : 'exact with AVX2 (x86-64), not verified elsewhere',
    call: `Interpolate(image, sizes, mode="${method}", coordinate_transformation_mode="${mode}")`,
    antialias,
    ...named,
    plan,
  };
}

export const openvinoSamplers: Sampler[] = [
  ...[...COORDINATES, 'tf_half_pixel_for_nn' as const].map((mode) =>
    sampler(
      'nearest',
      mode,
      false,
      copyPlan((n, m) => nearestTaps(n, m, mode)),
    ),
  ),
  ...COORDINATES.flatMap((mode) => {
    const linear = plainPlan(
      (n, m) => linearTaps(n, m, mode, false),
      (n, m) => linearTaps(n, m, mode, true),
    );
    const tapsOf: TapsOf = (n, m) => cubicTaps(n, m, mode);
    return [
      sampler('linear_onnx', mode, false, linear),
      ...(mode === 'half_pixel' ? [sampler('linear', mode, false, linear)] : []),
      sampler('cubic', mode, false, plainPlan(tapsOf, tapsOf)),
    ];
  }),
  sampler('bilinear_pillow', 'tf_half_pixel_for_nn', true, pillowPlan(triangleSingle)),
  sampler('bicubic_pillow', 'tf_half_pixel_for_nn', true, pillowPlan(pillowCubic)),
];
