/**
 * Candidate lattices of an image, best first: pairs of an x and a y lattice that the combs of the
 * two axes, or the list of common sizes, propose, screened on the residual map.
 */
import type { Size } from '../raster.ts';
import { axisProfiles, combTable, type CombTable } from './comb.ts';
import { axisLattice, GEOMETRIES, type AxisLattice, type Geometry } from './geometry.ts';
import { isolatedBlocks, isolatedPixels } from './isolated.ts';
import { medianResidual } from './residual.ts';
import type { Plane } from './planes.ts';
import { screenPair } from './screen.ts';
import { SQUARE_SIZES } from './sizes.ts';

export interface Candidate {
  columns: AxisLattice;
  rows: AxisLattice;
  combX: number;
  combY: number;
  z: number;
  whole: number;
  contrast: number;
  origin: 'square' | 'pair' | 'list' | 'crop';
}

const LEAST_SIZE = 16;
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

/** The `keep` best candidates, of distinct sizes. */
export function findCandidates(plane: Plane, keep: number): Candidate[] {
  const { width, height } = plane;
  const searched = searchedSizes(plane);
  if (searched === null) return [];
  const { width: mostX, height: mostY } = searched.most;
  const residual = medianResidual(plane);
  const maps = { residual, pixels: isolatedPixels(plane), blocks: isolatedBlocks(plane) };
  const profileX = axisProfiles(residual, width, height, false);
  const profileY = axisProfiles(residual, width, height, true);
  const tableX = combTable(profileX, LEAST_SIZE, mostX);
  const tableY = combTable(profileY, LEAST_SIZE, mostY);
  const found = new Map<string, Candidate>();
  const propose = (
    origin: Candidate['origin'],
    columns: AxisLattice,
    rows: AxisLattice,
    combX: number,
    combY: number,
  ): void => {
    const key = [columns, rows].map((a) => `${a.geometry} ${a.size} ${a.from}`).join(' ');
    if (found.has(key)) return;
    const screened = screenPair(maps, width, columns, rows);
    found.set(key, { columns, rows, combX, combY, ...screened, origin });
  };

  const most = Math.min(mostX, mostY);
  const squares: { size: number; geometry: Geometry; z: number }[] = [];
  for (const geometry of GEOMETRIES) {
    for (let size = LEAST_SIZE; size <= most; size++) {
      squares.push({ size, geometry, z: tableX.z[geometry][size] + tableY.z[geometry][size] });
    }
  }
  squares.sort((a, b) => b.z - a.z);
  const listed = new Set(SQUARE_SIZES);
  let taken = 0;
  let takenListed = 0;
  for (const { size, geometry } of squares) {
    const isListed = listed.has(size);
    if (taken >= 14 && !(isListed && takenListed < 28)) continue;
    if (isListed) takenListed++;
    taken++;
    propose(
      taken <= 14 ? 'square' : 'list',
      axisLattice(geometry, width, size),
      axisLattice(geometry, height, size),
      tableX.z[geometry][size],
      tableY.z[geometry][size],
    );
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
    const table = combTable(wide ? profileX : profileY, LEAST_SIZE, most, from, short);
    const other = wide ? tableY : tableX;
    const crops: typeof squares = [];
    for (const geometry of GEOMETRIES) {
      for (let size = LEAST_SIZE; size <= most; size++) {
        crops.push({ size, geometry, z: table.z[geometry][size] + other.z[geometry][size] });
      }
    }
    crops.sort((a, b) => b.z - a.z);
    for (const { size, geometry } of crops.slice(0, 5)) {
      const inner = axisLattice(geometry, short, size, from);
      const full = axisLattice(geometry, short, size);
      const zInner = table.z[geometry][size];
      const zFull = other.z[geometry][size];
      if (wide) propose('crop', inner, full, zInner, zFull);
      else propose('crop', full, inner, zFull, zInner);
    }
  }
  return distinct([...found.values()], keep);
}

/**
 * The best of each size, the true size first: a multiple or a divisor of it screens as well, but the
 * comb of the true size is the strongest. Machines mostly take squares.
 */
function distinct(found: Candidate[], keep: number): Candidate[] {
  const most = found.reduce((z, candidate) => Math.max(z, candidate.z), 0);
  const priority = ({ columns, rows, combX, combY, z }: Candidate): number =>
    combX +
    combY +
    2 * Math.log2(Math.max(1, z)) +
    (columns.size === rows.size ? 3 : 0) -
    (z < 0.2 * most ? 20 : 0);
  const ranked = found.sort((a, b) => priority(b) - priority(a));
  const kept: Candidate[] = [];
  for (const candidate of ranked) {
    if (kept.length === keep) break;
    const same = kept.some(
      (other) =>
        Math.abs(other.columns.size - candidate.columns.size) <= 1 &&
        Math.abs(other.rows.size - candidate.rows.size) <= 1 &&
        other.columns.length === candidate.columns.length &&
        other.rows.length === candidate.rows.length,
    );
    if (!same) kept.push(candidate);
  }
  return kept;
}

/** The same lattice as blocks of one or of two columns. */
export function withTaps(lattice: AxisLattice, taps: 1 | 2): AxisLattice {
  const { geometry, length, size, from } = lattice;
  if (lattice.taps === taps) return lattice;
  const other: Geometry = geometry.startsWith('half')
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

/** The largest z of each geometry's table, at most `keep` per geometry. */
function strongest(
  table: CombTable,
  most: number,
  keep: number,
): { size: number; geometry: Geometry; z: number }[] {
  return GEOMETRIES.flatMap((geometry) => {
    const z = table.z[geometry];
    const peaks: { size: number; geometry: Geometry; z: number }[] = [];
    for (let size = LEAST_SIZE; size <= most; size++) {
      if (z[size] >= (z[size - 1] || 0) && (size === most || z[size] >= z[size + 1])) {
        peaks.push({ size, geometry, z: z[size] });
      }
    }
    return peaks.sort((a, b) => b.z - a.z).slice(0, keep);
  });
}
