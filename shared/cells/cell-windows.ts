/**
 * Windows of cells: overlapping squares of several sides, and the whole view. A window departs where
 * the sum of what its cells depart by is above the sum of what they may depart by; small windows of
 * a fair picture stray more, so each side has an allowance on one common scale.
 */

export interface CellWindow {
  x: number;
  y: number;
  width: number;
  height: number;
  /** The allowance of its side. */
  allowance: number;
}

/** Sides in cells, and how much further than the whole view a fair window of that side strays. */
const SIDES = [
  { side: 4, allowance: 8 / 3 },
  { side: 8, allowance: 5 / 3 },
  { side: 16, allowance: 4 / 3 },
  { side: 32, allowance: 7 / 6 },
] as const;

/** Every window of a view of that size with sides of `leastSide` or more, the whole first. */
export function windowsOf(width: number, height: number, leastSide = 1): CellWindow[] {
  const windows: CellWindow[] = [{ x: 0, y: 0, width, height, allowance: 1 }];
  for (const { side, allowance } of SIDES) {
    if (side < leastSide || (side >= width && side >= height)) continue;
    const w = Math.min(side, width);
    const h = Math.min(side, height);
    for (const y of starts(height, h)) {
      for (const x of starts(width, w)) windows.push({ x, y, width: w, height: h, allowance });
    }
  }
  return windows;
}

/** Where windows of `side` begin: overlapping by half, the last flush with the end. */
function starts(length: number, side: number): number[] {
  const all: number[] = [];
  for (let at = 0; at + side < length; at += Math.max(1, side >> 1)) all.push(at);
  return [...all, length - side];
}

/** Summed-area table of (width + 1) * (height + 1). */
export function tableOf(
  values: Float32Array | Float64Array,
  width: number,
  height: number,
): Float64Array {
  const stride = width + 1;
  const table = new Float64Array(stride * (height + 1));
  for (let y = 0; y < height; y++) {
    let row = 0;
    for (let x = 0; x < width; x++) {
      row += values[y * width + x];
      table[(y + 1) * stride + x + 1] = table[y * stride + x + 1] + row;
    }
  }
  return table;
}

/** The sum over a window of the view that `table` was made for; `width`: of that view. */
export function boxSum(
  table: Float64Array,
  width: number,
  { x, y, width: w, height: h }: Omit<CellWindow, 'allowance'>,
): number {
  const top = y * (width + 1) + x;
  const bottom = (y + h) * (width + 1) + x;
  return table[bottom + w] - table[bottom] - table[top + w] + table[top];
}

/** Of every window: what its cells depart by, over what they may and its allowance. */
export function windowRatios(
  departure: Float64Array,
  allowed: Float64Array,
  width: number,
  height: number,
  windows: readonly CellWindow[],
): Float64Array {
  const departures = tableOf(departure, width, height);
  return ratiosOf(departures, tableOf(allowed, width, height), width, windows);
}

/** The same off the tables of both. */
export function ratiosOf(
  departures: Float64Array,
  alloweds: Float64Array,
  width: number,
  windows: readonly CellWindow[],
): Float64Array {
  const ratios = new Float64Array(windows.length);
  for (let n = 0; n < ratios.length; n++) {
    const window = windows[n];
    const departs = boxSum(departures, width, window);
    ratios[n] = departs / boxSum(alloweds, width, window) / window.allowance;
  }
  return ratios;
}
