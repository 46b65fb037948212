/**
 * What repeats along one axis, whatever lattice it is of: the frequency at which profiles have the most
 * energy together, and where its crests are. Lattices of a part of the frame that is not known are
 * found by it; combs of comb.ts begin at a known edge.
 *
 *   energy(f) = sum over profiles of |sum of profile[x] exp(2 pi i f x)|² / sum of profile[x]²
 *
 * Profiles are detrended and clipped (standardize of comb.ts). Source: epoch folding, by its first harmonic.
 */

import { makeTransform, nextPowerOfTwo } from '../../math/fourier.ts';

/** Columns with cos(2 pi column / period - phase) = 1 are the crests. */
export interface Pitch {
  period: number;
  phase: number;
}

/** Periods that are looked for: as far as two taps leave a gap, and as a running mean leaves in. */
const LEAST = 2.05;
const MOST = 30;
/** Steps of the first look, and of the last, in cycles over the profile. */
const COARSE = 0.25;
const FINE = 0.002;

/** The pitch of `profiles`, all of one length. */
export function pitchOf(profiles: readonly Float64Array[]): Pitch {
  const [{ length }] = profiles;
  const squares = profiles.map((profile) => profile.reduce((sum, v) => sum + v * v, 0));
  const energy = (frequency: number): number =>
    profiles.reduce(
      (sum, profile, i) => sum + (squares[i] > 0 ? powerAt(profile, frequency) / squares[i] : 0),
      0,
    );
  let best = { frequency: 1 / MOST, energy: 0 };
  const look = (frequency: number): void => {
    const found = energy(frequency);
    if (found > best.energy) best = { frequency, energy: found };
  };
  best.frequency = strongestOf(profiles, squares);
  look(best.frequency);
  for (let step = COARSE / 2; step > FINE; step /= 2) {
    const { frequency } = best;
    look(frequency - step / length);
    look(frequency + step / length);
  }
  const [first] = profiles;
  const turn = 2 * Math.PI * best.frequency;
  let [across, up] = [0, 0];
  for (let x = 0; x < length; x++) {
    across += first[x] * Math.cos(turn * x);
    up += first[x] * Math.sin(turn * x);
  }
  return { period: 1 / best.frequency, phase: Math.atan2(up, across) };
}

/** The frequency of most energy, in steps of at most COARSE, by the transform of the padded profiles. */
function strongestOf(profiles: readonly Float64Array[], squares: readonly number[]): number {
  const [{ length }] = profiles;
  const padded = nextPowerOfTwo(length / COARSE);
  const { run } = makeTransform(padded);
  const [input, output] = [new Float64Array(2 * padded), new Float64Array(2 * padded)];
  const energy = new Float64Array(Math.floor(padded / LEAST) + 1);
  profiles.forEach((profile, p) => {
    if (!(squares[p] > 0)) return;
    profile.forEach((value, x) => (input[2 * x] = value));
    run(input, output);
    for (let k = 0; k < energy.length; k++) {
      energy[k] += (output[2 * k] ** 2 + output[2 * k + 1] ** 2) / squares[p];
    }
  });
  let best = Math.ceil(padded / MOST);
  for (let k = best; k < energy.length; k++) if (energy[k] > energy[best]) best = k;
  return best / padded;
}

/** How far column `x` is up the crest, -1..1. */
export function crestAt({ period, phase }: Pitch, x: number): number {
  return Math.cos((2 * Math.PI * x) / period - phase);
}

/** Squared magnitude of one frequency, by Goertzel's recurrence. */
function powerAt(profile: Float64Array, frequency: number): number {
  const twice = 2 * Math.cos(2 * Math.PI * frequency);
  let before = 0;
  let last = 0;
  for (let x = 0; x < profile.length; x++) {
    const next = profile[x] + twice * last - before;
    before = last;
    last = next;
  }
  return last * last + before * before - twice * last * before;
}
