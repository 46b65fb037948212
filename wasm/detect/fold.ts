/** A map folded at the period of a lattice: what strays in each place of a cell. */
import { Bytes, Counts, Words } from './kinds';

/** Lanes 0..n-1 of 16 words of 16 bits, 32 bytes for each n of 0..16. */
const LANES = memory.data(17 * 32, 16);
/** Offsets of the rows of one place: as many as 16-bit sums of values up to 48 hold. */
const ROWS = memory.data(1365 * 4, 16);
/** The sums of the places of one tile. */
const PLACES = memory.data(12 * 4, 16);
/** Values up to 48 of so many rows fit into a byte. */
const ROWS_OF_BYTES = 5;

/**
 * Sums of a map (values up to 48) in each place of the cells of one row of tiles: those
 * of rows `fromCell`..`toCell` - 1 of the table `rows` (at most 1365), and of the columns of the table
 * `columns`, in `tiles` tiles whose first cells are at `edges` (32-bit words, one more than tiles).
 * A cell is two 32-bit words: the sample of its place 0 (from -16 on), and its first place plus 256
 * times that after its last. Place (kx, ky) of tile t is written to word (ky * `across` + kx) * tiles + t
 * of `out`. `line` has room for `width` + 64 16-bit words.
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
  line: Counts,
  out: Words,
): void {
  if (load<u16>(LANES, 32) === 0) fillLanes();
  const sums = line + 32;
  for (let ky = 0; ky < down; ky++) {
    let count = 0;
    for (let j = fromCell; j < toCell; j++) {
      const ends = load<i32>(rows + j * 8, 4);
      if (ky < (ends & 255) || ky >= ends >> 8) continue;
      store<i32>(ROWS + count * 4, (load<i32>(rows + j * 8) + ky) * width);
      count++;
    }
    for (let x = 0; x < width; x += 32) sumRowsAt(map + x, count, sums + x * 2);
    for (let t = 0; t < tiles; t++) {
      sumCellsOf(columns, load<i32>(edges + t * 4), load<i32>(edges + t * 4, 4), across > 8, sums);
      for (let kx = 0; kx < across; kx++) {
        store<i32>(out + (kx * tiles + t) * 4, load<i32>(PLACES + kx * 4));
      }
    }
    out += across * tiles * 4;
  }
}

/** 32 bytes of each of the `count` rows at ROWS, added up to 16-bit words. */
function sumRowsAt(map: usize, count: i32, out: usize): void {
  let a = i16x8.splat(0);
  let b = i16x8.splat(0);
  let c = i16x8.splat(0);
  let d = i16x8.splat(0);
  for (let from = 0; from < count; from += ROWS_OF_BYTES) {
    const end = ROWS + min(count, from + ROWS_OF_BYTES) * 4;
    let left = i8x16.splat(0);
    let right = i8x16.splat(0);
    for (let at = ROWS + from * 4; at < end; at += 4) {
      const row = map + <usize>load<i32>(at);
      left = i8x16.add(left, v128.load(row));
      right = i8x16.add(right, v128.load(row, 16));
    }
    a = i16x8.add(a, i16x8.extend_low_i8x16_u(left));
    b = i16x8.add(b, i16x8.extend_high_i8x16_u(left));
    c = i16x8.add(c, i16x8.extend_low_i8x16_u(right));
    d = i16x8.add(d, i16x8.extend_high_i8x16_u(right));
  }
  v128.store(out, a);
  v128.store(out, b, 16);
  v128.store(out, c, 32);
  v128.store(out, d, 48);
}

/** Adds up the places of the cells from..to-1 in PLACES: eight, or twelve where they are wide. */
function sumCellsOf(columns: usize, from: i32, to: i32, isWide: bool, sums: usize): void {
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
  v128.store(PLACES, a);
  v128.store(PLACES, b, 16);
  if (isWide) v128.store(PLACES, c, 32);
}

function fillLanes(): void {
  for (let n = 0; n <= 16; n++) memory.fill(LANES + n * 32, 255, n * 2);
}
