/** Arithmetic of Go's image packages: colors have 16 bits a channel and are premultiplied. */
import type { Channels } from '../../base/raster.ts';
import type { Buffer, Combiner } from './combiner.ts';

/** 8-bit samples times 257, colors of RGBA times alpha over 255, truncated. */
export function goWiden(data: Buffer, channels: Channels): Float64Array {
  const out = new Float64Array(data.length);
  for (let i = 0; i < data.length; i++) out[i] = data[i] * 257;
  if (channels !== 4) return out;
  for (let i = 0; i < data.length; i += 4) {
    for (let c = 0; c < 3; c++) out[i + c] = Math.floor((data[i + c] * out[i + 3]) / 255);
  }
  return out;
}

/** A kernel: taps in order in double precision with the table's operands, times 1 / total / divisor. */
export function goKernel(divisor: number): Combiner {
  let scales = 0;
  return {
    result: (_source, _output, length) => new Float64Array(length),
    weights: ({ weights, operands: raw = weights, offsets, dstSize }) => {
      scales = raw.length;
      const operands = new Float64Array(2 * scales);
      operands.set(raw);
      for (let dst = 0; dst < dstSize; dst++) {
        let total = 0;
        for (let k = offsets[dst]; k < offsets[dst + 1]; k++) total += raw[k];
        operands[scales + offsets[dst]] = 1 / total / divisor;
      }
      return operands;
    },
    combine: (src, at, taps, weights, first, out, dst, count) => {
      const scale = weights[scales + first];
      for (let i = 0; i < count; i++) {
        let sum = 0;
        for (let k = 0; k < taps; k++) sum += src[at[k] + i] * weights[first + k];
        out[dst + i] = sum * scale;
      }
    },
  };
}

/**
 * Samples of 16 bits, or of 0..1 that are rounded to them, cut to their high byte; colors of RGBA no more than
 * alpha, then straight again as color.NRGBAModel makes them.
 */
export function goNarrow(data: Buffer, channels: Channels, unit: boolean): Uint8Array {
  const out = new Uint8Array(data.length);
  const whole = (value: number) => Math.floor(unit ? 65535 * value + 0.5 : value);
  const high = (value: number) => Math.min(65535, Math.max(0, whole(value))) >> 8;
  if (channels !== 4) {
    for (let i = 0; i < data.length; i++) out[i] = high(data[i]);
    return out;
  }
  for (let i = 0; i < data.length; i += 4) {
    const alpha = high(data[i + 3]);
    out[i + 3] = alpha;
    for (let c = 0; c < 3; c++) {
      const color = high(Math.min(data[i + c], data[i + 3]));
      out[i + c] = alpha === 0 ? 0 : Math.floor((color * 65535) / alpha) >> 8;
    }
  }
  return out;
}
