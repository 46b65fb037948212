/** What bytes after the end of an image look like, by what they begin with. */
import { hasText } from '../containers/bytes.ts';

/** Archives that are not opened after the end of an image. */
export const UNOPENED = ['a RAR archive', 'a 7-Zip archive', 'gzip data', 'a tar archive'];

const SIGNATURES: [text: string, at: number, what: string][] = [
  ['PK\x03\x04', 0, 'a ZIP archive'],
  ['Rar!\x1a\x07', 0, 'a RAR archive'],
  ['7z\xbc\xaf\x27\x1c', 0, 'a 7-Zip archive'],
  ['\x1f\x8b\x08', 0, 'gzip data'],
  ['%PDF-', 0, 'a PDF document'],
  ['ftyp', 4, 'a video or HEIF file'],
  ['II*\0', 0, 'a TIFF image'],
  ['MM\0*', 0, 'a TIFF image'],
  ['\0\0\0\x0cJXL ', 0, 'a JPEG XL image'],
  ['8BPS', 0, 'a Photoshop document'],
  ['<?xml', 0, 'an XML document'],
  ['<svg', 0, 'an SVG drawing'],
  ['<html', 0, 'an HTML page'],
  ['ustar', 257, 'a tar archive'],
  ['\x7fELF', 0, 'a program'],
  ['MZ', 0, 'a program'],
  ['RIFF', 0, 'a RIFF file'],
  ['\x89PNG\r\n\x1a\n', 0, 'a PNG image'],
  ['\xff\xd8\xff', 0, 'a JPEG image'],
  ['GIF8', 0, 'a GIF image'],
];

/** A phrase with its article for what `bytes` begin with; padding and noise have their own. */
export function looksLike(bytes: Uint8Array): string {
  const found = SIGNATURES.find(([text, at]) => hasText(bytes, at, text));
  if (found !== undefined) return found[2];
  const head = bytes.subarray(0, 4096);
  const first = head[0];
  if (head.every((byte) => byte === first)) return first === 0 ? 'zeros' : 'one byte repeated';
  const printed = head.filter((byte) => (byte >= 0x20 && byte < 0x7f) || (byte >= 9 && byte <= 13));
  return printed.length >= 0.95 * head.length ? 'text' : 'data of an unknown kind';
}
