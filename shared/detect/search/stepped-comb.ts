/**
 * Combs of a nearest in two steps (lattice/stepped.ts). All of its pixels lie at multiples of one number,
 * so a profile is first held against these; only where they stand out are the sizes that leave this
 * number asked for one by one.
 *
 *   z = sum of the profile at the pixels / (sqrt(pixels) * deviation of the profile), the largest over the
 *       profiles, of the whole and of each quarter
 */
import { LEAST_SIZE } from './searched-sizes.ts';
import { stepOf, steppedAnchor } from '../lattice/stepped.ts';
import { PROFILES, UNIT, type AxisProfiles } from './comb.ts';

/** What the multiples have to reach before the sizes are looked at. */
const LEAST_MULTIPLES = 4;
/** The multiples of a divisor hold pixels that nobody wrote: the same of them stands out less, but for chance. */
const CHANCE = 0.9;
const QUARTERS = 4;

/** z of every size up to `most` (index); 0 where it is not stepped, or where its multiples do not stand out. */
export function steppedCombs({ length, one }: AxisProfiles, most: number): Float32Array {
  const z = new Float32Array(most + 1);
  const words = one.view();
  const largest = stepOf(length, LEAST_SIZE);
  const multiples = Array.from({ length: largest + 1 }, (_, step) =>
    step < 2 ? 0 : largestZ(words, Math.floor(length / step), (k) => k * step),
  );
  const isAsked = multiples.map((own, step) => {
    const divisors = multiples.filter((_, d) => d > 1 && d < step && step % d === 0);
    return own >= LEAST_MULTIPLES && divisors.every((other) => own >= CHANCE * other);
  });
  for (let size = LEAST_SIZE; size <= most; size++) {
    const step = stepOf(length, size);
    if (step < 2) break; // nor do larger sizes leave anything out
    if (isAsked[step]) z[size] = largestZ(words, size, (k) => steppedAnchor(length, size, k));
  }
  return z;
}

/** The largest z of `count` places over all profiles, of the whole and of each quarter. */
function largestZ(words: Int16Array, count: number, placeOf: (k: number) => number): number {
  const sums = new Float64Array(PROFILES * QUARTERS);
  const quarter = count / QUARTERS;
  for (let k = 0; k < count; k++) {
    const into = PROFILES * Math.min(QUARTERS - 1, Math.floor(k / quarter));
    const from = PROFILES * placeOf(k);
    for (let p = 0; p < PROFILES; p++) sums[into + p] += words[from + p];
  }
  let most = 0;
  for (let p = 0; p < PROFILES; p++) {
    let total = 0;
    for (let q = 0; q < QUARTERS; q++) {
      const sum = sums[PROFILES * q + p];
      total += sum;
      most = Math.max(most, sum / Math.sqrt(quarter));
    }
    most = Math.max(most, total / Math.sqrt(count));
  }
  return most / UNIT;
}
