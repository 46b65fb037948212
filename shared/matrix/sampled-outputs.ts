/**
 * The outputs of a view that are measured: all of them, or it could show something between them that
 * nobody looks at. Only views of more than MOST_OUTPUTS per axis are measured at outputs spread over
 * them, one of each of equal stretches at a place that a hash chooses; where they are is no secret,
 * so for such a view the whole of it, which `inspect` measures, has the last word.
 */
import type { AxisTaps } from '../resample/taps/taps.ts';

/** The most outputs of an axis: more than any preset makes but those that hardly resize. */
export const MOST_OUTPUTS = 1280;

/** Indices in 0..length-1, ascending: all of them, or `most`. */
export function measuredOutputs(length: number, most = MOST_OUTPUTS): Int32Array {
  const outputs = new Int32Array(Math.min(length, most));
  for (let i = 0; i < outputs.length; i++) {
    if (length <= most) outputs[i] = i;
    else {
      const from = Math.floor((i * length) / most);
      const to = Math.floor(((i + 1) * length) / most);
      outputs[i] = from + ((Math.imul(i + 1, 0x9e3779b1) >>> 8) % (to - from));
    }
  }
  return outputs;
}

/** Taps below this part of the largest are left out: the tails of recursive filters. */
const LEAST_WEIGHT = 1e-3;

/** The table of `outputs` alone, each counted from `first`. */
export function pickOutputs(taps: AxisTaps, outputs: Int32Array, first: number): AxisTaps {
  const { offsets, indices, weights, srcSize } = taps;
  let most = 0;
  for (let i = 0; i < outputs.length; i++) {
    const output = first + outputs[i];
    most += offsets[output + 1] - offsets[output];
  }
  const starts = new Int32Array(outputs.length + 1);
  const pickedIndices = new Int32Array(most);
  const pickedWeights = new Float64Array(most);
  let count = 0;
  for (let i = 0; i < outputs.length; i++) {
    const output = first + outputs[i];
    const from = offsets[output];
    const to = offsets[output + 1];
    let largest = 0;
    for (let k = from; k < to; k++) largest = Math.max(largest, Math.abs(weights[k]));
    for (let k = from; k < to; k++) {
      if (Math.abs(weights[k]) < LEAST_WEIGHT * largest) continue;
      pickedIndices[count] = indices[k];
      pickedWeights[count++] = weights[k];
    }
    starts[i + 1] = count;
  }
  return {
    srcSize,
    dstSize: outputs.length,
    offsets: starts,
    indices: pickedIndices.slice(0, count),
    weights: pickedWeights.slice(0, count),
  };
}
