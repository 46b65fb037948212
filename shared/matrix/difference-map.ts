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
  const map = new Float32Array(GRID * GRID * 3).fill(NaN);
  const columns = cellsOf(frame.x, frame.width, source.width, picture.width);
  const rows = cellsOf(frame.y, frame.height, source.height, picture.height);
  const { channels, width, data } = picture;
  const line = new Float64Array(width * channels);
  rows.forEach((row, cellY) => {
    if (row === null) return;
    line.fill(0);
    for (let y = row.from; y < row.to; y++) {
      const start = y * line.length;
      for (let i = 0; i < line.length; i++) line[i] += data[start + i] - antialiased[start + i];
    }
    columns.forEach((column, cellX) => {
      if (column === null) return;
      const pixels = (row.to - row.from) * (column.to - column.from);
      const to = (cellY * GRID + cellX) * 3;
      for (let c = 0; c < 3; c++) {
        let sum = 0;
        const end = column.to * channels;
        for (let i = column.from * channels + (c % channels); i < end; i += channels) {
          sum += line[i];
        }
        map[to + c] = sum / pixels;
      }
    });
  });
  return map;
}

/** The pixels of an axis of m that lie in each cell, at least one; null where there are none. */
function cellsOf(start: number, length: number, n: number, m: number) {
  return Array.from({ length: GRID }, (_, cell) => {
    const from = ((cell / GRID) * n - start) / length;
    const to = (((cell + 1) / GRID) * n - start) / length;
    const middle = (from + to) / 2;
    if (middle < 0 || middle >= 1) return null;
    const first = Math.min(Math.max(Math.round(from * m), 0), m - 1);
    return { from: first, to: Math.min(m, Math.max(first + 1, Math.round(to * m))) };
  });
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
