/** Names that a given one may be a slip of, by edit distance. */

/** No name is longer: what is, is compared by its beginning only, because that takes time. */
const MAX_NAME_LENGTH = 100;

/** The name with the smallest edit distance to `given`, the first of equals. */
export function nearestName(given: string, known: readonly string[]): string {
  const name = given.slice(0, MAX_NAME_LENGTH);
  return known.reduce((best, candidate) =>
    editDistance(name, candidate) < editDistance(name, best) ? candidate : best,
  );
}

/**
 * The name that `given` may be a slip of, or null. At most a third of its letters may be wrong, not
 * counting a family that both have: `model/cat` is no slip of `model/bit`.
 */
export function nearName(given: string, known: readonly string[]): string | null {
  const nearest = nearestName(given, known);
  const family = /^[^/]*\//.exec(nearest)?.[0] ?? '';
  const counted = given.startsWith(family) ? nearest.slice(family.length) : nearest;
  const wrong = editDistance(given.slice(0, MAX_NAME_LENGTH), nearest);
  return wrong <= Math.floor(counted.length / 3) ? nearest : null;
}

/** Levenshtein distance: insertions, deletions and substitutions. */
function editDistance(a: string, b: string): number {
  let row = Array.from({ length: b.length + 1 }, (_, j) => j);
  for (let i = 1; i <= a.length; i++) {
    const next = [i];
    for (let j = 1; j <= b.length; j++) {
      const substituted = row[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      next.push(Math.min(next[j - 1] + 1, row[j] + 1, substituted));
    }
    row = next;
  }
  return row[b.length];
}
