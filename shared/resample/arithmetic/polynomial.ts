/**
 * Cubics that their libraries write as a polynomial of the place between the two inner taps. The order of
 * the operations decides how they round.
 */
import type { Polynomial } from '../taps/plan.ts';
import { operandsOf, type Combiner } from './combiner.ts';

type Cubic = (x0: number, x1: number, x2: number, x3: number, t: number) => number;

/**
 * llama.cpp: the cubic through all four samples. Coefficients are computed in double and kept in single
 * precision, the powers in single precision.
 */
const llamaCpp: Cubic = (x0, x1, x2, x3, t) => {
  const f = Math.fround;
  const d0 = f(x0 - x1);
  const d2 = f(x2 - x1);
  const d3 = f(x3 - x1);
  const a1 = f((-1 / 3) * d0 + d2 - (1 / 6) * d3);
  const a2 = f(0.5 * d0 + 0.5 * d2);
  const a3 = f((-1 / 6) * d0 - 0.5 * d2 + (1 / 6) * d3);
  const linear = f(x1 + f(a1 * t));
  return f(f(linear + f(f(a2 * t) * t)) + f(f(f(a3 * t) * t) * t));
};

/** jimp's bicubic: its slope at a sample is the whole difference of the neighbours, not the half. */
const jimpBicubic: Cubic = (x0, x1, x2, x3, t) => {
  const a0 = x3 - x2 - x0 + x1;
  const a1 = x0 - x1 - a0;
  const a2 = x2 - x0;
  return Math.trunc(clampByte(a0 * (t * t * t) + a1 * (t * t) + a2 * t + x1));
};

/** jimp's hermite: Catmull-Rom. */
const jimpHermite: Cubic = (x0, x1, x2, x3, t) => {
  const c1 = 0.5 * (x2 - x0);
  const c2 = x0 - 2.5 * x1 + 2 * x2 - 0.5 * x3;
  const c3 = 0.5 * (x3 - x0) + 1.5 * (x1 - x2);
  return clampByte(Math.round(((c3 * t + c2) * t + c1) * t + x1));
};

/** jimp's bezier: control points a quarter of the neighbours' difference away. */
const jimpBezier: Cubic = (x0, x1, x2, x3, t) => {
  const first = x1 + (x2 - x0) / 4;
  const second = x2 - (x3 - x1) / 4;
  const rest = 1 - t;
  const c0 = x1 * rest * rest * rest;
  const c1 = 3 * first * rest * rest * t;
  const c2 = 3 * second * rest * t * t;
  const c3 = x2 * t * t * t;
  return clampByte(Math.round(c0 + c1 + c2 + c3));
};

function clampByte(value: number): number {
  return Math.max(0, Math.min(255, value));
}

const CUBICS: Record<Polynomial, { cubic: Cubic; ofJimp: boolean }> = {
  'llama-cpp': { cubic: llamaCpp, ofJimp: false },
  'jimp-bicubic': { cubic: jimpBicubic, ofJimp: true },
  'jimp-hermite': { cubic: jimpHermite, ofJimp: true },
  'jimp-bezier': { cubic: jimpBezier, ofJimp: true },
};

/**
 * Four taps an output, with the place between the inner two as their operand: llama.cpp's to singles, jimp's
 * to bytes. Taps beyond the edge repeat its sample; jimp continues the line through the last two instead.
 */
export function polynomialOf(of: Polynomial): Combiner {
  const { cubic, ofJimp } = CUBICS[of];
  return {
    result: (_source, _output, length) =>
      ofJimp ? new Uint8Array(length) : new Float32Array(length),
    weights: operandsOf,
    combine: (src, at, _taps, places, first, out, dst, count) => {
      const t = places[first];
      const [a, b, c, d] = at;
      for (let i = 0; i < count; i++) {
        const x1 = src[b + i];
        const x2 = src[c + i];
        const x0 = ofJimp && a === b ? 2 * x1 - x2 : src[a + i];
        const x3 = ofJimp && d === c ? 2 * x2 - x1 : src[d + i];
        out[dst + i] = cubic(x0, x1, x2, x3, t);
      }
    },
  };
}
