/** Maps of what strays from its neighbors, and sums over them. */
import { Bytes, Counts, Words } from './kinds';

/** Most that one pixel counts in a map of what strays. */
const CAP: i32 = 48;

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

/** |I - median of 3x3| of the rows from..to of a plane that have neighbors; first and last columns 0. */
export function medianMap(plane: Bytes, width: i32, from: i32, to: i32, out: Bytes): void {
  for (let y = from; y < to; y++) {
    const row = plane + y * width;
    const line = out + y * width;
    for (let x = 0; x < width; x += 16) {
      const at = row + x;
      const p0 = v128.load(at - width - 1);
      const q0 = v128.load(at - 1);
      const r0 = v128.load(at + width - 1);
      const p1 = v128.load(at - width);
      const q1 = v128.load(at);
      const r1 = v128.load(at + width);
      const p2 = v128.load(at - width + 1);
      const q2 = v128.load(at + 1);
      const r2 = v128.load(at + width + 1);
      const a0 = low2(p0, q0);
      const b0 = high2(p0, q0);
      const a1 = low2(p1, q1);
      const b1 = high2(p1, q1);
      const a2 = low2(p2, q2);
      const b2 = high2(p2, q2);
      const low = high2(high2(low2(a0, r0), low2(a1, r1)), low2(a2, r2));
      const high = low2(low2(high2(b0, r0), high2(b1, r1)), high2(b2, r2));
      const middle = median3(
        high2(a0, low2(b0, r0)),
        high2(a1, low2(b1, r1)),
        high2(a2, low2(b2, r2)),
      );
      const median = median3(low, middle, high);
      v128.store(line + x, outside(q1, median, median));
    }
    // The next row is written after, so what ran over the end is overwritten.
    store<u8>(line, 0);
    store<u8>(line + width - 1, 0);
  }
}

/** How far single pixels are outside the range of the eight around them, of rows as before. */
export function pixelMap(plane: Bytes, width: i32, from: i32, to: i32, out: Bytes): void {
  for (let y = from; y < to; y++) {
    const row = plane + y * width;
    const line = out + y * width;
    for (let x = 0; x < width; x += 16) {
      const at = row + x;
      const p0 = v128.load(at - width - 1);
      const p1 = v128.load(at - width);
      const p2 = v128.load(at - width + 1);
      const q0 = v128.load(at - 1);
      const q2 = v128.load(at + 1);
      const r0 = v128.load(at + width - 1);
      const r1 = v128.load(at + width);
      const r2 = v128.load(at + width + 1);
      const low = low2(low2(low2(p0, p1), low2(p2, q0)), low2(low2(q2, r0), low2(r1, r2)));
      const high = high2(high2(high2(p0, p1), high2(p2, q0)), high2(high2(q2, r0), high2(r1, r2)));
      v128.store(line + x, outside(v128.load(at), low, high));
    }
    store<u8>(line, 0);
    store<u8>(line + width - 1, 0);
  }
}

/** The same of 2x2 blocks and the twelve around them, at their top left pixel; the last two columns are 0. */
export function blockMap(plane: Bytes, width: i32, from: i32, to: i32, out: Bytes): void {
  for (let y = from; y < to; y++) {
    const row = plane + y * width;
    const line = out + y * width;
    for (let x = 0; x < width; x += 16) {
      const above = row + x - width;
      const at = row + x;
      const under = at + width;
      const below = under + width;
      const p0 = v128.load(above - 1);
      const p1 = v128.load(above);
      const p2 = v128.load(above + 1);
      const p3 = v128.load(above + 2);
      const q0 = v128.load(at - 1);
      const q3 = v128.load(at + 2);
      const r0 = v128.load(under - 1);
      const r3 = v128.load(under + 2);
      const s0 = v128.load(below - 1);
      const s1 = v128.load(below);
      const s2 = v128.load(below + 1);
      const s3 = v128.load(below + 2);
      const low = low2(
        low2(low2(low2(p0, p1), low2(p2, p3)), low2(low2(q0, q3), low2(r0, r3))),
        low2(low2(s0, s1), low2(s2, s3)),
      );
      const high = high2(
        high2(high2(high2(p0, p1), high2(p2, p3)), high2(high2(q0, q3), high2(r0, r3))),
        high2(high2(s0, s1), high2(s2, s3)),
      );
      const value = i8x16.avgr_u(
        i8x16.avgr_u(v128.load(at), v128.load(at + 1)),
        i8x16.avgr_u(v128.load(under), v128.load(under + 1)),
      );
      v128.store(line + x, outside(value, low, high));
    }
    store<u8>(line, 0);
    store<u8>(line + width - 1, 0);
    store<u8>(line + width - 2, 0);
  }
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
  for (let y = 0; y < rows; y++, map += width) {
    for (let x = 0; x < width; x += 16) {
      const bytes = v128.load(map + x);
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
