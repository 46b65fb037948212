/**
 * A map of what strays, folded at the period of a lattice: per tile of cells the mean of every place in
 * a cell. Nothing is assumed of which places were written; in an honest picture no place is special.
 *
 *   quiet   the lower median of the places' means: fewer than half of them are written
 *   z       (mean of a place - quiet) / sqrt((20 quiet + 1) / pixels): how far it stands out
 *
 * Source: epoch folding, in two dimensions; own formulation.
 */
import type { Bytes, DetectWasm, Singles, Words } from '../kernels/wasm.ts';
import type { AxisLattice } from '../lattice/geometry.ts';
import type { Plane } from '../lattice/plane.ts';
import { placesOf, type AxisPlaces } from './axis-places.ts';
import { describe, NOTHING_STANDS_OUT, type Standout } from './standout.ts';
import { writtenIn, type Written } from './written.ts';

/** Rows of tiles that are folded at least, where there are as many. */
const LEAST_ROWS = 4;
/** What is in the results of the standout kernel. */
const RESULTS = 4;

/** Room for the means of all places of four tiles, six times over. */
const SCRATCH = 24;
/** Places of a cell and tiles of a frame, at most. */
const MOST_PLACES = 10 * 10;
const MOST_TILES = 24 * 24;

/** Folds the maps of one plane; what it keeps is in WebAssembly memory until that is released. */
export class Folder {
  readonly #wasm: DetectWasm;
  readonly #plane: Plane;
  readonly #known = new Map<string, AxisPlaces>();
  readonly #often: readonly Bytes[];
  readonly #written = new Map<Bytes, Written | null>();
  readonly #room: { sums: Words; excess: Singles; all: Singles; scratch: Singles; out: Singles };

  /** `often`: maps that are folded so often that it is worth to list what is in them. */
  constructor(wasm: DetectWasm, plane: Plane, often: readonly Bytes[] = []) {
    this.#wasm = wasm;
    this.#plane = plane;
    this.#often = often;
    const singles = (length: number): Singles => wasm.alloc(Float32Array, length);
    this.#room = {
      sums: wasm.alloc(Int32Array, MOST_PLACES * MOST_TILES),
      excess: singles(MOST_PLACES),
      all: singles(MOST_PLACES),
      scratch: singles(SCRATCH * MOST_PLACES),
      out: singles(RESULTS),
    };
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
    const x = this.#places(columns, width, true);
    const y = this.#places(rows, height, false);
    // Of the largest pictures too some rows of tiles are read.
    const fewest = Math.ceil(y.tiles / LEAST_ROWS);
    const every = Math.min(fewest, Math.max(1, Math.floor((width * height) / mostPixels)));
    this.#fold(map, x, y, every);
    const { sums, excess, all, scratch, out } = this.#room;
    const [ofX, ofY] = [[x.held, y.held] as const, [x.tiles, y.tiles, x.count, y.count] as const];
    this.#wasm.standOut(sums, ...ofX, ...ofY, every, excess, all, scratch, out);
    const [tile, bestTile, bestPlace, whole] = out.view();
    if (tile < least.tile && whole < least.whole) return { ...NOTHING_STANDS_OUT, tile, whole };
    const best = { tile, whole, bestTile, bestPlace };
    const there = bestTile < 0 ? null : tileMeans(sums, x, y, Math.floor(bestTile));
    const places = x.count * y.count;
    const [excesses, means] = [excess, all].map((region) => region.from(0, places).view());
    return describe(x, y, best, excesses, means, there);
  }

  /** Writes the sums of all places in every so many rows of tiles. */
  #fold(map: Bytes, x: AxisPlaces, y: AxisPlaces, every: number): void {
    const wasm = this.#wasm;
    const { sums } = this.#room;
    const step = x.count * x.tiles;
    const written = this.#listOf(map);
    if (written !== null) {
      const { rows, entries } = written;
      const ofRows = [y.table, y.edges, y.tiles, y.count] as const;
      wasm.foldWritten(rows, entries, ...ofRows, every, x.slots, step, sums);
      return;
    }
    const { width } = this.#plane;
    wasm.scoped(() => {
      const lines = wasm.alloc(Uint16Array, 2 * (width + 96));
      const edges = y.edges.view();
      const ofColumns = [x.table, x.edges, x.tiles, x.count] as const;
      for (let t = 0; t < y.tiles; t += every) {
        const ofRows = [y.table, edges[t], edges[t + 1], y.count] as const;
        const out = sums.from(t * y.count * step);
        wasm.foldTiles(map, width, ...ofRows, ...ofColumns, lines, out);
      }
    });
  }

  /** What is in `map`, where it is folded often and that is faster. */
  #listOf(map: Bytes): Written | null {
    if (!this.#often.includes(map)) return null;
    let written = this.#written.get(map);
    if (written === undefined) {
      written = writtenIn(this.#wasm, map, this.#plane);
      this.#written.set(map, written);
    }
    return written;
  }

  #places(lattice: AxisLattice, samples: number, areColumns: boolean): AxisPlaces {
    const { geometry, length, size, from } = lattice;
    const key = `${geometry} ${length} ${size} ${from} ${areColumns ? 'x' : 'y'}`;
    let places = this.#known.get(key);
    if (places === undefined) {
      places = placesOf(this.#wasm, lattice, samples, areColumns);
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
  const [heldX, heldY] = [x.held.view(), y.held.view()];
  for (let ky = 0, at = 0; ky < y.count; ky++) {
    for (let kx = 0; kx < x.count; kx++, at++) {
      const pixels = heldY[ky * y.tiles + ty] * heldX[kx * x.tiles + tx];
      if (pixels >= 4) means[at] = tiles[at * x.tiles + tx] / pixels;
    }
  }
  return means;
}
