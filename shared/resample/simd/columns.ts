/**
 * Rows resized along x: 16 rows at a time (8 in double precision) are turned into a block whose
 * lanes are the rows, summed, and turned back.
 */
import type { Buffer } from '../arithmetic/combiner.ts';
import type { Stage } from '../narrow.ts';
import type { Machine } from './machine.ts';
import { slicedTable } from './table.ts';
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
  machine: Machine,
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
  const [tableAt, sourceAt, blockAt, outAt, backAt] = machine.reserve(
    tableBytes(table),
    lanes * stride,
    (samples + 2 * channels) * 64,
    results * groupBytes,
    lanes * outStride,
  );
  const placed = putTable(machine, table, tableAt);
  const data = resultsOf(work, results * stage.height);
  const view = viewOf(data, machine, backAt, (lanes * outStride) / resultBytes);
  for (let y = 0; y < stage.height; y += lanes) {
    const rows = Math.min(lanes, stage.height - y);
    putSamples(machine, work, stage.data.subarray(y * samples, (y + rows) * samples), sourceAt);
    spread(machine, work, stage.data, sourceAt, stride, samples, channels, blockAt);
    makeSums(machine, work, placed, outputs, blockAt, channels, outAt, channels * groupBytes);
    if (resultBytes === 8) machine.gatherDoubles(outAt, results, backAt, outStride);
    else if (resultBytes === 4) machine.gatherWords(outAt, results, backAt, outStride);
    else machine.gatherBytes(outAt, results, backAt, outStride);
    for (let row = 0; row < rows; row++) {
      const from = (row * outStride) / resultBytes;
      data.set(view.subarray(from, from + results), (y + row) * results);
    }
  }
  return { width: outputs, height: stage.height, data };
}

/** The machine's memory at `address` in the type of `like`. */
export function viewOf(like: Buffer, machine: Machine, address: number, length: number): Buffer {
  const Type = like.constructor as new (
    buffer: ArrayBufferLike,
    address: number,
    length: number,
  ) => Buffer;
  return new Type(machine.memory.buffer, address, length);
}

/** Puts `samples` samples of 16 (8) rows into a block, lane by lane. */
export function spread(
  machine: Machine,
  { word }: SimdWork,
  data: Buffer,
  source: number,
  stride: number,
  samples: number,
  channels: number,
  block: number,
): void {
  const bytes = data instanceof Uint8Array;
  if (word === 'pair') machine.spreadPairs(source, stride, samples, channels, block);
  else if (word === 'single') {
    if (bytes) machine.spreadBytes(source, stride, samples, block);
    else machine.spreadWords(source, stride, samples, block);
  } else if (bytes) machine.spreadDoublesOfBytes(source, stride, samples, block);
  else machine.spreadDoubles(source, stride, samples, block);
}
