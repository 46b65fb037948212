/**
 * Where the pages of a TIFF lie (TIFF 6.0, section 2; BigTIFF: offsets of eight bytes), and one of them
 * as a file of its own: a decoder that is asked for page n walks past all before it each time.
 */

/** More pages than any document has; the walk ends there. */
const MOST_PAGES = 1_000_000;

interface Layout {
  u16(at: number): number;
  offset(at: number): number;
  write(into: Buffer, at: number, value: number): void;
  /** Where the offset of the first directory stands, and what an entry and the count before them take. */
  first: number;
  entryBytes: number;
  count(directory: number): number;
  countBytes: number;
}

function layoutOf(bytes: Buffer): Layout {
  const little = bytes[0] === 0x49;
  const u16 = (at: number) => (little ? bytes.readUInt16LE(at) : bytes.readUInt16BE(at));
  const u32 = (at: number) => (little ? bytes.readUInt32LE(at) : bytes.readUInt32BE(at));
  const u64 = (at: number) =>
    Number(little ? bytes.readBigUInt64LE(at) : bytes.readBigUInt64BE(at));
  const write32 = (into: Buffer, at: number, value: number) =>
    void (little ? into.writeUInt32LE(value, at) : into.writeUInt32BE(value, at));
  const write64 = (into: Buffer, at: number, value: number) =>
    void (little
      ? into.writeBigUInt64LE(BigInt(value), at)
      : into.writeBigUInt64BE(BigInt(value), at));
  return u16(2) === 43
    ? { u16, offset: u64, write: write64, first: 8, entryBytes: 20, count: u64, countBytes: 8 }
    : { u16, offset: u32, write: write32, first: 4, entryBytes: 12, count: u16, countBytes: 2 };
}

/** Where the offset of the directory after the one at `directory` stands. */
function nextAt({ count, countBytes, entryBytes }: Layout, directory: number): number {
  return directory + countBytes + entryBytes * count(directory);
}

/**
 * The offsets of the directories of `bytes`, a TIFF, in their order, as far as they lie in the file; one
 * that comes a second time ends the list.
 */
export function tiffPages(bytes: Buffer): number[] {
  const pages = new Set<number>();
  try {
    const layout = layoutOf(bytes);
    let directory = layout.offset(layout.first);
    while (directory !== 0 && !pages.has(directory) && pages.size < MOST_PAGES) {
      const next = layout.offset(nextAt(layout, directory));
      pages.add(directory);
      directory = next;
    }
  } catch (error) {
    if (!(error instanceof RangeError)) throw error; // past the end of the file
  }
  return [...pages];
}

/** A copy of `bytes`, a TIFF, of which the directory at `directory` is the only one. */
export function onlyPage(bytes: Buffer, directory: number): Buffer {
  const layout = layoutOf(bytes);
  const only = Buffer.from(bytes);
  layout.write(only, layout.first, directory);
  layout.write(only, nextAt(layout, directory), 0);
  return only;
}
