/**
 * Rows resized along x: 16 rows at a time (8 in double precision) are turned into a block whose
 * lanes are the rows, summed, and turned back.
 */
import type { Buffer } from '../arithmetic/combiner.ts';
import type { Stage } from '../arithmetic/narrow.ts';
import type { ResizeWasm } from './resize-wasm.ts';
import { slicedTable } from './simd-table.ts';
import {
  makeSums,
  putSamples,
  putTable,
  resultsOf,
  sampleBytes,
  shapeOf,
  tableBytes,
  type SimdWork,
} from './work.ts';

/** `stage` with table.outputs columns, in the type of the work's results. */
export function resizeColumns(
  wasm: ResizeWasm,
  stage: Stage,
  channels: number,
  work: SimdWork,
): Stage {
  const { lanes, resultBytes } = shapeOf(work);
  const { outputs } = work.table;
  const samples = stage.width * channels;
  const stride = samples * sampleBytes(work, stage.data);
  const results = outputs * channels;
  const outStride = Math.ceil((results * resultBytes) / 16) * 16;
  const groupBytes = resultBytes === 1 ? 16 : 64;
  const table = slicedTable(work.table, 0, outputs, 0, channels * 64);
  const [tableAt, sourceAt, blockAt, outAt, backAt] = wasm.reserve(
    tableBytes(table),
    lanes * stride,
    (samples + 2 * channels) * 64,
    results * groupBytes,
    lanes * outStride,
  );
  const placed = putTable(wasm, table, tableAt);
  const data = resultsOf(work, results * stage.height);
  const view = viewOf(data, wasm, backAt, (lanes * outStride) / resultBytes);
  for (let y = 0; y < stage.height; y += lanes) {
    const rows = Math.min(lanes, stage.height - y);
    putSamples(wasm, work, stage.data.subarray(y * samples, (y + rows) * samples), sourceAt);
    loadTransposed(wasm, work, stage.data, sourceAt, stride, samples, channels, blockAt);
    makeSums(wasm, work, placed, outputs, blockAt, channels, outAt, channels * groupBytes);
    if (resultBytes === 8) wasm.storeTransposedDoubles(outAt, results, backAt, outStride);
    else if (resultBytes === 4) wasm.storeTransposedWords(outAt, results, backAt, outStride);
    else wasm.storeTransposedBytes(outAt, results, backAt, outStride);
    for (let row = 0; row < rows; row++) {
      const from = (row * outStride) / resultBytes;
      data.set(view.subarray(from, from + results), (y + row) * results);
    }
  }
  return { width: outputs, height: stage.height, data };
}

/** WebAssembly memory at `address` in the type of `like`. */
export function viewOf(like: Buffer, wasm: ResizeWasm, address: number, length: number): Buffer {
  const Type = like.constructor as new (
    buffer: ArrayBufferLike,
    address: number,
    length: number,
  ) => Buffer;
  return new Type(wasm.memory.buffer, address, length);
}

/** Puts `samples` samples of 16 (8) rows into a block, lane by lane. */
export function loadTransposed(
  wasm: ResizeWasm,
  { word }: SimdWork,
  data: Buffer,
  source: number,
  stride: number,
  samples: number,
  channels: number,
  block: number,
): void {
  const bytes = data instanceof Uint8Array;
  if (word === 'pair') wasm.loadTransposedPairs(source, stride, samples, channels, block);
  else if (word === 'single') {
    if (bytes) wasm.loadTransposedBytes(source, stride, samples, block);
    else wasm.loadTransposedWords(source, stride, samples, block);
  } else if (bytes) wasm.loadTransposedDoublesOfBytes(source, stride, samples, block);
  else wasm.loadTransposedDoubles(source, stride, samples, block);
}
