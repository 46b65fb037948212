/** How usual it is that a machine takes a size. */
import type { Size } from '../../base/raster.ts';
import type { AxisLattice } from '../lattice/geometry.ts';
import { knownSizes, usualSizes } from './known-sizes.ts';

/** Sizes from this plausibility on are what machines usually take. */
export const USUAL = 2;

/** The sizes that known pipelines make of a picture, and those that keep its aspect, by name. */
export interface SizeNames {
  known: ReadonlySet<string>;
  usual: ReadonlySet<string>;
}

/**
 * 3 the size that a known pipeline makes of this picture; 2 another square, a usual side with the aspect
 * of the picture, or a whole number of times smaller; 1 the sides of known squares, or the aspect of the
 * picture; 0 else. Screens, halftones and tables have unrelated pitches along their axes.
 */
export function plausibilityOf(columns: AxisLattice, rows: AxisLattice, names: SizeNames): number {
  const { known, usual } = names;
  const name = `${columns.size}x${rows.size}`;
  if (known.has(name)) return 3;
  const isWhole = columns.period === rows.period && Number.isInteger(columns.period);
  if (columns.size === rows.size || usual.has(name) || isWhole) return 2;
  const sides =
    known.has(`${columns.size}x${columns.size}`) && known.has(`${rows.size}x${rows.size}`);
  const across = (columns.size * rows.period) / columns.period;
  return sides || Math.abs(columns.period / rows.period - 1) * Math.max(across, rows.size) < 1.5
    ? 1
    : 0;
}

/** The same of `picture`. */
export function plausibilityIn(picture: Size, columns: AxisLattice, rows: AxisLattice): number {
  return plausibilityOf(columns, rows, namesOf(picture));
}

/** The names of the sizes of `picture`. */
export function namesOf(picture: Size): SizeNames {
  const names = (sizes: readonly Size[]): Set<string> =>
    new Set(sizes.map(({ width, height }) => `${width}x${height}`));
  return { known: names(knownSizes(picture)), usual: names(usualSizes(picture)) };
}
