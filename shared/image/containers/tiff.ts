/** The directories of TIFF (version 6, section 2), of a file or of EXIF, whose offsets may lie. */
import type { Size } from '../../base/raster.ts';
import { latin1, u16be, u16le, u32be, u32le } from './bytes.ts';

export interface TiffEntry {
  tag: number;
  type: number;
  count: number;
  /** Where its value lies, counted from the header, and how many bytes it takes. */
  at: number;
  bytes: number;
}

export interface TiffDirectory {
  offset: number;
  /** Just past it. */
  end: number;
  entries: Map<number, TiffEntry>;
}

export interface TiffReader {
  /** The directories in their order: the first, and those that follow. */
  directories: TiffDirectory[];
  /** False where there are more than were read, or one lies outside. */
  isWhole: boolean;
  /** The directory at `offset`; null where there is none. */
  directory(offset: number): TiffDirectory | null;
  /** The whole numbers of `entry` (BYTE, SHORT, LONG, IFD), at most `most`; none of any other type. */
  numbers(entry: TiffEntry | undefined, most?: number): number[];
  /** The text of `entry` up to its NUL, at most 64 kB; null where it has none. */
  text(entry: TiffEntry | undefined): string | null;
}

const TYPE_BYTES = [0, 1, 1, 2, 4, 8, 1, 1, 2, 4, 8, 4, 8, 4];
const MOST_ENTRIES = 4096;

/** A reader of classic TIFF whose header `bytes` begin with; null where they begin with none. */
export function readTiff(bytes: Uint8Array, mostDirectories = 64): TiffReader | null {
  const order = latin1(bytes, 0, 2);
  if (order !== 'II' && order !== 'MM') return null;
  const u16 = order === 'II' ? u16le : u16be;
  const u32 = order === 'II' ? u32le : u32be;
  if (u16(bytes, 2) !== 42) return null;

  const readDirectory = (offset: number): { made: TiffDirectory; next: number } | null => {
    const count = u16(bytes, offset);
    const end = offset + 2 + 12 * count + 4;
    if (!(offset >= 8 && end - 4 <= bytes.length && count <= MOST_ENTRIES)) return null;
    const entries = new Map<number, TiffEntry>();
    for (let i = 0; i < count; i++) {
      const at = offset + 2 + 12 * i;
      const [tag, type, length] = [u16(bytes, at), u16(bytes, at + 2), u32(bytes, at + 4)];
      const size = (TYPE_BYTES[type] ?? 0) * length;
      const place = size <= 4 ? at + 8 : u32(bytes, at + 8);
      if (!(size > 0 && place + size <= bytes.length) || entries.has(tag)) continue;
      entries.set(tag, { tag, type, count: length, at: place, bytes: size });
    }
    return { made: { offset, end, entries }, next: u32(bytes, end - 4) };
  };

  const directories: TiffDirectory[] = [];
  const seen = new Set<number>();
  let offset = u32(bytes, 4);
  let isWhole = true;
  while (offset > 0 && isWhole) {
    const read = seen.has(offset) ? null : readDirectory(offset);
    seen.add(offset);
    isWhole = read !== null && directories.length < mostDirectories;
    if (read === null || !isWhole) break;
    directories.push(read.made);
    offset = read.next;
  }
  return {
    directories,
    isWhole: isWhole && directories.length > 0,
    directory: (at) => readDirectory(at)?.made ?? null,
    numbers(entry, most = 65536) {
      if (entry === undefined) return [];
      const { type, at, count } = entry;
      const size = TYPE_BYTES[type];
      const read =
        type === 1 ? undefined : type === 3 ? u16 : type === 4 || type === 13 ? u32 : null;
      if (read === null) return [];
      return Array.from({ length: Math.min(count, most) }, (_, i) =>
        read === undefined ? bytes[at + i] : read(bytes, at + size * i),
      );
    },
    text(entry) {
      if (entry === undefined || (entry.type !== 2 && entry.type !== 7 && entry.type !== 1))
        return null;
      const text = latin1(bytes, entry.at, entry.at + entry.bytes);
      const end = text.indexOf('\0');
      return end < 0 ? text : text.slice(0, end);
    },
  };
}

/** Offsets of strips and of tiles. */
const PIXELS = [273, 324];

/** Whether `directory` is of a picture: that of EXIF is not. */
export function hasPixels({ entries }: TiffDirectory): boolean {
  return PIXELS.some((tag) => entries.has(tag));
}

/** The size that `directory` of `tiff` states; 0 for a side that it does not. */
export function tiffDirectorySize(tiff: TiffReader, { entries }: TiffDirectory): Size {
  const [width = 0, height = 0] = [256, 257].map((tag) => tiff.numbers(entries.get(tag), 1)[0]);
  return { width, height };
}
