/** Honest causes of a regular lattice in a picture that hides nothing, with their numbers. */
import type { Raster } from '../base/raster.ts';
import type { OwnLattice } from './search/candidates.ts';
import { USUAL } from './search/plausible.ts';
import type { Examined } from './examine.ts';
import type { Repeats } from './measure/tiling.ts';

export type ExplanationKind = 'upscaled' | 'jpeg-grid' | 'periodic' | 'mosaic' | 'not-assessable';

export interface Explanation {
  kind: ExplanationKind;
  reason: string;
}

/** Combs from here on are seen by a person who looks for them. */
const STRONG_COMB = 6;
const REPEATS = -0.02;
/** Autocorrelation at a distance from which on a pattern is repeated all over. */
const REPEATED = 0.5;
/** From here on a tile of few pixels is what the picture is made of. */
const TILED = 0.5;

/**
 * The cause of the strongest `lattice` of `raster`; null where there is none to explain. `worst` is what
 * was found where the verdict is not clean: a lattice that no machine is known to read has a doubt.
 */
export function explain(
  raster: Raster,
  lattice: OwnLattice | null,
  examined: readonly Examined[],
  worst: Examined | null,
  repeats: () => Repeats,
): Explanation | null {
  if (worst !== null) return doubtOf(raster, worst, repeats);
  if (lattice === null || lattice.comb < STRONG_COMB) return null;
  const { tiling, repetition } = repeats();
  const { width, height, comb } = lattice;
  const size = `${width}x${height}`;
  // A lattice of n cycles over N pixels and one of N - n are the same where there is a pixel.
  const other = `${raster.width - width}x${raster.height - height}`;
  const strength = `comb of ${comb.toFixed(0)} sigma`;
  if (tiling > TILED) return mosaic();
  if (isGrid(width, raster.width) && isGrid(height, raster.height)) {
    return {
      kind: 'jpeg-grid',
      reason: 'The regular lattice in the picture matches the grid of 8x8 blocks that JPEG leaves.',
    };
  }
  const there = examined.filter(
    ({ columns, rows }) => Math.abs(columns.size - width) <= 1 && Math.abs(rows.size - height) <= 1,
  );
  const repeated = there.some(({ measures }) => measures.aperiodic < REPEATS);
  if (repeated || repetition > REPEATED) {
    return {
      kind: 'periodic',
      reason: `The picture repeats a pattern that resonates at ${size} (${strength}). A machine view of that size shows moiré, not a hidden picture.`,
    };
  }
  return {
    kind: 'upscaled',
    reason:
      `The picture has a regular lattice of about ${size} (${strength}), and nothing is hidden on it. What made the ` +
      `lattice is not certain: an enlargement from that size or from ${other} leaves it, and so do pixel art, a ` +
      'screen of that pitch and, in small pictures, the 8x8 blocks of JPEG.',
  };
}

/** Whether n cycles over `length` are one, two or three per block of 8. */
function isGrid(n: number, length: number): boolean {
  const perBlock = n / (length / 8);
  const whole = Math.round(perBlock);
  return whole >= 1 && whole <= 3 && Math.abs(perBlock - whole) < 0.02;
}

/** Why what was found at a lattice may be the picture's own; null for sizes that machines take. */
function doubtOf(
  raster: Raster,
  { candidate, columns, rows }: Examined,
  repeats: () => Repeats,
): Explanation | null {
  if (candidate.plausible >= USUAL) return null;
  if (repeats().tiling > TILED) return mosaic();
  return {
    kind: 'periodic',
    reason:
      `No known pipeline resizes ${raster.width}x${raster.height} to ${columns.size}x${rows.size}. ` +
      'A screen, halftone or table with a pitch near ' +
      `${columns.period.toFixed(2)} pixels shows moiré at that size: look at the recovered picture.`,
  };
}

function mosaic(): Explanation {
  return {
    kind: 'mosaic',
    reason:
      'The picture repeats a tile of a few pixels everywhere, as color filters, dithers and screens do. This gives it a lattice of its own.',
  };
}
