/** What wasm/detect/detect.ts exports. Made by `node build/kernels.ts`. */

/** A place in the memory of the WebAssembly instance, in bytes, and of what is there; arithmetic makes none. */
export type Address<Kind> = number & { readonly of: Kind };

export interface DetectExports {
  /** Where what kernels keep for themselves ends. */
  kept(): number;
  /** The rounded mean of three channels: `count` pixels of `channels` (3 or 4); 1 if any has color. */
  meanOf(
    src: Address<Uint8Array>,
    count: number,
    channels: number,
    dst: Address<Uint8Array>,
  ): number;
  /** The same, and each of the three by itself. */
  splitOf(
    src: Address<Uint8Array>,
    count: number,
    channels: number,
    mean: Address<Uint8Array>,
    reds: Address<Uint8Array>,
    greens: Address<Uint8Array>,
    blues: Address<Uint8Array>,
  ): number;
  /** One channel of `count` pixels. */
  channelOf(
    src: Address<Uint8Array>,
    count: number,
    channels: number,
    channel: number,
    dst: Address<Uint8Array>,
  ): void;
  /** 4 I - the four neighbors, clipped at 200, of `count` pixels `step` apart: 16-bit words. */
  highPass(
    at: Address<Uint8Array>,
    count: number,
    step: number,
    across: number,
    out: Address<Int16Array>,
  ): void;
  /**
   * Three maps of the rows from..to of a plane: |I - median of 3x3|, how far single pixels are outside the
   * range of the eight around them, and the same of 2x2 blocks and the twelve around, at their top left pixel; 0
   * in the columns that lack neighbors. With `more` the larger of that and of what is there. `lines` has
   * room for 7 rows and 64 bytes with each.
   */
  residualMaps(
    plane: Address<Uint8Array>,
    width: number,
    from: number,
    to: number,
    median: Address<Uint8Array>,
    pixels: Address<Uint8Array>,
    blocks: Address<Uint8Array>,
    lines: Address<Uint8Array>,
    more: number,
  ): void;
  /** The larger of two maps, byte by byte, at `out`, which may be one of them. */
  largerOf(
    map: Address<Uint8Array>,
    other: Address<Uint8Array>,
    count: number,
    out: Address<Uint8Array>,
  ): void;
  /** Adds `rows` rows of a map (at most 1365, of values up to 48) to a row of 16-bit words. */
  sumColumns(
    map: Address<Uint8Array>,
    width: number,
    rows: number,
    out: Address<Uint16Array>,
  ): void;
  /**
   * Row sums of a map (values up to 48) in `strips` strips of columns, whose edges are 32-bit words:
   * `strips` 32-bit words per row.
   */
  sumRows(
    map: Address<Uint8Array>,
    width: number,
    rows: number,
    edges: Address<Int32Array>,
    strips: number,
    out: Address<Int32Array>,
  ): void;
  /** The sum of a map over the columns fromX..toX-1 of the rows fromY..toY-1. */
  sumRect(
    map: Address<Uint8Array>,
    width: number,
    fromX: number,
    toX: number,
    fromY: number,
    toY: number,
  ): number;
  /** The sum of a map at the crossings of columns and rows (32-bit words, all of them within it). */
  sumCrossings(
    map: Address<Uint8Array>,
    width: number,
    xs: Address<Int32Array>,
    columns: number,
    ys: Address<Int32Array>,
    rows: number,
  ): number;
  /**
   * Comb sums of the sizes least..most: eight profiles side by side (16-bit words, 16 to a deviation),
   * of single positions at `one` and of pairs at `two`, at the teeth floor(a j + b):
   *
   *   kind 0  (j + .5) length / size, of single positions
   *   kind 1  (j + .5) length / size - .5, of pairs, and of the single positions -1, 0, 1 and 2 from it
   *   kind 2  j length / size, of the same
   *   kind 3  j (length - 1) / (size - 1), of the same
   *
   * Teeth are in quarters; z of each profile is the largest of the whole, of halves and of quarters.
   * outTwo[size] is the largest over profiles of the pairs, outOne[4 size + k] that of the single
   * positions k - 1 from the tooth; kind 0 writes k = 1 alone. With `sparing` sizes of short periods have no
   * pairs that leave a gap, and no outer positions that are not of the next tooth: those are not written.
   */
  combSums(
    one: Address<Int16Array>,
    two: Address<Int16Array>,
    kind: number,
    length: number,
    least: number,
    most: number,
    sparing: number,
    outOne: Address<Float32Array>,
    outTwo: Address<Float32Array>,
  ): void;
  /** The sum of the singles fromX..toX-1 of the rows fromY..toY-1, which are `stride` apart. */
  sumCells(
    cells: Address<Float32Array>,
    stride: number,
    fromX: number,
    toX: number,
    fromY: number,
    toY: number,
  ): number;
  /**
   * Sums of a map at the crossings of a lattice (class 0) and at those shifted by half a period along x
   * (1), y (2) and both (3), in tiles of the frame: per tile and class the sum, the sum of squares and
   * the count (32-bit words). `xs`, `gapsX` (-1 where none) and the tile edges `edgesX` (tiles + 1) are
   * 32-bit words, and so for y. With `wide` a block's value is the largest of its two columns, with
   * `high` of its two rows.
   */
  prescreen(
    map: Address<Uint8Array>,
    width: number,
    xs: Address<Int32Array>,
    gapsX: Address<Int32Array>,
    edgesX: Address<Int32Array>,
    ys: Address<Int32Array>,
    gapsY: Address<Int32Array>,
    edgesY: Address<Int32Array>,
    tiles: number,
    wide: number,
    high: number,
    out: Address<Int32Array>,
  ): void;
  /**
   * Of the lattice of `size` cells over `length` samples from `from` on, in a map of `samples`: place 0 of a
   * cell is `first` samples from its anchor, and a cell has up to `count` places, which end where the next cell
   * begins; the first sample of the map and its last two have none. Per cell two words at `cells`, as
   * foldTiles takes them; at `edges` the first cell of each of `tiles` tiles, and the end of the last; at `held`
   * (singles, place by place) the samples of each place and tile; at `slots` 4 (place * tiles + tile) of every
   * sample, 65535 where none, if they are `slotted`. `geometry` is 0 of half1, 1 of half2, 2 of corners, 3 of align2, 4 of align1, and
   * 5 of one whose anchors stand in the first words of `cells`.
   */
  axisPlaces(
    geometry: number,
    length: number,
    size: number,
    from: number,
    samples: number,
    count: number,
    first: number,
    tiles: number,
    edges: Address<Int32Array>,
    cells: Address<Int32Array>,
    held: Address<Float32Array>,
    slotted: number,
    slots: Address<Uint16Array>,
  ): void;
  /**
   * Sums of a map (values up to 48) in each place of the cells of one row of tiles: those
   * of rows `fromCell`..`toCell` - 1 of the table `rows` (at most 1365), and of the columns of the table
   * `columns`, in `tiles` tiles whose first cells are at `edges` (32-bit words, one more than tiles).
   * A cell is two 32-bit words: the sample of its place 0 (from -16 on), and its first place plus 256
   * times that after its last. Place (kx, ky) of tile t is written to word (ky * `across` + kx) * tiles + t
   * of `out`. `lines` has room for 2 (`width` + 96) 16-bit words.
   */
  foldTiles(
    map: Address<Uint8Array>,
    width: number,
    rows: Address<Int32Array>,
    fromCell: number,
    toCell: number,
    down: number,
    columns: Address<Int32Array>,
    edges: Address<Int32Array>,
    tiles: number,
    across: number,
    lines: Address<Uint16Array>,
    out: Address<Int32Array>,
  ): void;
  /**
   * Lists what is not 0 in a map: at `rows` the first entry of every row, and the end of the last; at
   * `entries` (words without a sign) 128 times the column of each, plus its value, which is less than 64. That has
   * room for 2^25 columns; of wider pictures memory has none for the maps. Returns 0, with part of the list, where
   * there is no room for a row that is not 0 anywhere after the entries of those before: `room` entries are there.
   */
  listWritten(
    map: Address<Uint8Array>,
    width: number,
    height: number,
    rows: Address<Int32Array>,
    entries: Address<Int32Array>,
    room: number,
  ): number;
  /**
   * What foldTiles writes of every row of tiles from the first on, `every` so many, of a map that is listed:
   * `cells` and `edges` are of the rows, `tilesY` tiles of up to `down` places, `slots` of the columns
   * (axisPlaces), `step` of them. Row t of tiles is at word t * `down` * `step` of `out`.
   */
  foldWritten(
    rows: Address<Int32Array>,
    entries: Address<Int32Array>,
    cells: Address<Int32Array>,
    edges: Address<Int32Array>,
    tilesY: number,
    down: number,
    every: number,
    slots: Address<Uint16Array>,
    step: number,
    out: Address<Int32Array>,
  ): void;
  /**
   * Of sums as foldTiles leaves them, in `tilesY` rows of tiles of which every so many was folded, and the
   * samples of each axis per place and tile (singles, tile by tile of each place): the `excess` of every
   * place over the lower median of its tile, where chance does not explain it, times its deviations; the
   * mean of every place in `all` tiles (not a number where none). Places of fewer than 4 pixels in a tile,
   * and tiles of fewer than 2 places that have as many, count nowhere. `scratch` has room for 24 singles per
   * place. At `out` (singles): most deviations in a tile, that tile (-1 of none) and place, deviations of the
   * whole.
   */
  standOut(
    sums: Address<Int32Array>,
    samplesX: Address<Float32Array>,
    samplesY: Address<Float32Array>,
    tilesX: number,
    tilesY: number,
    countX: number,
    countY: number,
    every: number,
    excess: Address<Float32Array>,
    all: Address<Float32Array>,
    scratch: Address<Float32Array>,
    out: Address<Float32Array>,
  ): void;
  /**
   * One class of a lattice: the mean of every block (singles; not a number where `xs` or `ys` is -1) and
   * how far it is outside the pixels around it (from the map of pixels or of blocks). Rows are `stride`
   * singles apart; what lies between them is not a number.
   */
  gather(
    plane: Address<Uint8Array>,
    pixels: Address<Uint8Array>,
    blocks: Address<Uint8Array>,
    width: number,
    xs: Address<Int32Array>,
    columns: number,
    ys: Address<Int32Array>,
    rows: number,
    tapsX: number,
    tapsY: number,
    value: Address<Float32Array>,
    excess: Address<Float32Array>,
    stride: number,
  ): void;
  /**
   * D = value - mean of the neighbors at half a period, in the other classes, less what a function of
   * that mean explains; and the variance of those neighbors. `beside` are the classes shifted along x,
   * y and both; `left` and `up` are the index of the neighbor before (-1 or 0). Where fewer than three
   * neighbors are there, D is not a number and the variance -1. `levels` has room for 2 * 36 singles; the
   * last four become the sum of D^2 before and after that function was taken out, that of D and their count.
   */
  differences(
    value: Address<Float32Array>,
    besideX: Address<Float32Array>,
    besideY: Address<Float32Array>,
    diagonal: Address<Float32Array>,
    left: number,
    up: number,
    columns: number,
    rows: number,
    stride: number,
    difference: Address<Float32Array>,
    reference: Address<Float32Array>,
    variance: Address<Float32Array>,
    levels: Address<Float32Array>,
  ): void;
  /**
   * Sums over blocks of 4x4 cells of one class, at `out` + 16 (8 block + quantity) + 4 class: hot cells,
   * squared excess, squared D, variance, count, (coherence, later), lagged products, sum of D. D that is
   * not a number counts as absent and is 0 afterwards; so is the row after the last.
   */
  collect(
    difference: Address<Float32Array>,
    excess: Address<Float32Array>,
    variance: Address<Float32Array>,
    columns: number,
    rows: number,
    stride: number,
    across: number,
    klass: number,
    out: Address<Float32Array>,
  ): void;
  /**
   * Coherence of every block and class: t = n mean(D)^2 / (mean variance + 4), above twice that of any
   * other class, 0..100; the quantity that collect leaves out.
   */
  cohere(blocks: Address<Float32Array>, count: number): void;
  /**
   * The largest of every ratio over square windows of 2, 4, 8, … blocks, overlapping by half, and over
   * the whole. `blocks` are across*down blocks of eight quantities of four classes; they are added up
   * in place. Results at `out` (singles):
   *
   *   0  isolated, 4 classes   4  explained   8  coherent   12  smooth
   *   16  energy  17  rival   18..21 the window of the largest isolated (x, y, width, height in blocks)
   *   22  mean D^2 there   23  mean D there
   *   24  of the whole: energy  25 rival  26 explained  27 coherent (all of class 0)
   */
  scanWindows(
    blocks: Address<Float32Array>,
    across: number,
    down: number,
    out: Address<Float32Array>,
  ): void;
  /**
   * Products of D with itself at the lags 0, 1 and 8..24 along x (`out`, doubles 0..24) and along y (25..49),
   * in every second row. D is clipped at 64, in place.
   */
  lagProducts(
    difference: Address<Float32Array>,
    columns: number,
    rows: number,
    stride: number,
    out: Address<Float64Array>,
  ): void;
  /** Adds to the doubles at `out` the products of `count` 16-bit words with those each of `lags` on. */
  lagSums(
    words: Address<Int16Array>,
    count: number,
    lags: Address<Int32Array>,
    many: number,
    out: Address<Float64Array>,
  ): void;
}
