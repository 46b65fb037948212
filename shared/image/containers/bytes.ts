/** Numbers and texts out of bytes that others wrote. Outside of the bytes a number is NaN: it equals nothing. */

/** The 16-bit number at `at`, most significant byte first; NaN outside. */
export function u16be(bytes: Uint8Array, at: number): number {
  return at >= 0 && at + 2 <= bytes.length ? bytes[at] * 256 + bytes[at + 1] : NaN;
}

/** The 16-bit number at `at`, least significant byte first; NaN outside. */
export function u16le(bytes: Uint8Array, at: number): number {
  return at >= 0 && at + 2 <= bytes.length ? bytes[at + 1] * 256 + bytes[at] : NaN;
}

/** The 32-bit number at `at`, most significant byte first; NaN outside. */
export function u32be(bytes: Uint8Array, at: number): number {
  return u16be(bytes, at) * 65536 + u16be(bytes, at + 2);
}

/** The 32-bit number at `at`, least significant byte first; NaN outside. */
export function u32le(bytes: Uint8Array, at: number): number {
  return u16le(bytes, at + 2) * 65536 + u16le(bytes, at);
}

/** The bytes `from`..`to` as Latin-1, at most 64 kB of them; what lies outside is left out. */
export function latin1(bytes: Uint8Array, from = 0, to = bytes.length): string {
  const end = Math.min(to, from + MOST_TEXT, bytes.length);
  let text = '';
  for (let i = Math.max(0, from); i < end; i++) text += String.fromCharCode(bytes[i]);
  return text;
}

const MOST_TEXT = 64 * 1024;

/** Whether `bytes` have `text` (Latin-1) at `at`. */
export function hasText(bytes: Uint8Array, at: number, text: string): boolean {
  if (at < 0 || at + text.length > bytes.length) return false;
  for (let i = 0; i < text.length; i++) if (bytes[at + i] !== text.charCodeAt(i)) return false;
  return true;
}

/** The bytes `from`..`to` as UTF-8, at most 64 kB of them; what is no UTF-8 becomes U+FFFD. */
export function utf8(bytes: Uint8Array, from = 0, to = bytes.length): string {
  const part = bytes.subarray(from, Math.min(to, from + MOST_TEXT));
  let text = '';
  for (let i = 0; i < part.length;) {
    const [code, length] = codePointAt(part, i);
    text += String.fromCodePoint(code);
    i += length;
  }
  return text;
}

const REPLACEMENT = 0xfffd;

/** The code point at `at` and its length in bytes (RFC 3629); one byte where it is none. */
function codePointAt(bytes: Uint8Array, at: number): [code: number, length: number] {
  const first = bytes[at];
  if (first < 0x80) return [first, 1];
  const length = first >= 0xf0 && first < 0xf5 ? 4 : first >= 0xe0 && first < 0xf0 ? 3 : 2;
  if (first < 0xc2 || first >= 0xf5 || at + length > bytes.length) return [REPLACEMENT, 1];
  let code = first & (0xff >> (length + 1));
  for (let i = 1; i < length; i++) {
    if ((bytes[at + i] & 0xc0) !== 0x80) return [REPLACEMENT, 1];
    code = code * 64 + (bytes[at + i] & 0x3f);
  }
  const least = [0, 0, 0x80, 0x800, 0x10000][length];
  const isNone = code < least || code > 0x10ffff || (code >= 0xd800 && code < 0xe000);
  return isNone ? [REPLACEMENT, 1] : [code, length];
}
