/** Sums over the cells of a view, each with weights of its own, in doubles. */

/**
 * Adds up the 32-bit words of a line over the columns of every cell: `channels` (at most 4) words a column. Of
 * cell i the columns from..to-1 (two words at `runs`) have one weight (a double at `weights`); those after have
 * their own: their columns and weights stand at `edges` and `edgeWeights`, from the word i of `edgesFrom` to
 * before the next. Whole runs are added up as words before they are weighed. A little more than the last cell is
 * written of `out`.
 */
export function sumCells(
  line: usize,
  channels: i32,
  runs: usize,
  weights: usize,
  edgesFrom: usize,
  edges: usize,
  edgeWeights: usize,
  cells: i32,
  out: usize,
): void {
  const step = channels * 4;
  for (let i = 0; i < cells; i++, out += channels * 8) {
    let words = i32x4.splat(0);
    let from = line + load<i32>(runs + i * 8) * step;
    const end = line + load<i32>(runs + i * 8, 4) * step;
    for (; from < end; from += step) words = i32x4.add(words, v128.load(from));
    const weight = f64x2.splat(load<f64>(weights + i * 8));
    let low = f64x2.mul(f64x2.convert_low_i32x4_s(words), weight);
    let high = f64x2.mul(highOf(words), weight);
    const last = load<i32>(edgesFrom + i * 4, 4);
    for (let k = load<i32>(edgesFrom + i * 4); k < last; k++) {
      const edge = v128.load(line + load<i32>(edges + k * 4) * step);
      const own = f64x2.splat(load<f64>(edgeWeights + k * 8));
      low = f64x2.add(low, f64x2.mul(own, f64x2.convert_low_i32x4_s(edge)));
      high = f64x2.add(high, f64x2.mul(own, highOf(edge)));
    }
    v128.store(out, low);
    if (channels > 2) v128.store(out, high, 16);
  }
}

/** Lanes 2 and 3 as doubles. */
function highOf(words: v128): v128 {
  return f64x2.convert_low_i32x4_s(v128.shuffle<i64>(words, words, 1, 0));
}

/** Adds `weight` times `count` doubles to as many others; an odd number takes one more. */
export function addWeighted(from: usize, weight: f64, count: i32, to: usize): void {
  const factor = f64x2.splat(weight);
  for (let i = 0; i < count * 8; i += 16) {
    const product = f64x2.mul(factor, v128.load(from + i));
    v128.store(to + i, f64x2.add(v128.load(to + i), product));
  }
}

/**
 * Makes the variance of `count` means of squares, not below 0, by the means of samples; an odd number takes one
 * more.
 */
export function varianceOf(means: usize, squares: usize, count: i32): void {
  for (let i = 0; i < count * 8; i += 16) {
    const mean = v128.load(means + i);
    const spread = f64x2.sub(v128.load(squares + i), f64x2.mul(mean, mean));
    v128.store(squares + i, f64x2.max(spread, f64x2.splat(0)));
  }
}
