/** Skia's linear in 16-bit fixed point, an axis at a time. Source: Skia, src/opts/SkRasterPipeline_opts.h. */
import { operandsOf, type Combiner } from '../combiner.ts';

/** (a * b + 2^14) >> 15 of signed 16-bit numbers. */
function multiplyRounded(a: number, b: number): number {
  return (a * b + 0x4000) >> 15;
}

/** Two bytes to 7 more bits. The operand is the fraction from -1 to 1, in 15 bits. */
export const skiaLerpX: Combiner = {
  result: (_source, _output, length) => new Uint16Array(length),
  weights: operandsOf,
  combine: (src, at, _taps, fractions, first, out, dst, count) => {
    const fraction = fractions[first];
    const [left, right] = at;
    for (let i = 0; i < count; i++) {
      const [a, b] = [src[left + i], src[right + i]];
      out[dst + i] = (multiplyRounded(fraction, (b - a) << 7) + ((a + b) << 7) + 1) >> 1;
    }
  },
};

/** Two of skiaLerpX's sums back to bytes. */
export const skiaLerpY: Combiner = {
  result: (_source, _output, length) => new Uint8Array(length),
  weights: operandsOf,
  combine: (src, at, _taps, fractions, first, out, dst, count) => {
    const fraction = fractions[first];
    const [top, bottom] = at;
    for (let i = 0; i < count; i++) {
      const [a, b] = [src[top + i], src[bottom + i]];
      out[dst + i] = (multiplyRounded(fraction, b - a) + a + b + 0x80) >> 8;
    }
  },
};
