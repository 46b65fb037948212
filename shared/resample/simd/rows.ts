/**
 * Rows resized along y: for a few outputs at a time, the rows they read are cut into strips of 64
 * samples (32 in double precision), each a block whose lanes are those samples.
 */
import type { Buffer } from '../arithmetic/combiner.ts';
import type { Stage } from '../arithmetic/narrow.ts';
import { viewOf } from './columns.ts';
import type { ResizeWasm } from './resize-wasm.ts';
import { slicedTable, type SimdTable } from './simd-table.ts';
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

/** Bytes of a position in a block, and of the source rows that are looked at together. */
const POSITION = 256;
const SPAN_BYTES = 2 ** 22;
/** Source bytes of one output above which rows are left to the reference. */
const LARGEST_SPAN = 2 ** 28;
const GROUPS = POSITION / 64;

/** `stage` with table.outputs rows, in the type of the work's results; null when too large. */
export function resizeRows(
  wasm: ResizeWasm,
  stage: Stage,
  channels: number,
  work: SimdWork,
): Stage | null {
  const { lanes, resultBytes } = shapeOf(work);
  const { outputs } = work.table;
  const samples = stage.width * channels;
  const stride = samples * sampleBytes(work, stage.data);
  const strip = lanes * GROUPS;
  const outStride = Math.ceil(samples / strip) * strip * resultBytes;
  const perPlace = work.word === 'pair' ? 2 : 1;
  const data = resultsOf(work, outputs * samples);
  for (let from = 0; from < outputs;) {
    const span = spanFrom(
      work.table,
      from,
      SPAN_BYTES / (stride * perPlace),
      Math.ceil(SPAN_BYTES / outStride),
    );
    const table = slicedTable(work.table, from, span.to, span.first, POSITION);
    const top = span.first * perPlace;
    const rows = Math.min((span.last + 1) * perPlace, stage.height) - top;
    const places = span.last + 1 - span.first;
    if (places * perPlace * stride > LARGEST_SPAN) return null;
    const [tableAt, sourceAt, blockAt, outAt] = wasm.reserve(
      tableBytes(table),
      places * perPlace * stride,
      places * POSITION,
      table.outputs * outStride,
    );
    const placed = putTable(wasm, table, tableAt);
    putSamples(wasm, work, stage.data.subarray(top * samples, (top + rows) * samples), sourceAt);
    for (let left = 0; left < samples; left += strip) {
      const at = sourceAt + left * (stride / samples);
      loadRows(wasm, work, stage.data, at, stride, places * perPlace, blockAt);
      const out = outAt + left * resultBytes;
      makeSums(wasm, work, placed, table.outputs, blockAt, GROUPS, out, outStride);
    }
    const view = viewOf(data, wasm, outAt, (table.outputs * outStride) / resultBytes);
    for (let i = 0; i < table.outputs; i++) {
      const start = (i * outStride) / resultBytes;
      data.set(view.subarray(start, start + samples), (from + i) * samples);
    }
    from = span.to;
  }
  return { width: stage.width, height: outputs, data };
}

/**
 * Outputs from..to, at most `mostOutputs`, whose taps lie in first..last, less than `most` places
 * apart (those of one output: any).
 */
function spanFrom(table: SimdTable, from: number, most: number, mostOutputs: number) {
  const { offsets, places } = table;
  let first = Infinity;
  let last = -1;
  let to = from;
  for (; to < table.outputs && to - from < mostOutputs; to++) {
    let low = first;
    let high = last;
    for (let k = offsets[to]; k < offsets[to + 1]; k++) {
      low = Math.min(low, places[k]);
      high = Math.max(high, places[k]);
    }
    if (to > from && high - low >= most) break;
    first = low;
    last = high;
  }
  return { to, first, last };
}

function loadRows(
  wasm: ResizeWasm,
  { word }: SimdWork,
  data: Buffer,
  source: number,
  stride: number,
  rows: number,
  block: number,
): void {
  if (word === 'pair') wasm.loadRowsPairs(source, stride, rows, block);
  else if (!(data instanceof Uint8Array)) wasm.loadRowsWords(source, stride, rows, block);
  else if (word === 'single') wasm.loadRowsBytes(source, stride, rows, block);
  else wasm.loadRowsDoublesOfBytes(source, stride, rows, block);
}
