/** What stands out of a folded map (fold.ts): where, how far, how dense, and how steadily. */
import { nthOf } from '../../math/selection.ts';
import type { AxisPlaces } from './axis-places.ts';

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

/** From here on what stands out is dense, and of points rather than lines. */
const DENSE = 1.5;
const POINTED = 0.7;

/** Whether single places stand out, and not lines or a little of everything. */
export function isOfPlaces({ concentrated, pointed }: Standout): boolean {
  return concentrated >= DENSE && pointed >= POINTED;
}

/** Of a fold in which no place differs from the others. */
export const NOTHING_STANDS_OUT: Standout = {
  single: { x: 0, y: 0 },
  block: { x: 0, y: 0 },
  cells: { x: [0, 0], y: [0, 0] },
  tile: 0,
  whole: 0,
  concentrated: 0,
  quiet: 0,
  quietWhole: 0,
  consistent: 0,
  steady: 0,
  pointed: 0,
};

/** How much a lattice promises: what stands out, and always in the same place. */
export function promise(standout: Standout): number {
  return clearness(standout) + STEADY * Math.max(standout.consistent, standout.steady);
}

const STEADY = 3;

function clearness({ tile, whole, concentrated, pointed }: Standout): number {
  return Math.log(1 + Math.max(tile, whole)) + concentrated + pointed;
}

/** Says of a fold what stands out: `excess` and `all` are per place, `there` of the best tile. */
export function describe(
  x: AxisPlaces,
  y: AxisPlaces,
  best: { tile: number; whole: number; bestTile: number; bestPlace: number },
  excess: Float32Array,
  all: Float32Array,
  there: Float32Array | null,
): Standout {
  const hasLocal = largestOf(excess) > 0;
  const score = hasLocal ? excess : withoutUnknown(all);
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

/** 0 for what is not a number. */
function withoutUnknown(values: Float32Array): Float32Array {
  return values.map((value) => (Number.isNaN(value) ? 0 : value));
}

function cellsOf({ tiles, cells }: AxisPlaces, tile: number): [number, number] {
  return [Math.ceil((tile * cells) / tiles), Math.ceil(((tile + 1) * cells) / tiles)];
}

/** The place, as [x, y], where one or 2x2 of `score` add up to most. */
function placeOf(score: Float32Array, across: number, down: number, taps: 1 | 2): [number, number] {
  const [right, below] = [Math.min(taps, across) - 1, Math.min(taps, down) - 1];
  let best = 0;
  let most = -Infinity;
  for (let ky = 0; ky < down - below; ky++) {
    for (let kx = 0; kx < across - right; kx++) {
      const at = ky * across + kx;
      let sum = score[at];
      if (right > 0) sum += score[at + 1];
      if (below > 0) {
        sum += score[at + across];
        if (right > 0) sum += score[at + across + 1];
      }
      if (sum > most) [best, most] = [at, sum];
    }
  }
  return [best % across, Math.floor(best / across)];
}

/** Grey levels below which nothing strays. */
const NOTHING = 0.5;

function largestShare(values: Float32Array): number {
  let sum = 0;
  for (let k = 0; k < values.length; k++) sum += values[k];
  return largestOf(values) / sum;
}

/** The largest of `values`, at least 0; what is not a number counts nowhere. */
function largestOf(values: Float32Array): number {
  let most = 0;
  for (let k = 0; k < values.length; k++) if (values[k] > most) most = values[k];
  return most;
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
  for (let ky = 0, k = 0; ky < down; ky++) {
    for (let kx = 0; kx < across; kx++, k++) {
      if (kx >= bx && kx < bx + 2 && ky >= by && ky < by + 2) held += excess[k];
      sum += excess[k];
    }
  }
  return (held / sum - fair) / (1 - fair);
}

/** Share of the places that have less than a quarter of the most. */
function quietShare(values: Float32Array): number {
  const most = largestOf(values);
  let [known, quiet] = [0, 0];
  for (let k = 0; k < values.length; k++) {
    if (Number.isNaN(values[k])) continue;
    known++;
    if (values[k] < most / 4) quiet++;
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
  for (let k = 0, ky = 0, kx = 0; k < means.length; k++) {
    const mean = means[k];
    if (!Number.isNaN(mean)) {
      known++;
      if (mean < most / 4) silent++;
      if (kx === bx && ky !== by) {
        column += mean;
        columns++;
      }
      if (ky === by && kx !== bx) {
        row += mean;
        rows++;
      }
    }
    if (++kx === across) {
      kx = 0;
      ky++;
    }
  }
  const line = Math.max(columns > 0 ? column / columns : 0, rows > 0 ? row / rows : 0);
  return {
    concentrated: Math.log((most + NOTHING) / (quiet + NOTHING)),
    quiet: known > 0 ? silent / known : 0,
    pointed: Math.log((most + NOTHING) / (line + NOTHING)),
  };
}

/** The lower median of what is known of `values`, which are few. */
function lowerMedian(values: Float32Array): number {
  if (sorted.length < values.length) sorted = new Float32Array(values.length);
  let known = 0;
  for (let k = 0; k < values.length; k++) {
    if (!Number.isNaN(values[k])) sorted[known++] = values[k];
  }
  return nthOf(sorted, known, (known - 1) >> 1);
}

/** What lowerMedian reorders. */
let sorted = new Float32Array(0);
