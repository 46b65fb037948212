/** The pixels of BMP as the file stores them: palette indices, or packed colors. */
import type { Damage } from '../stored/stored-picture.ts';
import { COMPRESSION, type BmpHeader } from './bmp-header.ts';

export interface BmpPixels {
  /** height*width from the upper row on: indices for up to 8 bits, else the whole pixel as a number. */
  data: Uint8Array | Uint32Array;
  damage: Damage | null;
}

/** How runs are read: as Windows defines them, or as Pillow reads them. */
export type RunReader = 'windows' | 'pillow';

/**
 * The pixels of the BMP file `bytes` with the header `header`. What is missing is 0 and told as damage.
 * Allocates a byte or 4 for each pixel that the header says: check its size before.
 */
export function readBmpPixels(
  bytes: Uint8Array,
  header: BmpHeader,
  runs: RunReader = 'windows',
): BmpPixels {
  const { compression } = header;
  if (compression === COMPRESSION.rle8 || compression === COMPRESSION.rle4) {
    const read = runs === 'windows' ? readRuns : readRunsOfPillow;
    return flipped(read(bytes, header), header);
  }
  return readRows(bytes, header);
}

function readRows(bytes: Uint8Array, header: BmpHeader): BmpPixels {
  const { width, height, bits, topDown, offset } = header;
  const stride = Math.ceil((width * bits) / 32) * 4;
  const data = bits <= 8 ? new Uint8Array(width * height) : new Uint32Array(width * height);
  for (let row = 0; row < height; row++) {
    const start = offset + row * stride;
    if (start >= bytes.length) break;
    readRow(bytes, start, bits, data.subarray((topDown ? row : height - 1 - row) * width), width);
  }
  // Bytes that only pad the last row are often left out.
  const missing = offset + (height - 1) * stride + Math.ceil((width * bits) / 8) - bytes.length;
  return { data, damage: missing > 0 ? { kind: 'truncated', bytes: missing } : null };
}

function readRow(
  bytes: Uint8Array,
  start: number,
  bits: number,
  out: Uint8Array | Uint32Array,
  width: number,
): void {
  const size = bits >> 3;
  for (let x = 0; x < width; x++) {
    if (bits < 8) {
      const bit = x * bits;
      const byte = bytes[start + (bit >> 3)] ?? 0;
      out[x] = (byte >> (8 - bits - (bit & 7))) & ((1 << bits) - 1);
      continue;
    }
    let value = 0;
    for (let i = size - 1; i >= 0; i--) value = value * 256 + (bytes[start + x * size + i] ?? 0);
    out[x] = value;
  }
}

/** Rows of the file order, the lower first, put from the upper on. */
function flipped({ data, damage }: BmpPixels, { width, height, topDown }: BmpHeader): BmpPixels {
  if (topDown) return { data, damage };
  const out = data.slice();
  for (let row = 0; row < height; row++) {
    out.set(data.subarray(row * width, (row + 1) * width), (height - 1 - row) * width);
  }
  return { data: out, damage };
}

/** Runs as Windows defines them; what goes beyond a row or the picture is left out. */
function readRuns(bytes: Uint8Array, header: BmpHeader): BmpPixels {
  const { width, height, offset } = header;
  const four = header.compression === COMPRESSION.rle4;
  const data = new Uint8Array(width * height);
  let [x, y] = [0, 0];
  const put = (index: number) => {
    if (x < width && y < height) data[y * width + x] = index;
    x++;
  };
  for (let at = offset; at + 1 < bytes.length && y < height;) {
    const count = bytes[at++];
    const value = bytes[at++];
    if (count > 0) {
      for (let i = 0; i < count; i++) put(four ? (i % 2 === 0 ? value >> 4 : value & 15) : value);
    } else if (value === 0) [x, y] = [0, y + 1];
    else if (value === 1) return { data, damage: null };
    else if (value === 2) {
      x += bytes[at++] ?? 0;
      y += bytes[at++] ?? 0;
    } else {
      const size = four ? (value + 1) >> 1 : value;
      if (at + size > bytes.length) break;
      for (let i = 0; i < value; i++) {
        const byte = bytes[at + (four ? i >> 1 : i)];
        put(four ? (i % 2 === 0 ? byte >> 4 : byte & 15) : byte);
      }
      at += size + (size & 1);
    }
  }
  return { data, damage: y >= height ? null : { kind: 'truncated', bytes: null } };
}

/**
 * Runs as Pillow 12.3 reads them, one list of pixels for all rows: literal runs of an odd count of 4-bit
 * pixels lose their last one, and a literal run may go beyond its row.
 */
function readRunsOfPillow(bytes: Uint8Array, header: BmpHeader): BmpPixels {
  const { width, height, offset } = header;
  const four = header.compression === COMPRESSION.rle4;
  const data = new Uint8Array(width * height);
  let [length, x] = [0, 0];
  const put = (index: number) => {
    if (length < data.length) data[length] = index;
    length++;
  };
  let at = offset;
  while (length < data.length && at + 1 < bytes.length) {
    const run = bytes[at++];
    const value = bytes[at++];
    if (run > 0) {
      const count = Math.max(0, Math.min(run, width - x));
      for (let i = 0; i < count; i++) put(four ? (i % 2 === 0 ? value >> 4 : value & 15) : value);
      x += count;
    } else if (value === 0) {
      length = Math.ceil(length / width) * width;
      x = 0;
    } else if (value === 1) break;
    else if (value === 2) {
      if (at + 2 > bytes.length) break;
      length += bytes[at] + bytes[at + 1] * width;
      at += 2;
      x = length % width;
    } else {
      const size = four ? value >> 1 : value;
      const read = bytes.subarray(at, at + size);
      for (const byte of read) {
        if (four) {
          put(byte >> 4);
          put(byte & 15);
        } else put(byte);
      }
      at += read.length;
      if (read.length < size) break;
      x += value;
      if (at % 2 !== 0) at++;
    }
  }
  const missing = data.length - length;
  return { data, damage: missing > 0 ? { kind: 'truncated', bytes: null } : null };
}
