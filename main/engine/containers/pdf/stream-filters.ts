/** The filters of streams (ISO 32000-1, 7.4) that stand before what an image decoder reads. */
import { constants, inflateRawSync, inflateSync } from 'node:zlib';

/** `bytes` inflated, as far as they go; null where that is nothing, or more than `most` bytes. */
export function inflateUpTo(bytes: Buffer, most: number): Buffer | null {
  const options = { maxOutputLength: Math.max(1, most), finishFlush: constants.Z_SYNC_FLUSH };
  for (const inflate of [inflateSync, inflateRawSync]) {
    try {
      const out = inflate(bytes, options);
      if (out.length > 0) return out;
    } catch (error) {
      if ((error as NodeJS.ErrnoException).code === 'ERR_BUFFER_TOO_LARGE') return null;
    }
  }
  return null;
}

/** Two digits to a byte, until `>`. */
export function decodeAsciiHex(bytes: Buffer): Buffer {
  const out = Buffer.alloc((bytes.length + 1) >> 1);
  let digits = 0;
  for (const byte of bytes) {
    if (byte === 0x3e) break;
    const digit = parseInt(String.fromCharCode(byte), 16);
    if (Number.isNaN(digit)) continue;
    out[digits >> 1] |= digits % 2 === 0 ? digit << 4 : digit;
    digits++;
  }
  return out.subarray(0, (digits + 1) >> 1);
}

/** Five characters to four bytes, until `~>`. */
export function decodeAscii85(bytes: Buffer): Buffer {
  let zeros = 0; // `z` stands for four bytes
  for (const byte of bytes) if (byte === 0x7a) zeros++;
  const out = Buffer.alloc(zeros * 4 + Math.ceil((bytes.length - zeros) / 5) * 4 + 4);
  let length = 0;
  let value = 0;
  let digits = 0;
  for (const byte of bytes) {
    if (byte === 0x7e) break;
    if (byte === 0x7a && digits === 0) {
      length += 4;
      continue;
    }
    if (byte < 0x21 || byte > 0x75) continue;
    value = value * 85 + (byte - 0x21);
    if (++digits < 5) continue;
    out.writeUInt32BE(value % 2 ** 32, length);
    length += 4;
    value = digits = 0;
  }
  if (digits > 1) {
    for (let n = digits; n < 5; n++) value = value * 85 + 84;
    out.writeUInt32BE(value % 2 ** 32, length);
    length += digits - 1;
  }
  return out.subarray(0, length);
}

/** Runs and literal pieces of up to 128 bytes; null beyond `most` bytes. */
export function decodeRunLength(bytes: Buffer, most: number): Buffer | null {
  const parts: Buffer[] = [];
  let length = 0;
  for (let at = 0; at < bytes.length;) {
    const code = bytes[at++];
    if (code === 128) break;
    const part =
      code < 128 ? bytes.subarray(at, at + code + 1) : Buffer.alloc(257 - code, bytes[at] ?? 0);
    at += code < 128 ? code + 1 : 1;
    length += part.length;
    if (length > most) return null;
    parts.push(part);
  }
  return Buffer.concat(parts);
}

const [CLEAR, END] = [256, 257];
const MOST_CODES = 4096;

/**
 * LZW of PDF (ISO 32000-1, 7.4.4): codes of 9 to 12 bits, most significant bit first. `early` is 1 where codes grow
 * one code early, which is the default. As far as the codes go; null beyond `most` bytes, or for nothing.
 */
export function decodeLzw(bytes: Buffer, early: 0 | 1, most: number): Buffer | null {
  // Of each code, the one that it goes on from, and its last byte.
  const prefix = new Int16Array(MOST_CODES);
  const last = new Uint8Array(MOST_CODES);
  const lengths = new Uint16Array(MOST_CODES);
  for (let code = 0; code < 256; code++) [last[code], lengths[code]] = [code, 1];
  let out = Buffer.alloc(Math.min(most, Math.max(1024, 4 * bytes.length)));
  let [length, next, width, previous] = [0, END + 1, 9, -1];
  let [held, bits, at] = [0, 0, 0];
  while (true) {
    while (bits < width && at < bytes.length) {
      held = ((held << 8) | bytes[at++]) & 0xffffff;
      bits += 8;
    }
    if (bits < width) break;
    const code = (held >>> (bits - width)) & ((1 << width) - 1);
    bits -= width;
    if (code === END) break;
    if (code === CLEAR) {
      [next, width, previous] = [END + 1, 9, -1];
      continue;
    }
    const isKnown = code < next && code !== CLEAR && (code < 256 || code > END);
    if (!isKnown && (code !== next || previous === -1)) break; // damaged
    const from = isKnown ? code : previous;
    const size = lengths[from] + (isKnown ? 0 : 1);
    if (length + size > most) return null;
    if (length + size > out.length) {
      const larger = Buffer.alloc(Math.min(most, 2 * (length + size)));
      out.copy(larger, 0, 0, length);
      out = larger;
    }
    let place = length + lengths[from] - 1;
    for (let each = from; place >= length; each = prefix[each]) out[place--] = last[each];
    if (!isKnown) out[length + size - 1] = out[length];
    if (previous !== -1 && next < MOST_CODES) {
      prefix[next] = previous;
      last[next] = out[length];
      lengths[next] = lengths[previous] + 1;
      next++;
      if (next + early >= 1 << width && width < 12) width++;
    }
    length += size;
    previous = code;
  }
  return length === 0 ? null : out.subarray(0, length);
}
