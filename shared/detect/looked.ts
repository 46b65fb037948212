/** The sizes that the search looked at closely, found or not, and the samplers that read their lattices. */
import type { Size } from '../base/raster.ts';
import type { SourceShape } from '../resample/taps/plan.ts';
import type { Examined } from './examine.ts';
import { axisLattice, type Geometry } from './lattice/geometry.ts';
import { readersOf } from './lattice/readers.ts';

/** The part of a source that is resized. */
interface Crop extends Size {
  x: number;
  y: number;
}

/** A lattice that stood out at a size; `across` and `down` are the offsets of its columns and rows. */
export interface LookedLattice {
  geometry: Geometry;
  taps: 1 | 2;
  across: number;
  down: number;
}

/** A size at which something stood out, whatever it is. */
export interface LookedSize extends Size {
  crop: Crop;
  lattices: LookedLattice[];
}

/** Samplers that are named of each lattice. */
const NAMED = 2;

/** Each size and part of `examined` once, in their order. */
export function lookedSizes(examined: readonly Examined[]): LookedSize[] {
  const looked = new Map<string, LookedSize>();
  const seen = new Set<string>();
  for (const { columns, rows } of examined) {
    const { size: width, length, from, geometry, taps } = columns;
    const crop = { x: from, y: rows.from, width: length, height: rows.length };
    const key = `${width}x${rows.size} ${Object.values(crop).join(' ')}`;
    const lattice = { geometry, taps, across: columns.offset, down: rows.offset };
    const ofSize = `${key} ${Object.values(lattice).join(' ')}`;
    if (seen.has(ofSize)) continue; // the same in another channel
    seen.add(ofSize);
    const known = looked.get(key) ?? { width, height: rows.size, crop, lattices: [] };
    known.lattices.push(lattice);
    looked.set(key, known);
  }
  return [...looked.values()];
}

/** The samplers that read the lattices of `looked` best, two of each; none where none reads them. */
export function samplersThatRead(
  { width, height, crop, lattices }: LookedSize,
  shape: Pick<SourceShape, 'channels' | 'dtype'>,
): string[] {
  const samplers = lattices.flatMap(({ geometry, taps, across, down }) => {
    const columns = axisLattice(geometry, crop.width, width, crop.x, across, taps);
    const rows = axisLattice(geometry, crop.height, height, crop.y, down, taps);
    return readersOf(columns, rows, shape).slice(0, NAMED);
  });
  return [...new Set(samplers.map(({ sampler }) => sampler))];
}
