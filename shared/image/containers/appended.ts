/**
 * Archives and documents that begin after an image in the same file. Programs look for both at the end: for the
 * last record of a ZIP archive (APPNOTE 4.3.16) and for the end mark of a PDF document (ISO 32000-1, 7.5.5).
 */
import { hasText, u16le, u32le } from './bytes.ts';

/** Bytes at the end of a file that tell: the last record with the longest comment, and some to spare. */
export const TAIL_BYTES = 0x10000 + 1024;

const LAST_RECORD = 22;
/** The record of ZIP64, and what stands between it and the last record. */
const RECORD_64 = 56;
const LOCATOR_64 = 20;

/** A ZIP archive at the end of a file. */
export interface ZipPlace {
  /** Where its offsets count from: the start of the file or its own. */
  start: number;
  /** Where its directory begins, and where that ends. */
  directory: number;
  directoryEnd: number;
  /** Entries that the directory has, whatever the last record says; those beyond MOST_COUNTED are not counted. */
  count: number;
  end: number;
  /** The last record says of all this the same, as programs write it. */
  isPlain: boolean;
}

/** Whether a file that ends in `tail`, its last TAIL_BYTES or all of it, may end as an archive or a PDF document. */
export function endsAsContainer(tail: Uint8Array): boolean {
  return lastRecord(tail, tail.length) !== null || hasEndMark(tail);
}

/** Whether `bytes` end as an archive does, with a piece of its directory, wherever that leads. */
export function looksLikeZipAtEnd(bytes: Uint8Array): boolean {
  const tail = bytes.subarray(-TAIL_BYTES);
  const last = lastRecord(tail, tail.length);
  if (last === null) return false;
  for (let at = tail.indexOf(P); at !== -1 && at < last; at = tail.indexOf(P, at + 1)) {
    if (hasText(tail, at, DIRECTORY_MARK)) return true;
  }
  return false;
}

/**
 * The ZIP archive at the end of `bytes` as lenient readers find it: its last record is followed to a directory,
 * whatever it says of disks, counts and a comment; null where there is none.
 */
export function zipAtEnd(bytes: Uint8Array): ZipPlace | null {
  let at = lastRecord(bytes, bytes.length);
  for (; at !== null; at = lastRecord(bytes, at + LAST_RECORD - 1)) {
    const place = record64(bytes, at) ?? plainRecord(bytes, at);
    if (place !== null) return place;
  }
  return null;
}

function plainRecord(bytes: Uint8Array, at: number): ZipPlace | null {
  const [size, offset] = [u32le(bytes, at + 12), u32le(bytes, at + 16)];
  const place = placeOf(bytes, at, at, size, offset);
  if (place === null) return null;
  const isOneDisk = u16le(bytes, at + 4) === 0 && u16le(bytes, at + 6) === 0;
  const counts = [u16le(bytes, at + 8), u16le(bytes, at + 10)];
  const isWhole = at + LAST_RECORD + u16le(bytes, at + 20) <= bytes.length;
  const hasSize = place.directory === at - size;
  const isPlain = isOneDisk && isWhole && hasSize && counts.every((count) => count === place.count);
  return { ...place, isPlain };
}

/** The archive whose last record at `at` has one of ZIP64 before it (APPNOTE 4.3.14). */
function record64(bytes: Uint8Array, at: number): ZipPlace | null {
  const locator = at - LOCATOR_64;
  if (!hasText(bytes, locator, 'PK\x06\x07')) return null;
  for (const record of [locator - RECORD_64, u64le(bytes, locator + 8)]) {
    if (!hasText(bytes, record, 'PK\x06\x06')) continue;
    const [size, offset] = [u64le(bytes, record + 40), u64le(bytes, record + 48)];
    const place = placeOf(bytes, at, record, size, offset);
    if (place !== null) return place;
  }
  return null;
}

/**
 * The archive whose last record is at `last`, with a directory of `size` bytes that ends at `directoryEnd` and
 * begins at `offset`; null where no directory is there.
 */
function placeOf(
  bytes: Uint8Array,
  last: number,
  directoryEnd: number,
  size: number,
  offset: number,
): ZipPlace | null {
  const directory = [directoryEnd - size, offset].find((at) => hasText(bytes, at, DIRECTORY_MARK));
  if (directory === undefined || directory >= directoryEnd) return null;
  const start = Math.max(0, directory - offset);
  const count = countRecords(bytes, directory, directoryEnd);
  const end = Math.min(bytes.length, last + LAST_RECORD + u16le(bytes, last + 20));
  return { start, directory, directoryEnd, count, end, isPlain: false };
}

/** Beyond this nothing is listed. */
const MOST_COUNTED = 50_000;

function countRecords(bytes: Uint8Array, from: number, end: number): number {
  let [at, count] = [from, 0];
  while (count < MOST_COUNTED && at < end && hasText(bytes, at, DIRECTORY_MARK)) {
    at = afterRecord(bytes, at);
    count++;
  }
  return count;
}

function afterRecord(bytes: Uint8Array, at: number): number {
  const texts = u16le(bytes, at + 28) + u16le(bytes, at + 30) + u16le(bytes, at + 32);
  return at + DIRECTORY_RECORD + texts;
}

function u64le(bytes: Uint8Array, at: number): number {
  return u32le(bytes, at + 4) * 2 ** 32 + u32le(bytes, at);
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

/** Where the last record of an archive begins that ends before `end`; null where none does. */
function lastRecord(bytes: Uint8Array, end: number): number | null {
  const least = Math.max(0, bytes.length - TAIL_BYTES);
  for (let at = end - LAST_RECORD; at >= least; at--) {
    if (bytes[at] === P && hasText(bytes, at, 'PK\x05\x06')) return at;
  }
  return null;
}

const P = 0x50;
const DIRECTORY_MARK = 'PK\x01\x02';

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
  if (place?.isPlain !== true) return [];
  const { start, directory, directoryEnd } = place;
  const found: { offset: number; end: number }[] = [];
  let at = directory;
  for (let i = 0; i < Math.min(MOST_ENTRIES, place.count); i++) {
    const local = start + u32le(bytes, at + 42);
    const [method, size] = [u16le(bytes, at + 10), u32le(bytes, at + 20)];
    if (method !== 0 && hasText(bytes, local, 'PK\x03\x04')) {
      const texts = u16le(bytes, local + 26) + u16le(bytes, local + 28);
      const offset = local + LOCAL_RECORD + texts;
      if (offset + size <= directoryEnd) found.push({ offset, end: offset + size });
    }
    at = afterRecord(bytes, at);
  }
  return found;
}
