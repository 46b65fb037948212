/**
 * What hides an attack from those who look for its lattice, written into pixels that no payload is
 * read from: the machine views stay as they are.
 */
import { findPipeline, viewAt } from '../pipelines/pipeline.ts';
import type { Raster } from '../base/raster.ts';
import { latticeOf } from '../resample/lattice.ts';
import { shapeOf } from '../resample/resize.ts';
import { basisOf, coefficientsOf, subtractWhere } from './harmonics.ts';
import { noiseFrom } from './noise.ts';
import type { PreparedAttack } from './prepare-attack.ts';

export interface Camouflaged {
  attack: Raster<Uint8Array>;
  /** By how many decibels the harmonics of the change are weaker; null: not asked for. */
  suppressedDb: number | null;
}

/** Rounds of projection: each leaves about the read share of what was there before. */
const ROUNDS = 4;

/** Grey levels by which the pixels of a false lattice are moved, up or down. */
const FAKE_LEVELS = 28;

const SEED = 20200505;

/** `attack` with the false lattice and the suppression that the settings ask for. */
export function* camouflage(
  prepared: PreparedAttack,
  attack: Raster<Uint8Array>,
): Generator<number, Camouflaged> {
  const { settings, decoy, editable } = prepared;
  if (settings.fakePeaks === null && !settings.suppressPeaks) return { attack, suppressedDb: null };
  const free = unreadPixels(prepared);
  const out = { ...attack, data: attack.data.slice() };
  let suppressedDb: number | null = null;
  if (settings.suppressPeaks) {
    const energies = [0, 0];
    for (const [i, c] of editable.channels.entries()) {
      const run = suppressChannel(prepared, out, free, c, energies);
      for (let step = run.next(); step.done !== true; step = run.next()) {
        yield (i + step.value) / editable.channels.length;
      }
    }
    suppressedDb =
      energies[0] === 0 ? 0 : 10 * Math.log10(energies[0] / Math.max(1e-9, energies[1]));
  }
  if (settings.fakePeaks !== null) {
    const view = viewAt(findPipeline('opencv/nearest'), shapeOf(decoy), settings.fakePeaks);
    layFakeLattice(out, free, latticeOf(view.x), latticeOf(view.y), editable.channels);
  }
  return { attack: out, suppressedDb };
}

/** 1 for pixels that may be changed and that no view reads, by the solver's tables: height*width. */
function unreadPixels({ decoy, targets, editable }: PreparedAttack): Uint8Array {
  const { width, height } = decoy;
  const free = editable.pixels?.slice() ?? new Uint8Array(width * height).fill(1);
  for (const { x, y } of targets) {
    const columns = latticeOf(x);
    for (const row of latticeOf(y)) for (const column of columns) free[row * width + column] = 0;
  }
  return free;
}

/** Takes the harmonics out of the change of channel `c`; adds their energy before and after. */
function* suppressChannel(
  { decoy, targets }: PreparedAttack,
  attack: Raster<Uint8Array>,
  free: Uint8Array,
  c: number,
  energies: number[],
): Generator<number, void> {
  const { width, height, channels } = decoy;
  const x = basisOf(
    width,
    targets.map(({ view }) => (view.width * width) / view.frame.width),
  );
  const y = basisOf(
    height,
    targets.map(({ view }) => (view.height * height) / view.frame.height),
  );
  const change = new Float32Array(width * height);
  const readChange = () => {
    for (let i = 0, at = c; i < change.length; i++, at += channels) {
      change[i] = attack.data[at] - decoy.data[at];
    }
  };
  readChange();
  for (let round = 0; round < ROUNDS; round++) {
    const coefficients = coefficientsOf(change, x, y);
    if (round === 0) energies[0] += energyOf(coefficients);
    yield (round + 0.5) / (ROUNDS + 1);
    subtractWhere(change, free, coefficients, x, y);
    yield (round + 1) / (ROUNDS + 1);
  }
  const noise = noiseFrom(SEED + c);
  for (let i = 0, at = c; i < change.length; i++, at += channels) {
    if (free[i] === 0) continue;
    // Noise before rounding: changes of less than a level would be lost otherwise.
    const value = Math.floor(decoy.data[at] + change[i] + noise());
    attack.data[at] = Math.min(255, Math.max(0, value));
  }
  readChange();
  energies[1] += energyOf(coefficientsOf(change, x, y));
}

function energyOf(coefficients: Float64Array): number {
  return coefficients.reduce((sum, value) => sum + value * value, 0);
}

function layFakeLattice(
  attack: Raster<Uint8Array>,
  free: Uint8Array,
  columns: Int32Array,
  rows: Int32Array,
  channels: readonly number[],
): void {
  const noise = noiseFrom(SEED);
  for (const row of rows) {
    for (const column of columns) {
      const pixel = row * attack.width + column;
      if (free[pixel] === 0) continue;
      const moved = noise() < 0.5 ? -FAKE_LEVELS : FAKE_LEVELS;
      for (const c of channels) {
        const at = pixel * attack.channels + c;
        attack.data[at] = Math.min(255, Math.max(0, attack.data[at] + moved));
      }
    }
  }
}
