/**
 * What a view shows that an antialiased one does not, on a small grid over the source: the form in
 * which views of different sizes and crops are compared.
 */
import type { Frame } from '../pipelines/pipeline.ts';
import type { Size } from '../base/raster.ts';

/** Cells along each side of the source. */
export const GRID = 48;

/** Values at cells that the view does not cover are NaN. */
export type DifferenceMap = Float32Array;

/** A picture in grey levels: height*width*channels, 1 or 3. */
export interface LevelPicture extends Size {
  channels: 1 | 3;
  data: Float32Array;
}

/** Where the cells of the grid lie in a picture of `frame`, a rectangle of the source. */
export interface GridPlaces {
  columns: (Range | null)[];
  rows: (Range | null)[];
}

/** Pixels from..to of an axis. */
export interface Range {
  from: number;
  to: number;
}

/** The pixels of a picture that lie in each column and row of cells, at least one; null: none do. */
export function gridPlaces(picture: Size, frame: Frame, source: Size): GridPlaces {
  return {
    columns: rangesOf(frame.x, frame.width, source.width, picture.width),
    rows: rangesOf(frame.y, frame.height, source.height, picture.height),
  };
}

function rangesOf(start: number, length: number, n: number, m: number): (Range | null)[] {
  return Array.from({ length: GRID }, (_, cell) => {
    const from = ((cell / GRID) * n - start) / length;
    const to = (((cell + 1) / GRID) * n - start) / length;
    const middle = (from + to) / 2;
    if (middle < 0 || middle >= 1) return null;
    const first = Math.min(Math.max(Math.round(from * m), 0), m - 1);
    return { from: first, to: Math.min(m, Math.max(first + 1, Math.round(to * m))) };
  });
}

/** A map of which no cell is known. */
export function emptyMap(): DifferenceMap {
  return new Float32Array(GRID * GRID * 3).fill(NaN);
}

/**
 * Fills a row of cells of `map` with means: `sums` has the differences of picture - antialiased,
 * summed over `rows` rows, of each column and channel.
 */
export function fillRow(
  map: DifferenceMap,
  cellY: number,
  columns: readonly (Range | null)[],
  sums: Float64Array,
  channels: 1 | 3,
  rows: number,
): void {
  for (let cellX = 0; cellX < GRID; cellX++) {
    const column = columns[cellX];
    if (column === null) continue;
    const pixels = rows * (column.to - column.from);
    const to = (cellY * GRID + cellX) * 3;
    const end = column.to * channels;
    for (let c = 0; c < 3; c++) {
      let sum = 0;
      for (let i = column.from * channels + (c % channels); i < end; i += channels) sum += sums[i];
      map[to + c] = sum / pixels;
    }
  }
}

/**
 * The mean of picture - antialiased over each cell of the source: GRID*GRID*3. `frame` is the
 * rectangle of the source that the picture covers.
 */
export function differenceMap(
  picture: LevelPicture,
  antialiased: Float32Array | Float64Array,
  frame: Frame,
  source: Size,
): DifferenceMap {
  const map = emptyMap();
  const { columns, rows } = gridPlaces(picture, frame, source);
  const { channels, width, data } = picture;
  const sums = new Float64Array(width * channels);
  rows.forEach((row, cellY) => {
    if (row === null) return;
    sums.fill(0);
    for (let y = row.from; y < row.to; y++) {
      const start = y * sums.length;
      for (let i = 0; i < sums.length; i++) sums[i] += data[start + i] - antialiased[start + i];
    }
    fillRow(map, cellY, columns, sums, channels, row.to - row.from);
  });
  return map;
}

/** The least share of the smaller map that both must cover to be compared. */
const LEAST_OVERLAP = 0.25;

/**
 * The cosine of two maps over the cells that both cover: 1 for the same hidden picture at any
 * strength, about 0.5 for different pictures over the same visible one. Null where they hardly
 * overlap.
 */
export function similarity(a: DifferenceMap, b: DifferenceMap): number | null {
  let ab = 0;
  let aa = 0;
  let bb = 0;
  let both = 0;
  let inA = 0;
  let inB = 0;
  for (let i = 0; i < a.length; i++) {
    const hasA = !Number.isNaN(a[i]);
    const hasB = !Number.isNaN(b[i]);
    if (hasA) inA++;
    if (hasB) inB++;
    if (!hasA || !hasB) continue;
    both++;
    ab += a[i] * b[i];
    aa += a[i] * a[i];
    bb += b[i] * b[i];
  }
  if (both === 0 || both < LEAST_OVERLAP * Math.min(inA, inB)) return null;
  return aa === 0 || bb === 0 ? 0 : ab / Math.sqrt(aa * bb);
}
