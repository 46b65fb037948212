/** The sizes that the search looked at closely, found or not, with the samplers that read their lattices. */
import { dtypeOf, type Raster, type Size } from '../base/raster.ts';
import type { Examined } from './examine.ts';
import { readersOf } from './lattice/readers.ts';

/** A size at which something stood out, whatever it is. */
export interface LookedSize extends Size {
  /** The part of the source that is resized. */
  crop: { x: number; y: number; width: number; height: number };
  /** Samplers that read the lattice best; none where none reads it. */
  samplers: string[];
}

/** Samplers that are named of each lattice. */
const NAMED = 2;

/** Each size and part of `examined` once, in their order. */
export function lookedSizes(examined: readonly Examined[], raster: Raster): LookedSize[] {
  const shape = { channels: raster.channels, dtype: dtypeOf(raster.data) };
  const looked = new Map<string, LookedSize>();
  const lattices = new Set<string>();
  for (const { columns, rows } of examined) {
    const { size: width, length, from } = columns;
    const crop = { x: from, y: rows.from, width: length, height: rows.length };
    const key = `${width}x${rows.size} ${Object.values(crop).join(' ')}`;
    const lattice = `${key} ${columns.taps} ${columns.geometry} ${columns.offset} ${rows.offset}`;
    if (lattices.has(lattice)) continue; // the same in another channel
    lattices.add(lattice);
    const known = looked.get(key) ?? { width, height: rows.size, crop, samplers: [] };
    const readers = readersOf(columns, rows, shape).slice(0, NAMED);
    const samplers = new Set([...known.samplers, ...readers.map(({ sampler }) => sampler)]);
    looked.set(key, { ...known, samplers: [...samplers] });
  }
  return [...looked.values()];
}
