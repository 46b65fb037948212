/** What EXIF (CIPA DC-008) says of a camera, and where its thumbnail lies. */
import { latin1, utf8 } from './bytes.ts';
import { readTiff, type TiffDirectory } from './tiff.ts';

export interface Exif {
  make: string | null;
  model: string | null;
  lens: string | null;
  software: string | null;
  artist: string | null;
  copyright: string | null;
  description: string | null;
  /** As stored: `2024:05:01 12:00:00`. */
  modified: string | null;
  taken: string | null;
  comment: string | null;
  hasPlace: boolean;
  orientation: number | null;
  /** The JPEG thumbnail of its second directory; its offset counts from the TIFF header. */
  thumbnail: { offset: number; bytes: number } | null;
}

const TAGS = {
  description: 270,
  make: 271,
  model: 272,
  orientation: 274,
  software: 305,
  modified: 306,
  artist: 315,
  thumbnailOffset: 513,
  thumbnailBytes: 514,
  copyright: 33432,
  exif: 34665,
  gps: 34853,
  taken: 36867,
  comment: 37510,
  lens: 42036,
};

/** Reads EXIF that begins with its TIFF header; null where it does not, or holds no directory. */
export function readExif(bytes: Uint8Array): Exif | null {
  const tiff = readTiff(bytes, 2);
  const [main, second] = tiff?.directories ?? [];
  if (tiff === null || main === undefined) return null;
  const [at] = tiff.numbers(main.entries.get(TAGS.exif), 1);
  const inner = at === undefined ? null : tiff.directory(at);
  const text = (directory: TiffDirectory | null, tag: number): string | null => {
    const value = tiff.text(directory?.entries.get(tag))?.trim();
    return value === undefined || value === '' ? null : asUtf8(value);
  };
  const [offset] = tiff.numbers(second?.entries.get(TAGS.thumbnailOffset), 1);
  const [length] = tiff.numbers(second?.entries.get(TAGS.thumbnailBytes), 1);
  const hasThumbnail = offset >= 8 && length > 0 && offset + length <= bytes.length;
  const comment = inner?.entries.get(TAGS.comment);
  return {
    make: text(main, TAGS.make),
    model: text(main, TAGS.model),
    lens: text(inner, TAGS.lens),
    software: text(main, TAGS.software),
    artist: text(main, TAGS.artist),
    copyright: text(main, TAGS.copyright),
    description: text(main, TAGS.description),
    modified: text(main, TAGS.modified),
    taken: text(inner, TAGS.taken),
    comment:
      comment === undefined
        ? null
        : userComment(bytes.subarray(comment.at, comment.at + comment.bytes)),
    hasPlace: main.entries.has(TAGS.gps),
    orientation: tiff.numbers(main.entries.get(TAGS.orientation), 1)[0] ?? null,
    thumbnail: hasThumbnail ? { offset, bytes: length } : null,
  };
}

/** Latin-1 that was read byte by byte, as UTF-8 where it is valid UTF-8: many programs write that. */
function asUtf8(text: string): string {
  const decoded = utf8(Uint8Array.from(text, (c) => c.charCodeAt(0)));
  return decoded.includes('\ufffd') ? text : decoded;
}

/** UserComment: eight bytes name its character code. Of Unicode the order of bytes is guessed. */
function userComment(bytes: Uint8Array): string | null {
  const code = latin1(bytes, 0, 8);
  const body = bytes.subarray(8);
  const text = code.startsWith('UNICODE') ? utf16(body) : utf8(body);
  const plain = text.replace(/\0+$/, '').trim();
  return plain === '' ? null : plain;
}

function utf16(bytes: Uint8Array): string {
  const most = Math.min(bytes.length, 64 * 1024);
  let [zerosFirst, zerosSecond] = [0, 0];
  for (let i = 0; i + 1 < most; i += 2) {
    if (bytes[i] === 0) zerosFirst++;
    if (bytes[i + 1] === 0) zerosSecond++;
  }
  const high = zerosFirst > zerosSecond ? 0 : 1;
  let text = '';
  for (let i = 0; i + 1 < most; i += 2) {
    text += String.fromCharCode(bytes[i + high] * 256 + bytes[i + 1 - high]);
  }
  return text;
}
