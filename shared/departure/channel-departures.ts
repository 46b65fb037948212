/**
 * What each cell of a channel of a view departs by, and what it may.
 *
 *   D          view - antialiased view, of a cell, in grey levels: the harm
 *   departure  the least of D² and of what is left of it without what the row view, the column view
 *              and both differ by (line-departures.ts); at most 4 times that of cells around it, because
 *              a single cell is no picture; in huge cells no more than what the view differs by from the
 *              untouched pixels that stand for all
 *   allowed    variance of the untouched pixels of the cell and of those beside it (untouched.ts),
 *              and 16: what two antialiased kernels may differ by on a flat picture
 */
import {
  cellDetail,
  cellLevels,
  INVISIBLE_VARIANCE,
  newCellSums,
  type CellSums,
} from '../cells/cell-sums.ts';
import { standForAll } from '../cells/axis-cells.ts';
import { windowRatios, type CellWindow } from '../cells/cell-windows.ts';
import { type Size, greyLevelsPerCode } from '../base/raster.ts';
import { blankCells, type BlankCells } from './blank-cells.ts';
import type { ChannelView, ToldTables } from './channel-view.ts';
import type { CellDepartures } from './departing-region.ts';
import { greyLevel } from '../cells/disagreement.ts';
import { takeOffLines, type LookedInto } from './line-departures.ts';
import { MOST_AROUND, newLineRoom } from './line-sums.ts';
import { quietClasses } from './quiet-classes.ts';
import { areaTapsAround } from '../resample/taps/area.ts';
import { spreadsOf } from './tails.ts';
import { areByLevel } from './touched.ts';
import { masksOf, sumUntouched, tilesOf, type PixelMasks, type Tile } from './untouched.ts';

/** Tiles that differ by less than 2 grey levels RMS show no other picture and are not looked into. */
const LOOKED_INTO = 4;

/** Share of the least ratio from which on lines are looked for: what is below is fair. */
const NEAR = 0.4;

/** The departures of a channel, and what is found on demand. */
export interface ChannelDepartures extends CellDepartures {
  findSpread: () => Float64Array;
  /** The same of blank cells alone (blank-cells.ts); null where none departs, or no pixel is known to be unread. */
  blank: BlankCells | null;
  /** Whether what is read is a function of the level (touched.ts). */
  areByLevel: () => boolean;
}

/** Null where the channel departs nowhere by more than `known`, the ratio of another. */
export function departuresOf(view: ChannelView, known: number): ChannelDepartures | null {
  const { source, channel, cells, masks, windows, least } = view;
  const { width, height } = view.machine;
  const scale = greyLevelsPerCode(source);
  const difference = differencesOf(view, scale);
  const departure = new Float64Array(difference.length);
  for (let cell = 0; cell < departure.length; cell++) departure[cell] = difference[cell] ** 2;
  const sums = newCellSums(departure.length);
  const lookedInto: LookedInto[] = [];
  for (const tile of tilesOf(width, height)) {
    if (meanOver(departure, width, tile) < LOOKED_INTO) {
      for (let j = tile.top; j < tile.bottom; j++) {
        departure.fill(0, j * width + tile.left, j * width + tile.right);
      }
      continue;
    }
    const own = masks ?? quietMasks(view, tile, sums);
    sumUntouched(source, channel, cells, tile, own, sums);
    lookedInto.push({ tile, masks: own });
  }
  if (lookedInto.length === 0) return null;
  const allowed = cellDetail(sums, width, height, scale);
  for (let cell = 0; cell < allowed.length; cell++) allowed[cell] += INVISIBLE_VARIANCE;
  const level = cellLevels(sums, scale);
  if (standForAll(cells.x) || standForAll(cells.y)) keepBeyond(level, difference, view, departure);
  const ratios = windowRatios(departure, allowed, width, height, windows);
  // Classes that were chosen for being quiet would be so in blank cells by choice.
  const blank = masks && blankCells(view, lookedInto, departure);
  if (blank !== null) {
    const ofBlank = windowRatios(blank.departure, blank.allowed, width, height, windows);
    for (let n = 0; n < ratios.length; n++) ratios[n] = Math.max(ratios[n], ofBlank[n]);
  }
  // Looking for lines only ever lessens a departure.
  if (ratios.every((ratio) => ratio <= known)) return null;
  const { mean, channels } = view.moments;
  for (let cell = 0, at = channel; cell < level.length; cell++, at += channels) {
    if (Number.isNaN(level[cell])) level[cell] = mean[at];
  }
  if (ratios.some((ratio) => ratio >= least * NEAR)) {
    const wanted = cellsIn(ratios, width, height, windows, least * NEAR);
    for (let cell = 0; cell < wanted.length; cell++) {
      if (departure[cell] < INVISIBLE_VARIANCE) wanted[cell] = 0;
    }
    const codes = {
      mean: new Float64Array(level.length),
      untouched: level.slice(),
      count: sums.count,
      most: source.data instanceof Uint16Array ? 65535 : 255,
    };
    for (let cell = 0, at = channel; cell < level.length; cell++, at += channels) {
      codes.mean[cell] = mean[at] / scale;
      codes.untouched[cell] /= scale;
    }
    const { x, y, ratioX, ratioY } = view.tables;
    const areas = { x: areaTapsAround(x, ratioX), y: areaTapsAround(y, ratioY) };
    const room = newLineRoom();
    for (const one of lookedInto) {
      takeOffLines(view, one, wanted, difference, codes, scale, areas, departure, room);
    }
  }
  const ofBlank = blank?.departure.map((value, cell) => Math.min(value, departure[cell]));
  return {
    width,
    height,
    departure: withoutSingles(departure, view.machine, view.tables),
    allowed,
    blank:
      blank && ofBlank
        ? { ...blank, departure: withoutSingles(ofBlank, view.machine, view.tables) }
        : null,
    level,
    spread: null,
    findSpread: () => {
      const detail = (cell: number): number => allowed[cell] - INVISIBLE_VARIANCE;
      return spreadsOf(view, lookedInto, sums, detail, scale);
    },
    areByLevel: () =>
      areByLevel(
        view,
        lookedInto,
        level.map((value) => value / scale),
      ),
  };
}

/**
 * Of what a cell departs by no more than its view differs by from its untouched pixels: of a huge cell some stand for
 * all, and a stroke in the others is in its mean alone.
 */
function keepBeyond(
  level: Float64Array,
  difference: Float64Array,
  { moments: { mean, channels }, channel }: ChannelView,
  departure: Float64Array,
): void {
  for (let cell = 0, at = channel; cell < departure.length; cell++, at += channels) {
    const beyond = (difference[cell] + mean[at] - level[cell]) ** 2;
    if (beyond < departure[cell]) departure[cell] = beyond;
  }
}

/** What the view of each cell differs by from the antialiased one, in grey levels. */
function differencesOf({ machine, moments, channel }: ChannelView, scale: number): Float64Array {
  const { width, height, channels, data } = machine;
  const differences = new Float64Array(width * height);
  for (let cell = 0, at = channel; cell < differences.length; cell++, at += channels) {
    differences[cell] = greyLevel(data[at] * scale) - moments.mean[at];
  }
  return differences;
}

/** The pixels of the quiet classes of a tile, in all columns that its cells and their lines touch. */
function quietMasks(view: ChannelView, tile: Tile, sums: CellSums): PixelMasks {
  const { source, channel, cells, moments, tables } = view;
  const codes = 1 / greyLevelsPerCode(source);
  const chosen = quietClasses(source, channel, cells, tile, moments.mean, codes, sums);
  const { offsets, indices } = tables.x;
  let from = cells.x.from[Math.max(0, tile.left - MOST_AROUND)];
  let to = cells.x.to[Math.min(cells.width, tile.right + MOST_AROUND) - 1];
  for (let k = offsets[tile.left]; k < offsets[tile.right]; k++) {
    from = Math.min(from, indices[k]);
    to = Math.max(to, indices[k] + 1);
  }
  return masksOf(cells, chosen, from, to);
}

/** 1 for the cells in windows of a ratio of `least` or more. */
function cellsIn(
  ratios: Float64Array,
  width: number,
  height: number,
  windows: readonly CellWindow[],
  least: number,
): Uint8Array {
  const near = new Uint8Array(width * height);
  if (ratios[0] >= least) return near.fill(1); // the whole view
  // How many windows begin, less those that end: at each cell in its row, and down its column.
  const stride = width + 1;
  const begin = new Int32Array(stride * (height + 1));
  windows.forEach((window, n) => {
    if (ratios[n] < least) return;
    const top = window.y * stride + window.x;
    const bottom = top + window.height * stride;
    begin[top]++;
    begin[top + window.width]--;
    begin[bottom]--;
    begin[bottom + window.width]++;
  });
  for (let y = 0; y < height; y++) {
    for (let x = 0, within = 0; x < width; x++) {
      const at = y * stride + x;
      within += begin[at];
      near[y * width + x] = within > 0 ? 1 : 0;
      begin[at + stride] += begin[at];
    }
    begin[(y + 1) * stride + width] += begin[y * stride + width];
  }
  return near;
}

/** How many times as much as those around it a cell may depart by. */
const SINGLE = 4;

/** Cells to each side that are around one, along axes of that many source pixels a cell. */
function reachOf(ratio: number): number {
  return ratio < 2 ? 2 : 1; // every other cell of a payload of single pixels departs
}

/** Departures, those of single cells lessened. */
function withoutSingles(
  departure: Float64Array,
  { width, height }: Size,
  { ratioX, ratioY }: ToldTables,
): Float64Array {
  const out = new Float64Array(departure.length);
  const across = reachOf(ratioX);
  const down = reachOf(ratioY);
  for (let j = 0; j < height; j++) {
    const bottom = Math.min(height - 1, j + down);
    for (let i = 0; i < width; i++) {
      const cell = j * width + i;
      const own = departure[cell];
      if (own === 0) continue;
      const left = Math.max(0, i - across);
      const right = Math.min(width - 1, i + across);
      let around = 0;
      for (let y = Math.max(0, j - down); y <= bottom && SINGLE * around < own; y++) {
        for (let at = y * width + left; at <= y * width + right; at++) {
          if (departure[at] > around && at !== cell) around = departure[at];
        }
      }
      out[cell] = Math.min(own, SINGLE * around);
    }
  }
  return out;
}

function meanOver(values: Float64Array, width: number, tile: Tile): number {
  let sum = 0;
  for (let j = tile.top; j < tile.bottom; j++) {
    for (let i = tile.left; i < tile.right; i++) sum += values[j * width + i];
  }
  return sum / ((tile.bottom - tile.top) * (tile.right - tile.left));
}
