/** How samples of a lattice differ from what their neighbors explain. */
import { Singles } from './kinds';
import { sumLanes } from './singles';

/** Two singles of each of 36 levels; one such table for each lane, since neighbors are mostly of one level. */
const LEVEL_BYTES = 36 * 8;
const LEVELS = memory.data(4 * 36 * 8, 16);

/**
 * D = value - mean of the neighbors at half a period, in the other classes, less what a function of
 * that mean explains; and the variance of those neighbors. `beside` are the classes shifted along x,
 * y and both; `left` and `up` are the index of the neighbor before (-1 or 0). Where fewer than three
 * neighbors are there, D is not a number and the variance -1. `levels` has room for 2 * 36 singles; the
 * last four become the sum of D^2 before and after that function was taken out, that of D and their count.
 */
export function differences(
  value: Singles,
  besideX: Singles,
  besideY: Singles,
  diagonal: Singles,
  left: i32,
  up: i32,
  columns: i32,
  rows: i32,
  stride: i32,
  difference: Singles,
  reference: Singles,
  variance: Singles,
  levels: Singles,
): void {
  memory.fill(LEVELS, 0, 4 * LEVEL_BYTES);
  const line = stride * 4;
  const zero = f32x4.splat(0);
  const one = f32x4.splat(1);
  for (let j = 0; j < rows; j++) {
    const at = j * line;
    const upRow = at + up * line;
    for (let i = 0; i < columns; i += 4) {
      const x = i * 4;
      const xl = x + left * 4;
      const a = v128.load(diagonal + upRow + xl);
      const b = v128.load(diagonal + upRow + xl, 4);
      const c = v128.load(diagonal + upRow + line + xl);
      const e = v128.load(diagonal + upRow + line + xl, 4);
      const f = v128.load(besideX + at + xl);
      const g = v128.load(besideX + at + xl, 4);
      const h = v128.load(besideY + upRow + x);
      const k = v128.load(besideY + upRow + line + x);
      let sum = f32x4.add(
        f32x4.add(f32x4.add(a, b), f32x4.add(c, e)),
        f32x4.add(f32x4.add(f, g), f32x4.add(h, k)),
      );
      let square: v128;
      let count = f32x4.splat(8);
      // Away from the borders all eight are known.
      if (i32x4.all_true(isKnown(sum))) {
        square = f32x4.add(
          f32x4.add(
            f32x4.add(f32x4.mul(a, a), f32x4.mul(b, b)),
            f32x4.add(f32x4.mul(c, c), f32x4.mul(e, e)),
          ),
          f32x4.add(
            f32x4.add(f32x4.mul(f, f), f32x4.mul(g, g)),
            f32x4.add(f32x4.mul(h, h), f32x4.mul(k, k)),
          ),
        );
      } else {
        sum = f32x4.add(
          f32x4.add(f32x4.add(known(a), known(b)), f32x4.add(known(c), known(e))),
          f32x4.add(f32x4.add(known(f), known(g)), f32x4.add(known(h), known(k))),
        );
        square = f32x4.add(
          f32x4.add(f32x4.add(squared(a), squared(b)), f32x4.add(squared(c), squared(e))),
          f32x4.add(f32x4.add(squared(f), squared(g)), f32x4.add(squared(h), squared(k))),
        );
        // What is known is -1 as a whole number.
        const pairs = i32x4.add(
          i32x4.add(i32x4.add(isKnown(a), isKnown(b)), i32x4.add(isKnown(c), isKnown(e))),
          i32x4.add(i32x4.add(isKnown(f), isKnown(g)), i32x4.add(isKnown(h), isKnown(k))),
        );
        count = f32x4.convert_i32x4_s(i32x4.neg(pairs));
      }
      const v = v128.load(value + at + x);
      const mean = f32x4.div(sum, count);
      const enough = f32x4.ge(count, f32x4.splat(3));
      const d = f32x4.sub(v, mean);
      const isThere = v128.and(enough, f32x4.eq(d, d));
      const spread = f32x4.max(zero, f32x4.sub(f32x4.div(square, count), f32x4.mul(mean, mean)));
      v128.store(difference + at + x, v128.bitselect(d, f32x4.splat(NaN), isThere));
      v128.store(reference + at + x, v128.and(mean, isThere));
      v128.store(variance + at + x, v128.bitselect(spread, f32x4.splat(-1), isThere));
      const level = levelOf(v128.and(mean, isThere));
      const clear = v128.and(d, isThere);
      const counts = v128.and(one, isThere);
      const first = i32x4.extract_lane(level, 0);
      const pair = v128.shuffle<i32>(clear, counts, 0, 4, 1, 5);
      const next = v128.shuffle<i32>(clear, counts, 2, 6, 3, 7);
      tally(LEVELS, first, pair);
      if (i + 1 < columns) {
        const second = v128.shuffle<i64>(pair, pair, 1, 0);
        tally(LEVELS + LEVEL_BYTES, i32x4.extract_lane(level, 1), second);
      }
      if (i + 2 < columns) tally(LEVELS + 2 * LEVEL_BYTES, i32x4.extract_lane(level, 2), next);
      if (i + 3 < columns) {
        const fourth = v128.shuffle<i64>(next, next, 1, 0);
        tally(LEVELS + 3 * LEVEL_BYTES, i32x4.extract_lane(level, 3), fourth);
      }
    }
  }
  for (let at = 0; at < LEVEL_BYTES; at += 16) {
    const low = f32x4.add(v128.load(LEVELS + at), v128.load(LEVELS + LEVEL_BYTES + at));
    const from = LEVELS + 2 * LEVEL_BYTES + at;
    const high = f32x4.add(v128.load(from), v128.load(from + LEVEL_BYTES));
    v128.store(levels + at, f32x4.add(low, high));
  }
  // Shrunk towards 0: a level seen in a few cells explains nothing.
  for (let l = 0; l < 34; l++) {
    store<f32>(levels + l * 8, load<f32>(levels + l * 8) / (load<f32>(levels + l * 8, 4) + 20));
  }
  let before: f64 = 0;
  let after: f64 = 0;
  let total: f64 = 0;
  let count: f64 = 0;
  for (let j = 0; j < rows; j++) {
    const at = j * line;
    let befores = zero;
    let afters = zero;
    let totals = zero;
    let counts = zero;
    for (let i = 0; i < columns; i += 4) {
      const x = at + i * 4;
      const d = v128.load(difference + x);
      const level = levelOf(v128.load(reference + x));
      const explained = f32x4(
        load<f32>(levels + i32x4.extract_lane(level, 0) * 8),
        load<f32>(levels + i32x4.extract_lane(level, 1) * 8),
        load<f32>(levels + i32x4.extract_lane(level, 2) * 8),
        load<f32>(levels + i32x4.extract_lane(level, 3) * 8),
      );
      const left = f32x4.sub(d, explained);
      v128.store(difference + x, left);
      const within = v128.and(isKnown(d), i32x4.lt_s(i32x4(0, 1, 2, 3), i32x4.splat(columns - i)));
      const clear = v128.and(d, within);
      const rest = v128.and(left, within);
      befores = f32x4.add(befores, f32x4.mul(clear, clear));
      afters = f32x4.add(afters, f32x4.mul(rest, rest));
      totals = f32x4.add(totals, clear);
      counts = f32x4.add(counts, v128.and(one, within));
    }
    before += <f64>sumLanes(befores);
    after += <f64>sumLanes(afters);
    total += <f64>sumLanes(totals);
    count += <f64>sumLanes(counts);
    // Nothing stands after the end of a row.
    for (let i = columns; i < columns + 5; i++) store<f32>(difference + at + i * 4, NaN);
  }
  store<f32>(levels + 34 * 8, <f32>before);
  store<f32>(levels + 34 * 8, <f32>after, 4);
  store<f32>(levels + 34 * 8, <f32>total, 8);
  store<f32>(levels + 34 * 8, <f32>count, 12);
}

function isKnown(v: v128): v128 {
  return f32x4.eq(v, v);
}

/** 0 of what is not a number. */
function known(v: v128): v128 {
  return v128.and(v, isKnown(v));
}

function squared(v: v128): v128 {
  const w = known(v);
  return f32x4.mul(w, w);
}

function levelOf(mean: v128): v128 {
  const level = f32x4.mul(mean, f32x4.splat(<f32>(32.0 / 255.0)));
  return i32x4.trunc_sat_f32x4_s(f32x4.add(level, f32x4.splat(0.5)));
}

/** Adds D and the count, the first two lanes of `both`, to what a level has. */
function tally(levels: usize, level: i32, both: v128): void {
  const at = levels + level * 8;
  v128.store64_lane(at, f32x4.add(v128.load64_zero(at), both), 0);
}
