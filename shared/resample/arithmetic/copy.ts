/** The tap's sample, unchanged, in any sample type. */
import type { Buffer, Combiner } from './combiner.ts';

export const copy: Combiner = {
  result: (source, _output, length) =>
    new (source.constructor as new (length: number) => Buffer)(length),
  weights: (taps) => taps.weights,
  combine: (src, at, _taps, _weights, _first, out, dst, count) => {
    const start = at[0];
    for (let i = 0; i < count; i++) out[dst + i] = src[start + i];
  },
};
