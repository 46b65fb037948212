/** The outermost boxes of ISO base media files (ISO/IEC 14496-12): AVIF, HEIF and JPEG XL. */
import type { Size } from '../../base/raster.ts';
import { hasText, latin1, u32be } from './bytes.ts';

const MOST_BOXES = 10_000;

/** Boxes that are cut short where the file ends before them; other bytes are none. */
const KNOWN = [
  'ftyp',
  'meta',
  'mdat',
  'moov',
  'moof',
  'free',
  'skip',
  'uuid',
  'idat',
  'mfra',
  'sidx',
  'jxlc',
  'jxlp',
];

/** Where the boxes of a file end, and where they can be told from what follows. */
export interface IsoMediaEnd {
  /** Just past the last box; null where the file is cut short, has no box, or its last box has no end. */
  end: number | null;
  /** The beginning of the last box, where that has no end; else just past the last whole box. */
  last: number;
}

/** The end of the outermost boxes of `bytes`. */
export function isoMediaEnd(bytes: Uint8Array): IsoMediaEnd {
  let at = 0;
  for (let count = 0; at < bytes.length; count++) {
    const type = latin1(bytes, at + 4, at + 8);
    const size = boxBytes(bytes, at);
    const isBox = /^[\x20-\x7e]{4}$/.test(type) && size >= 8;
    if (isBox && u32be(bytes, at) === 0) return { end: null, last: at };
    if (!isBox) return { end: at === 0 ? null : at, last: at };
    if (count >= MOST_BOXES) return { end: null, last: at };
    if (at + size > bytes.length) {
      return { end: at === 0 || KNOWN.includes(type) ? null : at, last: at };
    }
    at += size;
  }
  return { end: at, last: at };
}

const PICTURES = /^(avi[fs]|hei[cxms]|hev[cxms]|mif[12]|msf1)$/;
const MOST_META = 64 * 1024;

/** Whether `bytes` begin with the first box of AVIF or HEIF: a video begins with another brand. */
export function isPictureMedia(bytes: Uint8Array, at = 0): boolean {
  if (!hasText(bytes, at + 4, 'ftyp')) return false;
  const major = at + (u32be(bytes, at) === 1 ? 16 : 8); // 1: a size of 64 bits follows the type
  const size = boxBytes(bytes, at);
  if (!(at + size >= major + 8 && size <= 1024)) return false;
  for (let brand = major; brand + 4 <= at + size; brand += 4) {
    if (brand !== major + 4 && PICTURES.test(latin1(bytes, brand, brand + 4))) return true;
  }
  return false;
}

/** The largest size that a picture in the AVIF or HEIF `bytes` declares (ispe); null where none does. */
export function isoMediaSize(bytes: Uint8Array): Size | null {
  if (!isPictureMedia(bytes)) return null;
  let largest: Size | null = null;
  const head = bytes.subarray(0, MOST_META);
  for (let at = head.indexOf(0x69); at !== -1; at = head.indexOf(0x69, at + 1)) {
    if (!hasText(head, at, 'ispe') || u32be(head, at - 4) !== 20) continue;
    const [width, height] = [u32be(head, at + 8), u32be(head, at + 12)];
    const area = largest === null ? 0 : largest.width * largest.height;
    if (width * height > area) largest = { width, height };
  }
  return largest;
}

function boxBytes(bytes: Uint8Array, at: number): number {
  const size = u32be(bytes, at);
  if (size === 0) return bytes.length - at;
  return size === 1 ? u32be(bytes, at + 8) * 2 ** 32 + u32be(bytes, at + 12) : size;
}
