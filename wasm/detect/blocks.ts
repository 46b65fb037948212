/** Figures over blocks of 4x4 cells, of four classes of a lattice. */
import { Singles } from './kinds';
import { largestOther, sumLanes } from './singles';

/**
 * Sums over blocks of 4x4 cells of one class, at `out` + 16 (8 block + quantity) + 4 class: hot cells,
 * squared excess, squared D, variance, count, (coherence, later), lagged products, sum of D. D that is
 * not a number counts as absent and is 0 afterwards; so is the row after the last.
 */
export function collect(
  difference: Singles,
  excess: Singles,
  variance: Singles,
  columns: i32,
  rows: i32,
  stride: i32,
  across: i32,
  klass: i32,
  out: Singles,
): void {
  const line = stride * 4;
  const hot = f32x4.splat(6);
  const one = f32x4.splat(1);
  for (let j = 0; j < rows; j++) {
    const at = j * line;
    for (let i = 0; i < columns + 4; i += 4) {
      const d = v128.load(difference + at + i * 4);
      v128.store(difference + at + i * 4, v128.and(d, f32x4.eq(d, d)));
    }
  }
  memory.fill(difference + rows * line, 0, line);
  for (let by = 0, block = 0; by * 4 < rows; by++) {
    const end = min(rows, by * 4 + 4);
    for (let bx = 0; bx < across; bx++, block++) {
      let nHot = f32x4.splat(0);
      let excess2 = nHot;
      let diff2 = nHot;
      let spread = nHot;
      let count = nHot;
      let lag = nHot;
      let sum = nHot;
      for (let j = by * 4; j < end; j++) {
        const at = j * line + bx * 16;
        const d = v128.load(difference + at);
        const v = v128.load(variance + at);
        const known = f32x4.ge(v, f32x4.splat(0));
        const e = v128.and(v128.load(excess + at), known);
        const right = v128.load(difference + at + 4);
        nHot = f32x4.add(nHot, v128.and(one, f32x4.gt(e, hot)));
        excess2 = f32x4.add(excess2, f32x4.mul(e, e));
        diff2 = f32x4.add(diff2, f32x4.mul(d, d));
        spread = f32x4.add(spread, v128.and(v, known));
        count = f32x4.add(count, v128.and(one, known));
        sum = f32x4.add(sum, d);
        const beside = f32x4.add(right, v128.load(difference + at + line));
        lag = f32x4.add(lag, f32x4.mul(f32x4.mul(d, beside), f32x4.splat(0.5)));
      }
      const to = out + block * 128 + klass * 4;
      store<f32>(to, sumLanes(nHot));
      store<f32>(to, sumLanes(excess2), 16);
      store<f32>(to, sumLanes(diff2), 32);
      store<f32>(to, sumLanes(spread), 48);
      store<f32>(to, sumLanes(count), 64);
      store<f32>(to, sumLanes(lag), 96);
      store<f32>(to, sumLanes(sum), 112);
    }
  }
}

/**
 * Coherence of every block and class: t = n mean(D)^2 / (mean variance + 4), above twice that of any
 * other class, 0..100; the quantity that collect leaves out.
 */
export function cohere(blocks: Singles, count: i32): void {
  for (let b = 0; b < count; b++, blocks += 128) {
    const n = f32x4.max(v128.load(blocks, 64), f32x4.splat(1));
    const sum = v128.load(blocks, 112);
    const spread = f32x4.div(v128.load(blocks, 48), n);
    const t = f32x4.min(
      f32x4.splat(400),
      f32x4.div(f32x4.div(f32x4.mul(sum, sum), n), f32x4.add(spread, f32x4.splat(4))),
    );
    const clear = f32x4.sub(
      f32x4.sub(t, f32x4.mul(largestOther(t), f32x4.splat(2))),
      f32x4.splat(2),
    );
    v128.store(blocks, f32x4.min(f32x4.splat(100), f32x4.max(f32x4.splat(0), clear)), 80);
  }
}
