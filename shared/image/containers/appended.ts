/**
 * Archives and documents that begin after an image in the same file. Programs look for both at the end: for the
 * last record of a ZIP archive (APPNOTE 4.3.16) and for the end mark of a PDF document (ISO 32000-1, 7.5.5).
 */
import { hasText, u16le, u32le } from './bytes.ts';

/** Bytes at the end of a file that tell: the last record with the longest comment, and some to spare. */
export const TAIL_BYTES = 0x10000 + 1024;

const LAST_RECORD = 22;

/** Whether a file that ends in `tail`, its last TAIL_BYTES or all of it, may end as an archive or a PDF document. */
export function endsAsContainer(tail: Uint8Array): boolean {
  return lastRecord(tail, tail.length) !== null || hasEndMark(tail);
}

/**
 * Where the ZIP archive at the end of `bytes` lies; null where there is none. Its offsets count from the start
 * of the file or from its own start.
 */
export function zipAtEnd(bytes: Uint8Array): { start: number; end: number } | null {
  const at = lastRecord(bytes, bytes.length);
  if (at === null) return null;
  const start = at - u32le(bytes, at + 12) - u32le(bytes, at + 16);
  if (start < 0) return null;
  return { start, end: at + LAST_RECORD + u16le(bytes, at + 20) };
}

/** Where the PDF document in `bytes` begins, which ends in its end mark; null where there is none. */
export function pdfAtEnd(bytes: Uint8Array): number | null {
  if (!hasEndMark(bytes.subarray(-TAIL_BYTES))) return null;
  for (let at = bytes.indexOf(PERCENT); at !== -1; at = bytes.indexOf(PERCENT, at + 1)) {
    if (hasText(bytes, at, '%PDF-')) return at;
  }
  return null;
}

const PERCENT = 0x25;

function hasEndMark(tail: Uint8Array): boolean {
  for (let at = tail.lastIndexOf(PERCENT); at > 0; at = tail.lastIndexOf(PERCENT, at - 1)) {
    if (hasText(tail, at - 1, '%%EOF')) return true;
  }
  return false;
}

/** Where the last record of an archive begins that ends in `bytes`; null where none does. */
function lastRecord(bytes: Uint8Array, length: number): number | null {
  const least = Math.max(0, length - TAIL_BYTES);
  for (let at = length - LAST_RECORD; at >= least; at--) {
    if (bytes[at] !== 0x50 || !hasText(bytes, at, 'PK\x05\x06')) continue;
    const isOneDisk = u16le(bytes, at + 4) === 0 && u16le(bytes, at + 6) === 0;
    const count = u16le(bytes, at + 10);
    if (!isOneDisk || count === 0 || u16le(bytes, at + 8) !== count) continue;
    if (at + LAST_RECORD + u16le(bytes, at + 20) <= length) return at;
  }
  return null;
}

/** Bytes of a record of the directory, and of what stands before the data of an entry, without their texts. */
const DIRECTORY_RECORD = 46;
const LOCAL_RECORD = 30;

/** Entries of which the places are told. */
const MOST_ENTRIES = 4096;

/**
 * The compressed data in the archive at the end of `bytes`, in the order of its directory: what looks like the
 * beginning of a picture there is none. Data that are only stored are not among them.
 */
export function compressedAtEnd(bytes: Uint8Array): { offset: number; end: number }[] {
  const place = zipAtEnd(bytes);
  const last = lastRecord(bytes, bytes.length);
  if (place === null || last === null) return [];
  const found: { offset: number; end: number }[] = [];
  let at = last - u32le(bytes, last + 12);
  for (let i = 0; i < MOST_ENTRIES && at < last && hasText(bytes, at, 'PK\x01\x02'); i++) {
    const local = place.start + u32le(bytes, at + 42);
    const [method, size] = [u16le(bytes, at + 10), u32le(bytes, at + 20)];
    if (method !== 0 && hasText(bytes, local, 'PK\x03\x04')) {
      const texts = u16le(bytes, local + 26) + u16le(bytes, local + 28);
      const offset = local + LOCAL_RECORD + texts;
      if (offset + size <= last) found.push({ offset, end: offset + size });
    }
    at += DIRECTORY_RECORD + u16le(bytes, at + 28) + u16le(bytes, at + 30) + u16le(bytes, at + 32);
  }
  return found;
}
