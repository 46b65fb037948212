/** The taps of a table as runs of one weight and single ones beside them. */
import type { AxisTaps } from './taps.ts';

/** The taps of every output: from..to all of one weight (the largest), and the others one by one. */
export interface TapRuns {
  from: Int32Array;
  to: Int32Array;
  weight: Float64Array;
  /** Of each output those from edgesFrom to before that of the next: index and weight. */
  edgesFrom: Int32Array;
  edges: Int32Array;
  edgeWeights: Float64Array;
}

/** The runs of a table in which every output has taps. */
export function tapRunsOf({ dstSize, offsets, indices, weights }: AxisTaps): TapRuns {
  const from = new Int32Array(dstSize);
  const to = new Int32Array(dstSize);
  const weight = new Float64Array(dstSize);
  const edgesFrom = new Int32Array(dstSize + 1);
  const edges = new Int32Array(indices.length);
  const edgeWeights = new Float64Array(indices.length);
  let count = 0;
  for (let dst = 0; dst < dstSize; dst++) {
    let heaviest = offsets[dst];
    for (let k = offsets[dst]; k < offsets[dst + 1]; k++) {
      if (weights[k] > weights[heaviest]) heaviest = k;
    }
    let end = heaviest + 1;
    while (
      end < offsets[dst + 1] &&
      weights[end] === weights[heaviest] &&
      indices[end] === indices[end - 1] + 1
    ) {
      end++;
    }
    from[dst] = indices[heaviest];
    to[dst] = indices[end - 1] + 1;
    weight[dst] = weights[heaviest];
    for (let k = offsets[dst]; k < offsets[dst + 1]; k++) {
      if (k >= heaviest && k < end) continue;
      edges[count] = indices[k];
      edgeWeights[count++] = weights[k];
    }
    edgesFrom[dst + 1] = count;
  }
  return { from, to, weight, edgesFrom, edges, edgeWeights };
}
