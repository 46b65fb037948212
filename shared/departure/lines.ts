/**
 * What a machine would see if every pixel that it reads were like the untouched ones of its own row
 * of the cell, or of its own column. Lines, edges and strokes that lie in the read rows of a picture
 * make its view stray from the mean, and these stray with it; what is written into single pixels is
 * in neither. A row without untouched pixels that is of one level, and not that of its cell, is a line
 * of the picture too.
 *
 *   row view  = sum over the rows that an output reads of weight * mean of the row's untouched pixels
 *   reference = the same over all rows of its cell, weighed by the area that the cell has of them
 *
 * Both in the cell alone and in the cell with its neighbors along the line.
 */
import { NO_CLASS, type AxisCells } from '../cells/axis-cells.ts';
import type { Raster } from '../base/raster.ts';
import { lineSums, type LineAxis, type LineRoom, type LineSums } from './line-sums.ts';
import type { PixelMasks, Tile, ViewCells } from './untouched.ts';

/** Grey levels between the pixels of what is of one level. */
const FLAT = 4;

/** The weight from which on a row without untouched pixels has to be a line. */
const HEAVY = 1 / 8;

/** What cells show in code values, of all cells: all pixels in the mean, and the untouched ones, which are `count`. */
export interface CellCodes {
  mean: Float64Array;
  untouched: Float64Array;
  count: Float32Array | Float64Array;
  /** The largest code: what kernels with lobes make beyond it or below 0 is clipped. */
  most: number;
}

/** The cells of a tile as they lie along the lines that one output reads. */
interface CellRun {
  /** The first cell along the lines, and how many there are. */
  cell: number;
  length: number;
  /** The place of the first in arrays of all cells and in those of the tile, and from one to the next. */
  at: number;
  step: number;
  tileAt: number;
  tileStep: number;
}

/** What the line views of the cells of a tile differ by, row by row of the tile, in code values. */
export interface LineDifferences {
  /** Of the cell alone, and with its neighbors; NaN where there is none. */
  own: Float64Array;
  wide: Float64Array;
}

/**
 * What the row (or column) view of every cell of `tile` differs by from the mean of its untouched pixels, or
 * from the mean of all where it holds a line; of the cells that are `wanted` (1 of all cells) alone.
 */
export function lineDifferences(
  lines: 'rows' | 'columns',
  source: Raster,
  channel: number,
  view: ViewCells,
  axis: LineAxis,
  { left, top, right, bottom }: Tile,
  masks: PixelMasks,
  wanted: Uint8Array,
  codes: CellCodes,
  room: LineRoom,
): LineDifferences {
  const areRows = lines === 'rows';
  const [columns, rows] = [
    { from: left, to: right, size: view.width },
    { from: top, to: bottom, size: view.height },
  ];
  const [across, along] = areRows ? [rows, columns] : [columns, rows];
  const sums = lineSums(lines, source, channel, axis, across, along, masks, room);
  const [width, length] = [right - left, along.to - along.from];
  const out = newDifferences(length * (across.to - across.from));
  const flat = flatOf(source);
  // From cell to cell of a line, in the view and in the tile, and from line to line.
  const [step, tileStep] = areRows ? [1, 1] : [view.width, width];
  const tileLine = areRows ? width : 1;
  for (let line = across.from; line < across.to; line++) {
    const at = areRows ? line * view.width + left : top * view.width + line;
    const tileAt = (line - across.from) * tileLine;
    const run = { cell: along.from, length, at, step, tileAt, tileStep };
    differ(sums, axis, line, run, flat, wanted, codes, out);
  }
  return out;
}

function newDifferences(cells: number): LineDifferences {
  return { own: new Float64Array(cells), wide: new Float64Array(cells) };
}

/** The views of the lines that `output` reads, in the cells of `run`. */
function differ(
  lines: LineSums,
  axis: LineAxis,
  output: number,
  run: CellRun,
  flat: number,
  wanted: Uint8Array,
  codes: CellCodes,
  out: LineDifferences,
): void {
  const { taps, cells, along } = axis;
  const { slots, base, first, lineStep, cellStep, counts, sums } = lines;
  const { offsets, indices, weights } = taps;
  const [start, end] = [offsets[output], offsets[output + 1]];
  let isKnown = true;
  for (let k = start; k < end; k++) if (cells.classOf[indices[k]] === NO_CLASS) isKnown = false;
  const last = along.from.length - 1;
  for (let n = 0; n < run.length; n++) {
    const place = run.at + n * run.step;
    if (wanted[place] === 0) continue;
    const cell = run.cell + n;
    const before = cell > 0 ? cellStep : 0;
    const after = cell < last ? cellStep : 0;
    const cellAt = (cell - first) * cellStep;
    let own = isKnown ? 0 : NaN;
    let wide = own;
    const untouched = isKnown ? antialiasedOf(lines, axis, output, cell, flat, codes, place) : NaN;
    let ownReference = untouched;
    let wideReference = untouched;
    for (let k = start; k < end; k++) {
      const weight = weights[k];
      const at = slots[indices[k] - base] * lineStep + cellAt;
      let count = counts[at];
      let sum = sums[at];
      if (count > 0) own += weight * (sum / count);
      else {
        const line = levelOf(lines, along, at, cell, 0, flat, codes.mean[place]);
        if (line.isLine) ownReference = codes.mean[place];
        else if (Math.abs(weight) >= HEAVY) own = NaN;
        own += weight * (line.isLine ? line.level : codes.untouched[place]);
      }
      if (before > 0) {
        count += counts[at - before];
        sum += sums[at - before];
      }
      if (after > 0) {
        count += counts[at + after];
        sum += sums[at + after];
      }
      if (count > 0) wide += weight * (sum / count);
      else {
        const line = levelOf(lines, along, at, cell, 1, flat, codes.mean[place]);
        if (line.isLine) wideReference = codes.mean[place];
        else if (Math.abs(weight) >= HEAVY) wide = NaN;
        wide += weight * (line.isLine ? line.level : codes.untouched[place]);
      }
    }
    const to = run.tileAt + n * run.tileStep;
    out.own[to] = clipped(own, codes.most) - ownReference;
    out.wide[to] = clipped(wide, codes.most) - wideReference;
  }
}

/**
 * The antialiased view of a cell by the untouched pixels of its lines, however few: a line of the picture may lie in one
 * that is read, or be in the cell in part. A line without untouched pixels counts as a line of the picture where it is of
 * one level, and else as the mean of the untouched pixels.
 */
function antialiasedOf(
  lines: LineSums,
  { area, cells, along }: LineAxis,
  output: number,
  cell: number,
  flat: number,
  { mean, untouched, count }: CellCodes,
  place: number,
): number {
  const { slots, base, first, lineStep, cellStep, counts, sums } = lines;
  const { offsets, indices, weights } = area;
  let [sum, others, othersCount] = [0, 0, count[place]];
  let othersSum = untouched[place] * othersCount;
  for (let k = offsets[output]; k < offsets[output + 1]; k++) {
    const slot = slots[indices[k] - base] ?? -1;
    const at = slot * lineStep + (cell - first) * cellStep;
    if (slot === -1 || cells.classOf[indices[k]] === NO_CLASS) others += weights[k];
    else if (counts[at] === 0) {
      const line = levelOf(lines, along, at, cell, 0, flat, mean[place]);
      sum += weights[k] * (line.isLine ? line.level : untouched[place]);
    } else {
      sum += weights[k] * (sums[at] / counts[at]);
      if (indices[k] < cells.from[output] || indices[k] >= cells.to[output]) continue;
      othersCount -= counts[at];
      othersSum -= sums[at];
    }
  }
  return sum + others * (othersCount >= 1 ? othersSum / othersCount : untouched[place]);
}

/** The level of a line without untouched pixels in the cells up to `reach` away, and whether it is one. */
function levelOf(
  { wholes, least, most, cellStep, pad, length: needed }: LineSums,
  along: AxisCells,
  at: number,
  cell: number,
  reach: number,
  flat: number,
  mean: number,
): { level: number; isLine: boolean } {
  let from = Math.max(0, cell - reach);
  let to = Math.min(along.from.length - 1, cell + reach);
  for (let n = 0; n < pad - reach && along.to[to] - along.from[from] < needed; n++) {
    from = Math.max(0, from - 1);
    to = Math.min(along.from.length - 1, to + 1);
  }
  let sum = 0;
  let low = Infinity;
  let high = -Infinity;
  const end = at + (to - cell) * cellStep;
  for (let one = at + (from - cell) * cellStep; one <= end; one += cellStep) {
    sum += wholes[one];
    if (least[one] < low) low = least[one];
    if (most[one] > high) high = most[one];
  }
  const length = along.to[to] - along.from[from];
  const level = sum / length;
  const isLine = length >= needed && high - low <= Math.max(flat, Math.abs(level - mean));
  return { level, isLine };
}

function clipped(value: number, most: number): number {
  return Math.min(most, Math.max(0, value));
}

/** The largest difference between pixels of one level, in code values. */
function flatOf({ data }: Raster): number {
  return data instanceof Uint16Array ? 257 * FLAT : FLAT;
}
