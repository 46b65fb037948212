/** What the kernels do in one pass: the words they read, the sum they make and what they leave. */
import type { Buffer } from '../arithmetic/combiner.ts';
import type { ResizeWasm } from './resize-wasm.ts';
import type { SimdTable } from './simd-table.ts';

export type SingleSum = 'sumSingles' | 'sumFusedSingles' | 'lerpSingles';

/** The arithmetic of a pass in the terms of the kernels. */
export interface SimdWork {
  /** What a lane reads of a position: a single, a double, or a pair of bytes. */
  word: 'single' | 'double' | 'pair';
  table: SimdTable;
  sum: SingleSum | 'sumDoubles' | 'sumSymmetric' | 'lerpDoubles' | PairSum;
}

/** (sum + half) * factor, shifted right and left as wasm/resize/sums-pair.ts says of `bytes`. */
export interface PairSum {
  half: number;
  factor: number;
  shift: number;
  bytes: 0 | 1 | 2;
}

/** Lanes of a group of 64 bytes, and bytes of one result. */
export function shapeOf({ word, sum }: SimdWork): { lanes: number; resultBytes: number } {
  if (word === 'double') return { lanes: 8, resultBytes: 8 };
  return { lanes: 16, resultBytes: typeof sum === 'object' && sum.bytes !== 0 ? 1 : 4 };
}

/** An empty array of the results. */
export function resultsOf(work: SimdWork, length: number): Buffer {
  if (work.word === 'double') return new Float64Array(length);
  if (work.word === 'single') return new Float32Array(length);
  return shapeOf(work).resultBytes === 1 ? new Uint8Array(length) : new Int32Array(length);
}

/** Bytes of a sample in WebAssembly memory. */
export function sampleBytes(work: SimdWork, data: Buffer): number {
  if (data instanceof Uint8Array) return 1;
  return work.word === 'double' ? 8 : 4;
}

/** Puts samples into memory at `address`, bytes as they are and all others in the word's type. */
export function putSamples(wasm: ResizeWasm, work: SimdWork, data: Buffer, address: number): void {
  const bytes = wasm.bytes();
  if (data instanceof Uint8Array) bytes.set(data, address);
  else if (work.word === 'double') {
    new Float64Array(bytes.buffer, address, data.length).set(data);
  } else new Float32Array(bytes.buffer, address, data.length).set(data);
}

/** Bytes a table takes at most, and the addresses of its parts once it is put there. */
export interface PlacedTable {
  offsets: number;
  places: number;
  weights: number;
  high: number;
}

const align = (address: number) => Math.ceil(address / 8) * 8;

export function tableBytes(table: SimdTable): number {
  return (table.offsets.length + 1) * 4 + table.places.length * 20 + 64;
}

export function putTable(wasm: ResizeWasm, table: SimdTable, address: number): PlacedTable {
  const bytes = wasm.bytes();
  const put = (part: Int32Array | Float32Array | Float64Array, at: number) => {
    bytes.set(new Uint8Array(part.buffer, part.byteOffset, part.byteLength), at);
    return align(at + part.byteLength);
  };
  const places = put(table.offsets, address);
  const weights = put(table.places, places);
  const high = put(table.weights, weights);
  if (table.high !== null) put(table.high, high);
  return { offsets: address, places, weights, high };
}

/** Makes the sums of `outputs` outputs over a block. */
export function makeSums(
  wasm: ResizeWasm,
  work: SimdWork,
  placed: PlacedTable,
  outputs: number,
  block: number,
  groups: number,
  out: number,
  outStride: number,
): void {
  const { offsets, places, weights, high } = placed;
  const { sum, table } = work;
  if (typeof sum === 'string') {
    wasm[sum](block, groups, offsets, places, weights, outputs, out, outStride);
    return;
  }
  const wide = table.high === null ? 0 : 1;
  const { half, factor, shift, bytes } = sum;
  wasm.sumPairs(
    block,
    groups,
    offsets,
    places,
    weights,
    high,
    wide,
    outputs,
    out,
    outStride,
    half,
    factor,
    shift,
    bytes,
  );
}
