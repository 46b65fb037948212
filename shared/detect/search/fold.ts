/**
 * A map of what strays, folded at the period of a lattice: per tile of cells the mean of every place in
 * a cell. Nothing is assumed of which places were written; in an honest picture no place is special.
 *
 *   place   column x of cell j has place x - anchor(j) - first, in the columns about the anchor
 *   quiet   the lower median of the places' means: fewer than half of them are written
 *   z       (mean of a place - quiet) / sqrt((20 quiet + 1) / pixels): how far it stands out
 *
 * Source: epoch folding, in two dimensions; own formulation.
 */
import type { Address, DetectMachine } from '../kernels/machine.ts';
import { anchorOf, type AxisLattice } from '../lattice/geometry.ts';
import type { Plane } from '../planes/plane.ts';

/** Places per axis, at most: of longer periods those about the anchor. */
const MOST_PLACES = 10;
/** Cells per tile and axis, and tiles per axis at most. */
const TILE = 12;
const MOST_TILES = 24;

/** The places of one axis, in the machine. */
interface AxisPlaces {
  /** Places per cell, and the offset from the anchor of the first. */
  count: number;
  first: number;
  cells: number;
  tiles: number;
  /** Per sample of the plane its place, -1 of none, and its tile. */
  place: Int32Array;
  tile: Int32Array;
  /** Words: per sample its tile and place as one, -1 of none (columns), or its place (rows). */
  words: Address;
  /** Singles: samples per tile and place. */
  samples: Address;
}

function placesOf(
  machine: DetectMachine,
  lattice: AxisLattice,
  samples: number,
  isX: boolean,
): AxisPlaces {
  const { geometry, length, size, from, period } = lattice;
  const count = Math.min(MOST_PLACES, Math.ceil(period - 1e-9));
  const first = -Math.floor((Math.min(period, MOST_PLACES) - 1) / 2);
  const perTile = Math.max(TILE, Math.ceil(size / MOST_TILES));
  const tiles = Math.max(1, Math.round(size / perTile));
  const place = new Int32Array(samples).fill(-1);
  const tile = new Int32Array(samples);
  const counted = new Float32Array(tiles * count);
  let next = anchorOf(geometry, length, size, 0);
  for (let j = 0; j < size; j++) {
    const start = next + first;
    next = j + 1 < size ? anchorOf(geometry, length, size, j + 1) : length - first;
    const t = Math.min(tiles - 1, Math.floor((j * tiles) / size));
    for (let k = 0; k < count && start + k < next + first; k++) {
      const at = from + start + k;
      // Maps are empty at the borders.
      if (start + k < 0 || at < 1 || at >= samples - 2) continue;
      place[at] = k;
      tile[at] = t;
      counted[t * count + k]++;
    }
  }
  const words = machine.alloc(samples * 4 + 64);
  const into = machine.words(words, samples);
  for (let i = 0; i < samples; i++)
    into[i] = place[i] < 0 || !isX ? place[i] : tile[i] * count + place[i];
  const counts = machine.alloc(counted.length * 4);
  machine.singles(counts, counted.length).set(counted);
  return { count, first, cells: size, tiles, place, tile, words, samples: counts };
}

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
   * What stands out of the larger of `maps` folded at the anchors of `columns` and `rows`, whatever their
   * offset: at about `mostPixels` pixels, in every so many rows of tiles of larger pictures.
   */
  standout(
    maps: readonly Address[],
    columns: AxisLattice,
    rows: AxisLattice,
    mostPixels: number,
  ): Standout {
    const [map, other = map] = maps;
    const { width, height } = this.#plane;
    const x = this.#places(columns, width, true);
    const y = this.#places(rows, height, false);
    const machine = this.#machine;
    const mark = machine.mark();
    const step = x.tiles * x.count;
    const lines = machine.alloc(y.count * (width + 64) * 2);
    const total = y.tiles * y.count * step;
    const sums = machine.alloc(total * 4);
    machine.words(sums, total).fill(0);
    const every = Math.max(1, Math.floor((width * height) / mostPixels));
    for (let from = 0; from < height;) {
      const t = y.tile[from];
      let to = from;
      while (to < height && (y.place[to] < 0 || y.tile[to] === t)) to++;
      if (t % every === 0) {
        machine.foldRows(
          map + from * width,
          other + from * width,
          width,
          to - from,
          y.words + from * 4,
          y.count,
          x.words,
          step,
          lines,
          sums + t * y.count * step * 4,
        );
      }
      from = to;
    }
    const places = x.count * y.count;
    const [excess, all] = [0, 1].map(() => machine.alloc(places * 4));
    const scratch = machine.alloc(2 * places * 4);
    const out = machine.alloc(RESULTS * 4);
    machine.standOut(
      sums,
      x.samples,
      y.samples,
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

  #places(lattice: AxisLattice, samples: number, isX: boolean): AxisPlaces {
    const { geometry, length, size, from } = lattice;
    const key = `${isX} ${geometry} ${length} ${size} ${from}`;
    let places = this.#known.get(key);
    if (places === undefined) {
      places = placesOf(this.#machine, lattice, samples, isX);
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
  const across = machine.singles(x.samples, x.tiles * x.count);
  const down = machine.singles(y.samples, y.tiles * y.count);
  const step = x.tiles * x.count;
  const means = new Float32Array(x.count * y.count).fill(NaN);
  for (let ky = 0, at = 0; ky < y.count; ky++) {
    const line = machine.words(sums + (ty * y.count + ky) * step * 4, step);
    for (let kx = 0; kx < x.count; kx++, at++) {
      const pixels = down[ty * y.count + ky] * across[tx * x.count + kx];
      if (pixels >= 4) means[at] = line[tx * x.count + kx] / pixels;
    }
  }
  return means;
}

/** What stands out of a fold. */
export interface Standout {
  /** Offsets from the anchor of the place that stands out most, as single pixels and as blocks of two. */
  single: { x: number; y: number };
  block: { x: number; y: number };
  /** The cells, first to before the last, of the tile where that is. */
  cells: { x: [number, number]; y: [number, number] };
  /** z of the place that stands out most in a tile, and of the whole frame. */
  tile: number;
  whole: number;
  /** Log of the mean of the best place over that of the quiet ones, where it stands out most. */
  concentrated: number;
  /** Share of the places that are quiet there, 0..1: all but the written ones. */
  quiet: number;
  /** The same of all tiles together, by what stands out in them: dithers write another place at each level. */
  quietWhole: number;
  /** Share of all that stands out in tiles which the same place holds: 1 where the lattice never drifts. */
  consistent: number;
  /** The same of 2x2 places, beyond what any four would hold: of a lattice that is known but for rounding. */
  steady: number;
  /** The same place against others of its column and of its row, the less clear: points, not lines. */
  pointed: number;
}

/** Says of a fold what stands out: `excess` and `all` are per place, `there` of the best tile. */
function describe(
  x: AxisPlaces,
  y: AxisPlaces,
  best: { tile: number; whole: number; bestTile: number; bestPlace: number },
  excess: Float32Array,
  all: Float32Array,
  there: Float32Array | null,
): Standout {
  const hasLocal = excess.some((value) => value > 0);
  const score = hasLocal ? excess : all.map((mean) => (Number.isNaN(mean) ? 0 : mean));
  const [single, block] = ([1, 2] as const).map((taps) => placeOf(score, x.count, y.count, taps));
  const shift = ([kx, ky]: [number, number]) => ({ x: kx + x.first, y: ky + y.first });
  const t = Math.max(0, best.bestTile);
  return {
    cells: { x: cellsOf(x, t % x.tiles), y: cellsOf(y, Math.floor(t / x.tiles)) },
    single: shift(single),
    block: shift(block),
    tile: best.tile,
    whole: best.whole,
    ...contrastOf(there ?? all, best.bestPlace, x.count),
    quietWhole: quietShare(hasLocal ? excess : all),
    consistent: hasLocal ? largestShare(excess) : 0,
    steady: hasLocal ? steadyShare(excess, x.count, y.count, block) : 0,
  };
}

function cellsOf({ tiles, cells }: AxisPlaces, tile: number): [number, number] {
  return [Math.ceil((tile * cells) / tiles), Math.ceil(((tile + 1) * cells) / tiles)];
}

/** The place, as [x, y], where one or 2x2 of `score` add up to most. */
function placeOf(score: Float32Array, across: number, down: number, taps: 1 | 2): [number, number] {
  let best: [number, number] = [0, 0];
  let most = -Infinity;
  for (let ky = 0; ky <= Math.max(0, down - taps); ky++) {
    for (let kx = 0; kx <= Math.max(0, across - taps); kx++) {
      let sum = 0;
      for (let v = 0; v < Math.min(taps, down); v++) {
        for (let u = 0; u < Math.min(taps, across); u++) sum += score[(ky + v) * across + kx + u];
      }
      if (sum > most) [best, most] = [[kx, ky], sum];
    }
  }
  return best;
}

/** Grey levels below which nothing strays. */
const NOTHING = 0.5;

function largestShare(values: Float32Array): number {
  let [most, sum] = [0, 0];
  for (const value of values) {
    most = Math.max(most, value);
    sum += value;
  }
  return most / sum;
}

function steadyShare(
  excess: Float32Array,
  across: number,
  down: number,
  [bx, by]: [number, number],
): number {
  const fair = 4 / (across * down);
  if (fair >= 0.5) return 0;
  let [held, sum] = [0, 0];
  excess.forEach((value, k) => {
    const [ky, kx] = [Math.floor(k / across), k % across];
    if (kx - bx >= 0 && kx - bx < 2 && ky - by >= 0 && ky - by < 2) held += value;
    sum += value;
  });
  return (held / sum - fair) / (1 - fair);
}

/** Share of the places that have less than a quarter of the most. */
function quietShare(values: Float32Array): number {
  let [most, known, quiet] = [0, 0, 0];
  for (const value of values) if (value > most) most = value;
  for (const value of values) {
    if (Number.isNaN(value)) continue;
    known++;
    if (value < most / 4) quiet++;
  }
  return most > 0 ? quiet / known : 0;
}

function contrastOf(
  means: Float32Array,
  best: number,
  across: number,
): Pick<Standout, 'concentrated' | 'quiet' | 'pointed'> {
  const most = means[best];
  if (!(most > 0)) return { concentrated: 0, quiet: 0, pointed: 0 };
  const quiet = lowerMedian(means);
  let [silent, known] = [0, 0];
  const [by, bx] = [Math.floor(best / across), best % across];
  let [column, columns, row, rows] = [0, 0, 0, 0];
  for (let k = 0; k < means.length; k++) {
    if (Number.isNaN(means[k])) continue;
    known++;
    if (means[k] < most / 4) silent++;
    const [ky, kx] = [Math.floor(k / across), k % across];
    if (kx === bx && ky !== by) [column, columns] = [column + means[k], columns + 1];
    if (ky === by && kx !== bx) [row, rows] = [row + means[k], rows + 1];
  }
  const line = Math.max(columns > 0 ? column / columns : 0, rows > 0 ? row / rows : 0);
  return {
    concentrated: Math.log((most + NOTHING) / (quiet + NOTHING)),
    quiet: known > 0 ? silent / known : 0,
    pointed: Math.log((most + NOTHING) / (line + NOTHING)),
  };
}

/** The lower median of what is known of `values`. */
function lowerMedian(values: Float32Array): number {
  const known = values.filter((value) => !Number.isNaN(value)).sort();
  return known[(known.length - 1) >> 1];
}
