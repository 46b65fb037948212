/** Which cells of a tile have enough pixels of chosen classes, with those around them. */
import type { AxisCells } from '../cells/axis-cells.ts';
import { countClasses, ENOUGH, type Tile, type ViewCells } from './untouched.ts';

/** What is covered by the classes that were chosen; classes by number. */
export interface Coverage {
  /** Whether all cells had enough pixels at first. */
  isEnough: boolean;
  /** Whether some cell that has the class lacks pixels. */
  lacks: (k: number) => boolean;
  add: (k: number) => void;
}

/** Coverage of a tile by the classes that are 1 in `chosen`. */
export function coverageOf(
  { x, y }: ViewCells,
  { left, top, right, bottom }: Tile,
  chosen: Uint8Array,
): Coverage {
  const columns = aroundOf(x, left, right);
  const rows = aroundOf(y, top, bottom);
  const size = rows.length;
  const needed = new Float64Array(columns.length * size);
  const covered = new Float64Array(columns.length * size);
  let isEnough = true;
  // Of every row of cells: how many pixels of each column class were chosen.
  const inRow = new Float64Array(x.classes);
  for (let j = 0; j < size; j++) {
    const row = rows[j];
    inRow.fill(0);
    for (let v = 0; v < y.classes; v++) {
      const count = row.counts[v];
      if (count === 0) continue;
      for (let u = 0, k = v * x.classes; u < x.classes; u++, k++) inRow[u] += count * chosen[k];
    }
    for (let i = 0; i < columns.length; i++) {
      const { counts, total } = columns[i];
      let sum = 0;
      for (let u = 0; u < counts.length; u++) sum += counts[u] * inRow[u];
      covered[i * size + j] = sum;
      needed[i * size + j] = ENOUGH * total * row.total;
      if (sum < needed[i * size + j]) isEnough = false;
    }
  }
  return {
    isEnough,
    lacks: (k) => {
      const u = k % x.classes;
      const v = (k - u) / x.classes;
      return columns.some(
        ({ counts }, i) =>
          counts[u] > 0 &&
          rows.some((row, j) => row.counts[v] > 0 && covered[i * size + j] < needed[i * size + j]),
      );
    },
    add: (k) => {
      const u = k % x.classes;
      const v = (k - u) / x.classes;
      columns.forEach(({ counts }, i) => {
        rows.forEach((row, j) => (covered[i * size + j] += counts[u] * row.counts[v]));
      });
    },
  };
}

/** The samples of each class, and of all. */
interface Around {
  counts: Float64Array;
  total: number;
}

/** What aroundOf found: the tiles of a column (row) of tiles and all channels ask for the same. */
const known = new WeakMap<AxisCells, Map<number, Around[]>>();

/** The samples in a cell and those beside it, of every cell from..to that differs. */
function aroundOf(axis: AxisCells, from: number, to: number): Around[] {
  const ofAxis = known.get(axis) ?? new Map<number, Around[]>();
  known.set(axis, ofAxis);
  const found = ofAxis.get(from);
  if (found !== undefined) return found;
  const all = new Map<string, Around>();
  for (let i = from; i < to; i++) {
    const counts = countClasses(axis, Math.max(from, i - 1), Math.min(to, i + 2));
    all.set(counts.join(), { counts, total: counts.reduce((sum, n) => sum + n, 0) });
  }
  const around = [...all.values()];
  ofAxis.set(from, around);
  return around;
}
