/** The blocks of a GIF file (GIF89a specification). */
import { hasText, u16le } from './bytes.ts';

export interface GifWalk {
  width: number;
  height: number;
  frames: number;
  /** Comment extensions and the data of application extensions, as they are stored. */
  extensions: GifExtension[];
  /** Just past the trailer; null where the file ends before. */
  end: number | null;
}

export interface GifExtension {
  kind: 'comment' | 'application';
  /** Of an application: its identifier and authentication code. */
  name: string;
  offset: number;
  /** The data of its sub-blocks, at most MOST_DATA bytes, and how many there are. */
  data: Uint8Array;
  bytes: number;
}

const MOST_DATA = 64 * 1024;
const MOST_EXTENSIONS = 256;

/** The blocks of the GIF that `bytes` begin with; null where they begin with none. */
export function walkGif(bytes: Uint8Array): GifWalk | null {
  if (!hasText(bytes, 0, 'GIF8') || bytes.length < 13) return null;
  const walk: GifWalk = {
    width: u16le(bytes, 6),
    height: u16le(bytes, 8),
    frames: 0,
    extensions: [],
    end: null,
  };
  let at = 13 + tableBytes(bytes[10]);
  while (at < bytes.length) {
    const block = bytes[at];
    if (block === 0x3b) return { ...walk, end: at + 1 };
    if (block === 0x2c) {
      walk.frames++;
      at = skipBlocks(bytes, at + 10 + tableBytes(bytes[at + 9]) + 1);
    } else if (block === 0x21) {
      const label = bytes[at + 1];
      const isKept = (label === 0xfe || label === 0xff) && walk.extensions.length < MOST_EXTENSIONS;
      if (isKept) walk.extensions.push(readExtension(bytes, at, label));
      at = skipBlocks(bytes, at + 2);
    } else return walk;
  }
  return walk;
}

/** Bytes of the color table that `flags` announce. */
function tableBytes(flags: number): number {
  return (flags & 0x80) === 0 ? 0 : 3 * 2 ** ((flags & 7) + 1);
}

/** Just past the sub-blocks at `at`. */
function skipBlocks(bytes: Uint8Array, at: number): number {
  while (at < bytes.length && bytes[at] !== 0) at += bytes[at] + 1;
  return at + 1;
}

function readExtension(bytes: Uint8Array, offset: number, label: number): GifExtension {
  const parts: Uint8Array[] = [];
  let [at, kept, total] = [offset + 2, 0, 0];
  while (at < bytes.length && bytes[at] !== 0) {
    const part = bytes.subarray(at + 1, at + 1 + bytes[at]);
    if (kept < MOST_DATA) {
      parts.push(part);
      kept += part.length;
    }
    total += part.length;
    at += bytes[at] + 1;
  }
  const first = label === 0xff ? parts.shift() : undefined;
  const name = first === undefined ? '' : String.fromCharCode(...first);
  const data = new Uint8Array(parts.reduce((sum, part) => sum + part.length, 0));
  let to = 0;
  for (const part of parts) {
    data.set(part, to);
    to += part.length;
  }
  const kind = label === 0xfe ? 'comment' : 'application';
  return { kind, name, offset, data, bytes: total - (first?.length ?? 0) };
}
