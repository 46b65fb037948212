/** Whether bytes begin with a picture: its container, its size and where it ends. */
import { bmpEnd, bmpSize } from './bmp.ts';
import { hasText, u16be, u32be } from './bytes.ts';
import { walkGif } from './gif.ts';
import { isoMediaEnd, isoMediaSize } from './iso-media.ts';
import { isFrameHeader, SOS, walkJpeg } from './jpeg.ts';
import { JXL_SIGNATURE, jxlSize } from './jxl.ts';
import { pngEnd, PNG_SIGNATURE } from './png.ts';
import { hasPixels, readTiff, tiffDirectorySize } from './tiff.ts';
import { webpEnd, webpSize } from './webp.ts';
import type { Size } from '../../base/raster.ts';
import type { ImageFormat } from './image-format.ts';

export interface IdentifiedPicture extends Size {
  format: ImageFormat;
  /** Bytes up to its end; all that there are where it is cut short or has no end. */
  bytes: number;
  hasEnd: boolean;
}

/** The picture that `bytes` begin with; null where they begin with none. */
export function identifyPicture(bytes: Uint8Array): IdentifiedPicture | null {
  for (const [format, size, end] of KINDS) {
    const found = size(bytes);
    if (found === null) continue;
    if (!(found.width > 0 && found.height > 0)) return null;
    const bytesToEnd = end(bytes);
    const { width, height } = found;
    return {
      ...{ format, width, height },
      bytes: bytesToEnd ?? bytes.length,
      hasEnd: bytesToEnd !== null,
    };
  }
  return null;
}

type Kind = [
  format: ImageFormat,
  size: (bytes: Uint8Array) => Size | null,
  end: (bytes: Uint8Array) => number | null,
];

const KINDS: Kind[] = [
  ['png', pngSize, pngEnd],
  ['jpeg', jpegSize, (bytes) => walkJpeg(bytes).end],
  ['gif', gifSize, (bytes) => walkGif(bytes)?.end ?? null],
  ['webp', webpSize, webpEnd],
  ['bmp', bmpSize, bmpEnd],
  ['tiff', tiffSize, () => null],
  ['avif', isoMediaSize, (bytes) => isoMediaEnd(bytes).end],
  ['jxl', jxlSize, jxlEnd],
];

/** Just past the last box of JPEG XL; null of a bare codestream. */
export function jxlEnd(bytes: Uint8Array): number | null {
  return hasText(bytes, 0, JXL_SIGNATURE) ? isoMediaEnd(bytes).end : null;
}

function pngSize(bytes: Uint8Array): Size | null {
  if (!hasText(bytes, 0, PNG_SIGNATURE) || !hasText(bytes, 12, 'IHDR') || bytes.length < 33) {
    return null;
  }
  return { width: u32be(bytes, 16), height: u32be(bytes, 20) };
}

function gifSize(bytes: Uint8Array): Size | null {
  const gif = walkGif(bytes);
  return gif !== null && gif.frames > 0 ? gif : null;
}

/** Of a directory that has pixels: that of EXIF has none. */
function tiffSize(bytes: Uint8Array): Size | null {
  const tiff = readTiff(bytes, 1);
  const [first] = tiff?.directories ?? [];
  if (tiff === null || first === undefined || !hasPixels(first)) return null;
  return tiffDirectorySize(tiff, first);
}

const MOST_HEADER_SEGMENTS = 1000;

/** The size by the frame header that stands before the first scan; null where there is none. */
function jpegSize(bytes: Uint8Array): Size | null {
  if (!hasText(bytes, 0, '\xff\xd8\xff')) return null;
  let size: Size | null = null;
  let at = 2;
  for (let count = 0; count < MOST_HEADER_SEGMENTS && bytes[at] === 0xff; count++) {
    const marker = bytes[at + 1];
    if (marker === SOS) return size;
    const length = u16be(bytes, at + 2);
    if (!(marker >= 0xc0 && length >= 2)) return null;
    if (isFrameHeader(marker) && length >= 8) {
      size = { width: u16be(bytes, at + 7), height: u16be(bytes, at + 5) };
    }
    at += 2 + length;
    while (bytes[at] === 0xff && bytes[at + 1] === 0xff) at++; // fill bytes
  }
  return null;
}
