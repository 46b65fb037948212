/**
 * The window of a view that departs most, without the few cells of it that depart most and without the
 * rows or the columns of cells that do: a picture is more than a dot or a line of text. Where unread pixels
 * stray far, a window may depart by two standard errors more, but not in most of its cells.
 */
import { boxSum, ratiosOf, tableOf, type CellWindow } from '../cells/cell-windows.ts';
import { nthOf } from '../math/selection.ts';
import type { CellDepartures } from './departing-region.ts';

/**
 * The window of the largest ratio above `least`, or null. Where cells `areLarge` nothing is left out: what
 * lies across few of them, their unread pixels show too. Any window of a ratio of `enough` will do.
 */
export function strongestWindow(
  { width, height, departure, allowed, spread }: CellDepartures,
  windows: readonly CellWindow[],
  least: number,
  areLarge: boolean,
  enough = Infinity,
): { ratio: number; window: CellWindow } | null {
  const departures = tableOf(departure, width, height);
  const alloweds = tableOf(allowed, width, height);
  const ratios = ratiosOf(departures, alloweds, width, windows);
  const spreads = spread && tableOf(spread, width, height);
  const strayOf = (window: CellWindow): number =>
    spreads === null ? 0 : DEVIATIONS * Math.sqrt(Math.max(0, boxSum(spreads, width, window)));
  const first = ratios.reduce((sofar, ratio, n) => (ratio > ratios[sofar] ? n : sofar), 0);
  if (!(ratios[first] > least)) return null;
  const room = new Float64Array(areLarge && spread === null ? 0 : departure.length);
  const keptOf = (n: number, above: number): number => {
    const window = windows[n];
    if (areLarge && spread === null) return ratios[n];
    if (areLarge) {
      const may = boxSum(alloweds, width, window);
      const tailed = (ratios[n] * may) / (may + strayOf(window));
      return Math.max(tailed, ratioOfMost(departure, allowed, width, window, room));
    }
    if (mostWithoutLine(departures, alloweds, width, window) * ROUNDED <= above) return 0;
    const stray = strayOf(window);
    const tailed = ratioWithoutFew(departure, allowed, width, window, stray, above, room);
    if (stray === 0) return tailed;
    const most = ratioOfMost(departure, allowed, width, window, room);
    if (most <= tailed) return tailed;
    const plain = ratioWithoutFew(departure, allowed, width, window, 0, above, room);
    return Math.max(tailed, Math.min(plain, most));
  };
  // No window below what the whole view and the first of the windows reach can be the strongest.
  const floor = Math.max(keptOf(first, least), ratios[0] > least ? keptOf(0, least) : 0);
  if (floor >= enough) return { ratio: floor, window: windows[first] };
  const candidates: number[] = [];
  for (let n = 0; n < ratios.length; n++) {
    if (ratios[n] > least && ratios[n] >= floor) candidates.push(n);
  }
  candidates.sort((a, b) => ratios[b] - ratios[a]);
  let best: { ratio: number; window: CellWindow } | null = null;
  for (const n of candidates) {
    const above = best?.ratio ?? least;
    if (ratios[n] <= above) break;
    const kept = keptOf(n, above);
    if (kept > above) best = { ratio: kept, window: windows[n] };
  }
  return best;
}

/** Standard errors by which a window may depart further. */
const DEVIATIONS = 2;

/** What sums of tables may be off by. */
const ROUNDED = 1 + 1e-6;

/** The ratio of a window without the rows or columns that depart most, off tables: a bound. */
function mostWithoutLine(
  departures: Float64Array,
  alloweds: Float64Array,
  width: number,
  { x, y, width: w, height: h, allowance }: CellWindow,
): number {
  const sumOf = (table: Float64Array, left: number, top: number, right: number, bottom: number) => {
    const [above, below] = [top * (width + 1), bottom * (width + 1)];
    return table[below + right] - table[below + left] - table[above + right] + table[above + left];
  };
  const all = sumOf(departures, x, y, x + w, y + h);
  const mayAll = sumOf(alloweds, x, y, x + w, y + h);
  let least = Infinity;
  for (const [length, isRow] of [
    [h, true],
    [w, false],
  ] as const) {
    const taken = length < SMALL ? 1 : 2;
    if (length <= taken) continue;
    for (let k = 0; k + taken <= length; k++) {
      const [left, top] = isRow ? [x, y + k] : [x + k, y];
      const [right, bottom] = isRow ? [x + w, top + taken] : [left + taken, y + h];
      const without = Math.max(0, all - sumOf(departures, left, top, right, bottom));
      least = Math.min(least, without / (mayAll - sumOf(alloweds, left, top, right, bottom)));
    }
  }
  return least / allowance;
}

/** Cells of a window that are left out, at least, and one in so many. */
const LEFT_OUT = 2;
const LEFT_OUT_OF = 24;

/**
 * The ratio of a window without its cells that depart most, or without the rows or the columns of cells
 * that do, whichever is least: a picture is more than a line of text. 0 where it is not above `above`.
 */
function ratioWithoutFew(
  departure: Float64Array,
  allowed: Float64Array,
  width: number,
  { x, y, width: w, height: h, allowance }: CellWindow,
  stray: number,
  above: number,
  room: Float64Array,
): number {
  const own = room.subarray(0, w * h);
  const rows = { departs: new Float64Array(h), may: new Float64Array(h) };
  const columns = { departs: new Float64Array(w), may: new Float64Array(w) };
  let may = stray;
  for (let j = 0, n = 0; j < h; j++) {
    for (let i = 0; i < w; i++, n++) {
      const cell = (y + j) * width + x + i;
      own[n] = departure[cell];
      may += allowed[cell];
      rows.departs[j] += own[n];
      columns.departs[i] += own[n];
      rows.may[j] += allowed[cell];
      columns.may[i] += allowed[cell];
    }
  }
  const lines = Math.min(ratioWithoutLine(rows, may), ratioWithoutLine(columns, may)) / allowance;
  if (lines <= above) return 0;
  const kept = own.length - Math.max(LEFT_OUT, Math.floor(own.length / LEFT_OUT_OF));
  return Math.min(sumOfLeast(own, kept) / may / allowance, lines);
}

/** Share of the cells of a window that a few pixels may explain, and the least of such a window. */
const EXPLAINED = 1 / 3;
const LEAST_CELLS = 36;

/**
 * The ratio of a window without the third of its cells that departs most, 0 of small ones: pixels that stray
 * far and are few, as impulses, are in few cells, and a picture is in most.
 */
function ratioOfMost(
  departure: Float64Array,
  allowed: Float64Array,
  width: number,
  { x, y, width: w, height: h, allowance }: CellWindow,
  room: Float64Array,
): number {
  if (w * h < LEAST_CELLS) return 0;
  const own = room.subarray(0, w * h);
  let may = 0;
  for (let j = 0, n = 0; j < h; j++) {
    for (let i = 0; i < w; i++, n++) {
      const cell = (y + j) * width + x + i;
      own[n] = departure[cell];
      may += allowed[cell];
    }
  }
  return sumOfLeast(own, Math.ceil((1 - EXPLAINED) * own.length)) / may / allowance;
}

/** The sum of the `count` smallest of `values`, which are reordered. */
function sumOfLeast(values: Float64Array, count: number): number {
  nthOf(values, values.length, count);
  let sum = 0;
  for (let n = 0; n < count; n++) sum += values[n];
  return sum;
}

/** Windows of fewer rows or columns of cells are looked at without one of them, others without two. */
const SMALL = 8;

/** The least ratio of rows (columns) of cells without one, or two side by side; all may depart by `mayAll`. */
function ratioWithoutLine(
  { departs, may }: { departs: Float64Array; may: Float64Array },
  mayAll: number,
): number {
  const add = (total: number, value: number): number => total + value;
  const all = departs.reduce(add, 0);
  const taken = departs.length < SMALL ? 1 : 2;
  let least = Infinity;
  for (let k = 0; k + taken <= departs.length && departs.length > taken; k++) {
    const without = departs[k] + (taken === 2 ? departs[k + 1] : 0);
    const mayWithout = may[k] + (taken === 2 ? may[k + 1] : 0);
    least = Math.min(least, Math.max(0, all - without) / (mayAll - mayWithout));
  }
  return least;
}
