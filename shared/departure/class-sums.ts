/** What the classes of a tile (cells/axis-cells.ts) stray by, in both halves of its cells. */
import { NO_CLASS, type AxisCells } from '../cells/axis-cells.ts';
import type { Raster } from '../base/raster.ts';
import type { Tile, ViewCells } from './untouched.ts';

/** Energy of the classes that are quiet in the other half, over that of all, from which on they are so by chance. */
const BY_CHANCE = 1 / 2;

/** Pixels of each class, and the sum of their squared distances from the reference of their cell. */
export interface ClassSums {
  pixels: Float64Array;
  energy: Float64Array;
}

/** The columns of a tile that have a class, with their cell in the tile and their place among both halves. */
export interface TileColumns {
  /** Where each is in a row of the source, in values. */
  at: Int32Array;
  cell: Int32Array;
  /** Class, and `size` more in the half of the row of cells (first) or in the other (second). */
  place: [Int32Array, Int32Array];
  /** How many of each class are in either half of a row of cells. */
  counts: [Float64Array, Float64Array];
}

export function columnsOf(
  x: AxisCells,
  { left, right }: Tile,
  size: number,
  channels: number,
): TileColumns {
  const ofAxis = known.get(x) ?? new Map<number, TileColumns>();
  known.set(x, ofAxis);
  const found = ofAxis.get(left);
  if (found !== undefined) return found;
  const [at, cell, own, other]: number[][] = [[], [], [], []];
  const counts: TileColumns['counts'] = [new Float64Array(x.classes), new Float64Array(x.classes)];
  for (let i = left; i < right; i++) {
    const half = halfOf(i);
    for (let column = x.from[i]; column < x.to[i]; column++) {
      const k = x.classOf[column];
      if (k === NO_CLASS) continue;
      at.push(column * channels);
      cell.push(i - left);
      own.push(k + half * size);
      other.push(k + (1 - half) * size);
      counts[half][k]++;
    }
  }
  const place: TileColumns['place'] = [Int32Array.from(own), Int32Array.from(other)];
  const columns = { at: Int32Array.from(at), cell: Int32Array.from(cell), place, counts };
  ofAxis.set(left, columns);
  return columns;
}

/** What columnsOf found, of the axes of one view of one source: all its tiles and channels ask for the same. */
const known = new WeakMap<AxisCells, Map<number, TileColumns>>();

/** Of both halves of the cells of a tile. `references`: cells of the tile, row by row. */
export function classSums(
  { width, channels, data }: Raster,
  channel: number,
  { x, y }: ViewCells,
  tile: Tile,
  columns: TileColumns,
  references: Float64Array,
): [ClassSums, ClassSums] {
  const size = x.classes * y.classes;
  const pixels = new Float64Array(2 * size);
  const energy = new Float64Array(2 * size);
  const { at, cell, counts } = columns;
  const length = at.length;
  const across = tile.right - tile.left;
  for (let j = tile.top; j < tile.bottom; j++) {
    const half = halfOf(j);
    const place = columns.place[half];
    const firstCell = (j - tile.top) * across;
    for (let row = y.from[j]; row < y.to[j]; row++) {
      const rowClass = y.classOf[row];
      if (rowClass === NO_CLASS) continue;
      const first = rowClass * x.classes;
      for (let u = 0; u < x.classes; u++) {
        pixels[half * size + first + u] += counts[0][u];
        pixels[(1 - half) * size + first + u] += counts[1][u];
      }
      const line = row * width * channels + channel;
      for (let n = 0; n < length; n++) {
        const difference = data[line + at[n]] - references[firstCell + cell[n]];
        energy[first + place[n]] += difference * difference;
      }
    }
  }
  return [
    { pixels: pixels.subarray(0, size), energy: energy.subarray(0, size) },
    { pixels: pixels.subarray(size), energy: energy.subarray(size) },
  ];
}

/** The Thue-Morse sequence: where centers fall among samples repeats along an axis, and both halves have all of it. */
function halfOf(index: number): 0 | 1 {
  let half: 0 | 1 = 0;
  for (let rest = index; rest > 0; rest &= rest - 1) half = half === 0 ? 1 : 0;
  return half;
}

/** Mean energies of the classes over both halves, 0 where there are no pixels. */
export function meansOf([{ pixels, energy }, other]: [ClassSums, ClassSums]): ClassSums {
  const all = pixels.map((count, k) => count + other.pixels[k]);
  return { pixels: all, energy: energy.map((sum, k) => (sum + other.energy[k]) / (all[k] || 1)) };
}

/** The least of `values` up to which there are `needed` pixels; NaN are none. */
function halfBelow(values: Float64Array, pixels: Float64Array, needed: number): number {
  const sorted = values.filter((value) => !Number.isNaN(value)).sort();
  let low = 0;
  let high = sorted.length - 1;
  while (low < high) {
    const middle = (low + high) >> 1;
    let count = 0;
    for (let k = 0; k < values.length; k++) if (values[k] <= sorted[middle]) count += pixels[k];
    if (count >= needed) high = middle;
    else low = middle + 1;
  }
  return sorted[low] ?? Infinity;
}

/** Whether the quieter half of the classes of one half of the cells is not quiet in the other. */
export function areQuietByChance(halves: [ClassSums, ClassSums]): boolean {
  let kept = 0;
  let keptPixels = 0;
  let all = 0;
  let allPixels = 0;
  halves.forEach(({ pixels, energy }, n) => {
    const other = halves[1 - n];
    // What one half of the cells has none of says nothing of the other.
    const means = pixels.map((count, k) =>
      count > 0 && other.pixels[k] > 0 ? other.energy[k] / other.pixels[k] : NaN,
    );
    let shared = 0;
    for (let k = 0; k < means.length; k++) if (!Number.isNaN(means[k])) shared += pixels[k];
    const limit = halfBelow(means, pixels, shared / 2);
    let taken = 0;
    for (let k = 0; k < means.length; k++) {
      if (Number.isNaN(means[k])) continue;
      all += energy[k];
      allPixels += pixels[k];
      if (means[k] >= limit) continue;
      taken += pixels[k];
      kept += energy[k];
    }
    for (let k = 0; k < means.length && taken < shared / 2; k++) {
      if (means[k] !== limit) continue;
      taken += pixels[k];
      kept += energy[k];
    }
    keptPixels += taken;
  });
  return kept * allPixels >= BY_CHANCE * all * keptPixels;
}
