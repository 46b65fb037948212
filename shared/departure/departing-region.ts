/** Where a view departs: the connected windows around the strongest, down to the cells that do. */
import { windowRatios, type CellWindow } from '../cells/cell-windows.ts';
import type { Size } from '../base/raster.ts';

/** A rectangle of cells of the view. */
export interface CellBox extends Size {
  x: number;
  y: number;
}

/** What cells depart by, and what they may, of one channel. */
export interface CellDepartures extends Size {
  departure: Float64Array;
  allowed: Float64Array;
  /** What the untouched pixels show, in grey levels. */
  level: Float64Array;
  /** How far the squares of what they stray by vary (tails.ts), in grey levels to the fourth; null: not at all. */
  spread: Float64Array | null;
}

/** Share of the departing cells that may lie outside the region, on each side: single cells stray. */
const STRAY = 0.01;

/**
 * The box of the cells that depart by more than they may, in the windows of a ratio of `least` or more
 * that are connected with `strongest`.
 */
export function regionAround(
  strongest: CellWindow,
  { width, height, departure, allowed }: CellDepartures,
  windows: readonly CellWindow[],
  least: number,
): CellBox {
  const marked = new Uint8Array(width * height);
  const isWhole = strongest.width === width && strongest.height === height;
  if (isWhole) marked.fill(1);
  const ratios = windowRatios(departure, allowed, width, height, windows);
  windows.forEach((window, n) => {
    if (isWhole || (window.width === width && window.height === height)) return;
    if (ratios[n] >= least) mark(marked, width, window);
  });
  mark(marked, width, strongest);
  const connected = connectedWith(strongest.y * width + strongest.x, marked, width, height);
  const columns = new Float64Array(width);
  const rows = new Float64Array(height);
  let count = 0;
  for (let cell = 0; cell < marked.length; cell++) {
    if (connected[cell] === 0 || departure[cell] <= allowed[cell]) continue;
    columns[cell % width]++;
    rows[Math.floor(cell / width)]++;
    count++;
  }
  if (count === 0) return strongest;
  const [left, right] = span(columns, count * STRAY);
  const [top, bottom] = span(rows, count * STRAY);
  return { x: left, y: top, width: right - left + 1, height: bottom - top + 1 };
}

function mark(marked: Uint8Array, width: number, window: CellBox): void {
  for (let y = window.y; y < window.y + window.height; y++) {
    marked.fill(1, y * width + window.x, y * width + window.x + window.width);
  }
}

/** 1 for every marked cell that is reached from `start` over marked ones. */
function connectedWith(
  start: number,
  marked: Uint8Array,
  width: number,
  height: number,
): Uint8Array {
  const reached = new Uint8Array(width * height);
  const open = [start];
  reached[start] = 1;
  const visit = (cell: number): void => {
    if (marked[cell] === 0 || reached[cell] === 1) return;
    reached[cell] = 1;
    open.push(cell);
  };
  for (let cell = open.pop(); cell !== undefined; cell = open.pop()) {
    const x = cell % width;
    if (x > 0) visit(cell - 1);
    if (x + 1 < width) visit(cell + 1);
    if (cell >= width) visit(cell - width);
    if (cell + width < marked.length) visit(cell + width);
  }
  return reached;
}

/** First and last index beyond which at most `stray` counts lie. */
function span(counts: Float64Array, stray: number): [number, number] {
  let first = 0;
  let last = counts.length - 1;
  for (let sum = counts[first]; sum <= stray && first < last; sum += counts[first]) first++;
  for (let sum = counts[last]; sum <= stray && last > first; sum += counts[last]) last--;
  return [first, last];
}
