/** Connected marks of a mask: what letters are made of. */
import type { Size } from '../base/raster.ts';
import type { Box } from './plane.ts';

/** A mark: the box around pixels that touch (8 neighbors), and how many they are. */
export interface Mark extends Box {
  pixels: number;
}

/**
 * The connected marks of `mask` (H×W, ones are marked), by runs of rows joined in one pass. Time and memory grow
 * with the runs alone.
 */
export function marksOf(mask: Uint8Array, { width, height }: Size): Mark[] {
  const parent: number[] = [];
  const boxes: { left: number; right: number; top: number; bottom: number; pixels: number }[] = [];
  const rootOf = (id: number): number => {
    let root = id;
    while (parent[root] !== root) root = parent[root] = parent[parent[root]];
    return root;
  };
  const join = (a: number, b: number): number => {
    const [one, other] = [rootOf(a), rootOf(b)];
    if (one === other) return one;
    const [kept, gone] = one < other ? [one, other] : [other, one];
    parent[gone] = kept;
    const [into, from] = [boxes[kept], boxes[gone]];
    into.left = Math.min(into.left, from.left);
    into.right = Math.max(into.right, from.right);
    into.top = Math.min(into.top, from.top);
    into.bottom = Math.max(into.bottom, from.bottom);
    into.pixels += from.pixels;
    return kept;
  };
  let above: { from: number; to: number; id: number }[] = [];
  for (let y = 0; y < height; y++) {
    const runs: typeof above = [];
    let next = 0;
    for (let x = 0; x < width; x++) {
      if (mask[y * width + x] === 0) continue;
      const from = x;
      while (x < width && mask[y * width + x] === 1) x++;
      let id = parent.length;
      parent.push(id);
      boxes.push({ left: from, right: x, top: y, bottom: y + 1, pixels: x - from });
      while (next < above.length && above[next].to < from) next++;
      for (let i = next; i < above.length && above[i].from <= x; i++) id = join(id, above[i].id);
      runs.push({ from, to: x, id });
    }
    above = runs;
  }
  const marks: Mark[] = [];
  for (let id = 0; id < parent.length; id++) {
    if (parent[id] !== id) continue;
    const { left, right, top, bottom, pixels } = boxes[id];
    marks.push({ x: left, y: top, width: right - left, height: bottom - top, pixels });
  }
  return marks;
}
