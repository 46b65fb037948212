/** The one seeded noise of the tests: the same numbers in every run (linear congruential, 32 bits). */

/** Whole numbers of 0..2^32 - 1, the next with every call; the upper bits are the better ones. */
export function noiseWords(seed: number): () => number {
  let state = seed >>> 0;
  return () => (state = (Math.imul(state, 1664525) + 1013904223) >>> 0);
}

/** `length` bytes of noise. */
export function noiseBytes(length: number, seed = 1): Uint8Array {
  const next = noiseWords(seed);
  return Uint8Array.from({ length }, () => next() >>> 24);
}
