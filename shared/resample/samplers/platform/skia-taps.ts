/**
 * Tap tables of Skia's processor backend. Output d lies at (d + 0.5) * ratio, ratio = 1 / (m / n), each in
 * single precision. Skia has two backends: its pipeline, and an older one that Chromium still draws with.
 * Source: Skia, src/core/SkBitmapProcState*.cpp, src/opts/SkRasterPipeline_opts.h, src/shaders/SkImageShader.cpp.
 */
import { runTaps, singleTaps, tapsFrom, type AxisTaps } from '../../taps/taps.ts';

/** Source samples to an output; `n` may be a part of a sample off where the source was scaled before. */
export function skiaRatio(n: number, m: number): number {
  return Math.fround(1 / Math.fround(m / n));
}

function place(dst: number, ratio: number): number {
  return Math.fround((dst + 0.5) * ratio);
}

function clamped(index: number, n: number): number {
  return Math.min(n - 1, Math.max(0, index));
}

const single = new Float32Array(1);
const bits = new Uint32Array(single.buffer);

/** The largest single below `value`, which is above 0. */
function singleBelow(value: number): number {
  single[0] = value;
  bits[0]--;
  return single[0];
}

/** The sample that holds a place, as the pipeline gathers it. */
function gathered(at: number, n: number): number {
  return Math.trunc(Math.min(Math.max(at, 0), singleBelow(n)));
}

/** The pipeline's nearest: between two samples the first one. */
export function nearestTaps(n: number, m: number): AxisTaps {
  const ratio = skiaRatio(n, m);
  return singleTaps(n, m, (dst) =>
    Math.trunc(singleBelow(Math.min(place(dst, ratio), singleBelow(n)))),
  );
}

/**
 * The older backend's places with 32 bits of fraction, less `bias` of 16. Along a row the ratio is added, and
 * every `span` outputs it begins anew.
 */
function fixedPlaces(m: number, ratio: number, bias: number, span: number): number[] {
  const step = BigInt(Math.trunc(ratio * 2 ** 32));
  let at = 0n;
  return Array.from({ length: m }, (_, dst) => {
    if (dst % span === 0)
      at = BigInt(Math.trunc(place(dst, ratio) * 2 ** 32)) - (BigInt(bias) << 16n);
    else at += step;
    return Number(at >> 16n);
  });
}

/** The older backend's nearest. */
export function olderNearestTaps(n: number, m: number, alongRow: boolean): AxisTaps {
  const places = fixedPlaces(m, skiaRatio(n, m), 1, alongRow ? Infinity : 1);
  return singleTaps(n, m, (dst) => clamped(Math.floor(places[dst] / 65536), n));
}

/** Outputs that the older backend places at once, where it reads two taps. */
const SPAN = 127;

/** The older backend's linear: 4 bits of fraction. */
export function olderLinearTaps(n: number, m: number, alongRow: boolean, ratio: number): AxisTaps {
  const places = fixedPlaces(m, ratio, 0x8000, alongRow ? SPAN : 1);
  return tapsFrom(n, m, (dst) => {
    const at = places[dst];
    const part = (at >> 12) & 15;
    return [
      [clamped(Math.floor(at / 65536), n), (16 - part) / 16],
      [clamped(Math.floor(at / 65536) + 1, n), part / 16],
    ];
  });
}

/** The pipeline's linear in 16-bit fixed point. The operand is the fraction from -1 to 1, in 15 bits. */
export function linearTaps(n: number, m: number, ratio: number): AxisTaps {
  const operands = new Float64Array(2 * m);
  const taps = tapsFrom(n, m, (dst) => {
    const at = Math.floor(Math.fround(65536 * place(dst, ratio) + 0.5)) - 0x8000;
    const part = at & 0xffff;
    operands.fill(part - 0x8000, 2 * dst, 2 * dst + 2);
    return [
      [clamped(Math.floor(at / 65536), n), 1 - part / 65536],
      [clamped(Math.floor(at / 65536) + 1, n), part / 65536],
    ];
  });
  return { ...taps, operands };
}

/** One axis of the pipeline's linear in single precision: where its two samples lie, and the second's weight. */
export function linearPlaces(n: number, at: number): [first: number, second: number, part: number] {
  const right = Math.fround(at + 0.5);
  const part = Math.fround(right - Math.floor(right));
  return [gathered(Math.fround(at - 0.5), n), gathered(right, n), part];
}

/** The place of an output in source samples. */
export const skiaPlace = place;

/** The cubic of Mitchell and Netravali as four polynomials of the fraction, coefficients from t^0 on. */
function cubicPolynomials(b: number, c: number): number[][] {
  const f = Math.fround;
  const sixth = f(f(1 / 6) * b);
  const half = f(0.5 * b);
  return [
    [sixth, f(-half - c), f(half + 2 * c), f(-sixth - c)],
    [f(1 - f(f(2 / 6) * b)), 0, f(f(2 * b - 3) + c), f(f(2 - f(1.5 * b)) - c)],
    [sixth, f(half + c), f(f(3 - f(2.5 * b)) - 2 * c), f(f(f(1.5 * b) - 2) + c)],
    [0, 0, -c, f(sixth + c)],
  ];
}

/** Four taps of the cubic; `fused`: each step rounded once. */
export function cubicTaps(n: number, m: number, b: number, c: number, fused: boolean): AxisTaps {
  const f = Math.fround;
  const polynomials = cubicPolynomials(f(b), f(c));
  const step = (t: number, sum: number, next: number) => f((fused ? t * sum : f(t * sum)) + next);
  const ratio = skiaRatio(n, m);
  return tapsFrom(n, m, (dst) => {
    const at = place(dst, ratio);
    const right = f(at + 0.5);
    const t = f(right - Math.floor(right));
    let sample = f(at - 1.5);
    return polynomials.map((terms) => {
      const tap = [
        gathered(sample, n),
        terms.reduceRight((sum, term) => step(t, sum, term)),
      ] as const;
      sample = f(sample + 1);
      return tap;
    });
  });
}

/** Half as many samples, rounded down: means of two, of an odd count of three with weights 1, 2 and 1. */
export function halvingTaps(n: number): AxisTaps {
  if (n === 1) return runTaps(1, 1, () => ({ first: 0, weights: [1] }));
  const weights = n % 2 === 0 ? [0.5, 0.5] : [0.25, 0.5, 0.25];
  return runTaps(n, n >> 1, (dst) => ({ first: 2 * dst, weights }));
}
