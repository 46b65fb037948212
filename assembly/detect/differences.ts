/** How samples of a lattice differ from what their neighbors explain. */

/**
 * D = value - mean of the neighbors at half a period, in the other classes, less what a function of
 * that mean explains; and the variance of those neighbors. `beside` are the classes shifted along x,
 * y and both; `left` and `up` are the index of the neighbor before (-1 or 0). Where fewer than three
 * neighbors are there, D is not a number and the variance -1. `levels` has room for 2 * 36 singles; the
 * last four become the sum of D^2 before and after that function was taken out, that of D and their count.
 */
export function differences(
  value: usize,
  besideX: usize,
  besideY: usize,
  diagonal: usize,
  left: i32,
  up: i32,
  columns: i32,
  rows: i32,
  stride: i32,
  difference: usize,
  reference: usize,
  variance: usize,
  levels: usize,
): void {
  memory.fill(levels, 0, 36 * 8);
  const line = stride * 4;
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  for (let j = 0; j < rows; j++) {
    const at = j * line;
    const upRow = at + up * line;
    for (let i = 0; i < columns; i += 4) {
      const x = i * 4;
      const xl = x + left * 4;
      let sum = zero;
      let square = zero;
      let count = zero;
      for (let k = 0; k < 8; k++) {
        let from: usize;
        if (k === 0) from = diagonal + upRow + xl;
        else if (k === 1) from = diagonal + upRow + xl + 4;
        else if (k === 2) from = diagonal + upRow + line + xl;
        else if (k === 3) from = diagonal + upRow + line + xl + 4;
        else if (k === 4) from = besideX + at + xl;
        else if (k === 5) from = besideX + at + xl + 4;
        else if (k === 6) from = besideY + upRow + x;
        else from = besideY + upRow + line + x;
        const v = v128.load(from);
        const known = f32x4.eq(v, v);
        const w = v128.and(v, known);
        sum = f32x4.add(sum, w);
        square = f32x4.add(square, f32x4.mul(w, w));
        count = f32x4.add(count, v128.and(one, known));
      }
      const v = v128.load(value + at + x);
      const mean = f32x4.div(sum, count);
      const enough = f32x4.ge(count, f32x4.splat(3));
      const d = f32x4.sub(v, mean);
      const known = v128.and(enough, f32x4.eq(d, d));
      const spread = f32x4.max(zero, f32x4.sub(f32x4.div(square, count), f32x4.mul(mean, mean)));
      v128.store(difference + at + x, v128.bitselect(d, f32x4.splat(NaN), known));
      v128.store(reference + at + x, v128.and(mean, known));
      v128.store(variance + at + x, v128.bitselect(spread, f32x4.splat(-1), known));
      const level = i32x4.trunc_sat_f32x4_s(
        f32x4.add(
          f32x4.mul(v128.and(mean, known), f32x4.splat(<f32>(32.0 / 255.0))),
          f32x4.splat(0.5),
        ),
      );
      const clear = v128.and(d, known);
      const counts = v128.and(one, known);
      if (i + 0 < columns)
        tally(
          levels,
          i32x4.extract_lane(level, 0),
          f32x4.extract_lane(clear, 0),
          f32x4.extract_lane(counts, 0),
        );
      if (i + 1 < columns)
        tally(
          levels,
          i32x4.extract_lane(level, 1),
          f32x4.extract_lane(clear, 1),
          f32x4.extract_lane(counts, 1),
        );
      if (i + 2 < columns)
        tally(
          levels,
          i32x4.extract_lane(level, 2),
          f32x4.extract_lane(clear, 2),
          f32x4.extract_lane(counts, 2),
        );
      if (i + 3 < columns)
        tally(
          levels,
          i32x4.extract_lane(level, 3),
          f32x4.extract_lane(clear, 3),
          f32x4.extract_lane(counts, 3),
        );
    }
  }
  // Shrunk towards 0: a level seen in a few cells explains nothing.
  for (let l = 0; l < 34; l++) {
    store<f32>(levels + l * 8, load<f32>(levels + l * 8) / (load<f32>(levels + l * 8, 4) + 20));
  }
  let before: f64 = 0;
  let after: f64 = 0;
  let total: f64 = 0;
  let known: f64 = 0;
  for (let j = 0; j < rows; j++) {
    const at = j * line;
    for (let i = 0; i < columns; i++) {
      const x = at + i * 4;
      const d = load<f32>(difference + x);
      const level = <i32>(load<f32>(reference + x) * <f32>(32.0 / 255.0) + 0.5);
      const left = d - load<f32>(levels + level * 8);
      store<f32>(difference + x, left);
      if (d !== d) continue;
      before += d * d;
      total += d;
      known += 1;
      after += left * left;
    }
    // Nothing stands after the end of a row.
    for (let i = columns; i < columns + 5; i++) store<f32>(difference + at + i * 4, NaN);
  }
  store<f32>(levels + 34 * 8, <f32>before);
  store<f32>(levels + 34 * 8, <f32>after, 4);
  store<f32>(levels + 34 * 8, <f32>total, 8);
  store<f32>(levels + 34 * 8, <f32>known, 12);
}

function tally(levels: usize, level: i32, d: f32, count: f32): void {
  const at = levels + level * 8;
  store<f32>(at, load<f32>(at) + d);
  store<f32>(at, load<f32>(at, 4) + count, 4);
}
