/** Facts of GIF, WebP, TIFF, BMP, JPEG XL and ISO media files. */
import { bmpEnd } from '../containers/bmp.ts';
import { hasText, latin1, u32be, utf8 } from '../containers/bytes.ts';
import { walkGif } from '../containers/gif.ts';
import { isoMediaEnd } from '../containers/iso-media.ts';
import { jxlBoxes, JXL_SIGNATURE } from '../containers/jxl.ts';
import {
  hasPixels,
  readTiff,
  tiffDirectorySize,
  type TiffDirectory,
  type TiffReader,
} from '../containers/tiff.ts';
import { webpChunks, webpEnd } from '../containers/webp.ts';
import { addExif, addPicture, addText, addXmp, type Collected } from './collected.ts';
import type { ForensicTools } from './forensics.ts';
import { addOrientation } from './orientations.ts';

/** Reads the GIF `into.bytes`. */
export function readGif(into: Collected): void {
  const walk = walkGif(into.bytes);
  if (walk === null) return;
  into.end = walk.end;
  for (const { kind, name, data, bytes } of walk.extensions) {
    if (kind === 'comment') addText(into, 'comment', '', utf8(data), bytes);
    else if (name.startsWith('XMP Data')) addXmp(into, data);
    else if (name.startsWith('ICCRGBG1')) into.forensics.color.iccBytes = bytes;
  }
}

/** Reads the WebP `into.bytes`. */
export function readWebp(into: Collected): void {
  into.end = webpEnd(into.bytes);
  for (const { type, offset, data } of webpChunks(into.bytes)) {
    if (type === 'ICCP') into.forensics.color.iccBytes = data.length;
    else if (type === 'XMP ') addXmp(into, data);
    else if (type === 'C2PA') into.forensics.hasContentCredentials = true;
    else if (type === 'EXIF') {
      const skipped = hasText(data, 0, 'Exif\0\0') ? 6 : 0; // some programs keep the prefix of JPEG
      addExif(into, data.subarray(skipped), offset + 8 + skipped);
    }
  }
}

/** Reads AVIF or HEIF: its outermost boxes, and what it says of its main picture. */
export function readHeif(into: Collected, { metadata }: ForensicTools): void {
  readIsoMedia(into);
  const found = metadata(into.bytes);
  if (found === null) return;
  for (const { data, offset } of found.exif) addExif(into, data, offset);
  for (const packet of found.xmp) addXmp(into, packet);
  const turn = found.orientation === 1 ? null : found.orientation;
  addOrientation((into.forensics.orientations ??= []), 'irot and imir', turn);
}

function readIsoMedia(into: Collected): void {
  const { end, last } = isoMediaEnd(into.bytes);
  into.end = end;
  into.searchFrom = last;
}

/** Reads the boxes of JPEG XL. A bare codestream says nowhere where it ends. */
export function readJxl(into: Collected, { unbrotli }: ForensicTools): void {
  const { bytes } = into;
  if (!hasText(bytes, 0, JXL_SIGNATURE)) {
    into.searchFrom = 2;
    return;
  }
  readIsoMedia(into);
  for (const { type, offset, data } of jxlBoxes(bytes)) {
    if (type !== 'brob') readJxlBox(into, type, data, offset);
    else {
      const packed = latin1(data, 0, 4);
      const plain = unbrotli(data.subarray(4), MOST_PLAIN);
      if (plain !== null) readJxlBox(into, packed, plain, null);
    }
  }
}

const MOST_PLAIN = 1024 * 1024;

/** What a box that is no picture says; its data lie at `offset` of the file, unless they were packed. */
function readJxlBox(into: Collected, type: string, data: Uint8Array, offset: number | null): void {
  if (type === 'xml ') addXmp(into, data);
  else if (type === 'Exif') {
    const skipped = 4 + u32be(data, 0);
    if (!(skipped < data.length)) return;
    addExif(into, data.subarray(skipped), offset === null ? null : offset + skipped);
  } else if (type === 'jumb')
    into.forensics.hasContentCredentials ||= latin1(data).includes('c2pa');
}

/** Reads where the BMP `into.bytes` ends. */
export function readBmp(into: Collected): void {
  into.end = bmpEnd(into.bytes);
}

const TAGS = { strips: 273, stripBytes: 279, tiles: 324, tileBytes: 325, subDirectories: 330 };
const XMP = 700;
const ICC = 34675;
const INNER = [34665, 34853]; // EXIF and its place
const MOST_PAGES = 4096;
const MOST_PIECES = 1_000_000;
const MOST_INNER = 16;
const MOST_DIRECTORIES = 10_000;

/** Reads the TIFF `into.bytes`. Its end is where the last of its pages, values and strips ends. */
export function readTiffFile(into: Collected): void {
  const { bytes, forensics } = into;
  const tiff = readTiff(bytes, MOST_PAGES);
  const [first] = tiff?.directories ?? [];
  if (tiff === null || first === undefined) return;
  addExif(into, bytes, 0, 'TIFF');
  const xmp = first.entries.get(XMP);
  if (xmp !== undefined) addXmp(into, bytes.subarray(xmp.at, xmp.at + xmp.bytes));
  forensics.color.iccBytes = first.entries.get(ICC)?.bytes ?? null;
  for (const [tag, key] of Object.entries({ 269: 'DocumentName', 316: 'HostComputer' })) {
    const text = tiff.text(first.entries.get(Number(tag)));
    if (text !== null) addText(into, 'TIFF', key, text, text.length);
  }
  readSubImages(into, tiff);
  const end = endOf(tiff, bytes.length);
  if (tiff.isWhole) into.end = end;
  into.searchFrom = end;
}

const MOST_SUB_IMAGES = 1000;

/** Lists the pictures that pages hold besides their own, and that these hold (tag SubIFDs). */
function readSubImages(into: Collected, tiff: TiffReader): void {
  const seen = new Set(tiff.directories.map(({ offset }) => offset));
  const waiting = [...tiff.directories];
  let looked = 0;
  for (let i = 0; i < waiting.length; i++) {
    const offsets = tiff.numbers(waiting[i].entries.get(TAGS.subDirectories), MOST_SUB_IMAGES + 1);
    for (const offset of offsets) {
      if (seen.has(offset)) continue;
      seen.add(offset);
      if (++looked > MOST_SUB_IMAGES) {
        into.forensics.unsearched = { offset, cause: 'work' };
        return;
      }
      const directory = tiff.directory(offset);
      if (directory === null) continue;
      waiting.push(directory);
      const size = tiffDirectorySize(tiff, directory);
      if (!hasPixels(directory) || !(size.width > 0 && size.height > 0)) continue;
      const bytes = directory.end - offset;
      addPicture(into, {
        kind: 'sub-image',
        title: 'Picture inside a page',
        ...size,
        offset,
        bytes,
      });
    }
  }
}

/** Null where something lies outside of the file: it is cut short. */
function endOf(tiff: TiffReader, length: number): number | null {
  let [end, pieces, directories] = [8, 0, 0];
  const include = (directory: TiffDirectory, depth: number): boolean => {
    end = Math.max(end, directory.end);
    for (const { at, bytes } of directory.entries.values()) end = Math.max(end, at + bytes);
    const list = (tag: number, most = MOST_PIECES) =>
      tiff.numbers(directory.entries.get(tag), most);
    for (const [offsets, sizes] of [
      [list(TAGS.strips), list(TAGS.stripBytes)],
      [list(TAGS.tiles), list(TAGS.tileBytes)],
      [list(513), list(514)],
    ]) {
      pieces += offsets.length + sizes.length;
      offsets.forEach((offset, i) => (end = Math.max(end, offset + (sizes[i] ?? 0))));
    }
    if (pieces > MOST_PIECES || ++directories > MOST_DIRECTORIES || end > length) return false;
    if (depth > 2) return true;
    const inner = [TAGS.subDirectories, ...INNER].flatMap((tag) => list(tag, MOST_INNER));
    return inner.every((offset) => {
      const read = tiff.directory(offset);
      return read === null || include(read, depth + 1);
    });
  };
  return tiff.directories.every((directory) => include(directory, 0)) ? end : null;
}
