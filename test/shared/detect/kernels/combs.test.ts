/** The kernel of combs (wasm/detect/combs.ts) equals its definition. */
import { test } from 'node:test';
import { noiseFrom } from '../../../../shared/craft/noise.ts';
import { withWasm } from '../../../../shared/detect/kernels/wasm.ts';
import { assertClose, onBench } from '../../../support/kernel-bench.ts';

const PROFILES = 8;
const UNIT = 16;
/** What is not written. */
const LEFT = -7;

/** Position of tooth `j`. */
function toothOf(kind: number, length: number, size: number, j: number): number {
  if (kind === 0) return Math.floor(((2 * j + 1) * length) / (2 * size));
  if (kind === 1) return Math.floor(((2 * j + 1) * length - size) / (2 * size));
  if (kind === 2) return Math.floor((j * length) / size);
  return Math.floor((j * (length - 1)) / (size - 1));
}

/** Largest z over the profiles of the words at `positions`, each of so many deviations squared. */
function largestZ(words: Int16Array, positions: readonly number[], variance: number): number {
  let largest = -Infinity;
  for (let p = 0; p < PROFILES; p++) {
    const quarters = [0, 0, 0, 0];
    positions.forEach((at, j) => {
      // Quarters end at whole teeth.
      const quarter = [1, 2, 3].filter((q) => j >= Math.floor((q * positions.length) / 4)).length;
      quarters[quarter] += words[at * PROFILES + p] / UNIT;
    });
    for (const [run, pays] of [
      [4, 0],
      [2, 0.8],
      [1, 1],
    ]) {
      for (let from = 0; from + run <= 4; from++) {
        const sum = quarters.slice(from, from + run).reduce((a, b) => a + b, 0);
        const teeth = (positions.length / 4) * run * variance;
        largest = Math.max(largest, sum / Math.sqrt(teeth) - pays);
      }
    }
  }
  return largest;
}

/** What of one kind is summed: the sizes least..most over profiles of so many positions. */
interface Asked {
  kind: number;
  length: number;
  least: number;
  most: number;
  isSparing: boolean;
}

/** What the kernel writes of the words `one` and `two`, by its definition. */
function sumsOf(
  { kind, length, least, most, isSparing }: Asked,
  one: Int16Array,
  two: Int16Array,
): { ones: Float32Array; twos: Float32Array } {
  const ones = new Float32Array(4 * (most + 1)).fill(LEFT);
  const twos = new Float32Array(most + 1).fill(LEFT);
  for (let size = least; size <= most; size++) {
    const teeth = Array.from({ length: size }, (_, j) => toothOf(kind, length, size, j));
    const within = (shift: number, last: number) =>
      teeth.map((tooth) => Math.max(0, Math.min(tooth + shift, last)));
    if (kind === 0) {
      ones[4 * size + 1] = largestZ(one, within(0, length - 1), 1);
      continue;
    }
    // A pair ends where the profile does, and so do its two columns.
    const pairs = within(0, length - 2);
    const columns = [within(-1, length - 1), pairs, pairs.map((at) => at + 1)];
    [...columns, within(2, length - 1)].forEach((positions, k) => {
      const isOuter = k === 0 || k === 3;
      if (isSparing && isOuter && length < 3 * size) return;
      ones[4 * size + k] = largestZ(one, positions, 1);
    });
    if (!isSparing || length / size >= 2.1) twos[size] = largestZ(two, pairs, 2);
  }
  return { ones, twos };
}

for (const kind of [0, 1, 2, 3]) {
  test(`comb sums of kind ${kind} are the largest z of any profile and run of quarters`, () => {
    onBench(50, ({ wasm, pick, oneIn, put, take }) => {
      const length = pick(4, 120);
      const least = pick(2, length);
      const most = pick(least, Math.min(length, least + 9));
      const noise = () => Int16Array.from({ length: length * PROFILES }, () => pick(-96, 96));
      const [one, two] = [noise(), noise()];
      const isSparing = oneIn(2);
      const { ones, twos } = sumsOf({ kind, length, least, most, isSparing }, one, two);
      const [atOnes, atTwos] = [put(ones.map(() => LEFT)), put(twos.map(() => LEFT))];
      const of = [kind, length, least, most, isSparing ? 1 : 0] as const;
      wasm.combSums(put(one), put(two), ...of, atOnes, atTwos);
      assertClose(take(atOnes, ones), ones, 1e-5);
      assertClose(take(atTwos, twos), twos, 1e-5);
    });
  });
}

/** Words of noise that repeats after a prime number of positions: an overflow leaves it out of step. */
function repeatedNoise(length: number, seed: number): Int16Array {
  const random = noiseFrom(seed);
  const run = Int16Array.from({ length: 8191 * PROFILES }, () => Math.floor(random() * 193) - 96);
  const words = new Int16Array(length * PROFILES);
  for (let at = 0; at < words.length; at += run.length) {
    words.set(run.subarray(0, words.length - at), at);
  }
  return words;
}

for (const length of [2 ** 19 - 1, 2 ** 19, 600000, 2 ** 21 + 1]) {
  test(`comb sums over ${length} positions are those of the exact teeth`, () => {
    const [one, two] = [repeatedNoise(length, 1), repeatedNoise(length, 2)];
    withWasm((wasm) => {
      const [atOne, atTwo] = [wasm.put(one), wasm.put(two)];
      for (const kind of [0, 1, 2, 3]) {
        for (const [least, most] of [
          [16, 17],
          [1001, 1001],
          [2047, 2048],
        ]) {
          const { ones, twos } = sumsOf({ kind, length, least, most, isSparing: true }, one, two);
          wasm.scoped(() => {
            const [atOnes, atTwos] = [ones, twos].map((sums) => wasm.put(sums.map(() => LEFT)));
            wasm.combSums(atOne, atTwo, kind, length, least, most, 1, atOnes, atTwos);
            assertClose(atOnes.view(), ones, 1e-5);
            assertClose(atTwos.view(), twos, 1e-5);
          });
        }
      }
    });
  });
}
