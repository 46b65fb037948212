/** JSON that comes in pieces, told part by part, so that a file of any size takes little memory. */
import { UserError } from '../base/errors.ts';

/** Told of what is read, in its order. `name`: of the field that it is in; null in a list, and of the whole. */
export interface JsonSink {
  startObject(name: string | null): void;
  endObject(): void;
  startArray(name: string | null): void;
  endArray(): void;
  /** A text longer than MOST_TEXT comes as null. */
  scalar(name: string | null, value: string | number | boolean | null): void;
}

/** Characters of a text that are kept. */
export const MOST_TEXT = 8192;

const MOST_LEVELS = 64;
const MOST_LITERAL = 64;

type Due = 'value' | 'value-or-end' | 'key' | 'key-or-end' | 'colon' | 'comma-or-end' | 'end';

const QUOTE = 0x22;
const BACKSLASH = 0x5c;
const NEWLINE = 0x0a;
const LITERAL = /^-?(?:0|[1-9]\d*)(?:\.\d+)?(?:[eE][+-]?\d+)?$/;
const WORDS = new Map<string, boolean | null>([
  ['true', true],
  ['false', false],
  ['null', null],
]);

/** Reads JSON of RFC 8259. Every method throws UserError `invalid-argument` with the line. */
export class JsonScan {
  /** Of what is read now, from 1. */
  line = 1;
  readonly #name: string;
  readonly #sink: JsonSink;
  /** Whether each level is an object. */
  readonly #levels: boolean[] = [];
  #due: Due = 'value';
  #key: string | null = null;
  /** What is in the middle: a text, or a word or number. */
  #inside: 'text' | 'literal' | null = null;
  #parts = '';
  #isLong = false;
  #isEscaped = false;
  #hasEscapes = false;

  constructor(name: string, sink: JsonSink) {
    this.#name = name;
    this.#sink = sink;
  }

  /** Takes the next piece. */
  push(piece: string): void {
    let at = 0;
    while (at < piece.length) {
      if (this.#inside === 'text') at = this.#goOnText(piece, at);
      else if (this.#inside === 'literal') at = this.#goOnLiteral(piece, at);
      else at = this.#next(piece, at);
    }
  }

  /** After the last piece. */
  end(): void {
    if (this.#inside === 'literal') this.#endLiteral();
    if (this.#due !== 'end' || this.#inside !== null) throw this.#broken('it ends in the middle');
  }

  #next(piece: string, at: number): number {
    const code = piece.charCodeAt(at);
    if (code === NEWLINE) this.line++;
    if (code === 0x20 || code === NEWLINE || code === 0x0d || code === 0x09) return at + 1;
    const sign = piece[at];
    const isValue = this.#due === 'value' || this.#due === 'value-or-end';
    if (sign === '"' && (isValue || this.#due === 'key' || this.#due === 'key-or-end')) {
      this.#begin('text');
      return at + 1;
    }
    if (sign === '{' && isValue) this.#open(true);
    else if (sign === '[' && isValue) this.#open(false);
    else if (sign === '}' && this.#mayEnd('key-or-end', true)) this.#close();
    else if (sign === ']' && this.#mayEnd('value-or-end', false)) this.#close();
    else if (sign === ':' && this.#due === 'colon') this.#due = 'value';
    else if (sign === ',' && this.#due === 'comma-or-end') {
      this.#due = this.#levels.at(-1) === true ? 'key' : 'value';
    } else if (isValue && isOfLiteral(code)) {
      this.#begin('literal');
      return at;
    } else throw this.#broken(`${JSON.stringify(sign)} is not expected here`);
    return at + 1;
  }

  #begin(inside: 'text' | 'literal'): void {
    this.#inside = inside;
    this.#parts = '';
    this.#isLong = false;
    this.#hasEscapes = false;
  }

  #mayEnd(due: Due, isObject: boolean): boolean {
    const isHere = this.#levels.length > 0 && this.#levels.at(-1) === isObject;
    return isHere && (this.#due === due || this.#due === 'comma-or-end');
  }

  #open(isObject: boolean): void {
    if (this.#levels.length === MOST_LEVELS) {
      throw this.#broken(`this is nested more than ${MOST_LEVELS} levels deep`);
    }
    const name = this.#taken();
    if (isObject) this.#sink.startObject(name);
    else this.#sink.startArray(name);
    this.#levels.push(isObject);
    this.#due = isObject ? 'key-or-end' : 'value-or-end';
  }

  #close(): void {
    if (this.#levels.pop() === true) this.#sink.endObject();
    else this.#sink.endArray();
    this.#due = this.#levels.length === 0 ? 'end' : 'comma-or-end';
  }

  /** The field that the value now is of. */
  #taken(): string | null {
    const key = this.#key;
    this.#key = null;
    return key;
  }

  #goOnText(piece: string, from: number): number {
    const at = this.#endOfText(piece, from);
    const isWhole = at < piece.length;
    this.#keep(piece, from, at);
    if (!isWhole) return at;
    this.#inside = null;
    this.#endText();
    return at + 1;
  }

  /** Where the text that is open ends in `piece`: its length where it does not. */
  #endOfText(piece: string, from: number): number {
    let at = from;
    for (; at < piece.length; at++) {
      const code = piece.charCodeAt(at);
      if (this.#isEscaped) this.#isEscaped = false;
      else if (code === QUOTE) return at;
      else if (code === BACKSLASH) this.#isEscaped = this.#hasEscapes = true;
      else if (code < 0x20) {
        throw this.#broken('a text has a line break or another control character');
      }
    }
    return at;
  }

  #keep(piece: string, from: number, to: number): void {
    if (this.#isLong) return;
    if (this.#parts.length + to - from > MOST_TEXT) {
      this.#isLong = true;
      this.#parts = '';
    } else this.#parts += piece.slice(from, to);
  }

  #endText(): void {
    const text = this.#isLong ? null : this.#unescaped();
    if (this.#due === 'key' || this.#due === 'key-or-end') {
      this.#key = text ?? '';
      this.#due = 'colon';
    } else this.#tell(text);
  }

  #unescaped(): string {
    if (!this.#hasEscapes) return this.#parts;
    try {
      return JSON.parse(`"${this.#parts}"`) as string;
    } catch {
      throw this.#broken('a text has an escape that JSON does not have');
    }
  }

  #goOnLiteral(piece: string, from: number): number {
    let at = from;
    while (at < piece.length && isOfLiteral(piece.charCodeAt(at))) at++;
    if (this.#parts.length + at - from > MOST_LITERAL) throw this.#broken('a number is too long');
    this.#parts += piece.slice(from, at);
    if (at < piece.length) this.#endLiteral();
    return at;
  }

  #endLiteral(): void {
    this.#inside = null;
    const word = WORDS.get(this.#parts);
    if (word !== undefined) return this.#tell(word);
    if (!LITERAL.test(this.#parts)) {
      throw this.#broken(`${JSON.stringify(this.#parts)} is no value of JSON`);
    }
    this.#tell(Number(this.#parts));
  }

  #tell(value: string | number | boolean | null): void {
    this.#sink.scalar(this.#taken(), value);
    this.#due = this.#levels.length === 0 ? 'end' : 'comma-or-end';
  }

  #broken(how: string): UserError {
    return new UserError('invalid-argument', `${this.#name}, line ${this.line}: ${how}`);
  }
}

/** Whether a word or number of JSON may have the sign of that code. */
function isOfLiteral(code: number): boolean {
  const isDigit = code >= 0x30 && code <= 0x39;
  const isLetter = code >= 0x61 && code <= 0x7a;
  return isDigit || isLetter || code === 0x2d || code === 0x2b || code === 0x2e || code === 0x45;
}
