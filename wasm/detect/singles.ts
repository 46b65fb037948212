/** Figures over singles: the lanes of a vector, and rows of them. */
import { Singles } from './kinds';

export function sumLanes(v: v128): f32 {
  return (
    f32x4.extract_lane(v, 0) +
    f32x4.extract_lane(v, 1) +
    (f32x4.extract_lane(v, 2) + f32x4.extract_lane(v, 3))
  );
}

export function largestOther(v: v128): v128 {
  const a = v128.shuffle<i32>(v, v, 1, 2, 3, 0);
  const b = v128.shuffle<i32>(v, v, 2, 3, 0, 1);
  const c = v128.shuffle<i32>(v, v, 3, 0, 1, 2);
  return f32x4.max(a, f32x4.max(b, c));
}

/** The sum of the singles fromX..toX-1 of the rows fromY..toY-1, which are `stride` apart. */
export function sumCells(
  cells: Singles,
  stride: i32,
  fromX: i32,
  toX: i32,
  fromY: i32,
  toY: i32,
): f64 {
  let total: f64 = 0;
  for (let y = fromY; y < toY; y++) {
    const row = cells + y * stride * 4;
    let sums = f32x4.splat(0);
    let x = fromX;
    for (; x + 4 <= toX; x += 4) sums = f32x4.add(sums, v128.load(row + x * 4));
    let sum = sumLanes(sums);
    for (; x < toX; x++) sum += load<f32>(row + x * 4);
    total += sum;
  }
  return total;
}
