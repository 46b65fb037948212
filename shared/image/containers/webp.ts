/** The chunks of a WebP file (RIFF container; Google's WebP container specification). */
import { hasText, latin1, u16le, u32le } from './bytes.ts';
import type { Size } from '../../base/raster.ts';

export interface RiffChunk {
  type: string;
  offset: number;
  data: Uint8Array;
}

const MOST_CHUNKS = 100_000;

/** Just past the RIFF that `bytes` begin with; null where there is none, or it is cut short. */
export function webpEnd(bytes: Uint8Array): number | null {
  if (!hasText(bytes, 0, 'RIFF') || !hasText(bytes, 8, 'WEBP')) return null;
  const size = u32le(bytes, 4);
  return size >= 4 && 8 + size <= bytes.length ? 8 + size : null;
}

/** The chunks of a WebP file in order, up to its end or to where it is cut short. */
export function* webpChunks(bytes: Uint8Array): Generator<RiffChunk> {
  if (!hasText(bytes, 0, 'RIFF') || !hasText(bytes, 8, 'WEBP')) return;
  const end = Math.min(bytes.length, 8 + u32le(bytes, 4));
  let at = 12;
  for (let count = 0; at + 8 <= end && count < MOST_CHUNKS; count++) {
    const size = u32le(bytes, at + 4);
    if (at + 8 + size > end) return;
    const type = latin1(bytes, at, at + 4);
    yield { type, offset: at, data: bytes.subarray(at + 8, at + 8 + size) };
    at += 8 + size + (size % 2);
  }
}

/** The size of the picture, by its first chunk that tells; null where none does. */
export function webpSize(bytes: Uint8Array): Size | null {
  for (const { type, data } of webpChunks(bytes)) {
    if (type === 'VP8X' && data.length >= 10) {
      return { width: 1 + u24(data, 4), height: 1 + u24(data, 7) };
    }
    if (type === 'VP8 ' && data.length >= 10) {
      return { width: u16le(data, 6) & 0x3fff, height: u16le(data, 8) & 0x3fff };
    }
    if (type === 'VP8L' && data.length >= 5) {
      const bits = u32le(data, 1);
      return { width: 1 + (bits & 0x3fff), height: 1 + ((bits >>> 14) & 0x3fff) };
    }
  }
  return null;
}

function u24(bytes: Uint8Array, at: number): number {
  return bytes[at] + bytes[at + 1] * 256 + bytes[at + 2] * 65536;
}
