/** The parts of images: chunks of PNG, segments of JPEG, blocks of GIF, chunks of RIFF. */
import { crc32 } from 'node:zlib';
import { bmp, iso, tiff } from './offset-formats.ts';
import type { Format } from './parts.ts';

const png: Format = {
  name: 'PNG',
  split(bytes) {
    if (bytes.toString('latin1', 1, 4) !== 'PNG') return null;
    const parts = [bytes.subarray(0, 8)];
    for (let at = 8; at < bytes.length;) {
      const length = at + 8 <= bytes.length ? bytes.readUInt32BE(at) : Infinity;
      const end = Math.min(bytes.length, at + 12 + length);
      parts.push(bytes.subarray(at, end));
      at = end;
    }
    return parts;
  },
  mend(part, index) {
    if (index === 0 || part.length < 12) return part;
    const made = Buffer.from(part);
    made.writeUInt32BE(made.length - 12, 0);
    made.writeUInt32BE(crc32(made.subarray(4, made.length - 4)), made.length - 4);
    return made;
  },
  headBytes: 24,
};

const jpeg: Format = {
  name: 'JPEG',
  split(bytes) {
    if (bytes[0] !== 0xff || bytes[1] !== 0xd8) return null;
    const parts = [bytes.subarray(0, 2)];
    let at = 2;
    while (at + 4 <= bytes.length && bytes[at] === 0xff && bytes[at + 1] !== 0xda) {
      const end = Math.min(bytes.length, at + 2 + Math.max(2, bytes.readUInt16BE(at + 2)));
      parts.push(bytes.subarray(at, end));
      at = end;
    }
    // Restart intervals of the scan are parts as well.
    for (let from = at; at < bytes.length; at++) {
      const isMarker = bytes[at] === 0xff && (bytes[at + 1] ?? 0) >= 0xd0;
      if (!isMarker && at + 1 < bytes.length) continue;
      parts.push(bytes.subarray(from, at + 1));
      from = at + 1;
    }
    return parts;
  },
  mend(part) {
    if (part.length < 4 || part.length > 65537 || part[0] !== 0xff) return part;
    const made = Buffer.from(part);
    made.writeUInt16BE(made.length - 2, 2);
    return made;
  },
  headBytes: 20,
};

const gif: Format = {
  name: 'GIF',
  split(bytes) {
    if (bytes.toString('latin1', 0, 3) !== 'GIF' || bytes.length < 13) return null;
    const table = (flags: number) => (flags & 0x80 ? 3 * 2 ** ((flags & 7) + 1) : 0);
    const parts = [bytes.subarray(0, 13 + table(bytes[10]))];
    for (let at = parts[0].length; at < bytes.length;) {
      let end = at + 1;
      if (bytes[at] === 0x2c && at + 10 <= bytes.length) end = at + 11 + table(bytes[at + 9]);
      if (bytes[at] === 0x21) end = at + 2;
      if (end > at + 1) {
        while (end < bytes.length && bytes[end] !== 0) end += bytes[end] + 1;
        end++;
      }
      parts.push(bytes.subarray(at, end));
      at = end;
    }
    return parts;
  },
};

const riff: Format = {
  name: 'RIFF',
  split(bytes) {
    if (bytes.toString('latin1', 0, 4) !== 'RIFF') return null;
    const parts = [bytes.subarray(0, 12)];
    for (let at = 12; at < bytes.length;) {
      const length = at + 8 <= bytes.length ? bytes.readUInt32LE(at + 4) : Infinity;
      const end = Math.min(bytes.length, at + 8 + length + (length % 2));
      parts.push(bytes.subarray(at, end));
      at = end;
    }
    return parts;
  },
  mend(part, index) {
    if (index === 0 || part.length < 8) return part;
    const made = Buffer.from(part);
    made.writeUInt32LE(made.length - 8, 4);
    return made;
  },
  finish(file) {
    if (file.length < 8) return file;
    const made = Buffer.from(file);
    made.writeUInt32LE(made.length - 8, 4);
    return made;
  },
  headBytes: 24,
};

/** The formats of images. */
export const IMAGE_PARTS: readonly Format[] = [png, jpeg, gif, riff, iso, tiff, bmp];
