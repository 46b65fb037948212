/** The coded data of a JPEG scan: bits behind stuffed bytes, and Huffman codes (ITU-T T.81, annex F). */

/** Codes of up to this many bits are looked up at once. */
const LOOKUP_BITS = 9;

export interface HuffmanTable {
  /** By the next 9 bits: length * 256 + symbol; 0 where the code is longer. */
  lookup: Uint16Array;
  /** By length, 1..16: the largest code of it, -1 where there is none. */
  largest: Int32Array;
  /** By length: what is added to a code for the index of its symbol. */
  offset: Int32Array;
  symbols: Uint8Array;
}

/** The table of so many codes of each length, 1..16, for `symbols`; null where these are too many. */
export function huffmanTable(counts: Uint8Array, symbols: Uint8Array): HuffmanTable | null {
  const lookup = new Uint16Array(1 << LOOKUP_BITS);
  const largest = new Int32Array(17).fill(-1);
  const offset = new Int32Array(17);
  for (let length = 1, code = 0, index = 0; length <= 16; length++, code *= 2) {
    offset[length] = index - code;
    for (let i = 0; i < counts[length - 1]; i++, code++, index++) {
      if (code >= 1 << length) return null;
      if (length > LOOKUP_BITS) continue;
      const rest = LOOKUP_BITS - length;
      lookup.fill(length * 256 + symbols[index], code << rest, (code + 1) << rest);
    }
    if (counts[length - 1] > 0) largest[length] = code - 1;
  }
  return { lookup, largest, offset, symbols: symbols.slice() };
}

/** Reads bits up to the next marker; beyond it there are zeros, and `isShort` is set. */
export class BitReader {
  readonly #bytes: Uint8Array;
  #at: number;
  #bits = 0;
  #count = 0;
  /** Bits that were made up. */
  #invented = 0;

  constructor(bytes: Uint8Array, at: number) {
    this.#bytes = bytes;
    this.#at = at;
  }

  /** Whether bits were used that the data do not have. */
  get isShort(): boolean {
    return this.#invented > this.#count;
  }

  /** Where the next marker is, or where reading goes on. */
  get at(): number {
    return this.#at;
  }

  /** The next `count` bits, 1..16. */
  take(count: number): number {
    if (this.#count < count) this.#fill();
    this.#count -= count;
    return (this.#bits >>> this.#count) & ((1 << count) - 1);
  }

  /** The next symbol of `table`; -1 for a code it does not have. */
  symbol(table: HuffmanTable): number {
    if (this.#count < 16) this.#fill();
    const found = table.lookup[(this.#bits >>> (this.#count - LOOKUP_BITS)) & 511];
    if (found !== 0) {
      this.#count -= found >> 8;
      return found & 255;
    }
    for (let length = LOOKUP_BITS + 1; length <= 16; length++) {
      const code = (this.#bits >>> (this.#count - length)) & ((1 << length) - 1);
      if (code > table.largest[length]) continue;
      this.#count -= length;
      return table.symbols[code + table.offset[length]];
    }
    return -1;
  }

  /** `count` bits as a number with sign, as DC differences and AC values are coded. */
  signed(count: number): number {
    if (count === 0) return 0;
    const value = this.take(count);
    return value < 1 << (count - 1) ? value - (1 << count) + 1 : value;
  }

  /** Drops what is left of a byte and goes behind restart marker `number`; false where it is not there. */
  restart(number: number): boolean {
    const bytes = this.#bytes;
    this.#count = this.#invented = 0;
    while (bytes[this.#at] === 0xff && bytes[this.#at + 1] === 0xff) this.#at++;
    if (bytes[this.#at] !== 0xff || bytes[this.#at + 1] !== 0xd0 + number) return false;
    this.#at += 2;
    return true;
  }

  #fill(): void {
    while (this.#count <= 16) {
      const byte = this.#bytes[this.#at];
      const isMarker = byte === 0xff && this.#bytes[this.#at + 1] !== 0;
      if (byte === undefined || isMarker) {
        this.#bits = this.#bits << 8;
        this.#invented += 8;
      } else {
        this.#bits = (this.#bits << 8) | byte;
        this.#at += byte === 0xff ? 2 : 1;
      }
      this.#count += 8;
    }
  }
}
