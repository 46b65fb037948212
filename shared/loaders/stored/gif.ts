/**
 * The first frame of a GIF as indices of its palette (GIF89a, appendix F for the codes). Libraries keep the
 * indices, which decoders that composite frames do not give.
 */
import { UserError } from '../../base/errors.ts';
import type { GifScreen, StoredPicture } from './stored-picture.ts';

const [EXTENSION, IMAGE, TRAILER, GRAPHIC_CONTROL] = [0x21, 0x2c, 0x3b, 0xf9];
const MOST_CODES = 4096;

/**
 * The first frame on its logical screen, that grows where the frame reaches beyond it. What the frame does
 * not cover is its transparent entry, else entry 0 (Pillow 12.3). Throws UserError `decode-failed` without a frame, and
 * `too-large` above `maxPixels`.
 */
export function readGif(bytes: Uint8Array, name: string, maxPixels: number): StoredPicture {
  const u16 = (at: number): number => bytes[at] | (bytes[at + 1] << 8);
  const screen = { width: u16(6), height: u16(8) };
  const globalColors = colorsAt(bytes, 13, bytes[10]);
  let at = 13 + globalColors.length;
  let transparent: number | null = null;
  while (at < bytes.length && bytes[at] !== TRAILER) {
    if (bytes[at] === EXTENSION) {
      if (bytes[at + 1] === GRAPHIC_CONTROL) transparent = bytes[at + 3] & 1 ? bytes[at + 6] : null;
      at = endOfBlocks(bytes, at + 2);
    } else if (bytes[at] === IMAGE) {
      const frame = { x: u16(at + 1), y: u16(at + 3), width: u16(at + 5), height: u16(at + 7) };
      const flags = bytes[at + 9];
      const ownColors = colorsAt(bytes, at + 10, flags);
      const width = Math.max(screen.width, frame.x + frame.width);
      const height = Math.max(screen.height, frame.y + frame.height);
      if (frame.width === 0 || frame.height === 0) break;
      if (width * height > maxPixels) {
        const fact = `${name} is ${width}x${height}, more than the limit of ${maxPixels} pixels`;
        throw new UserError('too-large', fact, 'raise it with --max-pixels');
      }
      const start = at + 10 + ownColors.length;
      const codes = unpacked(bytes, start + 1);
      const { indices, isWhole } = decodeCodes(codes, bytes[start], frame.width * frame.height);
      const data = new Uint8Array(width * height).fill(transparent ?? 0);
      const rows = (flags & 0x40) === 0 ? null : interlacedRows(frame.height);
      for (let row = 0; row < frame.height; row++) {
        const y = frame.y + (rows?.[row] ?? row);
        const line = indices.subarray(row * frame.width, (row + 1) * frame.width);
        data.set(line, y * width + frame.x);
      }
      const colors = ownColors.length > 0 ? ownColors : globalColors;
      return {
        width,
        height,
        format: 'gif',
        color: 'palette',
        bits: 8,
        data,
        palette: { colors, alphas: transparent === null ? null : alphasWithout(transparent) },
        colorKey: null,
        screen: {
          background: [0, 1, 2].map((c) => globalColors[3 * bytes[11] + c] ?? 0) as [
            number,
            number,
            number,
          ],
          frame,
          holdsFrame: width === screen.width && height === screen.height,
          ...lateFacts(bytes, at),
        },
        orientation: 1,
        damage: isWhole ? null : { kind: 'truncated', bytes: null },
      };
    } else {
      at++; // readers skip what is no block
    }
  }
  throw new UserError('decode-failed', `${name} is a GIF image without a frame`);
}

/**
 * Whether the last control block from `start` on has a transparent color, or the one before it; and how large the
 * largest frame is.
 */
function lateFacts(
  bytes: Uint8Array,
  start: number,
): Pick<GifScreen, 'endsTransparent' | 'largest'> {
  const largest = { width: 0, height: 0 };
  let found = false;
  for (let at = 13 + colorsAt(bytes, 13, bytes[10]).length; at < bytes.length;) {
    if (bytes[at] === EXTENSION) {
      if (bytes[at + 1] === GRAPHIC_CONTROL) found = (bytes[at + 3] & 1) === 1;
      at = endOfBlocks(bytes, at + 2);
    } else if (bytes[at] === IMAGE) {
      largest.width = Math.max(largest.width, bytes[at + 5] | (bytes[at + 6] << 8));
      largest.height = Math.max(largest.height, bytes[at + 7] | (bytes[at + 8] << 8));
      at = endOfBlocks(bytes, at + 11 + colorsAt(bytes, at + 10, bytes[at + 9]).length);
    } else if (at > start) break;
    else at++;
  }
  return { endsTransparent: found, largest };
}

function colorsAt(bytes: Uint8Array, at: number, flags: number): Uint8Array {
  return (flags & 0x80) === 0 ? new Uint8Array() : bytes.slice(at, at + 3 * 2 ** ((flags & 7) + 1));
}

function alphasWithout(index: number): Uint8Array {
  const alphas = new Uint8Array(256).fill(255);
  alphas[index] = 0;
  return alphas;
}

function endOfBlocks(bytes: Uint8Array, start: number): number {
  let at = start;
  while (at < bytes.length && bytes[at] > 0) at += bytes[at] + 1;
  return at + 1;
}

/** The data of the blocks from `start`, without their lengths. */
function unpacked(bytes: Uint8Array, start: number): Uint8Array {
  const out = new Uint8Array(bytes.length - Math.min(start, bytes.length));
  let to = 0;
  for (let at = start; at < bytes.length && bytes[at] > 0; at += bytes[at] + 1) {
    const block = bytes.subarray(at + 1, at + 1 + bytes[at]);
    out.set(block, to);
    to += block.length;
  }
  return out.subarray(0, to);
}

/** `length` indices; zeros, and not whole, where the codes end before. */
function decodeCodes(
  codes: Uint8Array,
  leastBits: number,
  length: number,
): { indices: Uint8Array; isWhole: boolean } {
  const indices = new Uint8Array(length);
  if (leastBits < 1 || leastBits > 11) return { indices, isWhole: length === 0 };
  const clear = 1 << leastBits;
  const [before, last] = [new Int16Array(MOST_CODES), new Uint8Array(MOST_CODES)];
  const stack = new Uint8Array(MOST_CODES + 1);
  for (let code = 0; code < clear; code++) [before[code], last[code]] = [-1, code];
  let [bits, next, previous, first, to, held, count] = [leastBits + 1, clear + 2, -1, 0, 0, 0, 0];
  for (let at = 0; to < length;) {
    while (count < bits && at < codes.length) {
      held |= codes[at++] << count;
      count += 8;
    }
    if (count < bits) return { indices, isWhole: false };
    const code = held & ((1 << bits) - 1);
    held >>>= bits;
    count -= bits;
    if (code === clear) {
      [bits, next, previous] = [leastBits + 1, clear + 2, -1];
      continue;
    }
    if (code === clear + 1 || code > next || (code === next && previous < 0)) {
      return { indices, isWhole: false };
    }
    let depth = 0;
    let walk = code;
    if (code === next) {
      stack[depth++] = first;
      walk = previous;
    }
    while (walk >= 0 && depth < stack.length) {
      stack[depth++] = last[walk];
      walk = before[walk];
    }
    first = stack[depth - 1];
    while (depth > 0 && to < length) indices[to++] = stack[--depth];
    if (previous >= 0 && next < MOST_CODES) {
      [before[next], last[next]] = [previous, first];
      next++;
      if (next === 1 << bits && bits < 12) bits++;
    }
    previous = code;
  }
  return { indices, isWhole: true };
}

/** The row of each stored row: every 8th, every 8th from 4, every 4th from 2, every 2nd from 1. */
function interlacedRows(height: number): number[] {
  const passes = [
    [0, 8],
    [4, 8],
    [2, 4],
    [1, 2],
  ];
  return passes.flatMap(([start, step]) => {
    const rows = Math.max(0, Math.ceil((height - start) / step));
    return Array.from({ length: rows }, (_, i) => start + i * step);
  });
}
