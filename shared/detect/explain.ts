/** Honest causes of a regular lattice in a picture that hides nothing, with their numbers. */
import type { Raster } from '../raster.ts';
import type { Examined } from './examine.ts';

export type ExplanationKind = 'upscaled' | 'jpeg-grid' | 'periodic' | 'mosaic' | 'not-assessable';

export interface Explanation {
  kind: ExplanationKind;
  reason: string;
}

/** Combs from here on are seen by a person who looks for them. */
const STRONG_COMB = 8;
const REPEATS = -0.02;

/** The cause of the strongest lattice of `raster`; null where there is none to explain. */
export function explain(
  raster: Raster,
  examined: readonly Examined[],
  clean: boolean,
): Explanation | null {
  const strongest = examined.reduce((a, b) => (combOf(b) > combOf(a) ? b : a));
  const { columns, rows } = strongest;
  if (!clean) {
    return columns.period < 2.1 && rows.period < 2.1
      ? {
          kind: 'mosaic',
          reason:
            'The lattice repeats every 2 pixels, as color filters and dithers do: this may be no hidden picture.',
        }
      : null;
  }
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

function combOf({ candidate }: Examined): number {
  return Math.min(candidate.combX, candidate.combY);
}
