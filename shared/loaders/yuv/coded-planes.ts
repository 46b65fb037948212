/** Planes of one coded picture, as AV1 or HEVC leave them, and several of them put together. */
import type { Size } from '../../base/raster.ts';
import type { Cicp } from '../heif/properties.ts';
import { chromaSize, type Plane } from './planes.ts';

export interface CodedPlanes extends Size {
  depth: number;
  halfColumns: boolean;
  halfRows: boolean;
  y: Plane;
  u: Plane | null;
  v: Plane | null;
  /** What the stream of the codec says of color. */
  cicp: Cicp;
}

/** Rows and columns of tiles of one size, and the size of what they make. */
export interface Tiling extends Size {
  rows: number;
  columns: number;
}

/** An empty picture of the size of `tiling` for tiles like `tile`. */
export function emptyCanvas({ width, height }: Size, tile: CodedPlanes): CodedPlanes {
  const Samples = tile.depth > 8 ? Uint16Array : Uint8Array;
  const { depth, halfColumns, halfRows, cicp } = tile;
  const chroma = chromaSize({ width, height, halfColumns, halfRows });
  const plane = () => (tile.u === null ? null : new Samples(chroma.width * chroma.height));
  const y = new Samples(width * height);
  return { width, height, depth, halfColumns, halfRows, cicp, y, u: plane(), v: plane() };
}

/** True where tiles of the size of `first` cover `tiling` with none too many, and `tile` is like `first`. */
export function fitsTiling(tiling: Tiling, first: CodedPlanes, tile: CodedPlanes): boolean {
  const same =
    tile.width === first.width &&
    tile.height === first.height &&
    tile.depth === first.depth &&
    (tile.u === null) === (first.u === null) &&
    tile.halfColumns === first.halfColumns &&
    tile.halfRows === first.halfRows;
  const covers = (size: number, count: number, whole: number) =>
    size * count >= whole && size * (count - 1) < whole;
  return (
    same &&
    covers(first.width, tiling.columns, tiling.width) &&
    covers(first.height, tiling.rows, tiling.height)
  );
}

/** Copies `tile` onto `canvas` with its corner at `left`, `top`; what hangs over is cut off. */
export function placeTile(canvas: CodedPlanes, tile: CodedPlanes, left: number, top: number): void {
  copy(tile.y, tile, canvas.y, canvas, left, top);
  if (canvas.u === null || canvas.v === null || tile.u === null || tile.v === null) return;
  const { halfColumns, halfRows } = canvas;
  const [from, to] = [chromaSize(tile), chromaSize(canvas)];
  const [x, y] = [halfColumns ? left >> 1 : left, halfRows ? top >> 1 : top];
  copy(tile.u, from, canvas.u, to, x, y);
  copy(tile.v, from, canvas.v, to, x, y);
}

function copy(from: Plane, size: Size, to: Plane, canvas: Size, left: number, top: number): void {
  const width = Math.min(size.width, canvas.width - left);
  const rows = Math.min(size.height, canvas.height - top);
  for (let row = 0; row < rows; row++) {
    const start = row * size.width;
    to.set(from.subarray(start, start + width), (top + row) * canvas.width + left);
  }
}

/** Alpha of limited range with all codes used, in whole numbers as libavif does it. */
export function widenedAlpha(plane: Plane, depth: number): Plane {
  const unit = 1 << (depth - 8);
  const max = (1 << depth) - 1;
  const [low, range] = [16 * unit, 219 * unit];
  return plane.map((code) =>
    Math.min(max, Math.max(0, Math.trunc(((code - low) * max + (range >> 1)) / range))),
  );
}
