/**
 * Whether a machine that is told by name receives another picture than a person sees.
 *
 *   D          view - antialiased view, of a cell and channel, in grey levels: the harm
 *   departure  the least of D² and of what is left of it without what the row view, the column view
 *              and both differ by (lines.ts); at most 4 times
 *              that of a cell beside it, because a single cell is no picture
 *   d          variance of the cell's untouched pixels (untouched.ts)
 *   ratio      the largest, over channels and windows of cells (cells/windows.ts), of
 *              sum departure / sum (d + 16) / allowance of the window's side,
 *              without the few cells of the window that depart most
 *
 * In a fair picture the sampled pixels stray as far as the others do, so the ratio is about 1 or less.
 * What is written is in D and not in d: there is no ceiling. The 16 is a difference of four grey
 * levels: what two antialiased kernels may differ by on a flat picture.
 */
import { axisCells } from '../../cells/axis-cells.ts';
import { windowRatios, windowsOf, type CellWindow } from '../../cells/windows.ts';
import type { Raster } from '../../raster.ts';
import type { AxisTaps } from '../../resample/taps.ts';
import { greyLevel } from './disagreement.ts';
import { flatOf, lineDifference, linesOf } from './lines.ts';
import { greyLevelsPerCode, type Moments } from './moments.ts';
import { regionAround, type CellBox, type CellDepartures } from './departing-region.ts';
import { withoutLevels } from './level-pattern.ts';
import { isMosaic } from './mosaic.ts';
import {
  masksOf,
  quietClasses,
  sumUntouched,
  TILE,
  unreadClasses,
  type PixelMasks,
  type Tile,
  type UntouchedSums,
  type ViewCells,
} from './untouched.ts';

/**
 * An honest cause of a departure.
 * - pattern: the machine's value is a function of the level around it: dots and dithers at the pitch
 *   of the cells, or a flat view with nothing in it (level-pattern.ts).
 * - mosaic: the picture is the raw mosaic of a sensor (mosaic.ts).
 */
export type DepartureCause = 'pattern' | 'mosaic';

/** What is said of a view. */
export interface Departure<Place = CellBox> {
  /** 0 where the view is the antialiased one. */
  ratio: number;
  /** The channel of `ratio`: gray, r, g, b or alpha. */
  channel: string;
  /** Where it is; null where nothing departs. */
  region: Place | null;
  cause: DepartureCause | null;
}

/** A view's own tables, over outputs of source samples alone; ratios: source samples per output. */
export interface ToldTables {
  x: AxisTaps;
  y: AxisTaps;
  ratioX: number;
  ratioY: number;
}

/** Squared grey levels that are never held against an image. */
const INVISIBLE_VARIANCE = 16;

/** Tiles that differ by less than 2 grey levels RMS show no other picture and are not looked into. */
const LOOKED_INTO = 4;

/** A window of fewer source pixels across holds no picture. */
const LEAST_PIXELS = 16;

/**
 * The strongest departure of `machine` (in code values of `source`) from the means of its cells, in
 * colors and alpha. A region holds the windows around it whose ratio is `least` or more.
 */
export function departureOf(
  machine: Raster,
  moments: Moments,
  source: Raster,
  tables: ToldTables,
  least: number,
): Departure {
  const { width, height, channels } = machine;
  const names = channels === 1 ? ['gray'] : ['r', 'g', 'b', 'alpha'].slice(0, channels);
  const cells: ViewCells = {
    width,
    height,
    x: axisCells(tables.x, tables.ratioX),
    y: axisCells(tables.y, tables.ratioY),
  };
  const unread = unreadClasses(cells);
  const area = Math.max(1, tables.ratioX) * Math.max(1, tables.ratioY);
  const leastSide = LEAST_PIXELS / Math.sqrt(area);
  let best: Departure = { ratio: 0, channel: names[0], region: null, cause: null };
  const windows = windowsOf(width, height, leastSide);
  const masks = unread && masksOf(cells, unread);
  let kept: Kept | null = null;
  for (const [channel, name] of names.entries()) {
    const found = { machine, moments, source, tables, cells, masks, windows, channel, least };
    const departures = departuresOf(found, best.ratio);
    if (departures === null) continue;
    const strongest = strongestWindow(departures, windows, best.ratio);
    if (strongest === null) continue;
    best = { ratio: strongest.ratio, channel: name, region: null, cause: null };
    kept = { departures, channel, window: strongest.window };
  }
  if (kept === null || best.ratio < least) return best;
  const { departures, channel, window } = kept;
  const other = withoutLevels(departures, machine, moments, channel, greyLevelsPerCode(source));
  const isPattern = strongestWindow(other, windows, least) === null;
  return {
    ...best,
    region: regionAround(window, departures, windows, least),
    cause: isPattern ? 'pattern' : isMosaic(source) ? 'mosaic' : null,
  };
}

/** The strongest window so far. */
interface Kept {
  departures: CellDepartures;
  channel: number;
  window: CellWindow;
}

/** What the departures of a channel are made of. */
interface ChannelView {
  machine: Raster;
  moments: Moments;
  source: Raster;
  tables: ToldTables;
  cells: ViewCells;
  /** The untouched pixels, where the tables say which; else they are chosen tile by tile. */
  masks: PixelMasks | null;
  windows: readonly CellWindow[];
  channel: number;
  least: number;
}

/** Null where the channel departs nowhere by more than `known`, the ratio of another. */
function departuresOf(view: ChannelView, known: number): CellDepartures | null {
  const { machine, moments, source, cells, masks, windows, channel, least } = view;
  const { mean } = moments;
  const { width, height, channels } = machine;
  const scale = greyLevelsPerCode(source);
  const departure = new Float64Array(width * height);
  for (let cell = 0, at = channel; cell < departure.length; cell++, at += channels) {
    const difference = greyLevel(machine.data[at] * scale) - mean[at];
    departure[cell] = difference * difference;
  }
  const sums: UntouchedSums = {
    count: new Float32Array(departure.length),
    sum: new Float64Array(departure.length),
    square: new Float64Array(departure.length),
  };
  const tiles: { tile: Tile; own: PixelMasks }[] = [];
  for (const tile of tilesOf(width, height)) {
    if (meanOver(departure, width, tile) < LOOKED_INTO) {
      for (let j = tile.top; j < tile.bottom; j++) {
        departure.fill(0, j * width + tile.left, j * width + tile.right);
      }
      continue;
    }
    const own = masks ?? quietMasks(view, tile, sums);
    sumUntouched(source, channel, cells, tile, own, sums);
    tiles.push({ tile, own });
  }
  if (tiles.length === 0) return null;
  const allowed = allowedOf(sums, width, height, scale);
  const ratios = windowRatios(departure, allowed, width, height, windows);
  // Looking for lines only ever lessens a departure.
  if (ratios.every((ratio) => ratio <= known)) return null;
  const level = levelsOf(sums, mean, channel, channels, scale);
  const isNear = cellsNear(ratios, width, height, windows, least * NEAR);
  for (const { tile, own } of tiles) {
    const box = boxWhere(isNear, departure, width, tile);
    if (box !== null) takeOffLines(view, box, own, isNear, level, departure);
  }
  return { width, height, departure: withoutSingles(departure, width, height), allowed, level };
}

/** The pixels of the quiet classes of a tile, in all columns that its cells and their lines touch. */
function quietMasks(view: ChannelView, tile: Tile, sums: UntouchedSums): PixelMasks {
  const { source, channel, cells, moments, tables } = view;
  const codes = 1 / greyLevelsPerCode(source);
  const chosen = quietClasses(source, channel, cells, tile, moments.mean, codes, sums);
  const { offsets, indices } = tables.x;
  let from = cells.x.from[Math.max(0, tile.left - 1)];
  let to = cells.x.to[Math.min(cells.width - 1, tile.right)];
  for (let k = offsets[tile.left]; k < offsets[tile.right]; k++) {
    from = Math.min(from, indices[k]);
    to = Math.max(to, indices[k] + 1);
  }
  return masksOf(cells, chosen, from, to);
}

/** The cells of a tile that lines are looked for in: the box around them; null where none is. */
function boxWhere(
  isNear: Uint8Array,
  departure: Float64Array,
  width: number,
  tile: Tile,
): Tile | null {
  const box = { left: tile.right, top: tile.bottom, right: 0, bottom: 0 };
  for (let j = tile.top; j < tile.bottom; j++) {
    for (let i = tile.left; i < tile.right; i++) {
      const cell = j * width + i;
      if (isNear[cell] === 0 || departure[cell] < INVISIBLE_VARIANCE) continue;
      box.left = Math.min(box.left, i);
      box.right = Math.max(box.right, i + 1);
      box.top = Math.min(box.top, j);
      box.bottom = j + 1;
    }
  }
  return box.right > 0 ? box : null;
}

/** Takes off what the row view, the column view and both explain, in the cells of `box`. */
function takeOffLines(
  { machine, moments, source, tables, cells, channel }: ChannelView,
  box: Tile,
  masks: PixelMasks,
  isNear: Uint8Array,
  level: Float64Array,
  departure: Float64Array,
): void {
  const { mean } = moments;
  const { width, channels, data } = machine;
  const { x, y } = cells;
  const scale = greyLevelsPerCode(source);
  const flat = flatOf(source);
  const { rows, columns } = linesOf(source, channel, cells, tables.x, tables.y, box, masks);
  const step = source.channels;
  const line = source.width * step;
  const byRow = { data: source.data, start: channel, line, step };
  const byColumn = { data: source.data, start: channel, line: step, step: line };
  for (let j = box.top; j < box.bottom; j++) {
    for (let i = box.left; i < box.right; i++) {
      const cell = j * width + i;
      const at = cell * channels + channel;
      if (isNear[cell] === 0 || departure[cell] < INVISIBLE_VARIANCE) continue;
      const difference = greyLevel(data[at] * scale) - mean[at];
      const code = mean[at] / scale;
      const untouched = level[cell] / scale;
      for (let reach = 0; reach <= 1; reach++) {
        const row =
          scale * lineDifference(rows, tables.y, y, x, byRow, j, i, reach, flat, code, untouched);
        const column =
          scale *
          lineDifference(columns, tables.x, x, y, byColumn, i, j, reach, flat, code, untouched);
        departure[cell] = Math.min(departure[cell], unexplained(difference, row, column));
      }
    }
  }
}

/** Share of the least ratio that is told from which on lines are looked for: what is below is fair. */
const NEAR = 0.4;

/** 1 for the cells in windows of a ratio of `least` or more. */
function cellsNear(
  ratios: Float64Array,
  width: number,
  height: number,
  windows: readonly CellWindow[],
  least: number,
): Uint8Array {
  const near = new Uint8Array(width * height);
  if (ratios[0] >= least) return near.fill(1); // the whole view
  windows.forEach((window, n) => {
    if (ratios[n] < least) return;
    for (let y = window.y; y < window.y + window.height; y++) {
      near.fill(1, y * width + window.x, y * width + window.x + window.width);
    }
  });
  return near;
}

/** The mean of the untouched pixels of each cell; of all where it has none. */
function levelsOf(
  { count, sum }: UntouchedSums,
  mean: Moments['mean'],
  channel: number,
  channels: number,
  scale: number,
): Float64Array {
  const levels = new Float64Array(count.length);
  for (let cell = 0; cell < levels.length; cell++) {
    levels[cell] =
      count[cell] > 0 ? (sum[cell] / count[cell]) * scale : mean[cell * channels + channel];
  }
  return levels;
}

/** How many times as much as those around it a cell may depart by. */
const SINGLE = 4;

function withoutSingles(departure: Float64Array, width: number, height: number): Float64Array {
  const out = new Float64Array(departure.length);
  for (let j = 0; j < height; j++) {
    for (let i = 0; i < width; i++) {
      const cell = j * width + i;
      const own = departure[cell];
      if (own === 0) continue;
      const right = Math.min(width - 1, i + 1);
      const bottom = Math.min(height - 1, j + 1);
      let around = 0;
      for (let y = Math.max(0, j - 1); y <= bottom && SINGLE * around < own; y++) {
        for (let x = Math.max(0, i - 1); x <= right; x++) {
          const value = departure[y * width + x];
          if (value > around && (x !== i || y !== j)) around = value;
        }
      }
      out[cell] = Math.min(own, SINGLE * around);
    }
  }
  return out;
}

/** The least square of a difference less that of the row view, of the column view, and of both. */
function unexplained(difference: number, row: number, column: number): number {
  let least = Infinity;
  if (!Number.isNaN(row)) least = Math.min(least, (difference - row) ** 2);
  if (!Number.isNaN(column)) least = Math.min(least, (difference - column) ** 2);
  const both = difference - row - column;
  return Number.isNaN(both) ? least : Math.min(least, both * both);
}

function tilesOf(width: number, height: number): Tile[] {
  const tiles: Tile[] = [];
  for (let top = 0; top < height; top += TILE) {
    for (let left = 0; left < width; left += TILE) {
      tiles.push({
        left,
        top,
        right: Math.min(width, left + TILE),
        bottom: Math.min(height, top + TILE),
      });
    }
  }
  return tiles;
}

function meanOver(values: Float64Array, width: number, tile: Tile): number {
  let sum = 0;
  for (let j = tile.top; j < tile.bottom; j++) {
    for (let i = tile.left; i < tile.right; i++) sum += values[j * width + i];
  }
  return sum / ((tile.bottom - tile.top) * (tile.right - tile.left));
}

/** Variance of the untouched pixels of each cell and of those around it, and what nobody sees. */
function allowedOf(
  { count, sum, square }: UntouchedSums,
  width: number,
  height: number,
  scale: number,
): Float64Array {
  const allowed = new Float64Array(width * height);
  for (let j = 0; j < height; j++) {
    const top = Math.max(0, j - 1);
    const bottom = Math.min(height - 1, j + 1);
    for (let i = 0; i < width; i++) {
      let n = 0;
      let total = 0;
      let squares = 0;
      const right = Math.min(width - 1, i + 1);
      for (let y = top; y <= bottom; y++) {
        for (let cell = y * width + Math.max(0, i - 1); cell <= y * width + right; cell++) {
          n += count[cell];
          total += sum[cell];
          squares += square[cell];
        }
      }
      const variance = n > 0 ? Math.max(0, squares / n - (total / n) ** 2) : 0;
      allowed[j * width + i] = variance * scale * scale + INVISIBLE_VARIANCE;
    }
  }
  return allowed;
}

/** The window of the largest ratio above `least`, or null. */
function strongestWindow(
  { width, height, departure, allowed }: CellDepartures,
  windows: readonly CellWindow[],
  least: number,
): { ratio: number; window: CellWindow } | null {
  const ratios = windowRatios(departure, allowed, width, height, windows);
  const keptOf = (n: number, above: number): number =>
    ratioWithoutFew(departure, allowed, width, windows[n], above);
  // No window below what the whole view and the first of the windows reach can be the strongest.
  const first = ratios.reduce((sofar, ratio, n) => (ratio > ratios[sofar] ? n : sofar), 0);
  if (!(ratios[first] > least)) return null;
  const floor = Math.max(keptOf(first, least), ratios[0] > least ? keptOf(0, least) : 0);
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
  above: number,
): number {
  const own = new Float64Array(w * h);
  const rows = { departs: new Float64Array(h), may: new Float64Array(h) };
  const columns = { departs: new Float64Array(w), may: new Float64Array(w) };
  let may = 0;
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
  const lines = Math.min(ratioWithoutLine(rows), ratioWithoutLine(columns)) / allowance;
  if (lines <= above) return 0;
  const kept = own.length - Math.max(LEFT_OUT, Math.floor(own.length / LEFT_OUT_OF));
  return Math.min(sumOfLeast(own, kept) / may / allowance, lines);
}

/** The sum of the `count` smallest of `values`, which are reordered. */
function sumOfLeast(values: Float64Array, count: number): number {
  let from = 0;
  let to = values.length - 1;
  while (from < to) {
    const pivot = values[(from + to) >> 1];
    let low = from;
    let high = to;
    while (low <= high) {
      while (values[low] < pivot) low++;
      while (values[high] > pivot) high--;
      if (low > high) break;
      const swapped = values[low];
      values[low++] = values[high];
      values[high--] = swapped;
    }
    if (count <= high) to = high;
    else if (count >= low) from = low;
    else break;
  }
  let sum = 0;
  for (let n = 0; n < count; n++) sum += values[n];
  return sum;
}

/** Windows of fewer rows or columns of cells are looked at without one of them, others without two. */
const SMALL = 8;

/** The least ratio of rows (columns) of cells without one, or two side by side. */
function ratioWithoutLine({ departs, may }: { departs: Float64Array; may: Float64Array }): number {
  const add = (total: number, value: number): number => total + value;
  const all = departs.reduce(add, 0);
  const mayAll = may.reduce(add, 0);
  const taken = departs.length < SMALL ? 1 : 2;
  let least = Infinity;
  for (let k = 0; k + taken <= departs.length && departs.length > taken; k++) {
    const without = departs[k] + (taken === 2 ? departs[k + 1] : 0);
    const mayWithout = may[k] + (taken === 2 ? may[k + 1] : 0);
    least = Math.min(least, Math.max(0, all - without) / (mayAll - mayWithout));
  }
  return least;
}
