/** A map folded at the period of a lattice: what strays in each place of a cell. */
import { Bytes, Counts, Words } from './kinds';

/** Lanes 0..n-1 of 16 words of 16 bits, 32 bytes for each n of 0..16. */
const LANES = memory.data(17 * 32, 16);
/** Offsets of the rows of one place: as many as 16-bit sums of values up to 48 hold. */
const ROWS = memory.data(1365 * 4, 16);
/** The sums of the places of one tile, in two rows of places. */
const PLACES = memory.data(16 * 4, 16);
const SECOND = memory.data(16 * 4, 16);
/** So many values up to 48 fit into 16 bits. */
const MOST_OF_HALVES = 1365;
/** Values up to 48 of so many rows fit into a byte. */
const ROWS_OF_BYTES = 5;

/**
 * Sums of a map (values up to 48) in each place of the cells of one row of tiles: those
 * of rows `fromCell`..`toCell` - 1 of the table `rows` (at most 1365), and of the columns of the table
 * `columns`, in `tiles` tiles whose first cells are at `edges` (32-bit words, one more than tiles).
 * A cell is two 32-bit words: the sample of its place 0 (from -16 on), and its first place plus 256
 * times that after its last. Place (kx, ky) of tile t is written to word (ky * `across` + kx) * tiles + t
 * of `out`. `lines` has room for 2 (`width` + 96) 16-bit words.
 */
export function foldTiles(
  map: Bytes,
  width: i32,
  rows: Words,
  fromCell: i32,
  toCell: i32,
  down: i32,
  columns: Words,
  edges: Words,
  tiles: i32,
  across: i32,
  lines: Counts,
  out: Words,
): void {
  if (load<u16>(LANES, 32) === 0) fillLanes();
  const first = lines + 32;
  const second = first + (width + 96) * 2;
  const bytes = across * tiles * 4;
  // Two rows of places at a time have the same cells.
  for (let ky = 0; ky < down; ky += 2, out += 2 * bytes) {
    const isLast = ky + 1 === down;
    let most = sumRowsOf(map, width, rows, fromCell, toCell, ky, first);
    if (!isLast) most = max(most, sumRowsOf(map, width, rows, fromCell, toCell, ky + 1, second));
    for (let t = 0; t < tiles; t++) {
      const from = load<i32>(edges + t * 4);
      const to = load<i32>(edges + t * 4, 4);
      if (most * (to - from) <= MOST_OF_HALVES) {
        sumHalvesOf(columns, from, to, across > 8, first, isLast ? first : second);
      } else {
        sumCellsOf(columns, from, to, across > 8, first, PLACES);
        if (!isLast) sumCellsOf(columns, from, to, across > 8, second, SECOND);
      }
      for (let kx = 0, at = out + t * 4; kx < across; kx++, at += tiles * 4) {
        store<i32>(at, load<i32>(PLACES + kx * 4));
        if (!isLast) store<i32>(at + bytes, load<i32>(SECOND + kx * 4));
      }
    }
  }
}

/** Adds up the rows of place `ky` to the 16-bit words at `sums`, and returns how many there are. */
function sumRowsOf(
  map: usize,
  width: i32,
  rows: usize,
  fromCell: i32,
  toCell: i32,
  ky: i32,
  sums: usize,
): i32 {
  let count = 0;
  for (let j = fromCell; j < toCell; j++) {
    const ends = load<i32>(rows + j * 8, 4);
    if (ky < (ends & 255) || ky >= ends >> 8) continue;
    store<i32>(ROWS + count * 4, (load<i32>(rows + j * 8) + ky) * width);
    count++;
  }
  for (let x = 0; x < width; x += 64) sumRowsAt(map + x, count, sums + x * 2);
  return count;
}

/** 64 bytes of each of the `count` rows at ROWS, added up to 16-bit words. */
function sumRowsAt(map: usize, count: i32, out: usize): void {
  let a = i16x8.splat(0);
  let b = i16x8.splat(0);
  let c = i16x8.splat(0);
  let d = i16x8.splat(0);
  let e = i16x8.splat(0);
  let f = i16x8.splat(0);
  let g = i16x8.splat(0);
  let h = i16x8.splat(0);
  for (let from = 0; from < count; from += ROWS_OF_BYTES) {
    const end = ROWS + min(count, from + ROWS_OF_BYTES) * 4;
    let first = i8x16.splat(0);
    let second = i8x16.splat(0);
    let third = i8x16.splat(0);
    let fourth = i8x16.splat(0);
    for (let at = ROWS + from * 4; at < end; at += 4) {
      const row = map + <usize>load<i32>(at);
      first = i8x16.add(first, v128.load(row));
      second = i8x16.add(second, v128.load(row, 16));
      third = i8x16.add(third, v128.load(row, 32));
      fourth = i8x16.add(fourth, v128.load(row, 48));
    }
    a = i16x8.add(a, i16x8.extend_low_i8x16_u(first));
    b = i16x8.add(b, i16x8.extend_high_i8x16_u(first));
    c = i16x8.add(c, i16x8.extend_low_i8x16_u(second));
    d = i16x8.add(d, i16x8.extend_high_i8x16_u(second));
    e = i16x8.add(e, i16x8.extend_low_i8x16_u(third));
    f = i16x8.add(f, i16x8.extend_high_i8x16_u(third));
    g = i16x8.add(g, i16x8.extend_low_i8x16_u(fourth));
    h = i16x8.add(h, i16x8.extend_high_i8x16_u(fourth));
  }
  v128.store(out, a);
  v128.store(out, b, 16);
  v128.store(out, c, 32);
  v128.store(out, d, 48);
  v128.store(out, e, 64);
  v128.store(out, f, 80);
  v128.store(out, g, 96);
  v128.store(out, h, 112);
}

/** Adds up the places of the cells from..to-1 at `out`: eight, or twelve where they are wide. */
function sumCellsOf(
  columns: usize,
  from: i32,
  to: i32,
  isWide: bool,
  sums: usize,
  out: usize,
): void {
  let a = i32x4.splat(0);
  let b = i32x4.splat(0);
  let c = i32x4.splat(0);
  for (let j = from; j < to; j++) {
    const cell = columns + j * 8;
    const ends = load<i32>(cell, 4);
    const first = LANES + (ends & 255) * 32;
    const last = LANES + (ends >> 8) * 32;
    const at = sums + load<i32>(cell) * 2;
    const values = v128.and(v128.load(at), v128.andnot(v128.load(last), v128.load(first)));
    a = i32x4.add(a, i32x4.extend_low_i16x8_u(values));
    b = i32x4.add(b, i32x4.extend_high_i16x8_u(values));
    if (!isWide) continue;
    const more = v128.andnot(v128.load(last, 16), v128.load(first, 16));
    c = i32x4.add(c, i32x4.extend_low_i16x8_u(v128.and(v128.load(at, 16), more)));
  }
  v128.store(out, a);
  v128.store(out, b, 16);
  v128.store(out, c, 32);
}

/** The same of two rows of places, to PLACES and SECOND, where their sums fit into 16 bits. */
function sumHalvesOf(
  columns: usize,
  from: i32,
  to: i32,
  isWide: bool,
  sums: usize,
  second: usize,
): void {
  let a = i16x8.splat(0);
  let b = i16x8.splat(0);
  let c = i16x8.splat(0);
  let d = i16x8.splat(0);
  const apart = second - sums;
  for (let j = from; j < to; j++) {
    const cell = columns + j * 8;
    const ends = load<i32>(cell, 4);
    const first = LANES + (ends & 255) * 32;
    const last = LANES + (ends >> 8) * 32;
    const at = sums + load<i32>(cell) * 2;
    const lanes = v128.andnot(v128.load(last), v128.load(first));
    a = i16x8.add(a, v128.and(v128.load(at), lanes));
    b = i16x8.add(b, v128.and(v128.load(at + apart), lanes));
    if (!isWide) continue;
    const more = v128.andnot(v128.load(last, 16), v128.load(first, 16));
    c = i16x8.add(c, v128.and(v128.load(at, 16), more));
    d = i16x8.add(d, v128.and(v128.load(at + apart, 16), more));
  }
  v128.store(PLACES, i32x4.extend_low_i16x8_u(a));
  v128.store(PLACES, i32x4.extend_high_i16x8_u(a), 16);
  v128.store(PLACES, i32x4.extend_low_i16x8_u(c), 32);
  v128.store(SECOND, i32x4.extend_low_i16x8_u(b));
  v128.store(SECOND, i32x4.extend_high_i16x8_u(b), 16);
  v128.store(SECOND, i32x4.extend_low_i16x8_u(d), 32);
}

function fillLanes(): void {
  for (let n = 0; n <= 16; n++) memory.fill(LANES + n * 32, 255, n * 2);
}
