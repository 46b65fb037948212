/** The facts of a file, and the pictures in it besides the main one, without decoding a pixel. */
import type { ImageFormat } from '../containers/image-format.ts';
import { nothingCollected, type Collected } from './collected.ts';
import type { Forensics, ForensicTools, SecondPicture } from './forensics.ts';
import { readJpeg } from './read-jpeg.ts';
import { readBmp, readGif, readHeif, readJxl, readTiffFile, readWebp } from './read-others.ts';
import { readPng } from './read-png.ts';
import { readTrailing } from './trailing.ts';

export interface FileFacts {
  forensics: Forensics;
  /** In the order in which they are found, at most MOST_PICTURES, and how many there are. */
  items: SecondPicture[];
  itemCount: number;
}

const READERS: Record<ImageFormat, (into: Collected, tools: ForensicTools) => void> = {
  png: readPng,
  jpeg: readJpeg,
  webp: readWebp,
  gif: readGif,
  tiff: readTiffFile,
  avif: readHeif,
  heic: readHeif,
  jxl: readJxl,
  bmp: readBmp,
};

/** Formats that say where they end: of others nothing is called cut short. */
const HAS_END: readonly ImageFormat[] = ['png', 'jpeg', 'webp', 'gif', 'bmp'];

/** No picture begins before, and the signature of the file itself does not count. */
const LEAST_HEAD = 12;

/**
 * Reads `bytes`, the content of a file of `format`. Takes time that grows with their number alone, and throws
 * nothing, whatever they are.
 */
export function readForensics(
  bytes: Uint8Array,
  format: ImageFormat,
  tools: ForensicTools,
): FileFacts {
  const into = nothingCollected(bytes);
  READERS[format](into, tools);
  into.forensics.isCutShort = into.end === null && HAS_END.includes(format);
  if (into.forensics.isCutShort) into.searchFrom = LEAST_HEAD;
  readTrailing(into);
  const counts = new Map<string, number>();
  const items = into.pictures.map(
    ({ kind, number: given, hasEnd: _, ...picture }): SecondPicture => {
      const number = given ?? (counts.get(kind) ?? 0) + 1;
      counts.set(kind, number);
      return { id: `${kind}-${number}`, kind, ...picture };
    },
  );
  return { forensics: into.forensics, items, itemCount: into.pictureCount };
}
