/** The outermost boxes of ISO base media files (ISO/IEC 14496-12): AVIF and HEIF. */
import { latin1, u32be } from './bytes.ts';

const MOST_BOXES = 10_000;

/** Boxes that are cut short where the file ends before them; other bytes are none. */
const KNOWN = [
  'ftyp',
  'meta',
  'mdat',
  'moov',
  'moof',
  'free',
  'skip',
  'uuid',
  'idat',
  'mfra',
  'sidx',
];

/** Just past the last box; null where the file is cut short or has no box. A box without an end takes all. */
export function isoMediaEnd(bytes: Uint8Array): number | null {
  let at = 0;
  for (let count = 0; at < bytes.length; count++) {
    const type = latin1(bytes, at + 4, at + 8);
    const size = boxBytes(bytes, at);
    if (!/^[\x20-\x7e]{4}$/.test(type) || !(size >= 8)) return at === 0 ? null : at;
    if (count >= MOST_BOXES) return null;
    if (at + size > bytes.length) return at === 0 || KNOWN.includes(type) ? null : at;
    at += size;
  }
  return at;
}

function boxBytes(bytes: Uint8Array, at: number): number {
  const size = u32be(bytes, at);
  if (size === 0) return bytes.length - at;
  return size === 1 ? u32be(bytes, at + 8) * 2 ** 32 + u32be(bytes, at + 12) : size;
}
