/** What wasm/resize/simd.ts exports. Made by `node build/kernels.ts`. */

/** A place in the memory of the WebAssembly instance, in bytes. */
export type Address = number;

export interface SimdExports {
  /** Columns, singles out of bytes: `count` samples of 16 rows to count * 16 words. */
  loadTransposedBytes(src: Address, stride: number, count: number, dst: Address): void;
  /** Columns, words out of 32-bit samples. */
  loadTransposedWords(src: Address, stride: number, count: number, dst: Address): void;
  /** Columns, pairs out of bytes: of every two pixels, one word a channel. */
  loadTransposedPairs(
    src: Address,
    stride: number,
    count: number,
    channels: number,
    dst: Address,
  ): void;
  /** Columns, doubles out of bytes: `count` samples of 8 rows. */
  loadTransposedDoublesOfBytes(src: Address, stride: number, count: number, dst: Address): void;
  /** Columns, doubles out of doubles. */
  loadTransposedDoubles(src: Address, stride: number, count: number, dst: Address): void;
  /** Rows, singles out of bytes: 64 samples of each row. */
  loadRowsBytes(src: Address, stride: number, rows: number, dst: Address): void;
  /** Rows, pairs out of bytes: 64 samples of every two rows. */
  loadRowsPairs(src: Address, stride: number, rows: number, dst: Address): void;
  /** Rows, doubles out of bytes: 32 samples of each row. */
  loadRowsDoublesOfBytes(src: Address, stride: number, rows: number, dst: Address): void;
  /** Rows, 64 words (32 doubles) of each row as they are. */
  loadRowsWords(src: Address, stride: number, rows: number, dst: Address): void;
  /** Sums in single precision: to 64 bytes an output and group. */
  sumSingles(
    block: Address,
    groups: number,
    offsets: Address,
    places: Address,
    weights: Address,
    outputs: number,
    out: Address,
    outStride: number,
  ): void;
  /**
   * The same, but the taps left after the first and whole groups of four are fused with the sum: in
   * double precision, where the product is exact, rounded to single.
   */
  sumFusedSingles(
    block: Address,
    groups: number,
    offsets: Address,
    places: Address,
    weights: Address,
    outputs: number,
    out: Address,
    outStride: number,
  ): void;
  /** a + (b - a) * w of two taps, in single precision. */
  lerpSingles(
    block: Address,
    groups: number,
    offsets: Address,
    places: Address,
    weights: Address,
    outputs: number,
    out: Address,
    outStride: number,
  ): void;
  /**
   * Adds weighted rows of singles to rows of outputs: the entries of source row r, offsets[r] ..
   * offsets[r + 1], are places (bytes from `out`) and weights. `count` is a multiple of 16.
   */
  addRows(
    src: Address,
    stride: number,
    rows: number,
    offsets: Address,
    places: Address,
    weights: Address,
    count: number,
    out: Address,
  ): void;
  /** Sums in double precision: to 64 bytes an output and group. */
  sumDoubles(
    block: Address,
    groups: number,
    offsets: Address,
    places: Address,
    weights: Address,
    outputs: number,
    out: Address,
    outStride: number,
  ): void;
  /** The same for symmetric filters: the center, then pairs of taps that share a weight. */
  sumSymmetric(
    block: Address,
    groups: number,
    offsets: Address,
    places: Address,
    weights: Address,
    outputs: number,
    out: Address,
    outStride: number,
  ): void;
  /** a + (b - a) * w of two taps, in double precision. */
  lerpDoubles(
    block: Address,
    groups: number,
    offsets: Address,
    places: Address,
    weights: Address,
    outputs: number,
    out: Address,
    outStride: number,
  ): void;
  /**
   * Exact 32-bit sums of pairs. A weight is high * 2^14 + low, in two tables of pairs (16 bits each);
   * `wide` is 0 where the low table holds all of it. What is stored of (sum + half) * factor, by bits:
   * - `bytes` 0: the words shifted right by `shift`, signed
   * - `bytes` 1: shifted right, signed, clamped to bytes (16 bytes a group)
   * - `bytes` 2: shifted right, unsigned, as bytes
   */
  sumPairs(
    block: Address,
    groups: number,
    offsets: Address,
    places: Address,
    low: Address,
    high: Address,
    wide: number,
    outputs: number,
    out: Address,
    outStride: number,
    half: number,
    factor: number,
    shift: number,
    bytes: number,
  ): void;
  /** Columns back to rows: `count` words of 16 rows. */
  storeTransposedWords(src: Address, count: number, dst: Address, stride: number): void;
  /** Columns back to rows: `count` doubles of 8 rows. */
  storeTransposedDoubles(src: Address, count: number, dst: Address, stride: number): void;
  /** Columns back to rows: `count` bytes of 16 rows. */
  storeTransposedBytes(src: Address, count: number, dst: Address, stride: number): void;
  /** The smallest of `count` bytes, and 256 times the largest; `count` is a multiple of 16. */
  rangeOfBytes(src: Address, count: number): number;
  /** Sums of samples and of their squares over `rows` rows of bytes: two rows of 32-bit words. */
  sumSquares(
    src: Address,
    stride: number,
    rows: number,
    samples: number,
    sums: Address,
    squares: Address,
  ): void;
  /**
   * Sums over blocks of 4 by 4 pixels, 16 bits each: `rows` (at most 4) rows of bytes make one row of
   * sums. `line` has room for a row of 16-bit words; what lies outside the row does not count.
   */
  sumBlocks(
    src: Address,
    stride: number,
    rows: number,
    samples: number,
    channels: number,
    line: Address,
    out: Address,
  ): void;
  /** Sums over `rows` rows of bytes: a row of 32-bit words. */
  sumColumns(src: Address, stride: number, rows: number, samples: number, out: Address): void;
  /** Sums over runs of pixels of a row of words: from and to of each output stand at `runs`. */
  sumRuns(line: Address, channels: number, runs: Address, outputs: number, out: Address): void;
  /**
   * Means over blocks of 2 by 2 pixels, and of their squares, out of two rows of bytes, as singles
   * times `scale` / 4 and `scale`² / 4. The last pixel of an odd number is taken twice. `line` has room
   * for two rows of 32-bit words.
   */
  halveBytes(
    top: Address,
    bottom: Address,
    samples: number,
    channels: number,
    scale: number,
    line: Address,
    means: Address,
    squares: Address,
  ): void;
  /**
   * Adds up the 32-bit words of a line over the columns of every cell: `channels` (at most 4) words a column. Of
   * cell i the columns from..to-1 (two words at `runs`) have one weight (a double at `weights`); those after have
   * their own: their columns and weights stand at `edges` and `edgeWeights`, from the word i of `edgesFrom` to
   * before the next. Whole runs are added up as words before they are weighed. A little more than the last cell is
   * written of `out`.
   */
  sumCells(
    line: Address,
    channels: number,
    runs: Address,
    weights: Address,
    edgesFrom: Address,
    edges: Address,
    edgeWeights: Address,
    cells: number,
    out: Address,
  ): void;
  /** Adds `weight` times `count` doubles to as many others; an odd number takes one more. */
  addWeighted(from: Address, weight: number, count: number, to: Address): void;
  /**
   * Makes the variance of `count` means of squares, not below 0, by the means of samples; an odd number takes one
   * more.
   */
  varianceOf(means: Address, squares: Address, count: number): void;
  /** Squares of `count` words, a multiple of 4. */
  squareWords(src: Address, count: number, dst: Address): void;
  /**
   * Adds over `rows` lines what `picture`, cut off outside 0..255, differs from `mean` by, and the
   * squares of that: `count` sums each, position by position. Lines are `stride` bytes apart.
   */
  addDifferences(
    picture: Address,
    mean: Address,
    stride: number,
    rows: number,
    count: number,
    differences: Address,
    squares: Address,
  ): void;
  /** Adds over `rows` lines the variances, mean squares less squared means: `count` sums. */
  addVariances(
    mean: Address,
    square: Address,
    stride: number,
    rows: number,
    count: number,
    sums: Address,
  ): void;
}
