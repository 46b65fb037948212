/**
 * A map of what strays, folded at the period of a lattice: per tile of cells the mean of every place in
 * a cell. Nothing is assumed of which places were written; in an honest picture no place is special.
 *
 *   quiet   the lower median of the places' means: fewer than half of them are written
 *   z       (mean of a place - quiet) / sqrt((20 quiet + 1) / pixels): how far it stands out
 *
 * Source: epoch folding, in two dimensions; own formulation.
 */
import type { Address, DetectMachine } from '../kernels/machine.ts';
import type { AxisLattice } from '../lattice/geometry.ts';
import type { Plane } from '../planes/plane.ts';
import { placesOf, type AxisPlaces } from './axis-places.ts';
import { describe, NOTHING_STANDS_OUT, type Standout } from './standout.ts';

/** What is in the results of the standout kernel. */
const RESULTS = 4;

/** Folds the maps of one plane; what it keeps is the machine's until that is released. */
export class Folder {
  readonly #machine: DetectMachine;
  readonly #plane: Plane;
  readonly #known = new Map<string, AxisPlaces>();

  constructor(machine: DetectMachine, plane: Plane) {
    this.#machine = machine;
    this.#plane = plane;
  }

  /**
   * What stands out of `map` folded at the anchors of `columns` and `rows`, whatever their
   * offset: at about `mostPixels` pixels, in every so many rows of tiles of larger pictures. Where neither a
   * tile nor the whole stands out by `least`, nothing more is said of it.
   */
  standout(
    map: Address,
    columns: AxisLattice,
    rows: AxisLattice,
    mostPixels: number,
    least: Pick<Standout, 'tile' | 'whole'> = { tile: 0, whole: 0 },
  ): Standout {
    const { width, height } = this.#plane;
    const x = this.#places(columns, width);
    const y = this.#places(rows, height);
    const machine = this.#machine;
    const mark = machine.mark();
    const step = x.tiles * x.count;
    const line = machine.alloc((width + 64) * 2);
    const sums = machine.alloc(y.tiles * y.count * step * 4);
    const every = Math.max(1, Math.floor((width * height) / mostPixels));
    for (let t = 0; t < y.tiles; t += every) {
      const [from, to] = [y.edges[t], y.edges[t + 1]];
      const out = sums + t * y.count * step * 4;
      const ofRows = [y.cellsAt, from, to, y.count] as const;
      const ofColumns = [x.cellsAt, x.edgesAt, x.tiles, x.count] as const;
      machine.foldTiles(map, width, ...ofRows, ...ofColumns, line, out);
    }
    const places = x.count * y.count;
    const [excess, all] = [0, 1].map(() => machine.alloc(places * 4));
    const scratch = machine.alloc(24 * places * 4);
    const out = machine.alloc(RESULTS * 4);
    machine.standOut(
      sums,
      x.samplesAt,
      y.samplesAt,
      x.tiles,
      y.tiles,
      x.count,
      y.count,
      every,
      excess,
      all,
      scratch,
      out,
    );
    const [tile, bestTile, bestPlace, whole] = machine.singles(out, RESULTS);
    if (tile < least.tile && whole < least.whole) {
      machine.release(mark);
      return { ...NOTHING_STANDS_OUT, tile, whole };
    }
    const there = bestTile < 0 ? null : tileMeans(machine, sums, x, y, Math.floor(bestTile));
    const found = describe(
      x,
      y,
      { tile, whole, bestTile, bestPlace },
      machine.singles(excess, places),
      machine.singles(all, places),
      there,
    );
    machine.release(mark);
    return found;
  }

  #places(lattice: AxisLattice, samples: number): AxisPlaces {
    const { geometry, length, size, from } = lattice;
    const key = `${geometry} ${length} ${size} ${from} ${samples}`;
    let places = this.#known.get(key);
    if (places === undefined) {
      places = placesOf(this.#machine, lattice, samples);
      this.#known.set(key, places);
    }
    return places;
  }
}

/** The means of the places of one tile; not a number where none. */
function tileMeans(
  machine: DetectMachine,
  sums: Address,
  x: AxisPlaces,
  y: AxisPlaces,
  t: number,
): Float32Array {
  const [ty, tx] = [Math.floor(t / x.tiles), t % x.tiles];
  const places = x.count * y.count;
  const means = new Float32Array(places).fill(NaN);
  const tiles = machine.words(sums + ty * places * x.tiles * 4, places * x.tiles);
  for (let ky = 0, at = 0; ky < y.count; ky++) {
    for (let kx = 0; kx < x.count; kx++, at++) {
      const pixels = y.samples[ky * y.tiles + ty] * x.samples[kx * x.tiles + tx];
      if (pixels >= 4) means[at] = tiles[at * x.tiles + tx] / pixels;
    }
  }
  return means;
}
