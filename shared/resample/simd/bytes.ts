/** Integer figures over whole rasters of bytes, by WebAssembly; null where it does not run. */
import type { Size } from '../../base/raster.ts';
import type { AxisTaps } from '../taps/taps.ts';
import { resizeWasm } from './resize-wasm.ts';

/** Bytes looked at together. */
const CHUNK = 2 ** 20;

export interface Range {
  least: number;
  most: number;
}

/** The smallest and the largest of `data`, or of as much of it as holds all of `enough`. */
export function rangeOfBytes(data: Uint8Array, enough: Range): Range | null {
  const wasm = resizeWasm();
  if (wasm === null) return null;
  const [chunkAt] = wasm.reserve(CHUNK);
  const bytes = wasm.bytes();
  let least = 255;
  let most = 0;
  const floor = Math.max(0, enough.least);
  const ceiling = Math.min(255, enough.most);
  for (let from = 0; from < data.length && (least > floor || most < ceiling); from += CHUNK) {
    const chunk = data.subarray(from, from + CHUNK);
    const end = chunkAt + chunk.length;
    bytes.set(chunk, chunkAt);
    bytes.fill(chunk[0], end, end + 16);
    const range = wasm.rangeOfBytes(chunkAt, Math.ceil(chunk.length / 16) * 16);
    least = Math.min(least, range & 255);
    most = Math.max(most, range >> 8);
  }
  return { least, most };
}

/** Sums over blocks of 4 by 4 pixels, cut at the edges, of a raster without alpha. */
export function sumBlocksOfBytes(
  { width, height }: Size,
  channels: 1 | 3,
  data: Uint8Array,
): Uint16Array | null {
  const wasm = resizeWasm();
  if (wasm === null) return null;
  const samples = width * channels;
  const sums = Math.ceil(width / 4) * channels;
  const out = new Uint16Array(sums * Math.ceil(height / 4));
  const [sourceAt, lineAt, outAt] = wasm.reserve(4 * samples, samples * 2 + 64, sums * 2);
  const bytes = wasm.bytes();
  const line = new Uint16Array(wasm.memory.buffer, outAt, sums);
  for (let y = 0, at = 0; y < height; y += 4, at += sums) {
    const rows = Math.min(4, height - y);
    bytes.set(data.subarray(y * samples, (y + rows) * samples), sourceAt);
    wasm.sumBlocks(sourceAt, samples, rows, samples, channels, lineAt, outAt);
    out.set(line, at);
  }
  return out;
}

/** Source bytes of one row of cells above which cells are left to the reference. */
const LARGEST_ROWS = 2 ** 28;

/**
 * The sum of every cell of `data`, tapsY.dstSize × tapsX.dstSize × channels; null too where taps are
 * not runs of neighbours.
 */
export function cellSums(
  data: Uint8Array,
  channels: number,
  tapsX: AxisTaps,
  tapsY: AxisTaps,
): Int32Array | null {
  const wasm = resizeWasm();
  const runs = runsOf(tapsX);
  const rows = runsOf(tapsY);
  if (wasm === null || runs === null || rows === null) return null;
  const samples = tapsX.srcSize * channels;
  const results = tapsX.dstSize * channels;
  let most = 0;
  for (let i = 0; i < rows.length; i += 2) most = Math.max(most, rows[i + 1] - rows[i]);
  if (most * samples > LARGEST_ROWS) return null;
  const [runsAt, sourceAt, lineAt, outAt] = wasm.reserve(
    runs.byteLength,
    most * samples,
    samples * 4,
    results * 4,
  );
  const bytes = wasm.bytes();
  bytes.set(new Uint8Array(runs.buffer), runsAt);
  const line = new Int32Array(wasm.memory.buffer, outAt, results);
  const out = new Int32Array(results * tapsY.dstSize);
  for (let y = 0; y < tapsY.dstSize; y++) {
    const from = rows[2 * y];
    const to = rows[2 * y + 1];
    bytes.set(data.subarray(from * samples, to * samples), sourceAt);
    wasm.sumColumns(sourceAt, samples, to - from, samples, lineAt);
    wasm.sumRuns(lineAt, channels, runsAt, tapsX.dstSize, outAt);
    out.set(line, y * results);
  }
  return out;
}

/** From and to of every output's taps. */
function runsOf({ dstSize, offsets, indices }: AxisTaps): Int32Array | null {
  const runs = new Int32Array(2 * dstSize);
  for (let dst = 0; dst < dstSize; dst++) {
    const first = offsets[dst];
    const end = offsets[dst + 1];
    if (first === end) return null;
    for (let k = first + 1; k < end; k++) if (indices[k] !== indices[k - 1] + 1) return null;
    runs[2 * dst] = indices[first];
    runs[2 * dst + 1] = indices[end - 1] + 1;
  }
  return runs;
}

/**
 * Writes the means over blocks of 2 by 2 pixels, times `scale`, and means of their squares, times
 * its square; the last of an odd number of columns or rows counts twice.
 * False where it cannot.
 */
export function halveBytes(
  { width, height }: Size,
  channels: number,
  data: Uint8Array,
  scale: number,
  means: Float32Array,
  squares: Float32Array,
): boolean {
  const wasm = resizeWasm();
  if (wasm === null) return false;
  const samples = width * channels;
  const results = Math.ceil(width / 2) * channels;
  const [sourceAt, lineAt, meansAt, squaresAt] = wasm.reserve(
    2 * samples,
    8 * samples + 256,
    results * 4,
    results * 4,
  );
  const bytes = wasm.bytes();
  const line = (at: number) => new Float32Array(wasm.memory.buffer, at, results);
  const halves = [line(meansAt), line(squaresAt)];
  for (let y = 0, at = 0; y < height; y += 2, at += results) {
    bytes.set(data.subarray(y * samples, (y + 2) * samples), sourceAt);
    const bottom = y + 1 < height ? sourceAt + samples : sourceAt;
    const to = [lineAt, meansAt, squaresAt] as const;
    wasm.halveBytes(sourceAt, bottom, samples, channels, scale, ...to);
    means.set(halves[0], at);
    squares.set(halves[1], at);
  }
  return true;
}
