/** What a file is, by its first bytes and never by its name. */
/* eslint-disable no-control-regex -- magic bytes are control characters */
import { UserError } from '../../../../shared/base/errors.ts';
import type { ImageFormat } from '../../../../shared/image/facts.ts';

/** How the accepted formats are listed and named for people. */
export const FORMAT_TITLES: Record<ImageFormat, string> = {
  png: 'PNG',
  jpeg: 'JPEG',
  webp: 'WebP',
  gif: 'GIF',
  tiff: 'TIFF',
  avif: 'AVIF',
  heic: 'HEIC',
  jxl: 'JPEG XL',
  bmp: 'BMP',
};

const SNIFF_BYTES = 1024;

/** [pattern over the first bytes as Latin-1, what it is]; the first match counts. */
const FOREIGN: [RegExp, string][] = [
  [/^%!PS/, 'a PostScript document'],
  // With at least one entry: a TGA has zeros there.
  [/^\0\0[\x01\x02]\0[^\0]\0/, 'an icon (ICO)'],
  // No palette or one of 24 or 32 bits; bits of a pixel. An old format without a mark of its own.
  [/^[^]\0[\x02\x03\x0a\x0b]\0{5}[^]{8}[\x08\x0f\x10\x18\x20][\0-\x2f]/, 'a TGA image'],
  [/^[^]\x01[\x01\x09][^]{4}[\x18\x20][^]{8}\x08[\0-\x2f]/, 'a TGA image'],
  [/^8BPS/, 'a Photoshop document'],
  [/^\0\0\0\x0cjP {2}|^\xff\x4f\xff\x51/, 'a JPEG 2000 image'],
  [/^v\/1\x01/, 'an OpenEXR image'],
  [/^#\?R/, 'a Radiance HDR image'],
  [/^P[1-7][\s#]/, 'a Netpbm image'],
  [/^qoif/, 'a QOI image'],
  [/^DDS /, 'a DDS texture'],
  [/^PK[\x03\x05]/, 'a ZIP archive'],
  [/^\x1f\x8b/, 'a gzip archive'],
  [/^7z\xbc\xaf|^Rar!/, 'an archive'],
  [/^RIFF[^]{4}AVI /, 'an AVI video'],
  [/^RIFF[^]{4}WAVE|^ID3|^OggS|^fLaC/, 'a sound file'],
  [/^\x1aE\xdf\xa3/, 'a Matroska or WebM video'],
  [/^\x7fELF|^MZ/, 'a program'],
  [/^(II\*\0|MM\0\*)[^]{4}CR/, 'a Canon raw file'],
];

const MARKUP: [RegExp, string][] = [
  [/<svg[\s>]/i, 'an SVG drawing'],
  [/^\s*(<!doctype html|<html)/i, 'an HTML page'],
  [/^\s*<\?xml/i, 'an XML document'],
];

/** The accepted format of `bytes`, or a phrase (with article) for what they appear to be. */
export function sniff(bytes: Uint8Array): { format: ImageFormat } | { kind: string } {
  if (bytes.length === 0) return { kind: 'an empty file' };
  const head = Buffer.from(bytes.buffer, bytes.byteOffset, Math.min(bytes.length, SNIFF_BYTES));
  const text = head.toString('latin1');
  if (text.startsWith('\x89PNG\r\n\x1a\n')) return { format: 'png' };
  if (text.startsWith('\xff\xd8\xff')) return { format: 'jpeg' };
  if (/^GIF8[79]a/.test(text)) return { format: 'gif' };
  if (/^RIFF[^]{4}WEBP/.test(text)) return { format: 'webp' };
  if (/^\xff\x0a|^\0\0\0\x0cJXL \r\n\x87\n/.test(text)) return { format: 'jxl' };
  if (isBmp(head)) return { format: 'bmp' };
  if (text.slice(4, 8) === 'ftyp') return sniffIsoMedia(head, text);
  for (const [pattern, kind] of FOREIGN) if (pattern.test(text)) return { kind };
  if (/^(II[*+]\0|MM\0[*+])/.test(text)) return { format: 'tiff' };
  // Readers find it anywhere in the first bytes, so it may also be the comment of an image.
  if (/%PDF-\d/.test(text)) return { kind: 'a PDF document' };
  return { kind: sniffText(text.replace(/\0/g, ''), text) };
}

/** "BM", and behind it a header of a size that BMP has; text may begin with the same letters. */
function isBmp(head: Buffer): boolean {
  if (head.length < 18 || head[0] !== 0x42 || head[1] !== 0x4d) return false;
  return BMP_HEADERS.includes(head.readUInt32LE(14));
}

const BMP_HEADERS = [12, 16, 40, 52, 56, 64, 108, 124];

/** ISO base media: the brands of the ftyp box tell AVIF and HEIC from video. */
function sniffIsoMedia(head: Buffer, text: string): { format: ImageFormat } | { kind: string } {
  // A size of 1 says that one of 64 bits follows the type.
  const isLarge = head.readUInt32BE(0) === 1 && head.length >= 24;
  const at = isLarge ? 16 : 8;
  const size = isLarge ? Number(head.readBigUInt64BE(8)) : head.readUInt32BE(0);
  const end = Math.min(text.length, Math.max(at + 8, size === 0 ? Infinity : size));
  const brands = [text.slice(at, at + 4), ...(text.slice(at + 8, end).match(/[^]{4}/g) ?? [])];
  // The major brand counts; what it leaves open, the compatible ones say.
  if (/^he[iv][cxms]/.test(brands[0])) return { format: 'heic' };
  if (brands.some((brand) => brand === 'avif' || brand === 'avis')) return { format: 'avif' };
  if (brands.some((brand) => /^(hei[cxms]|hev[cxms]|mif[12]|msf1)/.test(brand))) {
    return { format: 'heic' };
  }
  if (brands[0] === 'crx ') return { kind: 'a Canon raw file' };
  return { kind: 'an MP4 or QuickTime video' };
}

function sniffText(plain: string, text: string): string {
  for (const [pattern, kind] of MARKUP) if (pattern.test(plain)) return kind;
  return /[\x00-\x08\x0e-\x1a\x1c-\x1f]/.test(text) ? 'of an unknown kind' : 'a text file';
}

/** The format of `bytes`; throws UserError `unsupported-format` naming `name` and what it is. */
export function requireFormat(bytes: Uint8Array, name: string): ImageFormat {
  const found = sniff(bytes);
  if ('format' in found) return found.format;
  const titles = Object.values(FORMAT_TITLES).join(', ');
  throw new UserError(
    'unsupported-format',
    `${name} is ${found.kind}, not an image Scalescope reads (${titles})`,
  );
}
