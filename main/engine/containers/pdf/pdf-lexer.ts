/** Objects of a PDF document (ISO 32000-1, 7.3), read one at a time from any place in its bytes. */

/** A name such as /Width. */
export class Name {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

/** A reference such as 12 0 R. */
export class Ref {
  readonly number: number;
  constructor(number: number) {
    this.number = number;
  }
}

/** What an operator or an unknown word comes to: nothing that pictures need. */
export class Word {
  readonly text: string;
  constructor(text: string) {
    this.text = text;
  }
}

export type Dict = Map<string, Value>;
export type Value = null | boolean | number | Buffer | Name | Ref | Word | Value[] | Dict;

/** Lists and dictionaries in one another: far more than a document has. */
const MOST_DEPTH = 64;

/** Entries of one list or dictionary, and bytes of one string; what is more is dropped. */
const MOST_ENTRIES = 1_000_000;
const MOST_TEXT = 1024 ** 2;

/** Whether a byte is a space (1), a delimiter (2) or neither (0). */
const KINDS = new Uint8Array(256);
for (const byte of Buffer.from(' \t\r\n\f\0')) KINDS[byte] = 1;
for (const byte of Buffer.from('()<>[]{}/%')) KINDS[byte] = 2;

/** Reads objects from `bytes`, from `at` on. */
export class Lexer {
  readonly bytes: Buffer;
  at: number;

  constructor(bytes: Buffer, at = 0) {
    this.bytes = bytes;
    this.at = at;
  }

  /** The next object; undefined at the end, or where no object can begin. Throws where it is too deep. */
  read(depth = 0): Value | undefined {
    if (depth > MOST_DEPTH) throw new RangeError('objects are nested too deeply');
    this.skipSpace();
    const { bytes, at } = this;
    if (at >= bytes.length) return undefined;
    switch (String.fromCharCode(bytes[at])) {
      case '/':
        return this.#name();
      case '(':
        return this.#text();
      case '[':
        this.at++;
        return this.#list(depth);
      case '<':
        if (bytes[at + 1] !== 0x3c) return this.#hex();
        this.at += 2;
        return this.#dict(depth);
      case ']':
      case '>':
      case ')':
      case '{':
      case '}':
        return undefined;
      default:
        return this.#word();
    }
  }

  /** Passes over spaces and comments. */
  skipSpace(): void {
    const { bytes } = this;
    while (this.at < bytes.length) {
      if (bytes[this.at] === 0x25) {
        while (this.at < bytes.length && bytes[this.at] !== 10 && bytes[this.at] !== 13) this.at++;
      } else if (KINDS[bytes[this.at]] === 1) this.at++;
      else return;
    }
  }

  #regular(): string {
    const start = this.at;
    while (this.at < this.bytes.length && KINDS[this.bytes[this.at]] === 0) this.at++;
    return this.bytes.toString('latin1', start, this.at);
  }

  #name(): Name {
    this.at++;
    const text = this.#regular();
    return new Name(
      text.replace(/#([0-9a-f]{2})/gi, (_, digits: string) =>
        String.fromCharCode(parseInt(digits, 16)),
      ),
    );
  }

  /** A number, a reference, or a word. */
  #word(): Value {
    const text = this.#regular();
    if (/^\d+$/.test(text)) {
      // Of a fixed width, so that a list of many numbers costs no more than its length.
      const rest = this.bytes.toString('latin1', this.at, this.at + 16);
      const reference = /^[\0\t\n\f\r ]+\d{1,5}[\0\t\n\f\r ]+R(?=[\0\t\n\f\r ()<>[\]{}/%]|$)/.exec(
        rest,
      );
      if (reference === null) return Number(text);
      this.at += reference[0].length;
      return new Ref(Number(text));
    }
    if (/^[+-]?(\d+\.?\d*|\.\d+)$/.test(text)) return Number(text);
    if (text === 'true' || text === 'false') return text === 'true';
    return text === 'null' ? null : new Word(text);
  }

  #list(depth: number): Value[] {
    const list: Value[] = [];
    for (let value = this.read(depth + 1); value !== undefined; value = this.read(depth + 1)) {
      if (list.length < MOST_ENTRIES) list.push(value);
    }
    if (this.bytes[this.at] === 0x5d) this.at++;
    return list;
  }

  #dict(depth: number): Dict {
    const dict: Dict = new Map();
    for (let key = this.read(depth + 1); key instanceof Name; key = this.read(depth + 1)) {
      const value = this.read(depth + 1);
      if (value === undefined) break;
      if (dict.size < MOST_ENTRIES) dict.set(key.text, value);
    }
    if (this.bytes[this.at] === 0x3e && this.bytes[this.at + 1] === 0x3e) this.at += 2;
    return dict;
  }

  #hex(): Buffer {
    const end = this.bytes.indexOf(0x3e, this.at);
    const stop = end === -1 ? this.bytes.length : end;
    const last = Math.min(stop, this.at + MOST_TEXT);
    const digits = this.bytes.toString('latin1', this.at + 1, last).replace(/[^0-9a-f]/gi, '');
    this.at = Math.min(stop + 1, this.bytes.length);
    return Buffer.from(digits.length % 2 === 0 ? digits : `${digits}0`, 'hex');
  }

  /** A literal string, with its escapes. */
  #text(): Buffer {
    const { bytes } = this;
    const out: number[] = [];
    let open = 0;
    for (; this.at < bytes.length; this.at++) {
      let byte = bytes[this.at];
      if (byte === 0x5c) {
        const octal = /^[0-7]{1,3}/.exec(bytes.toString('latin1', this.at + 1, this.at + 4));
        if (octal !== null) {
          out.push(parseInt(octal[0], 8) & 0xff);
          this.at += octal[0].length;
          continue;
        }
        byte = bytes[++this.at];
        if (byte === 13 && bytes[this.at + 1] === 10) this.at++;
        if (byte === 10 || byte === 13) continue;
        const at = 'nrtbf'.indexOf(String.fromCharCode(byte));
        out.push(at === -1 ? byte : [10, 13, 9, 8, 12][at]);
        continue;
      }
      if (byte === 0x28 && open++ === 0) continue;
      if (byte === 0x29 && --open === 0) {
        this.at++;
        break;
      }
      if (out.length < MOST_TEXT) out.push(byte);
    }
    return Buffer.from(out);
  }
}
