/** The parts of files that point into themselves: boxes of ISO media, directories of TIFF, BMP. */
import type { Format } from './parts.ts';

/** Boxes that hold boxes, and where in them these begin. */
const HOLDERS: Record<string, number> = { meta: 12, iprp: 8, ipco: 8, iinf: 14, moov: 8, trak: 8 };
const MOST_BOXES = 400;

function isBoxes(bytes: Buffer): boolean {
  const type = bytes.toString('latin1', 4, 8);
  return type === 'ftyp' || type === 'JXL ';
}

/** The boxes from `at` to `to`: heads of those that hold others, and what lies in them, one after another. */
function boxesIn(bytes: Buffer, at: number, to: number, into: Buffer[]): void {
  while (at < to && into.length < MOST_BOXES) {
    if (at + 8 > to) return void into.push(bytes.subarray(at, to));
    const declared = bytes.readUInt32BE(at);
    const end = declared >= 8 && at + declared <= to ? at + declared : to;
    const head = HOLDERS[bytes.toString('latin1', at + 4, at + 8)];
    if (head !== undefined && at + head < end) {
      into.push(bytes.subarray(at, at + head));
      boxesIn(bytes, at + head, end, into);
    } else {
      into.push(bytes.subarray(at, end));
    }
    at = end;
  }
}

export const iso: Format = {
  name: 'ISO media',
  split(bytes) {
    if (!isBoxes(bytes)) return null;
    const parts: Buffer[] = [];
    boxesIn(bytes, 0, bytes.length, parts);
    return parts;
  },
  mend(part) {
    if (part.length < 8 || HOLDERS[part.toString('latin1', 4, 8)] !== undefined) return part;
    const made = Buffer.from(part);
    made.writeUInt32BE(made.length, 0);
    return made;
  },
  headBytes: 32,
};

export const tiff: Format = {
  name: 'TIFF',
  split(bytes) {
    const order = bytes.toString('latin1', 0, 4);
    if ((order !== 'II*\0' && order !== 'MM\0*') || bytes.length < 10) return null;
    const isLittle = order === 'II*\0';
    const u16 = (at: number) => (isLittle ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
    const first = isLittle ? bytes.readUInt32LE(4) : bytes.readUInt32BE(4);
    if (first + 2 > bytes.length) return [bytes.subarray(0, 8), bytes.subarray(8)];
    const count = Math.min(u16(first), Math.floor((bytes.length - first - 2) / 12));
    const edges = [0, 4, 8, first, first + 2];
    for (let i = 1; i <= count; i++) edges.push(first + 2 + 12 * i);
    edges.push(first + 2 + 12 * count + 4, bytes.length);
    const sorted = [...new Set(edges)].filter((at) => at <= bytes.length).sort((a, b) => a - b);
    return sorted.slice(1).map((to, i) => bytes.subarray(sorted[i], to));
  },
  headBytes: 12,
};

/** Fields of the header, by where they begin. */
const BMP_FIELDS = [0, 2, 6, 10, 14, 18, 22, 26, 28, 30, 34, 38, 42, 46, 50, 54, 66];

export const bmp: Format = {
  name: 'BMP',
  split(bytes) {
    if (bytes.toString('latin1', 0, 2) !== 'BM') return null;
    const edges = [...BMP_FIELDS.filter((at) => at < bytes.length), bytes.length];
    return edges.slice(1).map((to, i) => bytes.subarray(edges[i], to));
  },
  headBytes: 4,
};
