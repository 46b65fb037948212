/**
 * A map of what strays, folded at the period of a lattice: per tile of cells the mean of every place in
 * a cell. Nothing is assumed of which places were written; in an honest picture no place is special.
 *
 *   quiet   the lower median of the places' means: fewer than half of them are written
 *   z       (mean of a place - quiet) / sqrt((20 quiet + 1) / pixels): how far it stands out
 *
 * Source: epoch folding, in two dimensions; own formulation.
 */
import type { Bytes, DetectWasm, Words } from '../kernels/wasm.ts';
import type { AxisLattice } from '../lattice/geometry.ts';
import type { Plane } from '../lattice/plane.ts';
import { placesOf, type AxisPlaces } from './axis-places.ts';
import { describe, NOTHING_STANDS_OUT, type Standout } from './standout.ts';

/** Rows of tiles that are folded at least, where there are as many. */
const LEAST_ROWS = 4;
/** What is in the results of the standout kernel. */
const RESULTS = 4;

/** Folds the maps of one plane; what it keeps is in WebAssembly memory until that is released. */
export class Folder {
  readonly #wasm: DetectWasm;
  readonly #plane: Plane;
  readonly #known = new Map<string, AxisPlaces>();

  constructor(wasm: DetectWasm, plane: Plane) {
    this.#wasm = wasm;
    this.#plane = plane;
  }

  /**
   * What stands out of `map` folded at the anchors of `columns` and `rows`, whatever their
   * offset: at about `mostPixels` pixels, in every so many rows of tiles of larger pictures. Where neither a
   * tile nor the whole stands out by `least`, nothing more is said of it.
   */
  standout(
    map: Bytes,
    columns: AxisLattice,
    rows: AxisLattice,
    mostPixels: number,
    least: Pick<Standout, 'tile' | 'whole'> = { tile: 0, whole: 0 },
  ): Standout {
    const { width, height } = this.#plane;
    const x = this.#places(columns, width);
    const y = this.#places(rows, height);
    // Of the largest pictures too some rows of tiles are read.
    const fewest = Math.ceil(y.tiles / LEAST_ROWS);
    const every = Math.min(fewest, Math.max(1, Math.floor((width * height) / mostPixels)));
    return this.#wasm.scoped(() => this.#fold(map, x, y, every, least));
  }

  /** The same of the places of both axes, in every so many rows of tiles. */
  #fold(
    map: Bytes,
    x: AxisPlaces,
    y: AxisPlaces,
    every: number,
    least: Pick<Standout, 'tile' | 'whole'>,
  ): Standout {
    const { width } = this.#plane;
    const wasm = this.#wasm;
    const places = x.count * y.count;
    const line = wasm.alloc(Uint16Array, width + 64);
    const sums = wasm.alloc(Int32Array, y.tiles * places * x.tiles);
    for (let t = 0; t < y.tiles; t += every) {
      const [from, to] = [y.edges[t], y.edges[t + 1]];
      const out = sums.from(t * places * x.tiles);
      const ofRows = [y.cellsThere, from, to, y.count] as const;
      const ofColumns = [x.cellsThere, x.edgesThere, x.tiles, x.count] as const;
      wasm.foldTiles(map, width, ...ofRows, ...ofColumns, line, out);
    }
    const [excess, all] = [0, 1].map(() => wasm.alloc(Float32Array, places));
    const scratch = wasm.alloc(Float32Array, 24 * places);
    const out = wasm.alloc(Float32Array, RESULTS);
    wasm.standOut(
      sums,
      x.samplesThere,
      y.samplesThere,
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
    const [tile, bestTile, bestPlace, whole] = out.view();
    if (tile < least.tile && whole < least.whole) return { ...NOTHING_STANDS_OUT, tile, whole };
    const best = { tile, whole, bestTile, bestPlace };
    const there = bestTile < 0 ? null : tileMeans(sums, x, y, Math.floor(bestTile));
    return describe(x, y, best, excess.view(), all.view(), there);
  }

  #places(lattice: AxisLattice, samples: number): AxisPlaces {
    const { geometry, length, size, from } = lattice;
    const key = `${geometry} ${length} ${size} ${from} ${samples}`;
    let places = this.#known.get(key);
    if (places === undefined) {
      places = placesOf(this.#wasm, lattice, samples);
      this.#known.set(key, places);
    }
    return places;
  }
}

/** The means of the places of one tile; not a number where none. */
function tileMeans(sums: Words, x: AxisPlaces, y: AxisPlaces, t: number): Float32Array {
  const [ty, tx] = [Math.floor(t / x.tiles), t % x.tiles];
  const places = x.count * y.count;
  const means = new Float32Array(places).fill(NaN);
  const tiles = sums.from(ty * places * x.tiles, places * x.tiles).view();
  for (let ky = 0, at = 0; ky < y.count; ky++) {
    for (let kx = 0; kx < x.count; kx++, at++) {
      const pixels = y.samples[ky * y.tiles + ty] * x.samples[kx * x.tiles + tx];
      if (pixels >= 4) means[at] = tiles[at * x.tiles + tx] / pixels;
    }
  }
  return means;
}
