/** Numbers that look random and are the same for the same chart everywhere: only integers are mixed. */

/** A seed for `words`: FNV-1a over their UTF-16 units. */
export function seedOf(words: string): number {
  let hash = 0x811c9dc5;
  for (let i = 0; i < words.length; i++) hash = Math.imul(hash ^ words.charCodeAt(i), 0x01000193);
  return hash >>> 0;
}

/** A whole number of 0 to 2^32-1 for each pair of a seed and a place (the finalizer of MurmurHash3). */
export function mixed(seed: number, place: number): number {
  let hash = Math.imul(place, 0x9e3779b1) ^ seed;
  hash = Math.imul(hash ^ (hash >>> 16), 0x85ebca6b);
  hash = Math.imul(hash ^ (hash >>> 13), 0xc2b2ae35);
  return (hash ^ (hash >>> 16)) >>> 0;
}

/** The same as a number of -1 to 1. */
export function mixedLevel(seed: number, place: number): number {
  return mixed(seed, place) / 0x7fffffff - 1;
}
