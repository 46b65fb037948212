/**
 * Java2D: Graphics2D.drawImage(image, 0, 0, width, height, null) by the hint KEY_INTERPOLATION, drawn by
 * software. None of the hints averages: what lies between the taps is not read.
 *
 *   position   inv = 1 / (m / n) in double; (d + 0.5) * inv in 32.32 fixed point: the first position and the
 *              step are truncated, the step is added again and again; half a pixel less for the kernels.
 *              Taps outside the image are the edge's
 *   nearest    the same grid in integers of as many bits as the longer side of the source leaves of 31; of
 *              RGBA the positions of the kernels
 *   bilinear   fractions of 8 bits: ((a << 8) + (b - a) * f), columns first, rounded once by >> 16
 *   bicubic    Keys with a = -0.5, weights of 8 bits, truncated from a table of 513; the outer ones are what
 *              the others leave of 256. The sum is exact, then >> 16, clamped to 0..alpha
 *   RGBA       premultiplied to 8 bits before, undone after. Nearest too
 *
 * Source: OpenJDK 17, libawt java2d/loops ScaledBlit.c, TransformHelper.c, AlphaMath.c.
 */
import type { Size } from '../../../base/raster.ts';
import type { Axis, Pass, Plan, SourceShape } from '../../taps/plan.ts';
import type { Sampler } from '../../taps/sampler.ts';
import { axisPasses, lengthsOf, type TapsOf } from '../../taps/separable.ts';
import { identityTaps, singleTaps, tapsFrom, type AxisTaps } from '../../taps/taps.ts';
import { areaAveragePlan } from './java2d-area.ts';

export type DrawMethod = 'nearest' | 'bilinear' | 'bicubic';

const AXES: readonly Axis[] = ['x', 'y'];

/** Refuses all but 8-bit samples: Java's loops for others were not verified. */
export function requireBytes({ dtype }: SourceShape): void {
  if (dtype === 'uint8') return;
  throw new RangeError(`Expected uint8 samples for a Java resize but received ${dtype}`);
}

/** The passes of one drawImage from `source` to `target`. */
export function drawPasses(source: SourceShape, target: Size, method: DrawMethod): Pass[] {
  if (source.width === target.width && source.height === target.height) {
    return singlePasses(source, target, identityTaps);
  }
  if (method === 'nearest') return nearestPasses(source, target);
  const tapsOf = method === 'bilinear' ? bilinearTaps : bicubicTaps;
  return [
    {
      type: 'axis',
      axis: 'x',
      taps: tapsOf(...lengthsOf(source, target, 'x')),
      arithmetic: { kind: 'fixed-exact', bits: 8 },
    },
    {
      type: 'axis',
      axis: 'y',
      taps: tapsOf(...lengthsOf(source, target, 'y')),
      arithmetic: { kind: 'fixed-round', bits: 8, carry: 8 },
    },
  ];
}

/** The plan of passes of Java, premultiplied where there is alpha. */
export function javaPlan(source: SourceShape, target: Size, passes: Pass[]): Plan {
  const premultiplied: Pass[] = [
    { type: 'point', operation: 'java-premultiply' },
    ...passes,
    { type: 'point', operation: 'java-unpremultiply' },
  ];
  return {
    source,
    target,
    output: 'uint8',
    passes: source.channels === 4 ? premultiplied : passes,
  };
}

function nearestPasses(source: SourceShape, target: Size): Pass[] {
  if (source.channels === 4) return singlePasses(source, target, fixedTaps);
  const bits = Math.clz32(source.width | source.height) - 1;
  const one = 2 ** bits;
  return singlePasses(source, target, (n, m) => {
    const scale = (n * one) / m;
    const start = Math.ceil(0.5 * scale - 0.5);
    const step = Math.trunc(scale);
    return singleTaps(n, m, (dst) => Math.floor((start + dst * step) / one));
  });
}

function singlePasses(source: Size, target: Size, tapsOf: TapsOf): Pass[] {
  return axisPasses(source, target, AXES, tapsOf, { kind: 'copy' });
}

function fixedTaps(n: number, m: number): AxisTaps {
  const positionOf = positionsOf(n, m, 0n);
  return singleTaps(n, m, (dst) => clamped(positionOf(dst).first, n));
}

/** The sample before a position and its fraction in 256ths, from positions of 32 fractional bits. */
function positionsOf(
  n: number,
  m: number,
  less = 2n ** 31n,
): (dst: number) => { first: number; fraction: number } {
  const inverse = 1 / (m / n);
  const step = BigInt(Math.trunc(inverse * 2 ** 32));
  const start = BigInt(Math.trunc(0.5 * inverse * 2 ** 32)) - less;
  return (dst) => {
    const position = start + BigInt(dst) * step;
    return { first: Number(position >> 32n), fraction: Number((position >> 24n) & 255n) };
  };
}

function clamped(index: number, n: number): number {
  return Math.max(0, Math.min(index, n - 1));
}

function bilinearTaps(n: number, m: number): AxisTaps {
  const positionOf = positionsOf(n, m);
  return tapsFrom(n, m, (dst) => {
    const { first, fraction } = positionOf(dst);
    return [
      [clamped(first, n), (256 - fraction) / 256],
      [clamped(first + 1, n), fraction / 256],
    ];
  });
}

const CUBIC = cubicTable();

/** Weights by distance in 256ths, 0..512, times 256. */
function cubicTable(): Int32Array {
  const a = -0.5;
  const table = new Int32Array(513);
  for (let i = 0; i < 384; i++) {
    const x = i / 256;
    const inner = ((a + 2) * x - (a + 3)) * x * x + 1;
    const outer = ((a * x - 5 * a) * x + 8 * a) * x - 4 * a;
    table[i] = Math.trunc((i < 256 ? inner : outer) * 256);
  }
  table[384] = Math.trunc((256 - table[128] * 2) / 2);
  for (let i = 385; i <= 512; i++) {
    table[i] = 256 - (table[512 - i] + table[i - 256] + table[768 - i]);
  }
  return table;
}

function bicubicTaps(n: number, m: number): AxisTaps {
  const positionOf = positionsOf(n, m);
  return tapsFrom(n, m, (dst) => {
    const { first, fraction } = positionOf(dst);
    const distances = [fraction + 256, fraction, 256 - fraction, 512 - fraction];
    return distances.map(
      (distance, k) => [clamped(first + k - 1, n), CUBIC[distance] / 256] as const,
    );
  });
}

/** Image.getScaledInstance DEFAULT, FAST and REPLICATE: floor((2d + 1) n / 2m). */
function replicatePlan(source: SourceShape, target: Size): Plan {
  requireBytes(source);
  const passes = singlePasses(source, target, (n, m) =>
    singleTaps(n, m, (dst) => Math.floor((2 * dst * n + n) / (2 * m))),
  );
  return { source, target, output: 'uint8', passes };
}

const common = {
  library: 'java2d',
  versions: 'Java 8 and later; verified on OpenJDK 17.0.15',
  exactness: 'exact',
  antialias: false,
};

const HINTS: Record<DrawMethod, string> = {
  nearest: 'NEAREST_NEIGHBOR',
  bilinear: 'BILINEAR',
  bicubic: 'BICUBIC',
};

export const java2dSamplers: Sampler[] = [
  ...(Object.keys(HINTS) as DrawMethod[]).map((method) => ({
    ...common,
    id: `java2d/${method}`,
    method,
    call: `g.setRenderingHint(KEY_INTERPOLATION, VALUE_INTERPOLATION_${HINTS[method]}); g.drawImage(image, 0, 0, width, height, null)`,
    plan: (source: SourceShape, target: Size) => {
      requireBytes(source);
      return javaPlan(source, target, drawPasses(source, target, method));
    },
  })),
  {
    ...common,
    id: 'java2d/scaled-default',
    method: 'nearest scaled-default',
    call: 'image.getScaledInstance(width, height, Image.SCALE_DEFAULT)  // FAST and REPLICATE too',
    plan: replicatePlan,
  },
  {
    ...common,
    id: 'java2d/scaled-smooth',
    method: 'scaled-smooth',
    antialias: true,
    call: 'image.getScaledInstance(width, height, Image.SCALE_SMOOTH)  // AREA_AVERAGING too',
    plan: areaAveragePlan,
  },
];
