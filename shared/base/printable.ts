/**
 * Text that others wrote (names of files, descriptions in them, messages of libraries) made safe to
 * show in a terminal: it can neither move the cursor, nor start a line of its own, nor reorder what
 * stands beside it.
 */

/**
 * C0 and C1 controls with the newline, lone surrogates, line separators, marks and overrides of the
 * direction of writing, and the invisible tags.
 */
const UNPRINTABLE =
  /[\p{Cc}\p{Cs}\u2028\u2029\u061c\u200e\u200f\u202a-\u202e\u2066-\u2069\u{e0000}-\u{e007f}]/gu;

/** `text` on one line, what cannot be shown as it is written out: `\u{1b}`, and `\xe9` for a raw byte. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, writtenOut);
}

function writtenOut(character: string): string {
  const code = character.codePointAt(0)!;
  if (isRawByte(code)) return `\\x${(code - RAW_BYTE_BASE).toString(16)}`;
  return `\\u{${code.toString(16)}}`;
}

/** A byte of a name that is no UTF-8 is carried as this code and its value (from 0x80 on). */
const RAW_BYTE_BASE = 0xdc00;

function isRawByte(code: number): boolean {
  return code >= RAW_BYTE_BASE + 0x80 && code <= RAW_BYTE_BASE + 0xff;
}

/**
 * `name` with its raw bytes written out: `caf\xe9.png`. A backslash that would be taken for the start of
 * something written out becomes `\x5c`, so that unescapeBytes gives the very same name back.
 */
export function escapeBytes(name: string): string {
  return name
    .replace(/\\(?=x[0-9a-f]{2}|u\{)/g, '\\x5c')
    .replace(/[\u{dc80}-\u{dcff}]/gu, writtenOut);
}

/** The name that escapeBytes, or printable after it, wrote as `escaped`. */
export function unescapeBytes(escaped: string): string {
  return escaped.replace(
    /\\x([0-9a-f]{2})|\\u\{([0-9a-f]{1,6})\}/g,
    (text: string, byteDigits?: string, codeDigits?: string) => {
      if (codeDigits !== undefined) {
        const code = parseInt(codeDigits, 16);
        return code <= 0x10ffff ? String.fromCodePoint(code) : text;
      }
      const byte = parseInt(byteDigits!, 16);
      return String.fromCharCode(byte < 0x80 ? byte : RAW_BYTE_BASE + byte);
    },
  );
}

/** Lines as one text; a newline inside one of them is written out like any other control. */
export function printableLines(lines: readonly string[]): string {
  return lines.map((line) => `${printable(line)}\n`).join('');
}

/** `text` of several lines that are ours, with what cannot be shown written out. */
export function printableText(text: string): string {
  return text.split('\n').map(printable).join('\n');
}

/** `text` that others may have written in several lines, with everything but its lines and tabs written out. */
export function readableText(text: string): string {
  return text.replace(UNPRINTABLE, (c) => (c === '\n' || c === '\t' ? c : writtenOut(c)));
}

/** `text` without what cannot be shown. */
export function withoutUnprintable(text: string): string {
  return text.replace(UNPRINTABLE, '');
}

/**
 * `value` as JSON that any terminal may show: it parses to the very same values, and what JSON would
 * leave raw (C1 controls, overrides of direction, tags) is escaped too.
 */
export function printableJson(value: unknown, indent?: number): string {
  return JSON.stringify(value, null, indent).replace(UNPRINTABLE, (c) =>
    c === '\n'
      ? c // only from the indentation: in values it is escaped already
      : [...Array(c.length).keys()].map((i) => unit(c.charCodeAt(i))).join(''),
  );
}

function unit(code: number): string {
  return `\\u${code.toString(16).padStart(4, '0')}`;
}
