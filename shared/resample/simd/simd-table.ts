/**
 * Tap tables as the kernels read them: offsets[outputs + 1], places (positions, in words), and the
 * weights in the form of the sum.
 */
import type { AxisTaps } from '../taps/taps.ts';

/** A table in memory order; `high` is only of pairs that need it (wasm/resize/sums-pair.ts). */
export interface SimdTable {
  outputs: number;
  offsets: Int32Array;
  places: Int32Array;
  weights: Float32Array | Float64Array | Int32Array;
  high: Int32Array | null;
}

/** Taps as they are, weighted in single or double precision. */
export function plainTable(taps: AxisTaps, weights: Float32Array | Float64Array): SimdTable {
  const { dstSize, offsets, indices } = taps;
  return { outputs: dstSize, offsets, places: indices, weights, high: null };
}

/**
 * Integer weights for pairs of positions (2p, 2p + 1): taps of one output that meet in a pair share
 * an entry, those of one index are added. Null when a weight has more than 29 bits.
 */
export function pairTable(taps: AxisTaps, weights: Int32Array): SimdTable | null {
  const { srcSize, dstSize, indices } = taps;
  const offsets = new Int32Array(dstSize + 1);
  const places = new Int32Array(indices.length);
  const even = new Int32Array(indices.length);
  const odd = new Int32Array(indices.length);
  const entryOf = new Int32Array((srcSize + 1) >> 1).fill(-1);
  let count = 0;
  for (let dst = 0; dst < dstSize; dst++) {
    const first = count;
    for (let k = taps.offsets[dst]; k < taps.offsets[dst + 1]; k++) {
      const pair = indices[k] >> 1;
      if (entryOf[pair] < first) {
        places[count] = pair;
        entryOf[pair] = count++;
      }
      const half = (indices[k] & 1) === 0 ? even : odd;
      half[entryOf[pair]] += weights[k];
    }
    offsets[dst + 1] = count;
  }
  let largest = 0;
  for (let i = 0; i < count; i++) {
    largest = Math.max(largest, Math.abs(even[i]), Math.abs(odd[i]));
  }
  if (largest >= 2 ** 29) return null;
  const wide = largest > 32767;
  const words = (of: (weight: number) => number) =>
    Int32Array.from({ length: count }, (_, i) => (of(even[i]) & 0xffff) | (of(odd[i]) << 16));
  return {
    outputs: dstSize,
    offsets,
    places: places.subarray(0, count),
    weights: words(wide ? (weight) => weight & 0x3fff : (weight) => weight),
    high: wide ? words((weight) => weight >> 14) : null,
  };
}

/** The table's outputs from..to, with places counted from `origin`, each `stride` bytes. */
export function slicedTable(
  table: SimdTable,
  from: number,
  to: number,
  origin: number,
  stride: number,
): SimdTable {
  const first = table.offsets[from];
  const end = table.offsets[to];
  return {
    outputs: to - from,
    offsets: table.offsets.subarray(from, to + 1).map((offset) => offset - first),
    places: table.places.subarray(first, end).map((place) => (place - origin) * stride),
    weights: table.weights.subarray(first, end),
    high: table.high?.subarray(first, end) ?? null,
  };
}
