/**
 * Many views of a raster, which is read once: 16 rows at a time are turned into a block whose lanes
 * are the rows; each view sums it along x and adds what comes of it to its lines. Rows and columns
 * that no view reads are passed over. In single precision, without any library's order or rounding.
 */
import { dtypeOf, type Raster } from '../../base/raster.ts';
import { hasEmptyOutput, type AxisTaps } from '../taps/taps.ts';
import { loadTransposed } from './columns.ts';
import type { Address } from './exports.ts';
import type { ResizeWasm } from './resize-wasm.ts';
import { plainTable, slicedTable, type SimdTable } from './simd-table.ts';
import { putSamples, putTable, tableBytes, type PlacedTable, type SimdWork } from './work.ts';

/** The tables of a view. */
export interface ViewTables {
  x: AxisTaps;
  y: AxisTaps;
}

/** A view of the samples of `raster` or of their squares, each result times `scale`. */
export interface Reading extends ViewTables {
  raster: Raster;
  squared: boolean;
  scale: number;
}

/** Lines of singles in WebAssembly memory: `count` in each, `stride` bytes apart. */
export interface Lines {
  at: Address;
  count: number;
  stride: number;
  rows: number;
}

/** Lines are whole groups of this many singles. */
const GROUP = 16;

const ROWS = 16;

/** Bytes of a block above which nothing is read. */
const LARGEST_BLOCK = 2 ** 27;

/** Bytes of a line of `count` singles. */
export function strideOf(count: number): number {
  return Math.ceil(count / GROUP) * GROUP * 4;
}

/** Whether readViews reads them: single precision holds the samples, and every output has a tap. */
export function isReadable(readings: readonly Reading[]): boolean {
  return readings.every(
    ({ raster, x, y }) =>
      dtypeOf(raster.data) !== 'float64' &&
      raster.width * raster.channels * 64 <= LARGEST_BLOCK &&
      !hasEmptyOutput(x) &&
      !hasEmptyOutput(y),
  );
}

/**
 * The lines of each reading, and room for regions of `more` bytes each, in the memory of `wasm` until
 * its next use.
 */
export function readViews(
  wasm: ResizeWasm,
  readings: readonly Reading[],
  more: readonly number[] = [],
): { lines: Lines[]; more: Address[] } {
  const groups = groupsOf(readings);
  const most = (bytes: (group: Group) => number) => Math.max(0, ...groups.map(bytes));
  const widest = Math.max(0, ...readings.map(lineBytes));
  const addresses = wasm.reserve(
    most(({ samples, sampleBytes }) => ROWS * samples * sampleBytes),
    most(blockBytes),
    most((group) => (group.members.some(({ reading }) => reading.squared) ? blockBytes(group) : 0)),
    (widest / 4) * 64,
    ROWS * widest,
    ...groups.flatMap(({ members }) =>
      members.flatMap(({ x, y }) => [tableBytes(x), tableBytes(y)]),
    ),
    ...readings.map((reading) => lineBytes(reading) * reading.y.dstSize),
    ...more,
  );
  const [source, block, squares, sums, rows, ...rest] = addresses;
  const outs = rest.splice(2 * readings.length);
  const lines = readings.map((reading, i): Lines => {
    const stride = lineBytes(reading);
    const height = reading.y.dstSize;
    wasm.bytes().fill(0, outs[i], outs[i] + stride * height);
    return { at: outs[i], count: countOf(reading), stride, rows: height };
  });
  for (const group of groups) {
    const placed = group.members.map(({ x, y, place, reading }): PlacedReading => ({
      squared: reading.squared,
      x: putTable(wasm, x, rest.shift()!),
      outputs: x.outputs,
      y: putTable(wasm, y, rest.shift()!),
      entries: y.offsets,
      lines: lines[place],
    }));
    readGroup(wasm, group, placed, { source, block, squares, sums, rows });
  }
  return { lines, more: outs.slice(readings.length) };
}

/** The readings of one raster, and the part of it that they read. */
interface Group {
  raster: Raster;
  members: { reading: Reading; place: number; x: SimdTable; y: SimdTable }[];
  /** The rows that any of them reads, ascending. */
  rows: Int32Array;
  /** The first sample of a row that any of them reads, and how many samples follow. */
  first: number;
  samples: number;
  sampleBytes: number;
}

interface PlacedReading {
  squared: boolean;
  x: PlacedTable;
  outputs: number;
  y: PlacedTable;
  /** Of the rows that are read: the first entry of each. */
  entries: Int32Array;
  lines: Lines;
}

interface Regions {
  source: Address;
  block: Address;
  squares: Address;
  sums: Address;
  rows: Address;
}

function groupsOf(readings: readonly Reading[]): Group[] {
  const byRaster = new Map<Raster, number[]>();
  readings.forEach(({ raster }, place) => {
    const places = byRaster.get(raster) ?? [];
    places.push(place);
    byRaster.set(raster, places);
  });
  return [...byRaster].map(([raster, places]) => {
    const of = places.map((place) => readings[place]);
    const rows = readBy(of.map(({ y }) => y));
    const columns = readBy(of.map(({ x }) => x));
    const { channels, data } = raster;
    const rank = new Int32Array(raster.height);
    rows.forEach((row, i) => (rank[row] = i));
    return {
      raster,
      rows,
      first: columns[0] * channels,
      samples: (columns[columns.length - 1] + 1 - columns[0]) * channels,
      sampleBytes: data instanceof Uint8Array ? 1 : 4,
      members: of.map((reading, i) => ({
        reading,
        place: places[i],
        x: columnTable(reading, columns[0], channels),
        y: entriesOf(reading.y, rank, rows.length, lineBytes(reading)),
      })),
    };
  });
}

/** The indices that any of the tables reads, ascending. */
function readBy(tables: readonly AxisTaps[]): Int32Array {
  const { srcSize } = tables[0];
  const read = new Uint8Array(srcSize);
  for (const { indices } of new Set(tables)) {
    for (let k = 0; k < indices.length; k++) read[indices[k]] = 1;
  }
  const found = new Int32Array(srcSize);
  let count = 0;
  for (let i = 0; i < srcSize; i++) if (read[i] === 1) found[count++] = i;
  return found.subarray(0, count);
}

function columnTable({ x, scale }: Reading, origin: number, channels: number): SimdTable {
  const weights = Float32Array.from(scale === 1 ? x.weights : x.weights.map((w) => w * scale));
  return slicedTable(plainTable(x, weights), 0, x.dstSize, origin, channels * 64);
}

/** The table the other way round: of each row that is read, the outputs that it feeds. */
function entriesOf(y: AxisTaps, rank: Int32Array, rows: number, stride: number): SimdTable {
  const offsets = new Int32Array(rows + 1);
  for (let k = 0; k < y.indices.length; k++) offsets[rank[y.indices[k]] + 1]++;
  for (let row = 0; row < rows; row++) offsets[row + 1] += offsets[row];
  const next = offsets.slice();
  const places = new Int32Array(y.indices.length);
  const weights = new Float32Array(y.indices.length);
  for (let dst = 0; dst < y.dstSize; dst++) {
    for (let k = y.offsets[dst]; k < y.offsets[dst + 1]; k++) {
      const at = next[rank[y.indices[k]]]++;
      places[at] = dst * stride;
      weights[at] = y.weights[k];
    }
  }
  return { outputs: rows, offsets, places, weights, high: null };
}

function countOf({ x, raster }: Reading): number {
  return x.dstSize * raster.channels;
}

function lineBytes(reading: Reading): number {
  return strideOf(countOf(reading));
}

function blockBytes({ samples, raster }: Group): number {
  return (samples + 2 * raster.channels) * 64;
}

const SINGLES: SimdWork = {
  word: 'single',
  table: {
    outputs: 0,
    offsets: new Int32Array(1),
    places: new Int32Array(0),
    weights: new Float32Array(0),
    high: null,
  },
  sum: 'sumSingles',
};

function readGroup(
  wasm: ResizeWasm,
  { raster, rows, first, samples, sampleBytes }: Group,
  placed: readonly PlacedReading[],
  at: Regions,
): void {
  const { data, width, channels } = raster;
  const stride = samples * sampleBytes;
  for (let from = 0; from < rows.length; from += ROWS) {
    const to = Math.min(rows.length, from + ROWS);
    const reading = placed.filter(({ entries }) => entries[from] !== entries[to]);
    for (let i = from; i < to; i++) {
      const start = rows[i] * width * channels + first;
      const row = data.subarray(start, start + samples);
      putSamples(wasm, SINGLES, row, at.source + (i - from) * stride);
    }
    loadTransposed(wasm, SINGLES, data, at.source, stride, samples, channels, at.block);
    if (reading.some(({ squared }) => squared)) {
      wasm.squareWords(at.block, samples * ROWS, at.squares);
    }
    for (const one of reading) addBand(wasm, one, channels, from, to, at);
  }
}

/** Adds the rows from..to of those that are read, which stand in the block. */
function addBand(
  wasm: ResizeWasm,
  { squared, x, outputs, y, lines }: PlacedReading,
  channels: number,
  from: number,
  to: number,
  { block, squares, sums, rows }: Regions,
): void {
  const samples = squared ? squares : block;
  const group = channels * 64;
  wasm.sumSingles(samples, channels, x.offsets, x.places, x.weights, outputs, sums, group);
  wasm.storeTransposedWords(sums, lines.count, rows, lines.stride);
  const entries = y.offsets + from * 4;
  const words = lines.stride / 4;
  wasm.addRows(rows, lines.stride, to - from, entries, y.places, y.weights, words, lines.at);
}
