/**
 * TensorFlow's ScaleAndTranslate: every tf.image.resize kernel with antialias=True, and those that
 * have no kernel of their own. Rows, then columns, weights and sums in single precision. With
 * antialias the kernel is stretched by the ratio when shrinking; weights are divided by their sum.
 *
 *   bilinear, bicubic (a = -0.5), lanczos3, lanczos5, gaussian (sigma 0.5, cut at 1.5),
 *   mitchellcubic (B = C = 1/3)
 *
 * Exact against TensorFlow 2.21 (CPU, Linux: the sine is glibc's).
 *
 * Source: tensorflow v2.21, core/kernels/image/scale_and_translate_op, sampling_kernels.
 */
import { sinf } from '../../../math/sinf.ts';
import { single } from '../../taps/coordinates.ts';
import { triangleSingle, type Kernel } from '../../taps/filter-kernels.ts';
import type { Sampler } from '../../taps/sampler.ts';
import { singlePlan } from '../../taps/separable.ts';
import { runTaps, type AxisTaps } from '../../taps/taps.ts';

/** c3 x³ + c2 x² + c1 x + c0 by Horner's rule, every step in single precision. */
function cubic(x: number, c3: number, c2: number, c1: number, c0: number): number {
  const quadratic = single(single(single(c3) * x) + single(c2));
  const linear = single(single(quadratic * x) + single(c1));
  return single(single(linear * x) + single(c0));
}

const bicubic: Kernel = {
  support: 2,
  weight: (x) => {
    if (x >= 2) return 0;
    return x >= 1 ? cubic(x, -0.5, 2.5, -4, 2) : cubic(x, 1.5, -2.5, 0, 1);
  },
};

const mitchell: Kernel = {
  support: 2,
  weight: (x) => {
    if (x >= 2) return 0;
    if (x >= 1) return cubic(x, -7 / 18, 2, -10 / 3, 16 / 9);
    return cubic(x, 7 / 6, -2, 0, 16 / 18);
  },
};

const gaussian: Kernel = {
  support: 1.5,
  weight: (x) => (x < 1.5 ? Math.exp(-single(single(x * x) / 0.5)) : 0),
};

function lanczos(radius: number): Kernel {
  const pi = single(Math.PI);
  return {
    support: radius,
    weight: (x) => {
      if (x > radius) return 0;
      if (x <= single(1e-3)) return 1;
      const angle = single(pi * x);
      const window = sinf(single(angle / radius));
      const top = single(single(radius * sinf(angle)) * window);
      return single(top / single(single(single(pi * pi) * x) * x));
    },
  };
}

function scaleTaps(n: number, m: number, kernel: Kernel, antialias: boolean): AxisTaps {
  const ratio = single(1 / single(m / n));
  const stretch = antialias ? Math.max(ratio, 1) : 1;
  const reach = single(kernel.support * stretch);
  const perUnit = single(1 / stretch);
  return runTaps(n, m, (dst) => {
    const center = single(single(dst + 0.5) * ratio);
    const first = Math.max(Math.ceil(single(single(center - reach) - 0.5)), 0);
    const last = Math.min(Math.floor(single(single(center + reach) - 0.5)), n - 1);
    const weights: number[] = [];
    let total = 0;
    for (let i = first; i <= last; i++) {
      const distance = Math.abs(single(single(i + 0.5) - center));
      const weight = single(kernel.weight(single(distance * perUnit)));
      weights.push(weight);
      total = single(total + weight);
    }
    const scale = single(1 / total);
    for (let k = 0; k < weights.length; k++) weights[k] = single(weights[k] * scale);
    return { first, weights };
  });
}

function scaleSampler(method: string, kernel: Kernel, antialias: boolean): Sampler {
  return {
    id: `tensorflow/${method}${antialias ? '+antialias' : ''}`,
    library: 'tensorflow',
    method,
    versions: '2.0 and later; verified on 2.21',
    exactness: 'exact',
    call: `tf.image.resize(image, size, method='${method}'${antialias ? ', antialias=True' : ''})`,
    antialias,
    plan: singlePlan(['y', 'x'], (n, m) => scaleTaps(n, m, kernel, antialias), {
      kind: 'sum-f32',
    }),
  };
}

const ownKernels: [string, Kernel][] = [
  ['lanczos3', lanczos(3)],
  ['lanczos5', lanczos(5)],
  ['gaussian', gaussian],
  ['mitchellcubic', mitchell],
];

export const scaleSamplers: Sampler[] = [
  scaleSampler('bilinear', triangleSingle, true),
  scaleSampler('bicubic', bicubic, true),
  ...ownKernels.flatMap(([method, kernel]) => [
    scaleSampler(method, kernel, false),
    scaleSampler(method, kernel, true),
  ]),
];
