/** Honest causes of a regular lattice in a picture that hides nothing, with their numbers. */
import type { Raster } from '../raster.ts';
import { USUAL } from './candidates.ts';
import type { Examined } from './examine.ts';

export type ExplanationKind = 'upscaled' | 'jpeg-grid' | 'periodic' | 'mosaic' | 'not-assessable';

export interface Explanation {
  kind: ExplanationKind;
  reason: string;
}

/** Combs from here on are seen by a person who looks for them. */
const STRONG_COMB = 8;
const REPEATS = -0.02;
/** From here on a tile of few pixels is what the picture is made of. */
const TILED = 0.5;

/**
 * The cause of the strongest lattice of `raster`; null where there is none to explain. `worst` is what
 * was found where the verdict is not clean: a lattice that no machine is known to read has a doubt.
 */
export function explain(
  raster: Raster,
  examined: readonly Examined[],
  worst: Examined | null,
): Explanation | null {
  if (worst !== null) return doubtOf(raster, worst);
  const strongest = examined.reduce((a, b) => (combOf(b) > combOf(a) ? b : a));
  const { columns, rows } = strongest;
  if (combOf(strongest) < STRONG_COMB) return null;
  const size = `${columns.size}x${rows.size}`;
  const eighth = (n: number, length: number): boolean =>
    Math.abs(n / (length / 8) - Math.max(1, Math.round(n / (length / 8)))) < 0.02;
  if (eighth(columns.size, raster.width) && eighth(rows.size, raster.height)) {
    return {
      kind: 'jpeg-grid',
      reason: 'The regular lattice in it is the grid of 8x8 blocks of JPEG.',
    };
  }
  if (strongest.tiling > TILED) return mosaic();
  if (strongest.measures.aperiodic < REPEATS) {
    return {
      kind: 'periodic',
      reason: `It repeats a pattern that resonates at ${size} (comb ${combOf(strongest).toFixed(0)} deviations); a machine view there shows moiré, not a picture.`,
    };
  }
  return {
    kind: 'upscaled',
    reason: `It has a regular lattice of ${size} (comb ${combOf(strongest).toFixed(0)} deviations) and nothing is written on it: probably upscaled from that size, or pixel art or a screen of that pitch.`,
  };
}

/** Why what was found at a lattice may be the picture's own; null for sizes that machines take. */
function doubtOf(
  raster: Raster,
  { candidate, columns, rows, tiling }: Examined,
): Explanation | null {
  if (candidate.plausible >= USUAL) return null;
  if (tiling > TILED) return mosaic();
  return {
    kind: 'periodic',
    reason:
      `No known pipeline makes ${columns.size}x${rows.size} of a picture of ` +
      `${raster.width}x${raster.height}. A screen, halftone or table whose pitch is near ` +
      `${columns.period.toFixed(2)} pixels shows moiré at that size: look at what was recovered.`,
  };
}

function mosaic(): Explanation {
  return {
    kind: 'mosaic',
    reason:
      'It repeats a tile of a few pixels all over, as color filters, dithers and screens do: a lattice of its own.',
  };
}

function combOf({ candidate }: Examined): number {
  return Math.min(candidate.combX, candidate.combY);
}
