/** How far pictures are from their antialiased views: sums over lines of singles, in doubles. */

/** Squares of `count` words, a multiple of 4. */
export function squareWords(src: usize, count: i32, dst: usize): void {
  for (let i = 0; i < count * 4; i += 16) {
    const words = v128.load(src + i);
    v128.store(dst + i, f32x4.mul(words, words));
  }
}

/**
 * Adds over `rows` lines what `picture`, cut off outside 0..255, differs from `mean` by, and the
 * squares of that: `count` sums each, position by position. Lines are `stride` bytes apart.
 */
export function addDifferences(
  picture: usize,
  mean: usize,
  stride: i32,
  rows: i32,
  count: i32,
  differences: usize,
  squares: usize,
): void {
  const black = f32x4.splat(0);
  const white = f32x4.splat(255);
  for (let i = 0; i < count; i += 4) {
    const to = differences + i * 8;
    const toSquares = squares + i * 8;
    let low = v128.load(to);
    let high = v128.load(to, 16);
    let lowSquares = v128.load(toSquares);
    let highSquares = v128.load(toSquares, 16);
    let from = picture + i * 4;
    let fromMean = mean + i * 4;
    for (let row = 0; row < rows; row++, from += stride, fromMean += stride) {
      const p = f32x4.min(f32x4.max(v128.load(from), black), white);
      const m = v128.load(fromMean);
      const a = f64x2.sub(f64x2.promote_low_f32x4(p), f64x2.promote_low_f32x4(m));
      const b = f64x2.sub(promoteHigh(p), promoteHigh(m));
      low = f64x2.add(low, a);
      high = f64x2.add(high, b);
      lowSquares = f64x2.add(lowSquares, f64x2.mul(a, a));
      highSquares = f64x2.add(highSquares, f64x2.mul(b, b));
    }
    v128.store(to, low);
    v128.store(to, high, 16);
    v128.store(toSquares, lowSquares);
    v128.store(toSquares, highSquares, 16);
  }
}

/** Adds over `rows` lines the variances, mean squares less squared means: `count` sums. */
export function addVariances(
  mean: usize,
  square: usize,
  stride: i32,
  rows: i32,
  count: i32,
  sums: usize,
): void {
  const zero = f64x2.splat(0);
  for (let i = 0; i < count; i += 4) {
    let low = v128.load(sums + i * 8);
    let high = v128.load(sums + i * 8, 16);
    let from = mean + i * 4;
    let fromSquare = square + i * 4;
    for (let row = 0; row < rows; row++, from += stride, fromSquare += stride) {
      const m = v128.load(from);
      const s = v128.load(fromSquare);
      const a = f64x2.promote_low_f32x4(m);
      const b = promoteHigh(m);
      const below = f64x2.sub(f64x2.promote_low_f32x4(s), f64x2.mul(a, a));
      const above = f64x2.sub(promoteHigh(s), f64x2.mul(b, b));
      low = f64x2.add(low, f64x2.max(zero, below));
      high = f64x2.add(high, f64x2.max(zero, above));
    }
    v128.store(sums + i * 8, low);
    v128.store(sums + i * 8, high, 16);
  }
}

function promoteHigh(singles: v128): v128 {
  return f64x2.promote_low_f32x4(v128.shuffle<i64>(singles, singles, 1, 1));
}
