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

/** `text` on one line, what cannot be shown as it is written out: `\u{1b}`. */
export function printable(text: string): string {
  return text.replace(UNPRINTABLE, (c) => `\\u{${c.codePointAt(0)!.toString(16)}}`);
}

/** Lines as one text; a newline inside one of them is written out like any other control. */
export function printableLines(lines: readonly string[]): string {
  return lines.map((line) => `${printable(line)}\n`).join('');
}

/** `text` of several lines that are ours, with what cannot be shown written out. */
export function printableText(text: string): string {
  return text.split('\n').map(printable).join('\n');
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
