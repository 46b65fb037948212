/** Chroma of fewer columns and rows than luma, brought to the columns of luma. */
import { chromaSize, type Plane, type YuvPlanes } from './planes.ts';

/** Fills `out` (as many samples as luma has columns) with the chroma of luma row `row`. */
export type ChromaRows = (plane: Plane, row: number, out: Uint16Array) => void;

/** Rows as they are, of a picture whose chroma has the size of luma. */
export function fullRows({ width }: YuvPlanes): ChromaRows {
  return (plane, row, out) => out.set(plane.subarray(row * width, (row + 1) * width));
}

/** Each sample of chroma repeated. */
export function nearestRows(planes: YuvPlanes): ChromaRows {
  const chroma = chromaSize(planes);
  const [across, down] = [planes.halfColumns ? 1 : 0, planes.halfRows ? 1 : 0];
  return (plane, row, out) => {
    const start = (row >> down) * chroma.width;
    for (let x = 0; x < out.length; x++) out[x] = plane[start + (x >> across)];
  };
}

/**
 * Chroma between its samples, 9:3:3:1 of the four next to a luma sample, rounded half up in integers. At
 * the edges a sample that is not there is the one next to it. As libyuv does it (ScaleRowUp2).
 */
export function bilinearRows(planes: YuvPlanes): ChromaRows {
  const chroma = chromaSize(planes);
  const sums = new Uint16Array(chroma.width);
  return (plane, row, out) => {
    const near = planes.halfRows ? row >> 1 : row;
    const far = planes.halfRows ? neighbour(row, chroma.height) : row;
    const [a, b] = [near * chroma.width, far * chroma.width];
    for (let i = 0; i < chroma.width; i++) sums[i] = 3 * plane[a + i] + plane[b + i];
    for (let x = 0; x < out.length; x++) {
      out[x] = (3 * sums[x >> 1] + sums[neighbour(x, chroma.width)] + 8) >> 4;
    }
    // The last column is always the last sample, also where the one before it would have a part in it.
    const last = out.length - 1;
    out[last] = (sums[last >> 1] + 2) >> 2;
  };
}

/** The second nearest of `count` samples of half density to the full-density place `at`. */
export function neighbour(at: number, count: number): number {
  const next = (at >> 1) + ((at & 1) === 1 ? 1 : -1);
  return Math.min(count - 1, Math.max(0, next));
}
