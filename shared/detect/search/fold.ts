/**
 * A map of what strays, folded at the period of a lattice: per tile of cells the mean of every place in
 * a cell. Nothing is assumed of which places were written; in an honest picture no place is special.
 *
 *   place   column x of cell j has place x - anchor(j) - first, in the columns about the anchor
 *   quiet   the lower median of the places' means: fewer than half of them are written
 *   z       (mean of a place - quiet) / sqrt((SPREAD quiet + 1) / pixels): how far it stands out
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
/** Variance of what strays over its mean. */
const SPREAD = 20;
/** A place in a tile counts from so many deviations on: the largest of many, by chance. */
const CHANCE = 3.5;

/** The places of one axis. */
interface AxisPlaces {
  /** Places per cell, and the offset from the anchor of the first. */
  count: number;
  first: number;
  cells: number;
  tiles: number;
  /** Per sample of the plane its place, -1 of none, and its tile. */
  place: Int32Array;
  tile: Int32Array;
  /** Samples per tile and place. */
  samples: Float64Array;
}

export interface Fold {
  x: AxisPlaces;
  y: AxisPlaces;
  /** tiles of y * tiles of x * places of y * places of x: mean of the map there; not a number where none. */
  means: Float64Array;
}

function placesOf(lattice: AxisLattice, samples: number): AxisPlaces {
  const { geometry, length, size, from, period } = lattice;
  const count = Math.min(MOST_PLACES, Math.ceil(period - 1e-9));
  const first = -Math.floor((Math.min(period, MOST_PLACES) - 1) / 2);
  const perTile = Math.max(TILE, Math.ceil(size / MOST_TILES));
  const tiles = Math.max(1, Math.round(size / perTile));
  const place = new Int32Array(samples).fill(-1);
  const tile = new Int32Array(samples);
  const counted = new Float64Array(tiles * count);
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
  return { count, first, cells: size, tiles, place, tile, samples: counted };
}

/**
 * Folds `map` of `plane` at the anchors of columns `columns` and rows `rows`, whatever their offset: at
 * about `mostPixels` pixels, in every so many rows of tiles of larger pictures.
 */
export function foldMap(
  machine: DetectMachine,
  { width, height }: Plane,
  map: Address,
  columns: AxisLattice,
  rows: AxisLattice,
  mostPixels: number,
): Fold {
  const x = placesOf(columns, width);
  const y = placesOf(rows, height);
  const mark = machine.mark();
  const words = machine.alloc(width * 4 + 64);
  const step = x.tiles * x.count;
  machine.words(words, width).set(x.place.map((k, i) => (k < 0 ? -1 : x.tile[i] * x.count + k)));
  const classes = machine.alloc(height * 4);
  machine.words(classes, height).set(y.place);
  const lines = machine.alloc(y.count * (width + 64) * 2);
  const total = y.tiles * y.count * step;
  const out = machine.alloc(total * 4);
  machine.words(out, total).fill(0);
  const every = Math.max(1, Math.floor((width * height) / mostPixels));
  for (let from = 0; from < height;) {
    const t = y.tile[from];
    let to = from;
    while (to < height && (y.place[to] < 0 || y.tile[to] === t)) to++;
    if (t % every === 0) {
      const sums = out + t * y.count * step * 4;
      machine.foldRows(
        map + from * width,
        width,
        to - from,
        classes + from * 4,
        y.count,
        words,
        step,
        lines,
        sums,
      );
    }
    from = to;
  }
  const sums = machine.words(out, total);
  const means = new Float64Array(total).fill(NaN);
  for (let ty = 0, at = 0; ty < y.tiles; ty++) {
    for (let tx = 0; tx < x.tiles; tx++) {
      for (let ky = 0; ky < y.count; ky++) {
        const down = y.samples[ty * y.count + ky];
        for (let kx = 0; kx < x.count; kx++, at++) {
          const pixels = down * x.samples[tx * x.count + kx];
          if (pixels < 4 || ty % every !== 0) continue;
          means[at] = sums[(ty * y.count + ky) * step + tx * x.count + kx] / pixels;
        }
      }
    }
  }
  machine.release(mark);
  return { x, y, means };
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
  /** The same place against others of its column and of its row, the less clear: points, not lines. */
  pointed: number;
}

/** The places of `fold` that stand out. */
export function standoutOf({ x, y, means }: Fold): Standout {
  const places = x.count * y.count;
  const excess = new Float64Array(places);
  const sums = new Float64Array(places);
  const counts = new Float64Array(places);
  const sorted = new Float64Array(places);
  let [best, bestTile, bestPlace] = [0, -1, 0];
  let [quietSum, quietCount] = [0, 0];
  for (let t = 0; t < x.tiles * y.tiles; t++) {
    const at = t * places;
    const tile = means.subarray(at, at + places);
    const quiet = lowerMedian(tile, sorted);
    if (Number.isNaN(quiet)) continue;
    quietSum += quiet;
    quietCount++;
    const [ty, tx] = [Math.floor(t / x.tiles), t % x.tiles];
    for (let k = 0; k < places; k++) {
      if (Number.isNaN(tile[k])) continue;
      const [ky, kx] = [Math.floor(k / x.count), k % x.count];
      const pixels = y.samples[ty * y.count + ky] * x.samples[tx * x.count + kx];
      sums[k] += tile[k] * pixels;
      counts[k] += pixels;
      const z = (tile[k] - quiet) / Math.sqrt((SPREAD * quiet + 1) / pixels);
      if (z > CHANCE) excess[k] += Math.min(z, 100) * (tile[k] - quiet);
      if (z > best) [best, bestTile, bestPlace] = [z, t, k];
    }
  }
  const all = sums.map((sum, k) => (counts[k] > 0 ? sum / counts[k] : NaN));
  const quietAll = quietCount > 0 ? quietSum / quietCount : 0;
  let whole = 0;
  for (let k = 0; k < places; k++) {
    if (counts[k] === 0) continue;
    const z = (all[k] - quietAll) / Math.sqrt((SPREAD * quietAll + 1) / counts[k]);
    whole = Math.max(whole, z);
  }
  const hasLocal = excess.some((value) => value > 0);
  const score = hasLocal ? excess : all.map((mean) => (Number.isNaN(mean) ? 0 : mean));
  const [single, block] = [
    placeOf(score, x.count, y.count, 1),
    placeOf(score, x.count, y.count, 2),
  ];
  const shift = ([kx, ky]: [number, number]) => ({ x: kx + x.first, y: ky + y.first });
  const there = bestTile < 0 ? all : means.subarray(bestTile * places, (bestTile + 1) * places);
  const t = Math.max(0, bestTile);
  return {
    cells: { x: cellsOf(x, t % x.tiles), y: cellsOf(y, Math.floor(t / x.tiles)) },
    single: shift(single),
    block: shift(block),
    tile: best,
    whole,
    ...contrastOf(there, bestPlace, x.count, sorted),
    quietWhole: quietShare(hasLocal ? excess : all),
  };
}

function cellsOf({ tiles, cells }: AxisPlaces, tile: number): [number, number] {
  return [Math.ceil((tile * cells) / tiles), Math.ceil(((tile + 1) * cells) / tiles)];
}

/** The place, as [x, y], where one or 2x2 of `score` add up to most. */
function placeOf(score: Float64Array, across: number, down: number, taps: 1 | 2): [number, number] {
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

/** Share of the places that have less than a quarter of the most. */
function quietShare(values: Float64Array): number {
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
  means: Float64Array,
  best: number,
  across: number,
  sorted: Float64Array,
): Pick<Standout, 'concentrated' | 'quiet' | 'pointed'> {
  const most = means[best];
  if (!(most > 0)) return { concentrated: 0, quiet: 0, pointed: 0 };
  const quiet = lowerMedian(means, sorted);
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

/** The lower median of what is known of `values`; `sorted` has room for them. */
function lowerMedian(values: Float64Array, sorted: Float64Array): number {
  let count = 0;
  for (const value of values) if (!Number.isNaN(value)) sorted[count++] = value;
  if (count < 2) return NaN;
  const wanted = (count - 1) >> 1;
  let low = 0;
  let high = count - 1;
  while (low < high) {
    const pivot = sorted[(low + high) >> 1];
    let [i, j] = [low, high];
    while (i <= j) {
      while (sorted[i] < pivot) i++;
      while (sorted[j] > pivot) j--;
      if (i > j) break;
      const kept = sorted[i];
      sorted[i++] = sorted[j];
      sorted[j--] = kept;
    }
    if (wanted <= j) high = j;
    else if (wanted >= i) low = i;
    else break;
  }
  return sorted[wanted];
}
