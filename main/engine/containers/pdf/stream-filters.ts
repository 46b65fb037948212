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
