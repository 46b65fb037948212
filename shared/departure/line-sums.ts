/** Sums over the read lines (rows or columns) of a tile and those at the ends of areas, cell by cell along them. */
import { NO_CLASS, type AxisCells } from '../cells/axis-cells.ts';
import type { Raster } from '../base/raster.ts';
import type { AxisTaps } from '../resample/taps/taps.ts';
import type { PixelMasks } from './untouched.ts';

/** One axis of a view: its read lines cross `cells`, and run along the cells of the other axis. */
export interface LineAxis {
  taps: AxisTaps;
  /** The same of the antialiased view. */
  area: AxisTaps;
  cells: AxisCells;
  along: AxisCells;
}

/** Line k in cell c is at slots[k - base] * lineStep + (c - first) * cellStep. */
export interface LineSums {
  /** Number of each source line, from `base`; -1 of lines that are not asked for. */
  slots: Int32Array;
  base: number;
  /** The first cell along the lines. */
  first: number;
  /** Cells beyond those that are asked for, on each side. */
  pad: number;
  /** Pixels side by side of one level that make a line. */
  length: number;
  lineStep: number;
  cellStep: number;
  /** Untouched pixels, and their sum. */
  counts: Int32Array;
  sums: Float64Array;
  /** Of what has none: the sum of all pixels, the least and the most of them. */
  wholes: Float64Array;
  least: Float64Array;
  most: Float64Array;
}

/** What is asked for: the outputs that read the lines; the cells along them, of `size` there are. */
interface Span {
  from: number;
  to: number;
}

/** The lines that outputs across.from..to read, over the cells along.from..to and those around. */
export function lineSums(
  kind: 'rows' | 'columns',
  source: Raster,
  channel: number,
  { taps, area, cells: crossed, along: cellsAlong }: LineAxis,
  across: Span,
  along: Span & { size: number },
  masks: PixelMasks,
  room: LineRoom,
): LineSums {
  const { slots, base, count } = slotsOf(taps, area, across);
  const { pad, length } = lengthOf(cellsAlong, along);
  const first = Math.max(0, along.from - pad);
  const cells = Math.min(along.size, along.to + pad) - first;
  const [lineStep, cellStep] = kind === 'rows' ? [cells, 1] : [1, count];
  const lines: LineSums = {
    slots,
    base,
    first,
    pad,
    length,
    lineStep,
    cellStep,
    ...roomIn(room, count * cells),
  };
  const { data, channels, width } = source;
  const pixelStep = kind === 'rows' ? channels : width * channels;
  const stepAcross = kind === 'rows' ? width * channels : channels;
  const isKnown = (n: number) => slots[n] !== -1 && crossed.classOf[base + n] !== NO_CLASS;
  const known = Array.from(slots.keys()).filter(isKnown);
  if (kind === 'rows') addRows(lines, source, channel, known, crossed, cellsAlong, cells, masks);
  else addColumns(lines, source, channel, known, cellsAlong, cells, masks);
  for (const n of known) {
    for (let c = 0; c < cells; c++) {
      const at = slots[n] * lineStep + c * cellStep;
      if (lines.counts[at] > 0) continue;
      const [from, to] = [cellsAlong.from[first + c], cellsAlong.to[first + c]];
      let whole = 0;
      let least = Infinity;
      let most = -Infinity;
      let pixel = channel + (base + n) * stepAcross + from * pixelStep;
      for (let k = from; k < to; k++, pixel += pixelStep) {
        const value = data[pixel];
        whole += value;
        if (value < least) least = value;
        if (value > most) most = value;
      }
      lines.wholes[at] = whole;
      lines.least[at] = least;
      lines.most[at] = most;
    }
  }
  return lines;
}

/** Cells to each side of a tile whose pixels may be asked for, at most. */
export const MOST_AROUND = 2;

/** Pixels of one level that make a line, and those where a cell has less than two: a payload has as many. */
const LINE = 2;
const LINE_OF_SMALL = 4;

/** How long a line has to be, and how many cells to each side of one that takes: at least its neighbors. */
function lengthOf(
  { from, to }: LineAxis['along'],
  { from: first, to: end }: Span,
): { pad: number; length: number } {
  const size = (to[end - 1] - from[first]) / (end - first);
  const length = size < 2 ? LINE_OF_SMALL : LINE;
  return { pad: Math.min(MOST_AROUND, Math.max(1, Math.ceil((length / size - 1) / 2))), length };
}

function addRows(
  { slots, base, first, lineStep, counts, sums }: LineSums,
  { data, channels, width }: Raster,
  channel: number,
  known: readonly number[],
  crossed: LineAxis['cells'],
  along: LineAxis['cells'],
  cells: number,
  { values, base: left, stride }: PixelMasks,
): void {
  for (const n of known) {
    const mask = crossed.classOf[base + n] * stride - left;
    const line = (base + n) * width * channels + channel;
    for (let c = 0, at = slots[n] * lineStep; c < cells; c++, at++) {
      let count = 0;
      let sum = 0;
      const end = along.to[first + c];
      for (let column = along.from[first + c]; column < end; column++) {
        const untouched = values[mask + column];
        count += untouched;
        sum += untouched * data[line + column * channels];
      }
      counts[at] = count;
      sums[at] = sum;
    }
  }
}

function addColumns(
  { slots, base, first, cellStep, counts, sums }: LineSums,
  { data, channels, width }: Raster,
  channel: number,
  known: readonly number[],
  along: LineAxis['cells'],
  cells: number,
  { values, base: left, stride }: PixelMasks,
): void {
  const columns = Int32Array.from(known);
  const places = Int32Array.from(known, (n) => slots[n]);
  for (let c = 0; c < cells; c++) {
    const to = along.to[first + c];
    for (let row = along.from[first + c]; row < to; row++) {
      if (along.classOf[row] === NO_CLASS) continue;
      const mask = along.classOf[row] * stride + base - left;
      const line = (row * width + base) * channels + channel;
      const cell = c * cellStep;
      for (let k = 0; k < columns.length; k++) {
        const untouched = values[mask + columns[k]];
        counts[cell + places[k]] += untouched;
        sums[cell + places[k]] += untouched * data[line + columns[k] * channels];
      }
    }
  }
}

/** Numbers the lines that some outputs read, and those that lie at the ends of their areas. */
function slotsOf(
  { offsets, indices }: AxisTaps,
  area: AxisTaps,
  { from, to }: Span,
): { slots: Int32Array; base: number; count: number } {
  const lines = indices.slice(offsets[from], offsets[to]);
  const ends = Array.from({ length: to - from }, (_, n) => [
    area.indices[area.offsets[from + n]],
    area.indices[area.offsets[from + n + 1] - 1],
  ]).flat();
  const all = [...lines, ...ends];
  const base = all.reduce((least, line) => Math.min(least, line), Infinity);
  const last = all.reduce((most, line) => Math.max(most, line), -1);
  const slots = new Int32Array(Math.max(0, last + 1 - base)).fill(-1);
  let count = 0;
  for (const line of all) if (slots[line - base] === -1) slots[line - base] = count++;
  return { slots, base, count };
}

/** Arrays that one tile leaves to the next: what is in them is not known. */
export type LineRoom = Pick<LineSums, 'counts' | 'sums' | 'wholes' | 'least' | 'most'>;

/** Room for `length` sums. */
export function newLineRoom(length = 0): LineRoom {
  return {
    counts: new Int32Array(length),
    sums: new Float64Array(length),
    wholes: new Float64Array(length),
    least: new Float64Array(length),
    most: new Float64Array(length),
  };
}

/** `room` with its counts and sums at 0, larger where it has to be. */
function roomIn(room: LineRoom, length: number): LineRoom {
  if (room.counts.length < length) Object.assign(room, newLineRoom(2 * length));
  room.counts.fill(0, 0, length);
  room.sums.fill(0, 0, length);
  return room;
}
