/** Maps of what strays from its neighbors, and sums over them. */
import { Bytes, Counts, Words } from './kinds';

/** Most that one pixel counts in a map of what strays. */
const CAP: i32 = 48;
/** So many rows of that fit into a byte. */
const ROWS_OF_BYTES: i32 = 5;

function low2(a: v128, b: v128): v128 {
  return i8x16.min_u(a, b);
}

function high2(a: v128, b: v128): v128 {
  return i8x16.max_u(a, b);
}

function median3(a: v128, b: v128, c: v128): v128 {
  return high2(low2(a, b), low2(high2(a, b), c));
}

function outside(value: v128, low: v128, high: v128): v128 {
  const excess = v128.or(i8x16.sub_sat_u(value, high), i8x16.sub_sat_u(low, value));
  return low2(excess, i8x16.splat(<i8>CAP));
}

/**
 * Three maps of the rows from..to of a plane: |I - median of 3x3|, how far single pixels are outside the
 * range of the eight around them, and the same of 2x2 blocks and the twelve around, at their top left pixel; 0
 * in the columns that lack neighbors. With `more` the larger of that and of what is there. `lines` has
 * room for 7 rows and 64 bytes with each.
 */
export function residualMaps(
  plane: Bytes,
  width: i32,
  from: i32,
  to: i32,
  median: Bytes,
  pixels: Bytes,
  blocks: Bytes,
  lines: Bytes,
  more: i32,
): void {
  // What rows have in common of columns is taken once and read at three or four columns.
  const room = width + 64;
  const lows = lines + 16;
  const middles = lows + room;
  const highs = middles + room;
  const lows4 = highs + room;
  const highs4 = lows4 + room;
  const lows2 = highs4 + room;
  const highs2 = lows2 + room;
  for (let y = from; y < to; y++) {
    const row = plane + y * width;
    for (let x = 0; x < width + 2; x += 16) {
      const p = v128.load(row + x - width);
      const q = v128.load(row + x);
      const r = v128.load(row + x + width);
      const s = v128.load(row + x + width + width);
      const low = low2(p, q);
      const high = high2(p, q);
      const least = low2(low, r);
      const most = high2(high, r);
      v128.store(lows + x, least);
      v128.store(middles + x, high2(low, low2(high, r)));
      v128.store(highs + x, most);
      v128.store(lows4 + x, low2(least, s));
      v128.store(highs4 + x, high2(most, s));
      v128.store(lows2 + x, low2(p, s));
      v128.store(highs2 + x, high2(p, s));
    }
    const offset = y * width;
    const toMedian = median + offset;
    const toPixels = pixels + offset;
    const toBlocks = blocks + offset;
    // What runs over the end of a row is of the next.
    const afterMedian = v128.load(toMedian + width);
    const afterPixels = v128.load(toPixels + width);
    const afterBlocks = v128.load(toBlocks + width);
    for (let x = 0; x < width; x += 16) {
      const at = row + x;
      const value = v128.load(at);
      const above = v128.load(at - width);
      const under = v128.load(at + width);
      const lowL = v128.load(lows + x - 1);
      const lowR = v128.load(lows + x + 1);
      const highL = v128.load(highs + x - 1);
      const highR = v128.load(highs + x + 1);
      const middle = median3(
        high2(high2(lowL, lowR), v128.load(lows + x)),
        median3(v128.load(middles + x - 1), v128.load(middles + x), v128.load(middles + x + 1)),
        low2(low2(highL, highR), v128.load(highs + x)),
      );
      let ofMedian = outside(value, middle, middle);
      let ofPixels = outside(
        value,
        low2(low2(lowL, lowR), low2(above, under)),
        high2(high2(highL, highR), high2(above, under)),
      );
      let ofBlocks = outside(
        i8x16.avgr_u(
          i8x16.avgr_u(value, v128.load(at + 1)),
          i8x16.avgr_u(under, v128.load(at + width + 1)),
        ),
        low2(
          low2(v128.load(lows4 + x - 1), v128.load(lows4 + x + 2)),
          low2(v128.load(lows2 + x), v128.load(lows2 + x + 1)),
        ),
        high2(
          high2(v128.load(highs4 + x - 1), v128.load(highs4 + x + 2)),
          high2(v128.load(highs2 + x), v128.load(highs2 + x + 1)),
        ),
      );
      if (more) {
        ofMedian = high2(ofMedian, v128.load(toMedian + x));
        ofPixels = high2(ofPixels, v128.load(toPixels + x));
        ofBlocks = high2(ofBlocks, v128.load(toBlocks + x));
      }
      v128.store(toMedian + x, ofMedian);
      v128.store(toPixels + x, ofPixels);
      v128.store(toBlocks + x, ofBlocks);
    }
    v128.store(toMedian + width, afterMedian);
    v128.store(toPixels + width, afterPixels);
    v128.store(toBlocks + width, afterBlocks);
    clearEnds(toMedian, width);
    clearEnds(toPixels, width);
    clearEnds(toBlocks, width);
    store<u8>(toBlocks + width - 2, 0);
  }
}

function clearEnds(row: usize, width: i32): void {
  store<u8>(row, 0);
  store<u8>(row + width - 1, 0);
}

/** The larger of two maps, byte by byte, at `out`, which may be one of them. */
export function largerOf(map: Bytes, other: Bytes, count: i32, out: Bytes): void {
  let i = 0;
  for (; i + 16 <= count; i += 16) {
    v128.store(out + i, high2(v128.load(map + i), v128.load(other + i)));
  }
  for (; i < count; i++) store<u8>(out + i, max(load<u8>(map + i), load<u8>(other + i)));
}

/** Adds `rows` rows of a map (at most 1365, of values up to 48) to a row of 16-bit words. */
export function sumColumns(map: Bytes, width: i32, rows: i32, out: Counts): void {
  for (let y = 0; y < rows; y += ROWS_OF_BYTES, map += ROWS_OF_BYTES * width) {
    const end = map + min(ROWS_OF_BYTES, rows - y) * width;
    for (let x = 0; x < width; x += 16) {
      let bytes = i8x16.splat(0);
      for (let row = map; row < end; row += width) bytes = i8x16.add(bytes, v128.load(row + x));
      const to = out + x * 2;
      v128.store(to, i16x8.add(v128.load(to), i16x8.extend_low_i8x16_u(bytes)));
      v128.store(to, i16x8.add(v128.load(to, 16), i16x8.extend_high_i8x16_u(bytes)), 16);
    }
  }
}

/**
 * Row sums of a map (values up to 48) in `strips` strips of columns, whose edges are 32-bit words:
 * `strips` 32-bit words per row.
 */
export function sumRows(
  map: Bytes,
  width: i32,
  rows: i32,
  edges: Words,
  strips: i32,
  out: Words,
): void {
  for (let y = 0; y < rows; y++, map += width) {
    for (let strip = 0; strip < strips; strip++, out += 4) {
      const from = load<i32>(edges + strip * 4);
      store<i32>(out, sumSpan(map, from, load<i32>(edges + strip * 4, 4)));
    }
  }
}

/** The sum of the bytes x..end-1 of a row. */
function sumSpan(row: usize, x: i32, end: i32): i32 {
  let sums = i32x4.splat(0);
  for (; x + 16 <= end; x += 16) {
    sums = i32x4.add(
      sums,
      i32x4.extadd_pairwise_i16x8_u(i16x8.extadd_pairwise_i8x16_u(v128.load(row + x))),
    );
  }
  let sum =
    i32x4.extract_lane(sums, 0) +
    i32x4.extract_lane(sums, 1) +
    i32x4.extract_lane(sums, 2) +
    i32x4.extract_lane(sums, 3);
  for (; x < end; x++) sum += <i32>load<u8>(row + x);
  return sum;
}

/** The sum of a map over the columns fromX..toX-1 of the rows fromY..toY-1. */
export function sumRect(map: Bytes, width: i32, fromX: i32, toX: i32, fromY: i32, toY: i32): f64 {
  let total: f64 = 0;
  for (let y = fromY; y < toY; y++) total += sumSpan(map + y * width, fromX, toX);
  return total;
}

/** The sum of a map at the crossings of columns and rows (32-bit words, all of them within it). */
export function sumCrossings(
  map: Bytes,
  width: i32,
  xs: Words,
  columns: i32,
  ys: Words,
  rows: i32,
): f64 {
  let total: f64 = 0;
  for (let j = 0; j < rows; j++) {
    const row = map + load<i32>(ys + j * 4) * width;
    let sum = 0;
    for (let i = 0; i < columns; i++) sum += <i32>load<u8>(row + load<i32>(xs + i * 4));
    total += sum;
  }
  return total;
}
