/**
 * Many views of one raster, which is read once: 16 rows at a time are turned into a block whose lanes
 * are the rows; each view sums it along x and adds what comes of it to its outputs. In single
 * precision, without any library's order or rounding.
 */
import { dtypeOf, type Raster } from '../../base/raster.ts';
import { hasEmptyOutput, type AxisTaps } from '../taps/taps.ts';
import { loadTransposed } from './columns.ts';
import { resizeWasm, type ResizeWasm } from './resize-wasm.ts';
import { plainTable, slicedTable, type SimdTable } from './simd-table.ts';
import { putSamples, putTable, tableBytes, type SimdWork, type PlacedTable } from './work.ts';

/** The tables of a view. */
export interface ViewTables {
  x: AxisTaps;
  y: AxisTaps;
}

const ROWS = 16;

/** A view in WebAssembly memory: bytes of a row of outputs, a multiple of 64, and where its parts are. */
interface PlacedView {
  tables: ViewTables;
  outputs: number;
  lineBytes: number;
  x: PlacedTable;
  y: PlacedTable;
  /** Of the rows of the source: the first entry of each. */
  entries: Int32Array;
  out: number;
}

/**
 * The views of `raster`, each height*width*channels in code values; null where WebAssembly does not
 * run, single precision does not hold the samples, or an output has no tap.
 */
export function resizeBatch(raster: Raster, views: readonly ViewTables[]): Float32Array[] | null {
  const wasm = resizeWasm();
  if (wasm === null || dtypeOf(raster.data) === 'float64') return null;
  if (views.some(({ x, y }) => hasEmptyOutput(x) || hasEmptyOutput(y))) return null;
  const { width, height, channels, data } = raster;
  const samples = width * channels;
  const work: SimdWork = { word: 'single', table: EMPTY, sum: 'sumSingles' };
  const stride = samples * (data instanceof Uint8Array ? 1 : 4);
  const tables = views.map(({ x, y }) => ({
    x: slicedTable(plainTable(x, Float32Array.from(x.weights)), 0, x.dstSize, 0, channels * 64),
    y: entriesOf(y, lineBytesOf(x, channels)),
  }));
  const widest = Math.max(0, ...views.map(({ x }) => lineBytesOf(x, channels)));
  const [sourceAt, blockAt, sumsAt, rowsAt, ...rest] = wasm.reserve(
    ROWS * stride,
    (samples + 2 * channels) * 64,
    (widest / 4) * 64,
    ROWS * widest,
    ...tables.flatMap(({ x, y }) => [tableBytes(x), tableBytes(y)]),
    ...views.map(({ x, y }) => lineBytesOf(x, channels) * y.dstSize),
  );
  const placed = views.map((view, i): PlacedView => {
    const lineBytes = lineBytesOf(view.x, channels);
    const out = rest[2 * views.length + i];
    wasm.bytes().fill(0, out, out + lineBytes * view.y.dstSize);
    return {
      tables: view,
      outputs: view.x.dstSize * channels,
      lineBytes,
      x: putTable(wasm, tables[i].x, rest[2 * i]),
      y: putTable(wasm, tables[i].y, rest[2 * i + 1]),
      entries: tables[i].y.offsets,
      out,
    };
  });
  for (let y = 0; y < height; y += ROWS) {
    const end = Math.min(height, y + ROWS);
    const reading = placed.filter(({ entries }) => entries[y] !== entries[end]);
    if (reading.length === 0) continue;
    putSamples(wasm, work, data.subarray(y * samples, end * samples), sourceAt);
    loadTransposed(wasm, work, data, sourceAt, stride, samples, channels, blockAt);
    for (const view of reading) addBand(wasm, view, channels, y, end, [blockAt, sumsAt, rowsAt]);
  }
  return placed.map((view) => outputsOf(wasm, view));
}

const EMPTY: SimdTable = {
  outputs: 0,
  offsets: new Int32Array(1),
  places: new Int32Array(0),
  weights: new Float32Array(0),
  high: null,
};

function lineBytesOf(x: AxisTaps, channels: number): number {
  return Math.ceil((x.dstSize * channels) / 16) * 64;
}

/** The table the other way round: of each source row, the outputs that it feeds. */
function entriesOf(y: AxisTaps, lineBytes: number): SimdTable {
  const offsets = new Int32Array(y.srcSize + 1);
  for (const row of y.indices) offsets[row + 1]++;
  for (let row = 0; row < y.srcSize; row++) offsets[row + 1] += offsets[row];
  const next = offsets.slice();
  const places = new Int32Array(y.indices.length);
  const weights = new Float32Array(y.indices.length);
  for (let dst = 0; dst < y.dstSize; dst++) {
    for (let k = y.offsets[dst]; k < y.offsets[dst + 1]; k++) {
      const at = next[y.indices[k]]++;
      places[at] = dst * lineBytes;
      weights[at] = y.weights[k];
    }
  }
  return { outputs: y.srcSize, offsets, places, weights, high: null };
}

/** Adds the rows from..to of the source, which stand in the block. */
function addBand(
  wasm: ResizeWasm,
  view: PlacedView,
  channels: number,
  from: number,
  to: number,
  [block, sums, rows]: number[],
): void {
  const { x, y, outputs, lineBytes, out, tables } = view;
  const { offsets, places, weights } = x;
  const { dstSize } = tables.x;
  wasm.sumSingles(block, channels, offsets, places, weights, dstSize, sums, channels * 64);
  wasm.storeTransposedWords(sums, outputs, rows, lineBytes);
  const first = y.offsets + from * 4;
  wasm.addRows(rows, lineBytes, to - from, first, y.places, y.weights, lineBytes / 4, out);
}

function outputsOf(wasm: ResizeWasm, { tables, outputs, lineBytes, out }: PlacedView) {
  const { dstSize } = tables.y;
  const result = new Float32Array(outputs * dstSize);
  const lines = new Float32Array(wasm.memory.buffer, out, (lineBytes / 4) * dstSize);
  for (let y = 0; y < dstSize; y++) {
    const start = (y * lineBytes) / 4;
    result.set(lines.subarray(start, start + outputs), y * outputs);
  }
  return result;
}
