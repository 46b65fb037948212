/** Hands what is done in any order on in the order of the list. */

export interface InOrder<T> {
  /** Says what became of item `index`; null: nothing to hand on. Rejects with what `take` throws. */
  done(index: number, value: T | null): Promise<void>;
  /** Hands on what is done behind a gap, where nobody fills that any more. Rejects as `done` does. */
  rest(): Promise<void>;
}

/** `take` gets the values one after the other, as soon as all before them are done. */
export function inOrder<T>(take: (value: T) => Promise<void>): InOrder<T> {
  const waiting = new Map<number, T | null>();
  let next = 0;
  let handing: Promise<void> = Promise.resolve();

  async function hand(): Promise<void> {
    for (let value = waiting.get(next); value !== undefined; value = waiting.get(next)) {
      waiting.delete(next);
      next++;
      if (value !== null) await take(value);
    }
  }

  return {
    done(index, value) {
      waiting.set(index, value);
      // After a failure nothing more is handed on: it would leave a gap.
      handing = handing.then(hand);
      handing.catch(() => undefined);
      return handing;
    },
    rest() {
      handing = handing.then(async () => {
        const left = [...waiting].sort(([a], [b]) => a - b);
        waiting.clear();
        for (const [, value] of left) if (value !== null) await take(value);
      });
      return handing;
    },
  };
}
