/** A cache with a budget that drops what was used least recently. */
export class Lru<V> {
  readonly #budget: number;
  /** In the order of their last use. */
  readonly #entries = new Map<string, { value: V; cost: number }>();
  #cost = 0;

  /** `budget`: what all entries may cost together; the newest is kept even where it alone costs more. */
  constructor(budget: number) {
    this.#budget = budget;
  }

  /** What all entries cost. */
  get cost(): number {
    return this.#cost;
  }

  /** The value of `key`, which counts as used. */
  get(key: string): V | undefined {
    const entry = this.#entries.get(key);
    if (entry === undefined) return undefined;
    this.#entries.delete(key); // to the end: a Map remembers the order of insertion
    this.#entries.set(key, entry);
    return entry.value;
  }

  /** Whether there is a value of `key`; it does not count as used. */
  has(key: string): boolean {
    return this.#entries.has(key);
  }

  /** Keeps `value`, whatever `key` had before. `cost` is in the unit of the budget, default one entry. */
  set(key: string, value: V, cost = 1): void {
    this.delete(key);
    this.makeRoom(cost);
    this.#entries.set(key, { value, cost });
    this.#cost += cost;
  }

  /** Drops entries until `cost` more fit the budget, so that old and new are not held together. */
  makeRoom(cost: number): void {
    for (const key of this.#entries.keys()) {
      if (this.#cost + cost <= this.#budget) return;
      this.delete(key);
    }
  }

  delete(key: string): void {
    const entry = this.#entries.get(key);
    if (entry === undefined) return;
    this.#entries.delete(key);
    this.#cost -= entry.cost;
  }

  clear(): void {
    this.#entries.clear();
    this.#cost = 0;
  }
}
