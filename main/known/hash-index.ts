/** Hashes of one length with their categories, in flat arrays: a million of MD5 takes about 30 MB. */

const FIRST_ENTRIES = 1024;
const EMPTY = -1;

/** How many entries there may be for each slot. */
const LOAD = 0.6;

export class HashIndex {
  readonly #bytes: number;
  #digests: Uint8Array;
  #categories: Uint16Array;
  /** The entry of each slot; what falls on a slot that is taken goes on to the next one. */
  #slots: Int32Array;
  #size = 0;

  /** `bytes`: of each hash, at least 4. */
  constructor(bytes: number) {
    this.#bytes = bytes;
    this.#digests = new Uint8Array(FIRST_ENTRIES * bytes);
    this.#categories = new Uint16Array(FIRST_ENTRIES);
    this.#slots = new Int32Array(2 * FIRST_ENTRIES).fill(EMPTY);
  }

  /** Different hashes. */
  get size(): number {
    return this.#size;
  }

  /** Adds `digest`; one that is there already keeps its first category. */
  add(digest: Uint8Array, category: number): void {
    if (this.#size + 1 > this.#slots.length * LOAD) this.#grow();
    const slot = this.#slotOf(digest);
    if (this.#slots[slot] !== EMPTY) return;
    if ((this.#size + 1) * this.#bytes > this.#digests.length) {
      this.#digests = widened(this.#digests, new Uint8Array(2 * this.#digests.length));
      this.#categories = widened(this.#categories, new Uint16Array(2 * this.#categories.length));
    }
    this.#digests.set(digest, this.#size * this.#bytes);
    this.#categories[this.#size] = category;
    this.#slots[slot] = this.#size++;
  }

  /** The category of `digest`, or null where it is not there. */
  find(digest: Uint8Array): number | null {
    const entry = this.#slots[this.#slotOf(digest)];
    return entry === EMPTY ? null : this.#categories[entry];
  }

  /** Each hash with its category. */
  *entries(): Generator<[digest: Uint8Array, category: number]> {
    for (let entry = 0; entry < this.#size; entry++) {
      const from = entry * this.#bytes;
      yield [this.#digests.subarray(from, from + this.#bytes), this.#categories[entry]];
    }
  }

  /** Where `digest` is, or would be. */
  #slotOf(digest: Uint8Array): number {
    const mask = this.#slots.length - 1;
    // Hashes are spread evenly by themselves, but a crafted list need not be.
    const word = digest[0] | (digest[1] << 8) | (digest[2] << 16) | (digest[3] << 24);
    let slot = Math.imul(word, 0x9e3779b1) >>> 0;
    for (let at = 4; at + 4 <= this.#bytes; at += 4) {
      const next =
        digest[at] | (digest[at + 1] << 8) | (digest[at + 2] << 16) | (digest[at + 3] << 24);
      slot = Math.imul(slot ^ next, 0x85ebca6b);
      slot ^= slot >>> 15;
    }
    for (slot &= mask; ; slot = (slot + 1) & mask) {
      const entry = this.#slots[slot];
      if (entry === EMPTY || this.#isAt(entry, digest)) return slot;
    }
  }

  #isAt(entry: number, digest: Uint8Array): boolean {
    const from = entry * this.#bytes;
    for (let at = 0; at < this.#bytes; at++) {
      if (this.#digests[from + at] !== digest[at]) return false;
    }
    return true;
  }

  #grow(): void {
    this.#slots = new Int32Array(2 * this.#slots.length).fill(EMPTY);
    for (let entry = 0; entry < this.#size; entry++) {
      const from = entry * this.#bytes;
      this.#slots[this.#slotOf(this.#digests.subarray(from, from + this.#bytes))] = entry;
    }
  }
}

function widened<T extends Uint8Array | Uint16Array>(from: T, to: T): T {
  to.set(from);
  return to;
}
