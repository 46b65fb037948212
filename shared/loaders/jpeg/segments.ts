/** The parts of a JPEG stream that say how its scans are to be read (ITU-T T.81, annex B). */
import { UserError } from '../../base/errors.ts';
import type { Size } from '../../base/raster.ts';
import { huffmanTable, type HuffmanTable } from './bits.ts';

export interface FrameComponent {
  id: number;
  /** Sampling factors, 1..4. */
  h: number;
  v: number;
  tableId: number;
}

export interface FrameHeader extends Size {
  isProgressive: boolean;
  components: FrameComponent[];
}

export interface ScanHeader {
  components: { id: number; dc: number; ac: number }[];
  /** The band of coefficients in zigzag order, and the bits of it that the scan refines. */
  first: number;
  last: number;
  high: number;
  low: number;
  /** Where its coded data begin. */
  start: number;
}

/** What has been said up to a scan. */
export interface Tables {
  quantization: (Uint16Array | undefined)[];
  dc: (HuffmanTable | undefined)[];
  ac: (HuffmanTable | undefined)[];
  restartInterval: number;
  hasJfif: boolean;
  /** The transform of the Adobe marker; null without one. */
  adobe: number | null;
}

/** Position of the i-th coefficient of a zigzag in its block, row-major. */
export const ZIGZAG = Uint8Array.of(
  ...[0, 1, 8, 16, 9, 2, 3, 10, 17, 24, 32, 25, 18, 11, 4, 5, 12, 19, 26, 33, 40, 48],
  ...[41, 34, 27, 20, 13, 6, 7, 14, 21, 28, 35, 42, 49, 56, 57, 50, 43, 36, 29, 22, 15],
  ...[23, 30, 37, 44, 51, 58, 59, 52, 45, 38, 31, 39, 46, 53, 60, 61, 54, 47, 55, 62, 63],
);

/** What is wrong with a stream, as an error. */
export function damaged(what: string): UserError {
  return new UserError('decode-failed', `The JPEG stream is damaged: ${what}`);
}

function unread(what: string): UserError {
  return new UserError('unsupported-format', `JPEG ${what} is not read`);
}

export type Segment =
  { type: 'frame'; frame: FrameHeader } | { type: 'scan'; scan: ScanHeader } | { type: 'end' };

/** Reads from `at` up to the next frame header, scan header or end; tables on the way go into `tables`. */
export function nextSegment(
  bytes: Uint8Array,
  from: number,
  tables: Tables,
): { segment: Segment; at: number } {
  let at = from;
  for (;;) {
    // What lies between segments is left out, as by libjpeg.
    while (at + 1 < bytes.length && (bytes[at] !== 0xff || isNoMarker(bytes[at + 1]))) at++;
    if (at + 1 >= bytes.length) throw damaged('its end is missing');
    const marker = bytes[at + 1];
    at += 2;
    if (marker === 0xd9) return { segment: { type: 'end' }, at };
    if (marker === 0xd8 || marker === 0x01) continue;
    const length = at + 2 <= bytes.length ? (bytes[at] << 8) | bytes[at + 1] : 0;
    if (length < 2 || at + length > bytes.length) throw damaged('a segment is cut off');
    const data = bytes.subarray(at + 2, at + length);
    at += length;
    if (marker === 0xda) return { segment: { type: 'scan', scan: readScan(data, at) }, at };
    if (isFrame(marker)) return { segment: { type: 'frame', frame: readFrame(data, marker) }, at };
    readTables(marker, data, tables);
  }
}

/** A stuffed zero, a fill byte, or a restart that is left over. */
function isNoMarker(code: number): boolean {
  return code === 0 || code === 0xff || (code >= 0xd0 && code <= 0xd7);
}

function isFrame(marker: number): boolean {
  return marker >= 0xc0 && marker <= 0xcf && ![0xc4, 0xc8, 0xcc].includes(marker);
}

function readFrame(data: Uint8Array, marker: number): FrameHeader {
  if (marker > 0xc2) throw unread(marker >= 0xc9 ? 'of arithmetic coding' : 'of this process');
  const count = data[5];
  if (data.length !== 6 + 3 * count) throw damaged('its frame header has another length');
  if (data[0] !== 8) throw unread(`with samples of ${data[0]} bits`);
  const [height, width] = [(data[1] << 8) | data[2], (data[3] << 8) | data[4]];
  if (width === 0 || height === 0) throw unread('without a size in its header');
  if (count === 0 || count > 4) throw unread(`of ${count} components`);
  const components = Array.from({ length: count }, (_, i) => {
    const at = 6 + 3 * i;
    return { id: data[at], h: data[at + 1] >> 4, v: data[at + 1] & 15, tableId: data[at + 2] };
  });
  const isBad = components.some(({ h, v }) => h < 1 || h > 4 || v < 1 || v > 4);
  if (isBad) throw damaged('a sampling factor is out of range');
  return { width, height, isProgressive: marker === 0xc2, components };
}

function readScan(data: Uint8Array, start: number): ScanHeader {
  const count = data[0];
  if (count < 1 || count > 4 || data.length !== 4 + 2 * count)
    throw damaged('a scan header has another length');
  const components = Array.from({ length: count }, (_, i) => {
    const codes = data[2 + 2 * i];
    return { id: data[1 + 2 * i], dc: codes >> 4, ac: codes & 15 };
  });
  const [first, last, bits] = data.subarray(1 + 2 * count);
  return { components, first, last, high: bits >> 4, low: bits & 15, start };
}

function readTables(marker: number, data: Uint8Array, tables: Tables): void {
  if (marker === 0xdb) return readQuantization(data, tables);
  if (marker === 0xc4) return readHuffman(data, tables);
  if (marker === 0xdd && data.length === 2) tables.restartInterval = (data[0] << 8) | data[1];
  if (marker === 0xe0 && startsWith(data, 'JFIF\0') && data.length >= 14) tables.hasJfif = true;
  if (marker === 0xee && startsWith(data, 'Adobe') && data.length >= 12) tables.adobe = data[11];
}

function startsWith(data: Uint8Array, text: string): boolean {
  return [...text].every((letter, i) => data[i] === letter.charCodeAt(0));
}

function readQuantization(data: Uint8Array, tables: Tables): void {
  for (let at = 0; at < data.length;) {
    const [isWide, id] = [data[at] >> 4 !== 0, data[at] & 15];
    const table = new Uint16Array(64);
    at++;
    for (let i = 0; i < 64; i++) {
      const value = isWide ? (data[at] << 8) | data[at + 1] : data[at];
      table[ZIGZAG[i]] = value;
      at += isWide ? 2 : 1;
    }
    if (at > data.length || id > 3) throw damaged('a quantization table is cut off');
    tables.quantization[id] = table;
  }
}

function readHuffman(data: Uint8Array, tables: Tables): void {
  for (let at = 0; at < data.length;) {
    const [isAc, id] = [data[at] >> 4 !== 0, data[at] & 15];
    const counts = data.subarray(at + 1, at + 17);
    const sum = counts.reduce((all, count) => all + count, 0);
    const end = at + 17 + sum;
    if (end > data.length || sum > 256 || id > 3) throw damaged('a Huffman table is cut off');
    const table = huffmanTable(counts, data.subarray(at + 17, end));
    if (table === null) throw damaged('a Huffman table has too many codes');
    (isAc ? tables.ac : tables.dc)[id] = table;
    at = end;
  }
}
