/**
 * Which axis stb_image_resize2 resizes first: the cheaper order by a fit to its author's timings.
 *
 * Source: stb_image_resize2 2.18, stbir__should_do_vertical_first.
 */
import type { Size } from '../../../base/raster.ts';
import { single as f } from '../../taps/coordinates.ts';
import type { SourceShape } from '../../taps/plan.ts';
import type { StbFilter } from './stb-taps.ts';

/** By channels: the four weights of each of eight kinds of resize, in 32nds. */
const COSTS: Record<number, number[][]> = {
  1: [
    [32, 32, 10, 32],
    [18, 19, 0, 31],
    [32, 2, 0, 32],
    [0, 3, 32, 32],
    [32, 32, 10, 32],
    [1, 4, 32, 32],
    [32, 32, 2, 32],
    [0, 32, 0, 1],
  ],
  3: [
    [0, 17, 0, 1],
    [2, 31, 0, 17],
    [28, 6, 0, 30],
    [0, 3, 32, 32],
    [0, 17, 0, 1],
    [1, 4, 32, 32],
    [32, 32, 2, 32],
    [0, 32, 0, 18],
  ],
  4: [
    [0, 16, 0, 23],
    [2, 27, 0, 28],
    [32, 16, 16, 31],
    [32, 3, 10, 16],
    [0, 16, 0, 23],
    [32, 1, 1, 17],
    [32, 32, 2, 32],
    [0, 32, 1, 6],
  ],
};

/** Source rows in memory up to which a shrink gathers; beyond, it scatters. */
const MOST_GATHERED = 32;

function widthOf({ support }: StbFilter, scale: number): number {
  if (scale >= 1) return Math.ceil(f(support(f(1 / scale)) * 2));
  return Math.ceil(f(f(support(scale) * 2) / scale));
}

/** Whether rows gather; beyond so many source rows in memory they are scattered. */
export function stbGathers(filter: StbFilter, n: number, m: number): boolean {
  const scale = f(m / n);
  return scale >= 1 || widthOf(filter, scale) <= MOST_GATHERED;
}

/** Whether the columns (x) come before the rows. */
export function stbColumnsFirst(
  source: SourceShape,
  target: Size,
  filterX: StbFilter,
  filterY: StbFilter,
): boolean {
  const scaleX = f(target.width / source.width);
  const scaleY = f(target.height / source.height);
  const widthX = widthOf(filterX, scaleX);
  const widthY = widthOf(filterY, scaleY);
  const gathers = stbGathers(filterY, source.height, target.height);
  const kind = kindOf(target, scaleY, gathers);
  const [a, b, c, d] = COSTS[source.channels][kind].map((cost) => cost / 32);
  const columnsFirst = f(f(widthX * a) + f(f(scaleX * widthY) * b));
  const rowsFirst = f(f(widthY * c) + f(f(scaleY * widthX) * d));
  return rowsFirst > columnsFirst;
}

function kindOf({ width, height }: Size, scaleY: number, gathers: boolean): number {
  if (height <= 4 || width <= 4) return height < width ? 6 : 7;
  if (!gathers && (height <= 16 || width <= 16)) return 4;
  if (scaleY <= 1) return gathers ? 1 : 0;
  if (scaleY <= 2) return 2;
  return scaleY <= 3 ? 3 : 5;
}
