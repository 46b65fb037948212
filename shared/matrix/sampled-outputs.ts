/**
 * Outputs spread over a view: enough of them to measure what it shows, whatever its size. One is
 * taken from each of equal stretches, at a place that a hash chooses, so that no regular pattern in
 * a view can pass between them.
 */
import type { AxisTaps } from '../resample/taps.ts';

/** The most outputs of an axis. */
export const MOST_OUTPUTS = 192;

/** Indices in 0..length-1, ascending: all of them, or MOST_OUTPUTS. */
export function spreadOutputs(length: number): Int32Array {
  if (length <= MOST_OUTPUTS) return Int32Array.from({ length }, (_, i) => i);
  return Int32Array.from({ length: MOST_OUTPUTS }, (_, i) => {
    const from = Math.floor((i * length) / MOST_OUTPUTS);
    const to = Math.floor(((i + 1) * length) / MOST_OUTPUTS);
    return from + ((Math.imul(i + 1, 0x9e3779b1) >>> 8) % (to - from));
  });
}

/** The table of `outputs` alone, each counted from `first`. */
export function pickOutputs(taps: AxisTaps, outputs: Int32Array, first: number): AxisTaps {
  const { offsets, indices, weights, srcSize } = taps;
  const starts = new Int32Array(outputs.length + 1);
  outputs.forEach((output, i) => {
    starts[i + 1] = starts[i] + offsets[first + output + 1] - offsets[first + output];
  });
  const picked = {
    srcSize,
    dstSize: outputs.length,
    offsets: starts,
    indices: new Int32Array(starts[outputs.length]),
    weights: new Float64Array(starts[outputs.length]),
  };
  outputs.forEach((output, i) => {
    const from = offsets[first + output];
    const to = offsets[first + output + 1];
    picked.indices.set(indices.subarray(from, to), starts[i]);
    picked.weights.set(weights.subarray(from, to), starts[i]);
  });
  return picked;
}
