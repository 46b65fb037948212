/** Size and end of BMP files, by the headers of Windows and OS/2. */
import type { Size } from '../../base/raster.ts';
import { hasText, u16le, u32le } from './bytes.ts';

const HEADERS = [12, 16, 40, 52, 56, 64, 108, 124];
const BITS = [1, 4, 8, 16, 24, 32];
const RLE = [1, 2];
const MOST_SIDE = 2 ** 24;

interface BmpHead extends Size {
  headerBytes: number;
  bits: number;
  compression: number;
  /** Where the pixels begin. */
  pixels: number;
}

/** The size of the BMP that `bytes` begin with; null where they begin with none. */
export function bmpSize(bytes: Uint8Array): Size | null {
  const head = readHead(bytes);
  return head && { width: head.width, height: head.height };
}

/**
 * Just past the pixels and the profile of the BMP that `bytes` begin with; null where they end before. The
 * size that the file states is not asked: no reader asks it, and it may cover what follows.
 */
export function bmpEnd(bytes: Uint8Array): number | null {
  const head = readHead(bytes);
  if (head === null) return null;
  const { width, height, bits, compression, pixels, headerBytes } = head;
  const rowBytes = 4 * Math.ceil((width * bits) / 32);
  let end: number | null = pixels + rowBytes * height;
  if (RLE.includes(compression)) end = runsEnd(bytes, pixels, bits);
  if (end === null || end > bytes.length) return null;
  if (headerBytes < 124) return end;
  const profileEnd = 14 + u32le(bytes, 126) + u32le(bytes, 130);
  const isAdjacent = profileEnd > end && 14 + u32le(bytes, 126) <= end + 4;
  return isAdjacent && profileEnd <= bytes.length ? profileEnd : end;
}

function readHead(bytes: Uint8Array): BmpHead | null {
  const headerBytes = u32le(bytes, 14);
  if (!hasText(bytes, 0, 'BM') || !HEADERS.includes(headerBytes)) return null;
  const isOld = headerBytes === 12;
  const [width, height] = isOld
    ? [u16le(bytes, 18), u16le(bytes, 20)]
    : [u32le(bytes, 18), Math.abs(u32le(bytes, 22) | 0)];
  const bits = u16le(bytes, isOld ? 24 : 28);
  const compression = isOld || headerBytes === 16 ? 0 : u32le(bytes, 30);
  const isPicture = width > 0 && height > 0 && Math.max(width, height) <= MOST_SIDE;
  if (!isPicture || !BITS.includes(bits) || Number.isNaN(compression)) return null;
  return { width, height, headerBytes, bits, compression, pixels: u32le(bytes, 10) };
}

/** Just past the end mark of runs of 4 or 8 bits; null where there is none. */
function runsEnd(bytes: Uint8Array, from: number, bits: number): number | null {
  for (let at = from; at + 2 <= bytes.length;) {
    const [count, code] = [bytes[at], bytes[at + 1]];
    at += 2;
    if (count > 0 || code === 0) continue;
    if (code === 1) return at;
    if (code === 2) at += 2;
    else at += 2 * Math.ceil((code * (bits === 4 ? 0.5 : 1)) / 2);
  }
  return null;
}
