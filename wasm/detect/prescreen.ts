/** Sums of a map at the crossings of a lattice, beside those of lattices between. */
import { Bytes, Words } from './kinds';

/**
 * Sums of a map at the crossings of a lattice (class 0) and at those shifted by half a period along x
 * (1), y (2) and both (3), in tiles of the frame: per tile and class the sum, the sum of squares and
 * the count (32-bit words). `xs`, `gapsX` (-1 where none) and the tile edges `edgesX` (tiles + 1) are
 * 32-bit words, and so for y. With `wide` a block's value is the largest of its two columns, with
 * `high` of its two rows.
 */
export function prescreen(
  map: Bytes,
  width: i32,
  xs: Words,
  gapsX: Words,
  edgesX: Words,
  ys: Words,
  gapsY: Words,
  edgesY: Words,
  tiles: i32,
  wide: i32,
  high: i32,
  out: Words,
): void {
  for (let ty = 0; ty < tiles; ty++) {
    const firstY = load<i32>(edgesY + ty * 4);
    const endY = load<i32>(edgesY + ty * 4, 4);
    for (let tx = 0; tx < tiles; tx++, out += 48) {
      const firstX = load<i32>(edgesX + tx * 4);
      const endX = load<i32>(edgesX + tx * 4, 4);
      let s0 = 0,
        s1 = 0,
        s2 = 0,
        s3 = 0;
      let q0 = 0,
        q1 = 0,
        q2 = 0,
        q3 = 0;
      let n0 = 0,
        n1 = 0,
        n2 = 0,
        n3 = 0;
      for (let j = firstY; j < endY; j++) {
        const y = load<i32>(ys + j * 4);
        const gapY = load<i32>(gapsY + j * 4);
        const row = map + y * width;
        const gapRow = map + gapY * width;
        for (let i = firstX; i < endX; i++) {
          const x = load<i32>(xs + i * 4);
          const gapX = load<i32>(gapsX + i * 4);
          let v = residualAt(row + x, width, wide, high);
          s0 += v;
          q0 += v * v;
          n0++;
          if (gapX >= 0) {
            v = residualAt(row + gapX, width, wide, high);
            s1 += v;
            q1 += v * v;
            n1++;
          }
          if (gapY >= 0) {
            v = residualAt(gapRow + x, width, wide, high);
            s2 += v;
            q2 += v * v;
            n2++;
            if (gapX >= 0) {
              v = residualAt(gapRow + gapX, width, wide, high);
              s3 += v;
              q3 += v * v;
              n3++;
            }
          }
        }
      }
      store<i32>(out, s0);
      store<i32>(out, s1, 4);
      store<i32>(out, s2, 8);
      store<i32>(out, s3, 12);
      store<i32>(out, q0, 16);
      store<i32>(out, q1, 20);
      store<i32>(out, q2, 24);
      store<i32>(out, q3, 28);
      store<i32>(out, n0, 32);
      store<i32>(out, n1, 36);
      store<i32>(out, n2, 40);
      store<i32>(out, n3, 44);
    }
  }
}

function residualAt(at: usize, width: i32, wide: i32, high: i32): i32 {
  let value = <i32>load<u8>(at);
  if (wide) value = max(value, <i32>load<u8>(at, 1));
  if (high) {
    value = max(value, <i32>load<u8>(at + width));
    if (wide) value = max(value, <i32>load<u8>(at + width, 1));
  }
  return value;
}
