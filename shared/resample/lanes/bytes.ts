/** Integer figures over whole rasters of bytes, by the machine; null where it does not run. */
import type { Size } from '../../raster.ts';
import { lanesMachine } from './machine.ts';

/** Bytes looked at together. */
const CHUNK = 2 ** 20;

/** The smallest and the largest of `data`. */
export function rangeOfBytes(data: Uint8Array): { least: number; most: number } | null {
  const machine = lanesMachine();
  if (machine === null) return null;
  const [chunkAt] = machine.reserve(CHUNK);
  const bytes = machine.bytes();
  let least = 255;
  let most = 0;
  for (let from = 0; from < data.length && (least > 0 || most < 255); from += CHUNK) {
    const chunk = data.subarray(from, from + CHUNK);
    const end = chunkAt + chunk.length;
    bytes.set(chunk, chunkAt);
    bytes.fill(chunk[0], end, end + 16);
    const range = machine.rangeOfBytes(chunkAt, Math.ceil(chunk.length / 16) * 16);
    least = Math.min(least, range & 255);
    most = Math.max(most, range >> 8);
  }
  return { least, most };
}

/**
 * Adds up columns: a function that writes the sums of samples, and of their squares, over `rows`
 * rows of `samples` bytes into two arrays. Rows are few enough for 32-bit sums (33 000).
 */
export function columnSums(samples: number, mostRows: number) {
  const machine = lanesMachine();
  if (machine === null) return null;
  return (data: Uint8Array, rows: number, sums: Int32Array, squares: Int32Array): void => {
    const [sourceAt, sumsAt, squaresAt] = machine.reserve(
      mostRows * samples,
      samples * 4,
      samples * 4,
    );
    machine.bytes().set(data, sourceAt);
    machine.sumSquares(sourceAt, samples, rows, samples, sumsAt, squaresAt);
    sums.set(new Int32Array(machine.memory.buffer, sumsAt, samples));
    squares.set(new Int32Array(machine.memory.buffer, squaresAt, samples));
  };
}

/** Sums over blocks of 4 by 4 pixels, cut at the edges, of a raster without alpha. */
export function sumBlocksOfBytes(
  { width, height }: Size,
  channels: 1 | 3,
  data: Uint8Array,
): Uint16Array | null {
  const machine = lanesMachine();
  if (machine === null) return null;
  const samples = width * channels;
  const sums = Math.ceil(width / 4) * channels;
  const out = new Uint16Array(sums * Math.ceil(height / 4));
  const [sourceAt, lineAt, outAt] = machine.reserve(4 * samples, samples * 2 + 64, sums * 2);
  const bytes = machine.bytes();
  const line = new Uint16Array(machine.memory.buffer, outAt, sums);
  for (let y = 0, at = 0; y < height; y += 4, at += sums) {
    const rows = Math.min(4, height - y);
    bytes.set(data.subarray(y * samples, (y + rows) * samples), sourceAt);
    machine.sumBlocks(sourceAt, samples, rows, samples, channels, lineAt, outAt);
    out.set(line, at);
  }
  return out;
}
