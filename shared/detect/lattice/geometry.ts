/**
 * Lattice geometries of one axis: which source columns a machine that resizes n columns to m reads,
 * as blocks of one or two neighboring columns, at a regular step but for one. Every non-antialiased sampler puts
 * its weight on one of these.
 *
 *   half1    floor((j + .5) n/m)          nearest at half-pixel centers (TF 2, Pillow)
 *   half2    the two around (j + .5) n/m - .5   bilinear, inner taps of cubic (TF 2, OpenCV, torch)
 *   corner1  floor(j n/m)                 nearest at corners (OpenCV, torch, TF 1)
 *   corner2  the two around j n/m         bilinear at corners (TF 1)
 *   align2   the two around j (n-1)/(m-1) bilinear with align_corners
 *   align1   the nearer of them           where the other has hardly any weight; combs do without it
 *   stepped  a nearest in two steps       libvips, at no even step (stepped.ts); it has combs of its own
 *
 * Whoever hides a picture may write any of the columns that a kernel reads: a lattice may lie `offset`
 * columns from where its geometry puts it, with fewer columns than its geometry has.
 */

import { steppedAnchor } from './stepped.ts';

export const GEOMETRIES = ['half1', 'half2', 'corner1', 'corner2', 'align2'] as const;
export type SearchedGeometry = (typeof GEOMETRIES)[number];
export type Geometry = SearchedGeometry | 'align1' | 'stepped';
/** Geometries at an even step, those that most samplers read first. */
export const BY_SAMPLERS: readonly Geometry[] = [
  'half1',
  'half2',
  'corner1',
  'corner2',
  'align1',
  'align2',
];

/** The lattice of one axis; block j is columns startOf(j) .. startOf(j) + taps - 1. */
export interface AxisLattice<G extends Geometry = Geometry> {
  geometry: G;
  /** Outputs of the machine along this axis, and the source samples they are taken from. */
  size: number;
  from: number;
  length: number;
  period: number;
  taps: 1 | 2;
  /** Columns from where the geometry has the first of a block. */
  offset: number;
}

/** The taps per block of a geometry. */
export function tapsOf(geometry: Geometry): 1 | 2 {
  return geometry.endsWith('2') ? 2 : 1;
}

/** First column of block j of `size` outputs over `length` columns, before any offset; it may be -1. */
export function anchorOf(geometry: Geometry, length: number, size: number, j: number): number {
  const period = length / size;
  if (geometry === 'stepped') return steppedAnchor(length, size, j);
  if (geometry === 'half1') return Math.floor((j + 0.5) * period);
  if (geometry === 'half2') return Math.floor((j + 0.5) * period - 0.5);
  if (geometry === 'align2') return Math.floor((j * (length - 1)) / Math.max(1, size - 1));
  if (geometry === 'align1') return Math.round((j * (length - 1)) / Math.max(1, size - 1));
  return Math.floor(j * period + 1e-9);
}

/** The lattice of `size` outputs over the `length` columns that begin at `from`. */
export function axisLattice<G extends Geometry>(
  geometry: G,
  length: number,
  size: number,
  from = 0,
  offset = 0,
  taps: 1 | 2 = tapsOf(geometry),
): AxisLattice<G> {
  return { geometry, size, from, length, period: length / size, taps, offset };
}

/** First column of block j. */
export function startOf(lattice: AxisLattice, j: number): number {
  const { geometry, length, size, from, offset, taps } = lattice;
  const at = anchorOf(geometry, length, size, j) + offset;
  return from + Math.min(Math.max(at, 0), length - taps);
}

/** First columns of all blocks. */
export function startsOf(lattice: AxisLattice): Int32Array {
  const starts = new Int32Array(lattice.size);
  for (let j = 0; j < starts.length; j++) starts[j] = startOf(lattice, j);
  return starts;
}
