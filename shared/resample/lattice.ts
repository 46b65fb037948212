/**
 * Questions answered from a tap table alone: which source samples decide the output (the lattice),
 * how much each one counts (the influence), and which outputs each one feeds.
 * Taps of weight 0 are in the table for the arithmetic's sake; they do not count here.
 */
import type { AxisTaps } from './taps/taps.ts';

/** Summed absolute weight per source index: Float64Array, srcSize. */
export function influenceOf(taps: AxisTaps): Float64Array {
  const influence = new Float64Array(taps.srcSize);
  for (let k = 0; k < taps.indices.length; k++) {
    influence[taps.indices[k]] += Math.abs(taps.weights[k]);
  }
  return influence;
}

/** Source indices with any influence, ascending. */
export function latticeOf(taps: AxisTaps): Int32Array {
  const read = new Uint8Array(taps.srcSize);
  for (let k = 0; k < taps.indices.length; k++) {
    if (taps.weights[k] !== 0) read[taps.indices[k]] = 1;
  }
  const lattice = new Int32Array(read.length);
  let count = 0;
  for (let i = 0; i < read.length; i++) if (read[i] === 1) lattice[count++] = i;
  return lattice.slice(0, count);
}

/** The share of source pixels that have any influence on the view, 0..1. */
export function readShare(tapsX: AxisTaps, tapsY: AxisTaps): number {
  return (latticeOf(tapsX).length / tapsX.srcSize) * (latticeOf(tapsY).length / tapsY.srcSize);
}

/** The transposed table: the outputs that source index s feeds are offsets[s] .. offsets[s+1]. */
export interface SourceOutputs {
  offsets: Int32Array;
  outputs: Int32Array;
  weights: Float64Array;
}

/** Which outputs each source index feeds, with the weights; taps of weight 0 are left out. */
export function outputsOf(taps: AxisTaps): SourceOutputs {
  const offsets = new Int32Array(taps.srcSize + 1);
  for (let k = 0; k < taps.indices.length; k++) {
    if (taps.weights[k] !== 0) offsets[taps.indices[k] + 1]++;
  }
  for (let s = 0; s < taps.srcSize; s++) offsets[s + 1] += offsets[s];
  const outputs = new Int32Array(offsets[taps.srcSize]);
  const weights = new Float64Array(offsets[taps.srcSize]);
  const next = offsets.slice(0, taps.srcSize);
  for (let dst = 0; dst < taps.dstSize; dst++) {
    for (let k = taps.offsets[dst]; k < taps.offsets[dst + 1]; k++) {
      if (taps.weights[k] === 0) continue;
      const at = next[taps.indices[k]]++;
      outputs[at] = dst;
      weights[at] = taps.weights[k];
    }
  }
  return { offsets, outputs, weights };
}

/**
 * The influence map of output pixel (dstX, dstY): the source pixels that feed it, each with the
 * product of its column's and its row's weight (the paper's Figure 7). Sorted by row, then column;
 * taps that share a source index are added.
 */
export function influenceMap(
  tapsX: AxisTaps,
  tapsY: AxisTaps,
  dstX: number,
  dstY: number,
): { x: number; y: number; weight: number }[] {
  const columns = mergedTaps(tapsX, dstX);
  const rows = mergedTaps(tapsY, dstY);
  return rows.flatMap(([y, wy]) => columns.map(([x, wx]) => ({ x, y, weight: wx * wy })));
}

/** The taps of one output with a weight that is not 0, merged by source index, ascending. */
export function mergedTaps(taps: AxisTaps, dst: number): [number, number][] {
  if (!(dst >= 0 && dst < taps.dstSize)) {
    throw new RangeError(`Expected an output index in 0..${taps.dstSize - 1} but received ${dst}`);
  }
  if (isAscending(taps, dst)) {
    const own: [number, number][] = [];
    for (let k = taps.offsets[dst]; k < taps.offsets[dst + 1]; k++) {
      if (taps.weights[k] !== 0) own.push([taps.indices[k], taps.weights[k]]);
    }
    return own;
  }
  const merged = new Map<number, number>();
  for (let k = taps.offsets[dst]; k < taps.offsets[dst + 1]; k++) {
    merged.set(taps.indices[k], (merged.get(taps.indices[k]) ?? 0) + taps.weights[k]);
  }
  return [...merged].filter(([, weight]) => weight !== 0).sort((a, b) => a[0] - b[0]);
}

/** How many taps mergedTaps has for an output. */
export function mergedCount(taps: AxisTaps, dst: number): number {
  if (!isAscending(taps, dst)) return mergedTaps(taps, dst).length;
  let count = 0;
  for (let k = taps.offsets[dst]; k < taps.offsets[dst + 1]; k++) {
    if (taps.weights[k] !== 0) count++;
  }
  return count;
}

/** Whether the source indices of an output ascend: then each is there once. */
function isAscending({ offsets, indices }: AxisTaps, dst: number): boolean {
  for (let k = offsets[dst] + 1; k < offsets[dst + 1]; k++) {
    if (indices[k] <= indices[k - 1]) return false;
  }
  return true;
}
