/**
 * Candidate lattices of an image, best first: pairs of an x and a y lattice that the combs of the
 * two axes, or the list of common sizes, propose, screened on the residual map.
 */
import type { Size } from '../../raster.ts';
import { axisProfiles, combTable, type CombTable } from './comb.ts';
import {
  axisLattice,
  GEOMETRIES,
  type AxisLattice,
  type SearchedGeometry,
  type SearchedLattice,
} from '../lattice/geometry.ts';
import type { DetectMachine } from '../kernels/machine.ts';
import type { Planes } from '../planes/plane.ts';
import { screenPair } from './prescreen.ts';
import { knownSizes } from '../lattice/known-sizes.ts';

export interface Candidate {
  columns: SearchedLattice;
  rows: SearchedLattice;
  combX: number;
  combY: number;
  z: number;
  whole: number;
  contrast: number;
  origin: 'square' | 'pair' | 'list' | 'crop';
  /** How usual it is that a machine takes this size, 0..3 (plausibilityOf). */
  plausible: number;
}

/** The strongest lattice of a picture, whether or not anything is written on it. */
export interface OwnLattice extends Size {
  /** Deviations of the weaker of both axes. */
  comb: number;
}

/** Down to this period a picture's own lattice is told: twice upscaled is common. */
const OWN_PERIOD = 1.9;

/** Sizes from this plausibility on are what machines usually take. */
export const USUAL = 2;

/**
 * 3 the size that a known pipeline makes of this picture; 2 another square; 1 the sides of known
 * squares, or the aspect of the picture; 0 else. Screens, halftones and tables have the same pitch
 * along both axes or unrelated ones; machines squash a picture into a square.
 */
function plausibilityOf(
  columns: AxisLattice,
  rows: AxisLattice,
  known: ReadonlySet<string>,
): number {
  if (known.has(`${columns.size}x${rows.size}`)) return 3;
  if (columns.size === rows.size) return 2;
  const sides =
    known.has(`${columns.size}x${columns.size}`) && known.has(`${rows.size}x${rows.size}`);
  const across = (columns.size * rows.period) / columns.period;
  return sides || Math.abs(columns.period / rows.period - 1) * Math.max(across, rows.size) < 1.5
    ? 1
    : 0;
}

/** The same of `picture`. */
export function plausibilityIn(picture: Size, columns: AxisLattice, rows: AxisLattice): number {
  return plausibilityOf(columns, rows, namesOf(knownSizes(picture)));
}

function namesOf(sizes: readonly Size[]): Set<string> {
  return new Set(sizes.map(({ width, height }) => `${width}x${height}`));
}

/** The smallest size, along each side, that is looked for. */
export const LEAST_SIZE = 16;
const MOST_SIZE = 2048;
/** Combs below this are found in any picture; unequal sizes are not paired on them. */
const LEAST_COMB = 2.5;
/** Below this ratio color filters and dithers of period 2 look as written pixels do. */
export const LEAST_PERIOD = 2.1;

/** The target sizes that are searched in a source; null where there is no room to hide in. */
export function searchedSizes({ width, height }: Size): { leastSide: number; most: Size } | null {
  const most = (length: number): number => Math.min(MOST_SIZE, Math.floor(length / LEAST_PERIOD));
  const size = { width: most(width), height: most(height) };
  if (Math.min(size.width, size.height) < LEAST_SIZE) return null;
  return { leastSide: LEAST_SIZE, most: size };
}

/** Cells and tiles per axis of the first screening, and of the second, of those that did best. */
const FEW = { cells: 28, tiles: 3 };
const MANY = { cells: 64, tiles: 6 };
const SCREENED_TWICE = 12;
/** The same of known sizes that no comb proposes: the whole frame. */
const KNOWN_CELLS = 20;
/** Sizes that are taken of the combs, and of those known to be common. */
const SQUARES = 20;
const KNOWN = 8;
const BY_SCREEN = 2;
/** Squares whose combs add up to less stand in every picture. */
const LEAST_PAIR = 3;

/** The `keep` most promising candidates, of distinct sizes, and those that screen best; the strongest lattice. */
export function findCandidates(
  machine: DetectMachine,
  { main: plane, projections }: Pick<Planes, 'main' | 'projections'>,
  keep: number,
): { candidates: Candidate[]; lattice: OwnLattice | null } {
  const { width, height } = plane;
  const searched = searchedSizes(plane);
  if (searched === null) return { candidates: [], lattice: null };
  const { width: mostX, height: mostY } = searched.most;
  const mark = machine.mark();
  const profileX = axisProfiles(machine, projections.columns, height);
  const profileY = axisProfiles(machine, projections.rows, width);
  const [farX, farY] = [width, height].map((n) => Math.min(MOST_SIZE, Math.floor(n / OWN_PERIOD)));
  const tableX = combTable(machine, profileX, LEAST_SIZE, farX);
  const tableY = combTable(machine, profileY, LEAST_SIZE, farY);
  const known = knownSizes(plane);
  const sizes = namesOf(known);
  const found = new Map<string, Candidate>();
  const propose = (
    origin: Candidate['origin'],
    columns: SearchedLattice,
    rows: SearchedLattice,
    combX: number,
    combY: number,
  ): void => {
    const key = [columns, rows].map((a) => `${a.geometry} ${a.size} ${a.from}`).join(' ');
    if (found.has(key)) return;
    const screened = screenPair(machine, plane, columns, rows, FEW.cells, FEW.tiles);
    const plausible = plausibilityOf(columns, rows, sizes);
    found.set(key, { columns, rows, combX, combY, ...screened, origin, plausible });
  };

  const most = Math.min(mostX, mostY);
  const squares = strongestSquares(tableX, tableY, most).slice(0, SQUARES);
  for (const { size, geometry } of squares) {
    propose(
      'square',
      axisLattice(geometry, width, size),
      axisLattice(geometry, height, size),
      tableX.z[geometry][size],
      tableY.z[geometry][size],
    );
  }
  // Every known size, comb or not: who hides the comb gains nothing. A block of two holds the one.
  const tested: { columns: SearchedLattice; rows: SearchedLattice; z: number }[] = [];
  for (const { width: across, height: down } of known) {
    if (across < LEAST_SIZE || down < LEAST_SIZE || across > mostX || down > mostY) continue;
    for (const geometry of ['half1', 'corner1'] as const) {
      const columns = axisLattice(geometry, width, across);
      const rows = axisLattice(geometry, height, down);
      const { z } = screenPair(machine, plane, columns, rows, KNOWN_CELLS, 1);
      tested.push({ columns, rows, z });
    }
  }
  for (const { columns, rows } of tested.sort((a, b) => b.z - a.z).slice(0, KNOWN)) {
    for (const taps of [1, 2] as const) {
      const { geometry } = withTaps(columns, taps);
      propose(
        'list',
        withTaps(columns, taps),
        withTaps(rows, taps),
        tableX.z[geometry][columns.size],
        tableY.z[geometry][rows.size],
      );
    }
  }
  const topX = strongest(tableX, mostX, 4);
  const topY = strongest(tableY, mostY, 4);
  for (const x of topX) {
    for (const y of topY) {
      if (x.geometry !== y.geometry || Math.min(x.z, y.z) < LEAST_COMB) continue;
      propose(
        'pair',
        axisLattice(x.geometry, width, x.size),
        axisLattice(y.geometry, height, y.size),
        x.z,
        y.z,
      );
    }
  }
  const short = Math.min(width, height);
  const long = Math.max(width, height);
  if (long > short * 1.01) {
    const from = (long - short) >> 1;
    const wide = width > height;
    const table = combTable(machine, wide ? profileX : profileY, LEAST_SIZE, most, from, short);
    const other = wide ? tableY : tableX;
    const pairs = wide ? [table, other] : [other, table];
    for (const { size, geometry } of strongestSquares(pairs[0], pairs[1], most).slice(0, 5)) {
      const inner = axisLattice(geometry, short, size, from);
      const full = axisLattice(geometry, short, size);
      const zInner = table.z[geometry][size];
      const zFull = other.z[geometry][size];
      if (wide) propose('crop', inner, full, zInner, zFull);
      else propose('crop', full, inner, zFull, zInner);
    }
  }
  const best = ranked([...found.values()]).slice(0, SCREENED_TWICE);
  for (const candidate of best) {
    const { columns, rows } = candidate;
    Object.assign(candidate, screenPair(machine, plane, columns, rows, MANY.cells, MANY.tiles));
  }
  machine.release(mark);
  const lattice = ownLattice(strongest(tableX, farX, 4), strongest(tableY, farY, 4));
  return { candidates: distinct(best, keep), lattice };
}

/**
 * The most promising first: a multiple or a divisor of the true size screens as well, but the comb of
 * the true size is the strongest. Machines mostly take squares.
 */
function ranked(found: Candidate[]): Candidate[] {
  const most = found.reduce((z, candidate) => Math.max(z, candidate.z), 0);
  const priority = ({ columns, rows, combX, combY, z }: Candidate): number =>
    combX +
    combY +
    2 * Math.log2(Math.max(1, z)) +
    (columns.size === rows.size ? 3 : 0) -
    (z < 0.2 * most ? 20 : 0);
  return found.sort((a, b) => priority(b) - priority(a));
}

/** The `keep` most promising of distinct sizes, then BY_SCREEN known ones that screen best. */
function distinct(found: Candidate[], keep: number): Candidate[] {
  const kept: Candidate[] = [];
  const take = (candidates: Candidate[], most: number): void => {
    for (const candidate of candidates) {
      if (kept.length >= most) return;
      const same = kept.some(
        (other) =>
          Math.abs(other.columns.size - candidate.columns.size) <= 1 &&
          Math.abs(other.rows.size - candidate.rows.size) <= 1 &&
          other.columns.length === candidate.columns.length &&
          other.rows.length === candidate.rows.length,
      );
      if (!same) kept.push(candidate);
    }
  };
  take(ranked(found), keep);
  const squares = found.filter(({ plausible }) => plausible >= USUAL);
  take(
    squares.sort((a, b) => b.z - a.z),
    kept.length + BY_SCREEN,
  );
  return kept;
}

/** The same lattice as blocks of one or of two columns. */
export function withTaps(lattice: SearchedLattice, taps: 1 | 2): SearchedLattice {
  const { geometry, length, size, from } = lattice;
  if (lattice.taps === taps) return lattice;
  const other: SearchedGeometry = geometry.startsWith('half')
    ? taps === 1
      ? 'half1'
      : 'half2'
    : taps === 1
      ? 'corner1'
      : geometry === 'align2'
        ? 'align2'
        : 'corner2';
  return axisLattice(other, length, size, from);
}

/** The pair of one geometry whose weaker comb is the strongest. */
function ownLattice(
  xs: readonly { size: number; geometry: SearchedGeometry; z: number }[],
  ys: readonly { size: number; geometry: SearchedGeometry; z: number }[],
): OwnLattice | null {
  let best: OwnLattice | null = null;
  for (const x of xs) {
    for (const y of ys) {
      const comb = Math.min(x.z, y.z);
      if (x.geometry !== y.geometry || comb <= (best?.comb ?? 0)) continue;
      best = { width: x.size, height: y.size, comb };
    }
  }
  return best;
}

/** Sizes and geometries of squares, by the sum of both axes' z, the largest first. */
function strongestSquares(
  { z: zX }: CombTable,
  { z: zY }: CombTable,
  most: number,
): { size: number; geometry: SearchedGeometry }[] {
  const squares: { size: number; geometry: SearchedGeometry; z: number }[] = [];
  for (const geometry of GEOMETRIES) {
    for (let size = LEAST_SIZE; size <= most; size++) {
      const z = zX[geometry][size] + zY[geometry][size];
      if (z > LEAST_PAIR) squares.push({ size, geometry, z });
    }
  }
  return squares.sort((a, b) => b.z - a.z);
}

/** The largest z of each geometry's table, at most `keep` per geometry. */
function strongest(
  table: CombTable,
  most: number,
  keep: number,
): { size: number; geometry: SearchedGeometry; z: number }[] {
  return GEOMETRIES.flatMap((geometry) => {
    const z = table.z[geometry];
    const peaks: { size: number; geometry: SearchedGeometry; z: number }[] = [];
    for (let size = LEAST_SIZE; size <= most; size++) {
      if (z[size] >= (z[size - 1] || 0) && (size === most || z[size] >= z[size + 1])) {
        peaks.push({ size, geometry, z: z[size] });
      }
    }
    return peaks.sort((a, b) => b.z - a.z).slice(0, keep);
  });
}
