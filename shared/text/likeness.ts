/** How alike two texts are, by single letters that were read wrong. */

/**
 * The least number of letters to insert, delete or replace that makes `b` of `a` (Levenshtein's distance); `most + 1`
 * where it is more than `most`.
 */
export function distanceOf(a: string, b: string, most = Infinity): number {
  if (Math.abs(a.length - b.length) > most) return most + 1;
  let above = Array.from({ length: b.length + 1 }, (_, i) => i);
  for (let i = 1; i <= a.length; i++) {
    const row = [i];
    for (let j = 1; j <= b.length; j++) {
      const replaced = above[j - 1] + (a[i - 1] === b[j - 1] ? 0 : 1);
      row.push(Math.min(replaced, above[j] + 1, row[j - 1] + 1));
    }
    if (Math.min(...row) > most) return most + 1;
    above = row;
  }
  return above[b.length];
}

/** Share of letters of the longer of two words that may differ for it to be the same word. */
const SAME = 0.35;

/** Whether `a` and `b` may be one word of which some letters were read wrong; case does not count. */
export function isSameWord(a: string, b: string): boolean {
  const [one, other] = [a, b].map((word) => lettersOf(word).toLowerCase());
  const most = Math.floor(SAME * Math.max(one.length, other.length));
  return distanceOf(one, other, most) <= most;
}

/** The letters and digits of a word. */
export function lettersOf(word: string): string {
  return word.replace(/[^\p{L}\p{N}]/gu, '');
}
