/** The hashes of one list in memory, of every kind, with their categories. */
import { UserError } from '../../shared/base/errors.ts';
import { HASH_BYTES, HASH_NAMES, type HashEntry, type HashName } from '../../shared/known/known.ts';
import { HashIndex } from './hash-index.ts';

/** Far more than a list that people hand on has: about 1.5 GB. */
export const MOST_ENTRIES = 40_000_000;

const MOST_CATEGORIES = 65_535;

export class HashSet {
  readonly #name: string;
  readonly #indices = new Map<HashName, HashIndex>();
  /** The first one: none. */
  readonly #categories: (string | null)[] = [null];
  readonly #categoryIds = new Map<string, number>();
  readonly #most: number;
  #size = 0;

  /** `name`: what the list is called in sentences. */
  constructor(name: string, most = MOST_ENTRIES) {
    this.#name = name;
    this.#most = most;
  }

  /** Different hashes of all kinds. */
  get size(): number {
    return this.#size;
  }

  /** The kinds of hashes that there are. */
  get kinds(): HashName[] {
    return HASH_NAMES.filter((by) => this.#indices.has(by));
  }

  /** Adds an entry, whose hash has its length. Throws UserError `too-large` for too many. */
  add({ by, hash, category }: HashEntry): void {
    let index = this.#indices.get(by);
    if (index === undefined) this.#indices.set(by, (index = new HashIndex(HASH_BYTES[by])));
    const before = index.size;
    index.add(Buffer.from(hash, 'hex'), this.#idOf(category));
    this.#size += index.size - before;
    if (this.#size <= this.#most) return;
    throw new UserError(
      'too-large',
      `${this.#name} has more than ${this.#most} hashes. Give a smaller list, or one of RDS 3 (SQLite), ` +
        'which is asked and not read',
    );
  }

  /** The category of the file hash `hash` (null: it has none); undefined where it is not in the list. */
  find(by: HashName, hash: string): string | null | undefined {
    const found = this.#indices.get(by)?.find(Buffer.from(hash, 'hex'));
    return found === null || found === undefined ? undefined : this.#categories[found];
  }

  /** The entry of kind `by` that is nearest to `hash`, within `most` bits; null where there is none. */
  nearest(
    by: HashName,
    hash: string,
    most: number,
  ): { distance: number; category: string | null } | null {
    const index = this.#indices.get(by);
    if (index === undefined) return null;
    const wanted = Buffer.from(hash, 'hex');
    let best = most + 1;
    let category: string | null = null;
    for (const [digest, id] of index.entries()) {
      const distance = distanceOf(wanted, digest, best);
      if (distance >= best) continue;
      best = distance;
      category = this.#categories[id];
    }
    return best > most ? null : { distance: best, category };
  }

  #idOf(category: string | null): number {
    if (category === null) return 0;
    const known = this.#categoryIds.get(category);
    if (known !== undefined) return known;
    if (this.#categories.length > MOST_CATEGORIES) return 0;
    this.#categoryIds.set(category, this.#categories.length);
    return this.#categories.push(category) - 1;
  }
}

const BITS = Uint8Array.from({ length: 256 }, (_, byte) => {
  let bits = 0;
  for (let rest = byte; rest > 0; rest >>= 1) bits += rest & 1;
  return bits;
});

/** Bits in which two hashes differ, counted no further than `enough`. */
function distanceOf(a: Uint8Array, b: Uint8Array, enough: number): number {
  let bits = 0;
  for (let at = 0; at < a.length && bits < enough; at++) bits += BITS[a[at] ^ b[at]];
  return bits;
}
