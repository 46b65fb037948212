/** The facts of a file, and the pictures in it besides the main one, without decoding a pixel. */
import { nothingCollected, type Collected } from './collected.ts';
import type { Forensics, ForensicTools, SecondPicture } from './forensics.ts';
import { readJpeg } from './read-jpeg.ts';
import { readGif, readIsoMedia, readTiffFile, readWebp } from './read-others.ts';
import { readPng } from './read-png.ts';
import { readTrailing } from './trailing.ts';

export interface FileFacts {
  forensics: Forensics;
  /** In the order in which they are found, at most MOST_PICTURES, and how many there are. */
  items: SecondPicture[];
  itemCount: number;
}

const READERS: Record<string, (into: Collected, tools: ForensicTools) => void> = {
  png: readPng,
  jpeg: readJpeg,
  webp: readWebp,
  gif: readGif,
  tiff: readTiffFile,
  avif: readIsoMedia,
};

/** Formats that say where they end: of others nothing is called cut short. */
const HAS_END: readonly string[] = ['png', 'jpeg', 'webp', 'gif'];

/**
 * Reads `bytes`, the content of a file of `format` (an ImageFormat). Takes time that grows with their number alone, and throws
 * nothing, whatever they are.
 */
export function readForensics(bytes: Uint8Array, format: string, tools: ForensicTools): FileFacts {
  const into = nothingCollected(bytes);
  if (Object.hasOwn(READERS, format)) READERS[format](into, tools);
  into.forensics.isCutShort = into.end === null && HAS_END.includes(format);
  readTrailing(into);
  const counts = new Map<string, number>();
  const items = into.pictures.map(({ kind, number: given, ...picture }): SecondPicture => {
    const number = given ?? (counts.get(kind) ?? 0) + 1;
    counts.set(kind, number);
    return { id: `${kind}-${number}`, kind, ...picture };
  });
  return { forensics: into.forensics, items, itemCount: into.pictureCount };
}
